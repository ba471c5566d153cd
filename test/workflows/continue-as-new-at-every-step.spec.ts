import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

/** A new run begins with three events: from the fourth on another one is suggested, so that every wake ends in one. */
const EVENTS_OF_A_RUN = 4;
/** Told all at once, and then as many one by one. */
const AT_ONCE = 4;
const ONE_BY_ONE = 4;
const EXTENSIONS = AT_ONCE + ONE_BY_ONE;
/** Start, extensions, return. */
const MESSAGES = EXTENSIONS + 2;

/** Each number's fate makes receipts come early, late, or fail, so that texts follow while runs change. */
const PHONES = ['01055004901', '01055014902', '01055024903', '01055204904', '01055354905', '01055124906'];

describe('A lifecycle that begins a new run at every step', () => {
  let temporal: OwnTemporal;
  let platform: Platform;
  const ids = new Map<string, string>();

  const lend = async (phone: string): Promise<void> => {
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `CAN-${phone}`,
      recipient: { name: '박나무', phone },
      data: { bookTitle: '태백산맥 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    ids.set(phone, body.id);
  };
  const report = (phone: string, type: string, eventId: string, data?: object) =>
    platform.call('POST', `/v1/lifecycles/${ids.get(phone)}/events`, {
      type,
      eventId,
      occurredAt: new Date().toISOString(),
      ...(data && { data }),
    });

  const extend = (phone: string, index: number) =>
    report(phone, 'extended', `e-${index}`, { dueDate: addDays(dayOf(Date.now()), 20 + index) });
  const announced = (messages: number) =>
    eventually(
      `${messages} messages are on every phone`,
      () => PHONES.every((phone) => platform.received(phone).length === messages),
      120_000,
    );

  const runs = (): Promise<string[]> =>
    Promise.all(
      [...ids.values()].map(async (id) => {
        const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));
        return (await handle.describe()).runId;
      }),
    );
  /** What was decided before is over only then: a step that comes earlier is taken by the same run. */
  const movedOnFrom = (before: readonly string[]) =>
    eventually(
      'each is in another run',
      async () => (await runs()).every((run, index) => run !== before[index]),
      120_000,
    );

  beforeAll(async () => {
    temporal = await createOwnTemporal({
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': EVENTS_OF_A_RUN },
    });
    platform = await Platform.start({ temporal });
    await Promise.all(PHONES.map(lend));
    // All at once and before the first message is there: updates, receipts and new runs meet.
    await Promise.all(PHONES.flatMap((phone) => Array.from({ length: AT_ONCE }, (_, index) => extend(phone, index))));
    for (let index = AT_ONCE; index < EXTENSIONS; index += 1) {
      await announced(1 + index);
      const before = await runs();
      await Promise.all(PHONES.map((phone) => extend(phone, index)));
      await movedOnFrom(before);
    }
    await announced(MESSAGES - 1);
    await Promise.all(PHONES.map((phone) => report(phone, 'returned', 'r')));
    await announced(MESSAGES);
    await Promise.all(
      [...ids.values()].map((id) =>
        platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).result(),
      ),
    );
  }, 300_000);
  afterAll(async () => {
    await platform?.close();
    await temporal?.remove();
  });

  const rows = <T>(sql: string): Promise<T[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) => tx.query<T[]>(sql));

  it('really begins a run for each step that is taken by itself', async () => {
    await eventually('the server lists a run for each step', async () => {
      const runs = new Map<string, number>();
      for await (const { workflowId } of platform.client.workflow.list({ query: `WorkflowType = 'library-loan'` }))
        runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
      const fewest = Math.min(
        ...[...ids.values()].map((id) => runs.get(lifecycleWorkflowId(platform.tenant, id)) ?? 0),
      );
      if (fewest > ONE_BY_ONE) return true;
      throw new Error(`${fewest} runs`);
    });
  });

  it.each(PHONES)('brings to %s each message once', (phone) => {
    expect(platform.received(phone)).toHaveLength(MESSAGES);
  });

  it('accepts each event once', async () => {
    const events = await rows<{ state: string; count: number }>(
      `select state, count(*)::int as count from events group by state`,
    );
    expect(events).toEqual([{ state: 'accepted', count: PHONES.length * (EXTENSIONS + 1) }]);
  });

  it('records each decision once and ends each lifecycle', async () => {
    const kinds = await rows<{ kind: string; count: number }>(
      `select kind, count(*)::int as count from journal where kind in ('started', 'event', 'ended') group by kind order by kind`,
    );
    expect(kinds).toEqual([
      { kind: 'ended', count: PHONES.length },
      { kind: 'event', count: PHONES.length * (EXTENSIONS + 1) },
      { kind: 'started', count: PHONES.length },
    ]);
    expect(await rows(`select distinct state from lifecycles`)).toEqual([{ state: 'ended' }]);
  });
});
