/** What a rehearsal is made from. Everything in it is the asker's own sample; nothing of it is ever stored. */
import type { Definition } from '#libs/lifecycle/definition.js';
import type { CalendarData, Day, Fields, LifecycleSettings, Moment } from '#libs/lifecycle/state.js';
import { DEFAULT_PRICES as USUAL_PRICES, type PricedChannel } from '#libs/message/cost.js';
import { krwOf } from '#libs/message/money.js';
import type { Channel, DeliveryPolicy } from '#libs/message/planner.js';
import type { ResultClass } from '#libs/message/result-class.js';

/** Who plays a part in a sample. Phone numbers are normalised digits. */
export interface SampleParty {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly birthDate?: Day | undefined;
  readonly guardian?:
    { readonly name: string; readonly phone: string; readonly language?: string | undefined } | undefined;
  /** In which they are told, where the type speaks it. */
  readonly language?: string | undefined;
}

/** One affair that is played. */
export interface RehearsalSample {
  /** Tells the samples apart; unique among them. */
  readonly reference: string;
  /** By role. */
  readonly parties: Readonly<Record<string, SampleParty>>;
  /** Checked against the definition's input. */
  readonly data: Fields;
  /** When it begins, if not with the others. */
  readonly startAt?: Moment;
}

/** An event that the sender's system reports: the moment it happens, unless it says otherwise. */
export interface ScriptedEvent {
  readonly type: string;
  readonly data: Fields;
  /** A moment, or so long after each sample's own start, ms. */
  readonly when: { readonly at: Moment } | { readonly afterMs: number };
  /** When it is reported; never before it happens. */
  readonly toldAt?: Moment;
  /** Only of these samples; all, if left out. */
  readonly references?: readonly string[];
}

/**
 * What a dealer makes of an attempt. `busy`: cannot take it so many times, then takes it. `lost-found`: the answer never
 * comes, a look-up finds that it was taken; `lost-not-taken`: … proves that it was not; `lost`: … never settles it.
 * `unconfirmed`: taken, and the receipt never comes.
 */
export type DealerAnswer =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed' | 'rejected'; readonly class: ResultClass; readonly code?: string }
  | { readonly kind: 'busy'; readonly times: number }
  | { readonly kind: 'lost-found' | 'lost-not-taken' | 'lost' | 'unconfirmed' };

/** The first that fits an attempt holds for it; where none does, it is delivered. What is left out fits anything. */
export interface DealerResult {
  readonly answer: DealerAnswer;
  readonly template?: string;
  readonly channel?: Channel;
  /** 1 for a message's first attempt. */
  readonly attempt?: number;
  readonly references?: readonly string[];
  /** How long after it was taken the receipt comes, ms. */
  readonly receiptAfterMs?: number;
}

/** The tenant's word that its data is loaded up to a day. Data of which no mark tells is always as new as need be. */
export interface DataMark {
  readonly name: string;
  readonly at: Moment;
  readonly asOf: Day;
}

/** KRW without VAT with at most two decimals, for one message that arrived. */
export type Prices = Readonly<Record<PricedChannel, number>>;

/** What holds where nobody has said anything, as in the ledger. A contract's own prices are given with the request. */
export const DEFAULT_PRICES: Prices = {
  alimtalk: krwOf(USUAL_PRICES.alimtalk),
  sms: krwOf(USUAL_PRICES.sms),
  lms: krwOf(USUAL_PRICES.lms),
  mms: krwOf(USUAL_PRICES.mms),
  brand: krwOf(USUAL_PRICES.brand),
};

export interface RehearsalRequest {
  readonly definition: Definition;
  /** Under which name the tenant writes; an example's, if left out. */
  readonly institution?: string;
  readonly settings: LifecycleSettings;
  readonly calendar: CalendarData;
  readonly policy: DeliveryPolicy;
  /** A message without a deadline is pointless so long after its planned moment, ms; absent: never. */
  readonly expireAfterMs?: number;
  readonly samples: readonly RehearsalSample[];
  readonly events: readonly ScriptedEvent[];
  readonly dealerResults: readonly DealerResult[];
  readonly dataMarks: readonly DataMark[];
  /** Codes of other languages' templates (`LOAN_STARTED.en`) that are not approved: their readers are told in Korean. */
  readonly notApproved?: ReadonlySet<string>;
  readonly startAt: Moment;
  /** Nothing after this moment is played. */
  readonly until: Moment;
  readonly prices: Prices;
}
