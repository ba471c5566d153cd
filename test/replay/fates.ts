import { addDays, dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId, messageWorkflowId } from '#libs/contracts/ids.js';
import { RECONCILE_WORKFLOW } from '#libs/contracts/message-workflow.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import type { Platform } from '../harness/platform.js';

/** Plays one fate to its end and answers the workflow whose history tells of it. */
export type Fate = (library: Library) => Promise<string>;

interface Loan {
  readonly id: string;
  readonly phone: string;
  readonly workflowId: string;
}

/** Names and titles that no history may hold, not even encrypted. */
export const BORROWER = '김하늘';
export const BOOK = '바람이 분다';

/** Answered, or stored and still to be told on a busy machine. */
const TAKEN: ReadonlySet<number> = new Set([200, 202]);

const A_MINUTE = 60_000;
const A_DAY = 86_400_000;

/** A tenant of the running product, as the fates use it. */
export class Library {
  private count = 0;

  constructor(readonly platform: Platform) {}

  /** `dueInDays`: three for a reminder at the tenant's next reminder time. */
  async lend(phone: string, dueInDays = 14): Promise<Loan> {
    this.count += 1;
    const { status, body } = await this.platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `R-${this.count}`,
      recipient: { name: BORROWER, phone },
      data: { bookTitle: BOOK, dueDate: addDays(dayOf(Date.now()), dueInDays) },
    });
    if (status !== 201) throw new Error(`A loan was not accepted: ${status}.`);
    return { id: body.id, phone, workflowId: lifecycleWorkflowId(this.platform.tenant, body.id) };
  }

  received(phone: string, messages: number): Promise<unknown> {
    const look = () => this.platform.received(phone).length === messages;
    return eventually(`${messages} messages are received`, look, 100_000);
  }

  async report({ id }: Loan, type: string, data?: object): Promise<void> {
    this.count += 1;
    const { status } = await this.platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type,
      eventId: `e-${this.count}`,
      occurredAt: new Date().toISOString(),
      ...(data && { data }),
    });
    if (!TAKEN.has(status)) throw new Error(`The event ${type} was answered with ${status}.`);
  }

  async change(settings: object): Promise<void> {
    const { status } = await this.platform.call('PATCH', '/v1/settings', settings);
    if (status !== 200) throw new Error(`The settings were answered with ${status}.`);
  }

  async cancel({ id }: Loan): Promise<void> {
    const { status } = await this.platform.call('POST', `/v1/lifecycles/${id}/cancel`, { reason: '잘못 등록함' });
    if (!TAKEN.has(status)) throw new Error(`The cancellation was answered with ${status}.`);
  }

  async ended(workflowId: string): Promise<string> {
    await this.platform.client.workflow.getHandle(workflowId).result();
    return workflowId;
  }

  /** Brings a loan back and waits for its last message, the `messages`th. */
  async giveBack(loan: Loan, messages: number): Promise<string> {
    await this.report(loan, 'returned');
    await this.received(loan.phone, messages);
    return this.ended(loan.workflowId);
  }

  messageOf({ id }: Loan, template: string): Promise<string | undefined> {
    const { dataSource, tenant } = this.platform;
    return inTenant(dataSource, tenant, async (tx) => {
      const rows = await tx.query<{ id: string }[]>(
        `select id from messages where lifecycle_id = $1 and template_code = $2`,
        [id, template],
      );
      return rows[0]?.id;
    });
  }
}

/** A start and a return, each told on the channel that the number's fate allows. */
const plainLoan =
  (phone: string): Fate =>
  async (library) => {
    const loan = await library.lend(phone);
    await library.received(phone, 1);
    return library.giveBack(loan, 2);
  };

/** Fates that leave the tenant's settings alone: any number of them at once. */
export const fatesAtOnce: Readonly<Record<string, Fate>> = {
  'returned-before-the-reminder': plainLoan('01055001001'),
  'not-a-kakaotalk-user': plainLoan('01055011002'),
  'alimtalk-blocked': plainLoan('01055021003'),
  'safe-number': plainLoan('050712341004'),
  'dealer-answers-500-twice': plainLoan('01055111005'),
  'adding-answers-500-twice': plainLoan('01055101006'),
  'reset-after-acceptance': plainLoan('01055121007'),
  'receipts-before-the-answer': plainLoan('01055201008'),
  'failed-receipts-before-the-answer': plainLoan('01055351009'),
  'delivered-and-still-open': async (library) => {
    const loan = await library.lend('01055001010');
    await library.received(loan.phone, 1);
    return loan.workflowId;
  },
  extended: async (library) => {
    const loan = await library.lend('01055001011');
    await library.received(loan.phone, 1);
    await library.report(loan, 'extended', { dueDate: addDays(dayOf(Date.now()), 28) });
    await library.received(loan.phone, 2);
    return library.giveBack(loan, 3);
  },
  'disputed-and-upheld': async (library) => {
    const loan = await library.lend('01055001012');
    await library.received(loan.phone, 1);
    await library.report(loan, 'disputed');
    await library.received(loan.phone, 2);
    await library.report(loan, 'disputeUpheld');
    await library.received(loan.phone, 3);
    return library.ended(loan.workflowId);
  },
  cancelled: async (library) => {
    const loan = await library.lend('01055001013');
    await library.received(loan.phone, 1);
    await library.cancel(loan);
    return library.ended(loan.workflowId);
  },
  'last-message-after-the-end': async (library) => {
    const loan = await library.lend('01055011014');
    await library.received(loan.phone, 1);
    await library.giveBack(loan, 2);
    const messageId = await library.messageOf(loan, 'LOAN_RETURNED');
    return library.ended(messageWorkflowId(library.platform.tenant, messageId!, 1));
  },
  'receipts-asked-for': async ({ platform }) => {
    const workflowId = `reconcile/${platform.tenant}`;
    await platform.client.workflow.execute(RECONCILE_WORKFLOW, {
      workflowId,
      taskQueue: platform.temporal.queuePrefix + LIFECYCLE_QUEUE,
    });
    return workflowId;
  },
};

/** Fates that need the tenant's clockwork for themselves, one after the other. */
export const fatesInTurn: Readonly<Record<string, Fate>> = {
  'reminder-fired': async (library) => {
    const loan = await lendBeforeReminder(library, '01055001021');
    await library.received(loan.phone, 2);
    return library.giveBack(loan, 3);
  },
  'reminder-hour-changed': async (library) => {
    const loan = await lendBeforeReminder(library, '01055001022', A_MINUTE * 30);
    await library.received(loan.phone, 1);
    await library.change({ reminderTime: timeOf(Date.now() + 4_000) });
    await library.received(loan.phone, 2);
    return library.giveBack(loan, 3);
  },
  'withdrawn-in-flight': async (library) => {
    const loan = await lendBeforeReminder(library, '01055001023');
    await library.received(loan.phone, 1);
    // The phone shows the reminder while the dealer still owes its answer: then the book comes back.
    library.platform.simulator.control.addFault({
      endpoint: 'send-group',
      number: loan.phone,
      accepted: true,
      effect: { kind: 'delay', ms: 1_200 },
    });
    await library.received(loan.phone, 2);
    return library.giveBack(loan, 3);
  },
  'held-at-night': async (library) => {
    const morning = await nightUntilNextMinute(library);
    const loan = await library.lend('01055001024');
    await held(library, loan);
    await library.received(loan.phone, 1);
    if (Date.now() < morning) throw new Error('What was held has left too early.');
    await library.change({ quietHours: null });
    return library.giveBack(loan, 2);
  },
  'withdrawn-while-held': async (library) => {
    await nightUntilNextMinute(library);
    const loan = await library.lend('01055001025');
    await held(library, loan);
    await library.cancel(loan);
    await library.ended(loan.workflowId);
    await library.change({ quietHours: null });
    return loan.workflowId;
  },
};

async function lendBeforeReminder(library: Library, phone: string, inMs = 4_000): Promise<Loan> {
  const reminder = Date.now() + inMs;
  // Three days before the due date, at the reminder time: also across midnight.
  await library.change({ reminderTime: timeOf(reminder) });
  return library.lend(phone, 3 + Math.round((Date.parse(dayOf(reminder)) - Date.parse(dayOf(Date.now()))) / A_DAY));
}

/** Quiet hours that began a while ago and end with this minute, or with the next when this one is nearly over. */
async function nightUntilNextMinute(library: Library): Promise<number> {
  const morning = Math.ceil((Date.now() + 10_000) / A_MINUTE) * A_MINUTE;
  const minuteOf = (moment: number) => timeOf(moment).slice(0, 5);
  await library.change({ quietHours: { from: minuteOf(morning - 60 * A_MINUTE), to: minuteOf(morning) } });
  return morning;
}

const held = ({ platform }: Library, { id }: Loan): Promise<unknown> =>
  eventually('the message is held', () =>
    inTenant(platform.dataSource, platform.tenant, async (tx) => {
      const [row] = await tx.query<{ held: boolean }[]>(
        `select held_until is not null as held from messages where lifecycle_id = $1`,
        [id],
      );
      return row?.held;
    }),
  );
