import { MINUTE, timeOf } from '#libs/calendar/korean-time.js';
import { placeAfter } from '#libs/message/morning-release.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { lendLoans } from './lent-loans.js';
import type { Processes } from './processes.js';

/** A message that was held, as it came to its phone. */
export interface Departure {
  readonly tenant: string;
  readonly messageId: string;
  /** When it was to leave, by its place in the morning. */
  readonly place: Moment;
  /** When the phone received it. */
  readonly at: Moment;
}

interface Lender {
  readonly tenant: string;
  readonly apiKey: string;
  readonly loans: number;
}

const DAY_PART = 12 * 60 * MINUTE;

/**
 * Tenants with so many loans each, whose first messages quiet hours hold until an opening of the test's choice. They are
 * lent while no worker runs, so that how fast a machine is does not decide what is held.
 */
export class HeldMessages {
  private constructor(
    private readonly processes: Processes,
    readonly lenders: readonly Lender[],
  ) {}

  /** Kills the worker, to be begun again when the hours are set. */
  static async lend(
    processes: Processes,
    loansByTenant: readonly number[],
    onStarted?: (count: number) => void,
  ): Promise<HeldMessages> {
    await processes.kill('worker');
    const lenders: Lender[] = [];
    for (const loans of loansByTenant) lenders.push({ ...(await processes.addTenant()), loans });
    const keys = lenders.flatMap(({ apiKey, loans }) => Array.from({ length: loans }, () => apiKey));
    await lendLoans(processes, keys, onStarted);
    return new HeldMessages(processes, lenders);
  }

  get count(): number {
    return this.lenders.reduce((sum, { loans }) => sum + loans, 0);
  }

  /**
   * Everybody is quiet until the first full minute that is so far ahead, ms, and spreads what was held over so many minutes
   * after it. Answers when the hours open.
   */
  async quietFor(ms: number, morningSpan: number): Promise<Moment> {
    const opening = Math.ceil((Date.now() + ms) / MINUTE) * MINUTE;
    const time = (moment: Moment): string => timeOf(moment).slice(0, 5);
    const quietHours = { from: time(opening - DAY_PART), to: time(opening) };
    for (const { apiKey } of this.lenders) {
      const body = { quietHours, morningSpan };
      const { status } = await this.processes.call('PATCH', '/v1/settings', body, undefined, apiKey);
      if (status !== 200) throw new Error(`The settings were answered with ${status}.`);
    }
    return opening;
  }

  /** How many have been handed over. */
  async left(): Promise<number> {
    const [row] = await this.processes.rows<{ left: number }>(
      `select count(*)::int as left from messages where state in ('handed-over', 'delivered') and tenant_id = any($1)`,
      [this.tenants()],
    );
    return row?.left ?? 0;
  }

  /** What phones have received, earliest first; one that a phone received twice is here twice. */
  async departures(opening: Moment, morningSpan: number): Promise<Departure[]> {
    const phones = await this.processes.control<readonly { received: readonly { at: Moment; groupId: string }[] }[]>(
      'GET',
      'phones',
    );
    const rows = await this.processes.rows<{ tenant: string; messageId: string; groupId: string }>(
      `select tenant_id as tenant, message_id as "messageId", dealer_group_id as "groupId" from attempts
       where dealer_group_id is not null`,
    );
    const tenants = new Set(this.tenants());
    const byGroup = new Map(rows.map((row) => [row.groupId, row]));
    const rules = { purpose: 'informational', urgent: false, quietHours: null, latencyMs: 0 } as const;
    return phones
      .flatMap(({ received }) => received)
      .map(({ at, groupId }) => {
        const of = byGroup.get(groupId);
        if (!of) throw new Error('A phone received what no attempt knows of.');
        const held = { seed: of.messageId, deadlines: [], spanMs: morningSpan * MINUTE, rules };
        return { tenant: of.tenant, messageId: of.messageId, place: placeAfter(opening, held), at };
      })
      .filter(({ tenant }) => tenants.has(tenant))
      .sort((a, b) => a.at - b.at);
  }

  private tenants(): string[] {
    return this.lenders.map(({ tenant }) => tenant);
  }
}
