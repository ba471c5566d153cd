import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Processes, type HeldRow } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const CATCH_UP_MS = 90_000;
const OCCURRED_AT = Date.now();

interface Loan {
  readonly id: string;
  readonly phone: string;
}

/** Where the worker is killed: the attempts that are found then, in order, and what the phone shows in the end. */
const POINTS = {
  'before an attempt was reserved': { found: ['delivered'], shown: ['alimtalk', 'alimtalk'] },
  'between filling the group and committing it': { found: ['reserved'], shown: ['alimtalk'] },
  'between a call that was taken and its answer': { found: ['calling'], shown: ['alimtalk'] },
  'between a call that was lost and its answer': { found: ['calling'], shown: ['alimtalk'] },
  'between the answer and its landing': { found: ['calling'], shown: ['alimtalk'] },
  'while waiting for a receipt': { found: ['accepted'], shown: ['alimtalk'] },
  'between a failed receipt and its fallback': { found: ['accepted'], shown: ['text'] },
  'between the fallback and its call': { found: ['failed', 'reserved'], shown: ['text'] },
  'after the lifecycle has ended, before its last message fails': {
    found: ['delivered', 'accepted'],
    shown: ['alimtalk', 'text'],
  },
} as const;
type Point = keyof typeof POINTS;

/** One SIGKILL that finds nine loans at nine points of a delivery, each held exactly there. */
describe('A worker killed with SIGKILL', () => {
  let processes!: Processes;
  const loans = new Map<Point, Loan>();
  const found = new Map<Point, readonly string[]>();

  beforeAll(async () => {
    processes = await Processes.start(testTemporal());
    await processes.control('PUT', 'settings', { receiptDelayMs: 200 });
    const [early, late] = await Promise.all([
      lend('before an attempt was reserved'),
      lend('after the lifecycle has ended, before its last message fails'),
    ]);
    await Promise.all([early, late].map((loan) => messagesOf(loan, 'delivered', 1)));
    // Longer than a busy machine takes to hold a row: receipts of one batch are locked together, so one that came before
    // its row was held would wait for another's row and keep its own.
    await processes.control('PUT', 'settings', { receiptDelayMs: 8_000, lateReceiptDelayMs: 20_000 });
    await Promise.all([
      beforeReserving(early),
      beforeCommitting(),
      duringCall('between a call that was taken and its answer', true),
      duringCall('between a call that was lost and its answer', false),
      beforeLanding(),
      waitingForReceipt(),
      beforeFallback(),
      duringFallback(),
      afterTheEnd(late),
    ]);
    await processes.kill('worker');
    for (const [point, { id }] of loans) found.set(point, await attemptStates(id));
    await processes.releaseAll();
    await eventually('the failures have become known', async () => {
      const failed = await processes.rows(`select 1 from attempts where state = 'failed'`);
      return failed.length === 3;
    });
    await processes.begin('worker');
  }, 180_000);

  afterAll(() => processes.close(), 30_000);

  /** Fates by digits 5 and 6 (docs/dealer-simulator.md); each point has a person of its own. */
  function phoneOf(point: Point): string {
    const fates: Partial<Record<Point, string>> = {
      'between a call that was taken and its answer': '22',
      'between the answer and its landing': '22',
      'while waiting for a receipt': '22',
      'between a failed receipt and its fallback': '01',
      'between the fallback and its call': '01',
    };
    return `01055${fates[point] ?? '00'}${6001 + Object.keys(POINTS).indexOf(point)}`;
  }

  async function lend(point: Point): Promise<Loan> {
    const phone = phoneOf(point);
    const { status, body } = await processes.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `KILL-${phone}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    const loan = { id: body.id, phone };
    loans.set(point, loan);
    return loan;
  }

  const report = (loan: Loan, type: string) =>
    processes.call('POST', `/v1/lifecycles/${loan.id}/events`, {
      type,
      eventId: type,
      occurredAt: new Date(OCCURRED_AT).toISOString(),
    });

  function loanAt(point: Point): Loan {
    const loan = loans.get(point);
    if (!loan) throw new Error(`No loan was brought to the point "${point}".`);
    return loan;
  }

  const channelsShown = async ({ phone }: Loan): Promise<string[]> =>
    (await processes.received(phone)).map(({ channel }) => (channel === 'alimtalk' ? channel : 'text'));

  const attemptStates = async (lifecycleId: string): Promise<string[]> =>
    (
      await processes.rows<{ state: string }>(
        `select a.state from attempts a join messages m on m.id = a.message_id
         where m.lifecycle_id = $1 order by a.reserved_at`,
        [lifecycleId],
      )
    ).map(({ state }) => state);

  const messagesOf = (loan: Loan, state: string, howMany: number): Promise<true> =>
    eventually(
      `${howMany} messages of a loan are ${state}`,
      async () =>
        (await processes.rows(`select 1 from messages where lifecycle_id = $1 and state = $2`, [loan.id, state]))
          .length === howMany || undefined,
      CATCH_UP_MS,
    ).then(() => true);

  const attempt = (loan: Loan, state: string, number = 1): Promise<string> =>
    eventually(`attempt ${number} is ${state}`, async () => {
      const [row] = await processes.rows<{ id: string }>(
        `select a.message_id as id from attempts a join messages m on m.id = a.message_id
         where m.lifecycle_id = $1 and a.state = $2 and a.number = $3 order by m.planned_at desc limit 1`,
        [loan.id, state, number],
      );
      return row?.id;
    });

  const fault = (fault: object): Promise<unknown> => processes.control('POST', 'faults', fault);

  /** A fault that strikes once is gone from the list when its call has come in. */
  const struck = (loan: { phone: string }): Promise<true> =>
    eventually('the call is held at the dealer', async () => {
      const faults = await processes.control<readonly { number: string | null }[]>('GET', 'faults');
      return !faults.some(({ number }) => number === loan.phone);
    });

  const holdMessage = (messageId: string): Promise<HeldRow> =>
    processes.hold(`select id from messages where id = $1 for update`, [messageId]);

  /** Somebody else is just inserting the very message, so that the worker waits before it can reserve anything. */
  async function beforeReserving(loan: Loan): Promise<void> {
    const messageId = messageIdFor(loan.id, 'event:extensionRequested#0', OCCURRED_AT);
    const held = await processes.hold(
      `insert into messages (id, tenant_id, lifecycle_id, planned_at)
       values ($1, $2, $3, to_timestamp($4 / 1000.0)) returning id`,
      [messageId, processes.tenant, loan.id, OCCURRED_AT],
    );
    await report(loan, 'extensionRequested');
    await held.awaited('insert into messages');
  }

  async function beforeCommitting(): Promise<void> {
    const point = 'between filling the group and committing it';
    await fault({
      endpoint: 'add-messages',
      number: phoneOf(point),
      accepted: true,
      effect: { kind: 'delay', ms: 1_500 },
      times: 1,
    });
    const loan = await lend(point);
    const held = await holdMessage(await attempt(loan, 'reserved'));
    await held.awaited('select id from messages');
  }

  async function duringCall(point: Point, taken: boolean): Promise<void> {
    await fault({
      endpoint: 'send-group',
      number: phoneOf(point),
      accepted: taken,
      effect: { kind: 'hang' },
      times: 1,
    });
    await struck(await lend(point));
  }

  async function beforeLanding(): Promise<void> {
    const point = 'between the answer and its landing';
    await fault({
      endpoint: 'send-group',
      number: phoneOf(point),
      accepted: true,
      effect: { kind: 'delay', ms: 1_500 },
      times: 1,
    });
    const loan = await lend(point);
    const messageId = await attempt(loan, 'calling');
    const held = await processes.hold(`select number from attempts where message_id = $1 for update`, [messageId]);
    await held.awaited('tries + 1');
  }

  async function waitingForReceipt(): Promise<void> {
    const loan = await lend('while waiting for a receipt');
    await messagesOf(loan, 'handed-over', 1);
  }

  async function beforeFallback(): Promise<void> {
    const loan = await lend('between a failed receipt and its fallback');
    const held = await holdMessage(await attempt(loan, 'accepted'));
    await held.awaited('select id from messages');
  }

  async function duringFallback(): Promise<void> {
    const point = 'between the fallback and its call';
    const effect = { kind: 'hang' };
    await fault({ endpoint: 'add-messages', number: phoneOf(point), accepted: false, effect, skip: 1, times: 1 });
    await struck(await lend(point));
  }

  async function afterTheEnd(loan: Loan): Promise<void> {
    await processes.control('PUT', `phones/${loan.phone}/fate`, { fate: 'not-a-kakaotalk-user' });
    await report(loan, 'returned');
    const held = await holdMessage(await attempt(loan, 'accepted'));
    await held.awaited('select id from messages');
    await eventually('the loan has ended', async () => {
      const [row] = await processes.rows<{ state: string }>(`select state from lifecycles where id = $1`, [loan.id]);
      return row?.state === 'ended';
    });
  }

  for (const [point, { found: states, shown }] of Object.entries(POINTS) as [Point, (typeof POINTS)[Point]][]) {
    it(`${point}, is followed by one that brings each message to its phone exactly once`, async () => {
      expect(found.get(point)).toEqual(states);
      await messagesOf(loanAt(point), 'delivered', shown.length);
      expect(await channelsShown(loanAt(point))).toEqual(shown);
    });
  }

  it('loses none of the events that were accepted', async () => {
    for (const [point, type] of [
      ['before an attempt was reserved', 'extensionRequested'],
      ['after the lifecycle has ended, before its last message fails', 'returned'],
    ] as const) {
      const answer = await report(loanAt(point), type);
      expect({ type, status: answer.status }).toEqual({ type, status: 200 });
    }
  });

  it('sends nothing again later', async () => {
    for (const [point, { shown }] of Object.entries(POINTS) as [Point, (typeof POINTS)[Point]][]) {
      expect({ point, shown: await channelsShown(loanAt(point)) }).toEqual({ point, shown });
    }
  });
});
