import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Processes, type Answer } from '../harness/processes.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

const OUTAGE_MS = 30_000;
const A_LOAN_EVERY_MS = 500;
/** Loans are started so long before and after it, all in all, ms. */
const AROUND_MS = 8_000;
const CATCH_UP_MS = 90_000;

type Started = Answer<{ readonly id?: string; readonly code?: string }>;

/** Temporal is away for half a minute, and loans are started before, meanwhile and afterwards. */
describe('While the Temporal server is stopped and started again', () => {
  let temporal!: OwnTemporal;
  let processes!: Processes;
  const answers = new Map<string, Started>();
  const inFlight = '01055009001';
  let readMeanwhile: number | undefined;
  let healthMeanwhile: unknown;
  let backAt = 0;
  let workerBefore: number | undefined;

  beforeAll(async () => {
    temporal = await createOwnTemporal();
    processes = await Processes.start(temporal);
    workerBefore = processes.pidOf('worker');
    // One message is with the dealer when the server goes, and the dealer's answer comes while it is away.
    await processes.control('POST', 'faults', {
      endpoint: 'send-group',
      number: inFlight,
      accepted: true,
      effect: { kind: 'delay', ms: 5_000 },
      times: 1,
    });
    answers.set(inFlight, await lend(inFlight));
    await received(inFlight, 1);

    const until = performance.now() + OUTAGE_MS + AROUND_MS;
    const started: Promise<unknown>[] = [];
    const lending = (async () => {
      for (let number = 9002; performance.now() < until; number += 1) {
        const phone = `0105500${number}`;
        started.push(lend(phone).then((answer) => answers.set(phone, answer)));
        await pause(A_LOAN_EVERY_MS);
      }
    })();
    await pause(2_000);
    await temporal.stop();
    await pause(OUTAGE_MS / 2);
    readMeanwhile = (await processes.call('GET', '/v1/lifecycles')).status;
    healthMeanwhile = (await processes.call('GET', '/health/ready')).body;
    await pause(OUTAGE_MS / 2);
    await temporal.start();
    backAt = Date.now();
    await lending;
    await Promise.all(started);
  }, 180_000);

  afterAll(async () => {
    await processes.close();
    await temporal.remove();
  }, 60_000);

  const lend = (phone: string): Promise<Started> =>
    processes.call('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `OUTAGE-${phone}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
    });

  const received = (phone: string, count: number): Promise<true> =>
    eventually(
      `${count} messages are received`,
      async () => (await processes.received(phone)).length === count || undefined,
      CATCH_UP_MS,
    );

  const accepted = (): string[] => [...answers].filter(([, { status }]) => status === 201).map(([phone]) => phone);

  it('answers each request with an acceptance or a clear error', () => {
    const unclear = [...answers.values()].filter(({ status, body }) => status !== 201 && body.code === undefined);
    expect(unclear).toEqual([]);
    process.stdout.write(`of ${answers.size} loans ${accepted().length} were accepted\n`);
    expect(answers.size).toBeGreaterThan(OUTAGE_MS / A_LOAN_EVERY_MS / 2);
  });

  it('goes on accepting, since what is needed for that is PostgreSQL', () => {
    expect(accepted()).toHaveLength(answers.size);
  });

  it('goes on reading', () => {
    expect(readMeanwhile).toBe(200);
  });

  it('says of itself that Temporal is away', () => {
    expect(healthMeanwhile).toMatchObject({ status: 'degraded', temporal: 'down' });
  });

  it('loses nothing that was accepted, and sends nothing twice', async () => {
    for (const phone of accepted()) await received(phone, 1);
    await eventually(
      'everything has been told and delivered',
      async () => {
        const open = await processes.rows(
          `select 1 from outbox where told_at is null union all select 1 from messages where state <> 'delivered'`,
        );
        return open.length === 0;
      },
      CATCH_UP_MS,
    );
    const [last] = await processes.rows<{ told: number; sent: number }>(
      `select (select extract(epoch from max(told_at)) * 1000 from outbox)::float8 as told,
              (select extract(epoch from max(calling_at)) * 1000 from attempts)::float8 as sent`,
    );
    const seconds = (at = 0): string => ((at - backAt) / 1000).toFixed(1);
    process.stdout.write(
      `after the server was back: all told ${seconds(last?.told)} s, all sent ${seconds(last?.sent)} s\n`,
    );
    const counts = await Promise.all(accepted().map(async (phone) => (await processes.received(phone)).length));
    expect(new Set(counts)).toEqual(new Set([1]));
  }, 120_000);

  it('needs no other worker afterwards', async () => {
    const phone = '01055009999';
    expect(await lend(phone)).toMatchObject({ status: 201 });
    await received(phone, 1);
    expect(processes.pidOf('worker')).toBe(workerBefore);
  });

  it('lets the message that was under way reach its end in its workflow', async () => {
    const { id } = answers.get(inFlight)?.body ?? {};
    const event = { type: 'returned', eventId: 'r-1', occurredAt: new Date().toISOString() };
    expect(await processes.call('POST', `/v1/lifecycles/${id}/events`, event)).toMatchObject({ status: 200 });
    await received(inFlight, 2);
    await eventually('the loan has ended', async () => {
      const { body } = await processes.call<{ state: string }>('GET', `/v1/lifecycles/${id}`);
      return body.state === 'ended';
    });
  });
});
