import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Processes, type Answer } from '../harness/processes.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

const CATCH_UP_MS = 90_000;
const EVENTS = 12;
/** The same in every repetition, which says the same again. */
const OCCURRED_AT = new Date().toISOString();

/** What was accepted takes effect, whoever dies between PostgreSQL and Temporal, and however long nobody works. */
describe('A request that was accepted', () => {
  let temporal!: OwnTemporal;
  let processes!: Processes;
  beforeAll(async () => {
    temporal = await createOwnTemporal();
    processes = await Processes.start(temporal);
  }, 120_000);
  afterAll(async () => {
    await processes.close();
    await temporal.remove();
  }, 60_000);

  const loanRequest = (phone: string) => ({
    type: 'library-loan',
    reference: `API-${phone}`,
    recipient: { name: '김하늘', phone },
    data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
  });

  const lend = (phone: string, key?: string): Promise<Answer<{ id: string }>> =>
    processes.call<{ id: string }>('POST', '/v1/lifecycles', loanRequest(phone), key);

  const report = (id: string, type: string, eventId: string): Promise<Answer<{ state: string }>> =>
    processes.call('POST', `/v1/lifecycles/${id}/events`, { type, eventId, occurredAt: OCCURRED_AT });

  const receivedCount = (phone: string, count: number): Promise<true> =>
    eventually(
      `${count} messages are received`,
      async () => (await processes.received(phone)).length === count || undefined,
      CATCH_UP_MS,
    );

  it('has its effect once when the API is killed between the database and the workflow', async () => {
    const [newcomer, known] = ['01055008001', '01055008002'] as const;
    const { body: loan } = await lend(known);
    await receivedCount(known, 1);

    await temporal.stop();
    const key = randomUUID();
    const unanswered = [lend(newcomer, key), report(loan.id, 'extensionRequested', 'e-1')].map((request) =>
      request.then(
        () => 'answered',
        () => 'connection broken',
      ),
    );
    await eventually('both are stored and not told', async () => {
      const waiting = await processes.rows<{ kind: string }>(
        `select kind from outbox where told_at is null order by kind`,
      );
      return waiting.length === 2;
    });
    await processes.kill('api');
    expect(await Promise.all(unanswered)).toEqual(['connection broken', 'connection broken']);

    await temporal.start();
    await processes.begin('api');
    await Promise.all([receivedCount(newcomer, 1), receivedCount(known, 2)]);
    expect(await lend(newcomer, key)).toMatchObject({ status: 201, body: { reference: `API-${newcomer}` } });
    expect(await report(loan.id, 'extensionRequested', 'e-1')).toMatchObject({ status: 200 });
    expect(await processes.received(newcomer)).toHaveLength(1);
    expect(await processes.received(known)).toHaveLength(2);
  }, 120_000);

  it('waits for workers when there are none, more than ten events of one loan among them, also over a restart of Temporal', async () => {
    const [busy, quiet] = ['01055008003', '01055008004'] as const;
    await processes.kill('worker');
    const [{ status, body: loan }, other] = await Promise.all([lend(busy), lend(quiet)]);
    expect([status, other.status]).toEqual([201, 201]);

    const events = Array.from({ length: EVENTS }, (_, index) => `e-${index}`);
    const answers = await Promise.all(events.map((eventId) => report(loan.id, 'extensionRequested', eventId)));
    expect(answers.map((answer) => answer.status)).toEqual(events.map(() => 202));

    const read = await processes.call('GET', `/v1/lifecycles/${loan.id}`);
    expect(read).toMatchObject({ status: 200, body: { state: 'open', stage: 'on-loan' } });
    expect(await processes.call('GET', `/v1/lifecycles/${loan.id}/timeline`)).toMatchObject({ status: 200 });

    await temporal.stop('killed');
    await temporal.start();
    await processes.begin('worker');
    await Promise.all([receivedCount(busy, 1 + EVENTS), receivedCount(quiet, 1)]);
    await eventually(
      'every event is answered',
      async () => {
        const again = await Promise.all(events.map((eventId) => report(loan.id, 'extensionRequested', eventId)));
        return again.every((answer) => answer.status === 200);
      },
      CATCH_UP_MS,
    );
    expect(await processes.received(busy)).toHaveLength(1 + EVENTS);
  }, 150_000);
});
