import { randomBytes } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';
import { eventually } from './eventually.js';
import { lendLoans } from './lent-loans.js';
import type { Processes } from './processes.js';

/** A payment's first message: money that left an account is told at once, money that came in is not urgent. */
const KINDS = { urgent: 'withdrawal', plain: 'deposit' } as const;
export type Urgency = keyof typeof KINDS;

/** Numbers besides those of loans, to which the simulator delivers at once (docs/dealer-simulator.md). */
const PHONE = '0105599';

export interface Sender {
  readonly tenant: string;
  readonly apiKey: string;
}

/** How one message came to its phone. */
export interface Passage {
  /** From before the start of its affair was asked for until the phone had it, ms. */
  readonly ms: number;
  /** How many messages of the backlog were handed over meanwhile. */
  readonly meanwhile: number;
  /** How many of them had not been handed over yet when the phone had it. */
  readonly behind: number;
}

/** Many messages of one tenant, which leave as fast as the dealer takes them and no faster. */
export class Backlog {
  private constructor(
    private readonly processes: Processes,
    /** Whose messages they are. */
    readonly sender: Sender,
    readonly messages: number,
  ) {}

  /** Begins the loans of a new tenant; resolves when all of them have been answered, and many messages wait. */
  static async of(processes: Processes, messages: number, onStarted?: (count: number) => void): Promise<Backlog> {
    const sender = await processes.addTenant();
    await lendLoans(
      processes,
      Array.from({ length: messages }, () => sender.apiKey),
      onStarted,
    );
    return new Backlog(processes, sender, messages);
  }

  /** One more message, sent now. It may take as long as the whole backlog does. */
  async besides(sender: Sender, urgency: Urgency, patienceMs: number): Promise<Passage> {
    const before = await this.left();
    const ms = await timeToPhone(this.processes, sender, urgency, patienceMs);
    const after = await this.left();
    return { ms, meanwhile: after - before, behind: this.messages - after };
  }

  private async left(): Promise<number> {
    const [row] = await this.processes.rows<{ left: number }>(
      `select count(*)::int as left from messages where state in ('handed-over', 'delivered') and tenant_id = $1`,
      [this.sender.tenant],
    );
    return row!.left;
  }
}

/** Sends one message; answers how long it took from the call of the API to the phone, ms. */
export async function timeToPhone(
  processes: Processes,
  { apiKey }: Sender,
  urgency: Urgency,
  patienceMs: number,
): Promise<number> {
  const reference = `P-${randomBytes(6).toString('hex')}`;
  const phone = await unusedPhone(processes);
  const asked = Date.now();
  const { status } = await processes.call(
    'POST',
    '/v1/lifecycles',
    {
      type: 'payment',
      reference,
      parties: { payer: { name: '콩새', phone } },
      data: { kind: KINDS[urgency], what: '현금 인출', total: 300_000, means: '푸른은행 110-***-**0517' },
    },
    undefined,
    apiKey,
  );
  if (status !== 201) throw new Error(`A start was answered with ${status}.`);
  const at = await eventually(
    `the phone has the ${urgency} message`,
    async () => {
      const { received } = await processes.control<{ received: readonly { at: Moment }[] }>('GET', `phones/${phone}`);
      return received[0]?.at;
    },
    patienceMs,
  );
  return at - asked;
}

/** One that has received nothing yet. */
async function unusedPhone(processes: Processes): Promise<string> {
  const phones = await processes.control<readonly { number: string }[]>('GET', 'phones');
  const used = phones.filter(({ number }) => number.startsWith(PHONE)).length;
  return PHONE + String(used).padStart(4, '0');
}
