import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Processes, type Answer } from '../harness/processes.js';
import { testTemporal, type TestTemporal } from '../harness/temporal.js';

const PACE_MS = 150;
const CATCH_UP_MS = 90_000;
/** Loans of each stretch between two steps. */
const BETWEEN = 4;
const REASON = ['--reason', '시험'];
const BOOK = '토지';

interface Loan {
  readonly id: string;
  readonly phone: string;
}

/** The key id of every payload of a history that names one, in the order of their events. */
function keyIdsIn(part: unknown): string[] {
  if (part === null || typeof part !== 'object') return [];
  const id = (part as { metadata?: Record<string, Uint8Array> | null }).metadata?.['encryption-key-id'];
  return id ? [Buffer.from(id).toString()] : Object.values(part).flatMap(keyIdsIn);
}

/**
 * Every level of keys is replaced as docs/operations.md says, processes restarted one after the other, while a sender's system
 * starts affairs without a break and brings those to an end that were begun before.
 */
describe('Keys of every level, replaced while messages flow', () => {
  const temporal: TestTemporal = testTemporal();
  const loans: Loan[] = [];
  const refused: unknown[] = [];
  let processes!: Processes;
  let apiKey!: string;
  let over = false;

  /** As a sender's system does: what gets no answer is asked again under the same key. */
  async function ask<T>(path: string, body: object): Promise<Answer<T>> {
    const idempotencyKey = randomUUID();
    return eventually(
      'the API answers',
      () => processes.call<T>('POST', path, body, idempotencyKey, apiKey).catch(() => undefined),
      CATCH_UP_MS,
    );
  }

  async function flow(): Promise<void> {
    for (let number = 0; !over; number += 1) {
      const phone = `0105500${String(number).padStart(4, '0')}`;
      const { status, body } = await ask<{ id: string }>('/v1/lifecycles', {
        type: 'library-loan',
        reference: `K-${number}`,
        recipient: { name: '김하늘', phone },
        data: { bookTitle: BOOK, dueDate: addDays(dayOf(Date.now()), 60) },
      });
      if (status === 201) loans.push({ id: body.id, phone });
      else refused.push(body);
      await pause(PACE_MS);
    }
  }

  /** More have been lent, and everything that was lent has arrived. */
  async function flowsOn(): Promise<void> {
    const from = loans.length;
    await eventually('more is lent', () => loans.length >= from + BETWEEN, CATCH_UP_MS);
    const last = loans.at(-1)!;
    await eventually(
      'its message arrives',
      async () => {
        if ((await processes.received(last.phone)).length > 0) return true;
        throw new Error(processes.lastWords());
      },
      CATCH_UP_MS,
    );
  }

  async function rollOut(settings: Readonly<Record<string, string>>): Promise<void> {
    processes.configure(settings);
    for (const role of ['worker', 'api'] as const) await processes.restart(role);
    await flowsOn();
  }

  const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

  /** First known to all, then first of all. */
  async function replacePayloadKey(): Promise<void> {
    const old = processes.configured('BONGSU_PAYLOAD_KEYS');
    const next = key('p2');
    await rollOut({ BONGSU_PAYLOAD_KEYS: `${old},${next}` });
    await rollOut({ BONGSU_PAYLOAD_KEYS: `${next},${old}` });
  }

  async function replaceMasterKey(): Promise<void> {
    const old = processes.configured('BONGSU_MASTER_KEYS');
    const next = key('m2');
    await rollOut({ BONGSU_MASTER_KEYS: `${next},${old}` });
    await processes.command('rotate-keys', processes.tenant, 'master-key', ...REASON);
    await rollOut({ BONGSU_MASTER_KEYS: next });
  }

  async function replaceTenantKey(): Promise<void> {
    await processes.command('rotate-keys', processes.tenant, 'tenant-key', ...REASON);
    await flowsOn();
  }

  async function replaceApiKey(): Promise<void> {
    const { body: keys } = await processes.call<{ items: readonly { id: string }[] }>('GET', '/v1/keys');
    const rotated = await ask<{ key: string }>(`/v1/keys/${keys.items[0]!.id}/rotate`, { overlapHours: 1 });
    if (rotated.status !== 201) throw new Error(`The key was answered with ${rotated.status}.`);
    await flowsOn();
    apiKey = rotated.body.key;
    await flowsOn();
  }

  beforeAll(async () => {
    processes = await Processes.start(temporal);
    apiKey = processes.keyOf('solapi');
    const flowing = flow();
    try {
      await flowsOn();
      const begunBefore = loans.length;
      await replacePayloadKey();
      await replaceTenantKey();
      await replaceMasterKey();
      await replaceApiKey();
      for (const { id } of loans.slice(0, begunBefore)) {
        const { status, body } = await ask(`/v1/lifecycles/${id}/events`, { type: 'returned', eventId: `back-${id}` });
        if (status !== 200) refused.push(body);
      }
    } finally {
      over = true;
      await flowing;
    }
    await eventually(
      'everything has arrived',
      async () => {
        // A loan that was lent a moment ago has no message yet.
        const [row] = await processes.rows<{ under: number; told: number }>(
          `select count(*) filter (where state not in ('delivered', 'withdrawn', 'dropped'))::int as under,
                  count(distinct lifecycle_id)::int as told
           from messages`,
        );
        if (row!.told < loans.length) throw new Error(`${row!.told} of ${loans.length} have been told of anything`);
        if (row!.under > 0) throw new Error(`${row!.under} are under way`);
        return true;
      },
      CATCH_UP_MS,
    );
  }, 420_000);
  afterAll(() => processes?.close(), 60_000);

  const wrappedBy = async (table: 'tenant_keys' | 'person_keys'): Promise<string[]> =>
    (
      await processes.rows<{ id: string }>(
        `select distinct split_part(wrapped_key, ':', 3) as id from ${table} where tenant_id = $1 order by 1`,
        [processes.tenant],
      )
    ).map(({ id }) => id);

  it('refuse no start and no event', () => {
    expect(refused).toEqual([]);
    expect(loans.length).toBeGreaterThan(8 * BETWEEN);
  });

  it('bring each message to its phone exactly once', async () => {
    const expected = await processes.rows<{ reference: string; messages: number }>(
      `select l.reference, count(*)::int as messages from lifecycles l join messages m on m.lifecycle_id = l.id
       where m.state = 'delivered' group by 1`,
    );
    const arrived = await Promise.all(
      expected.map(async ({ reference }) => {
        const phone = `0105500${reference.slice(2).padStart(4, '0')}`;
        return { reference, messages: (await processes.received(phone)).length };
      }),
    );
    expect(expected).toHaveLength(loans.length);
    expect(arrived).toEqual(expected);
  });

  it('bring affairs that were begun under the old ones to their end', async () => {
    const { body } = await processes.call<{ state: string }>(
      'GET',
      `/v1/lifecycles/${loans[0]!.id}`,
      undefined,
      '',
      apiKey,
    );
    expect(body.state).toBe('ended');
  });

  it('wrap the tenant’s keys by the new master key alone', async () => {
    expect(await wrappedBy('tenant_keys')).toEqual(['m2']);
  });

  it('wrap the keys of people by the tenant’s new key alone', async () => {
    const [newest] = await processes.rows<{ id: string }>(
      `select id from tenant_keys where tenant_id = $1 order by number desc limit 1`,
      [processes.tenant],
    );
    expect(await wrappedBy('person_keys')).toEqual([newest!.id]);
  });

  it('leave everything readable without the old master key', async () => {
    const read = await Promise.all(
      loans.map(({ id }) =>
        processes.call<{ data: { bookTitle: string } }>('GET', `/v1/lifecycles/${id}`, undefined, '', apiKey),
      ),
    );
    expect(new Set(read.map(({ body }) => body.data.bookTitle))).toEqual(new Set([BOOK]));
  });

  it('encrypt what is written to a history afterwards with the new payload key', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    try {
      const keysOf = async ({ id }: Loan): Promise<string[]> => {
        const execution = { workflowId: lifecycleWorkflowId(processes.tenant, id) };
        const asked = { namespace: temporal.namespace, execution };
        const { history } = await connection.workflowService.getWorkflowExecutionHistory(asked);
        return [...new Set(keyIdsIn(history?.events))];
      };
      expect(await keysOf(loans.at(-1)!)).toEqual(['p2']);
      expect(await keysOf(loans[0]!)).toEqual(['p1', 'p2']);
    } finally {
      await connection.close();
    }
  });
});
