import type { Day } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';
import type { Jeon } from './money.js';

/** What a message may be charged as. */
export const PRICED_CHANNELS = ['alimtalk', 'sms', 'lms', 'mms', 'brand'] as const;
export type PricedChannel = (typeof PRICED_CHANNELS)[number];

/**
 * Whose word a price is: the operator's (the contract), the dealer's own list, or ours where nobody has said anything. The
 * earlier goes before the later.
 */
export const PRICE_SOURCES = ['operator', 'dealer', 'default'] as const;
export type PriceSource = (typeof PRICE_SOURCES)[number];

/**
 * Indicative, for comparing one course with another: 알림톡 6–7 and LMS 23–26 in the product's brochure; SMS 10–12, MMS
 * 75–90 and brand messages to channel friends 23–25 in dealers' price lists of 2026 (dealer-api §6).
 */
export const DEFAULT_PRICES: Readonly<Record<PricedChannel, Jeon>> = {
  alimtalk: 7_00,
  sms: 10_00,
  lms: 26_00,
  mms: 90_00,
  brand: 25_00,
};

/** One entry of a list of prices: it holds from its day on, until the next of its source takes over. */
export interface ListedPrice {
  readonly source: Exclude<PriceSource, 'default'>;
  readonly validFrom: Day;
  readonly price: Jeon;
}

/**
 * What a message costs that is handed over on a Korean day, by what is known of one dealer and channel. Entries in the order
 * in which they were made: of several for the same day the last counts. What was charged by an entry stays so, whatever is
 * said later: whoever hands a message over writes its price down.
 */
export function priceOn(
  entries: readonly ListedPrice[],
  channel: PricedChannel,
  day: Day,
): { readonly price: Jeon; readonly source: PriceSource } {
  for (const source of ['operator', 'dealer'] as const) {
    let found: ListedPrice | undefined;
    for (const entry of entries)
      if (entry.source === source && entry.validFrom <= day && entry.validFrom >= (found?.validFrom ?? ''))
        found = entry;
    if (found) return { price: found.price, source };
  }
  return { price: DEFAULT_PRICES[channel], source: 'default' };
}

/**
 * Whether a dealer charges for an attempt. `perhaps`: the dealer may have it, or cannot say whether it arrived; whether that
 * is charged (Solapi's 3005) no document says. What failed or was refused is normally not charged; contracts differ.
 */
export type Charge = 'charged' | 'perhaps' | 'none';

const CHARGES: Readonly<Record<AttemptState, Charge>> = {
  reserved: 'none',
  withdrawn: 'none',
  // Its answer is there within seconds, and then it counts.
  calling: 'none',
  accepted: 'charged',
  delivered: 'charged',
  failed: 'none',
  unconfirmed: 'perhaps',
  rejected: 'none',
  unknown: 'perhaps',
  'not-taken': 'none',
  undecidable: 'perhaps',
};

export const chargeOf = (state: AttemptState): Charge => CHARGES[state];

/** What an attempt costs as it stands, given its price when it was handed over. */
export const costOf = (state: AttemptState, price: Jeon): Jeon => (chargeOf(state) === 'none' ? 0 : price);

/** What attempts have cost, sure and unsure apart. */
export interface Costs {
  readonly charged: Jeon;
  readonly perhaps: Jeon;
}

/**
 * What was saved against sending everything as LMS: every message that was handed over as one LMS at that day's price,
 * less what its attempts cost. Less than nothing where texts came on top of 알림톡. `share`: of the former, from 0 to 1;
 * undefined where there is nothing to compare.
 */
export function savedAgainstLms(allAsLms: Jeon, { charged, perhaps }: Costs): { saved: Jeon; share?: number } {
  const saved = allAsLms - charged - perhaps;
  return allAsLms > 0 ? { saved, share: Math.round((saved / allAsLms) * 10_000) / 10_000 } : { saved };
}
