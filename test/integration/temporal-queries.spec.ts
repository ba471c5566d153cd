import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, DAY, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

const TENANT = 'my-library';

/** The queries that docs/operations.md shows, line by line. */
async function queriesOfThePage(): Promise<string[]> {
  const page = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const [, lines = ''] = /<!-- test: queries -->\s+```\n([\s\S]*?)^```$/m.exec(page) ?? [];
  return lines.trim().split('\n');
}

describe('The queries for the Temporal UI in docs/operations.md', () => {
  let platform: Platform;
  let queries: readonly string[];
  /** Workflow ids. */
  let named: string;
  let disputed: string;
  let terminated: string;
  let soon: string;

  beforeAll(async () => {
    queries = await queriesOfThePage();
    platform = await Platform.start({ tenant: TENANT });
    named = await lend('L-2026-0042', 60);
    disputed = await lend('L-2026-0043', 5, 'disputed');
    soon = await lend('L-2026-0045', 5);
    terminated = await lend('L-2026-0044', 60);
    await platform.client.workflow.getHandle(terminated).terminate('for the test');
  });
  afterAll(() => platform.close());

  async function lend(reference: string, days: number, event?: string): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference,
      recipient: { name: '김하늘', phone: '01055007700' },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), days) },
    });
    expect(status).toBe(201);
    if (event !== undefined) {
      const reported = await platform.call('POST', `/v1/lifecycles/${body.id}/events`, { type: event, eventId: 'e-1' });
      expect(reported.status).toBe(200);
    }
    return lifecycleWorkflowId(platform.tenant, body.id);
  }

  /** Workflow ids that the server lists by the query that holds `part`; others' may be among them. */
  async function found(part: string): Promise<string[]> {
    const query = queries.find((each) => each.includes(part)) ?? `nothing shows ${part}`;
    const moment = new Date(Date.now() + 10 * DAY).toISOString();
    const ids: string[] = [];
    for await (const { workflowId } of platform.client.workflow.list({
      query: query.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, moment),
    }))
      ids.push(workflowId);
    return ids;
  }

  /** The server lists a little later than it knows. */
  const finds = (part: string, sought: string, other: string): Promise<true> =>
    eventually(`${part} finds what it should`, async () => {
      const ids = await found(part);
      return ids.includes(sought) && !ids.includes(other);
    });

  it('finds an affair by its reference', () => finds('BongsuReference =', named, soon));

  it('finds what stands in a stage of a tenant', () => finds('BongsuStage =', disputed, soon));

  it('finds what has something to do until a moment', () => finds('BongsuNextDue <', soon, named));

  it('finds what was ended by hand', () => finds('"Terminated"', terminated, named));

  it('shows no query that the server does not take', async () => {
    expect(queries.length).toBeGreaterThan(4);
    for (const query of queries)
      await expect(platform.client.workflow.count(query)).resolves.toMatchObject({ count: expect.any(Number) });
  });
});
