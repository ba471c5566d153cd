import { PRICED_CHANNELS } from '#libs/message/cost.js';
import { krwOf } from '#libs/message/money.js';
import type { SentChannel, Totals } from './rehearsal.js';
import type { Prices } from './request.js';

/** What is counted while messages go their way. */
export class Tally {
  readonly sent: Record<SentChannel, number> = noneOfEach();
  /** Of those sent, the ones that arrive. */
  readonly paid: Record<SentChannel, number> = noneOfEach();
  readonly byTemplate: Record<string, number> = {};
  fellBack = 0;
  held = 0;
  dropped = 0;
  withdrawn = 0;
  undelivered = 0;
  undecided = 0;

  /** Exact to 1/100 won: binary fractions do not add up. */
  costKrw(prices: Prices): number {
    return krwOf(
      PRICED_CHANNELS.reduce((so, channel) => so + this.paid[channel] * Math.round(prices[channel] * 100), 0),
    );
  }

  counts(): Pick<
    Totals,
    'sent' | 'byTemplate' | 'fellBack' | 'held' | 'dropped' | 'withdrawn' | 'undelivered' | 'undecided'
  > {
    const { sent, byTemplate, fellBack, held, dropped, withdrawn, undelivered, undecided } = this;
    const sorted = Object.fromEntries(Object.entries(byTemplate).sort(([a], [b]) => (a < b ? -1 : 1)));
    return { sent, byTemplate: sorted, fellBack, held, dropped, withdrawn, undelivered, undecided };
  }
}

const noneOfEach = (): Record<SentChannel, number> => ({ alimtalk: 0, sms: 0, lms: 0, mms: 0, brand: 0 });
