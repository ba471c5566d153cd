import { addYears, DAY, dayOf, type Day, type Moment } from '#libs/calendar/korean-time.js';
import { CHANNELS_OF } from '#libs/lifecycle/delivery-terms.js';

/**
 * What a person has said about being written to, reckoned from the ledger of consents: entries are only ever added, come
 * in any order, and the latest by when it happened counts. Where two happened at the same moment, the refusal counts.
 */

export type ConsentPurpose = 'advertising' | 'informational';
export const CONSENT_CHANNELS = ['alimtalk', 'text', 'brand', 'all'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];
/**
 * `asked`: the person was told of their consent and how to take it back (정보통신망법 제50조 제8항); it goes on unless they
 * answer so. `reconfirmed`: they said that they keep it.
 */
export const CONSENT_ACTS = ['given', 'withdrawn', 'asked', 'reconfirmed'] as const;
export type ConsentAct = (typeof CONSENT_ACTS)[number];
/** How it became known; `dealer`: by a dealer's result or webhook, `080`: by a call record, `link`: by a link in a message. */
export const CONSENT_WAYS = ['api', 'online', 'paper', 'phone', '080', 'dealer', 'link'] as const;
export type ConsentWay = (typeof CONSENT_WAYS)[number];

/** One entry of the ledger, about one number of one tenant. */
export interface ConsentEntry {
  readonly purpose: ConsentPurpose;
  readonly channel: ConsentChannel;
  readonly act: ConsentAct;
  /**
   * About nights alone: the separate consent to advertising between 21:00 and 08:00 (정보통신망법 제50조 제3항). A withdrawal
   * that does not say so withdraws both.
   */
  readonly night: boolean;
  readonly how: ConsentWay;
  /** When it happened, ms since 1970; not when it was heard of. */
  readonly at: Moment;
}

/** Where a person stands with a tenant's advertising on one channel. */
export type AdvertisingStanding =
  | { readonly state: 'never' }
  | { readonly state: 'withdrawn'; readonly at: Moment }
  | {
      readonly state: 'given';
      readonly since: Moment;
      /** When the consent was last given, kept or asked about. */
      readonly confirmedAt: Moment;
      /**
       * The Korean day by which the sender must ask again whether the consent still stands: two years from the day on which
       * it was given, kept, or last asked about (정보통신망법 제50조 제8항, 시행령 제62조의3). Asking is the sender's duty; a person
       * who does not answer has withdrawn nothing, so an overdue asking is shown and does not by itself stop advertising.
       */
      readonly reconfirmBy: Day;
      readonly reconfirmationDue: boolean;
      /** Separate consent to nights: recorded, and never used, as advertising keeps 20:50–08:00 in any case. */
      readonly night: boolean;
    };

/** Channels that carry advertising; 알림톡 never does. Each needs a consent of its own, or one to all. */
export const ADVERTISING_CHANNELS = CHANNELS_OF.advertising;
export type AdvertisingChannel = (typeof ADVERTISING_CHANNELS)[number];

/** Why advertising may not be sent. */
export type AdvertisingRefusal = 'NO_CONSENT' | 'OPTED_OUT';

/** 시행령 제62조의3. */
export const RECONFIRM_YEARS = 2;

/**
 * A dealer's word that somebody has blocked 알림톡 is believed for so long, ms. They may lift the block without our hearing
 * of it, and an 알림톡 that does not arrive is followed by the text all the same.
 */
export const BLOCK_BELIEVED_MS = 90 * DAY;

/** So long it is believed that somebody has not added the channel, ms: a brand message that fails costs nothing but time. */
export const NO_FRIEND_BELIEVED_MS = 30 * DAY;

const concerns =
  (purpose: ConsentPurpose, channel: ConsentChannel) =>
  (entry: ConsentEntry): boolean =>
    entry.purpose === purpose && (entry.channel === channel || entry.channel === 'all');

/** Oldest first, refusals after what happened with them. */
const inOrder = (entries: readonly ConsentEntry[]): ConsentEntry[] =>
  [...entries].sort((a, b) => a.at - b.at || Number(a.act === 'withdrawn') - Number(b.act === 'withdrawn'));

/** What happened on one channel up to `now`; a consent of the future is none yet, a refusal counts whatever its clock says. */
export const advertisingStanding = (
  entries: readonly ConsentEntry[],
  channel: AdvertisingChannel,
  now: Moment,
): AdvertisingStanding =>
  inOrder(entries.filter(concerns('advertising', channel)))
    .filter(({ act, at }) => act === 'withdrawn' || at <= now)
    .reduce<AdvertisingStanding>((standing, entry) => after(standing, entry, now), { state: 'never' });

function after(before: AdvertisingStanding, { act, night, at }: ConsentEntry, now: Moment): AdvertisingStanding {
  if (!night && act === 'withdrawn') return { state: 'withdrawn', at };
  if (!night && act === 'given' && before.state !== 'given')
    return { state: 'given', since: at, night: false, ...confirmed(at, now) };
  if (before.state !== 'given') return before;
  if (!night) return { ...before, ...confirmed(at, now) };
  return act !== 'given' && act !== 'withdrawn' ? before : { ...before, night: act === 'given' };
}

function confirmed(at: Moment, now: Moment) {
  const reconfirmBy = addYears(dayOf(at), RECONFIRM_YEARS);
  return { confirmedAt: at, reconfirmBy, reconfirmationDue: dayOf(now) >= reconfirmBy };
}

/** Undefined when advertising may be sent; at which hours is another question (send-window). */
export function advertisingRefusal(standing: AdvertisingStanding): AdvertisingRefusal | undefined {
  if (standing.state === 'given') return undefined;
  return standing.state === 'never' ? 'NO_CONSENT' : 'OPTED_OUT';
}

/** Channels on which a person takes no information; both: they take none at all. */
export function refusedForInformation(
  entries: readonly ConsentEntry[],
  { nothingAllowed, now }: { readonly nothingAllowed: boolean; readonly now: Moment },
): ('alimtalk' | 'text')[] {
  const refused = (channel: 'alimtalk' | 'text'): boolean => {
    const believed = entries.filter(
      ({ how, act, at }) => how !== 'dealer' || act !== 'withdrawn' || now < at + BLOCK_BELIEVED_MS,
    );
    return inOrder(believed.filter(concerns('informational', channel))).at(-1)?.act === 'withdrawn';
  };
  return (['alimtalk', 'text'] as const).filter(
    (channel) => (channel === 'alimtalk' || nothingAllowed) && refused(channel),
  );
}

/** What a message's delivery has to respect of the person that it is for. */
export interface Wishes {
  /** By channel, why they may not be sent advertising; undefined: they consented. */
  readonly advertising: Readonly<Record<AdvertisingChannel, AdvertisingRefusal | undefined>>;
  /** Channels on which they take no information. */
  readonly refused: readonly ('alimtalk' | 'text')[];
}

/** @param nothingAllowed the tenant lets people refuse information altogether; else the text message remains */
export const wishesOf = (entries: readonly ConsentEntry[], nothingAllowed: boolean, now: Moment): Wishes => ({
  advertising: {
    brand: advertisingRefusal(advertisingStanding(entries, 'brand', now)),
    text: advertisingRefusal(advertisingStanding(entries, 'text', now)),
  },
  refused: refusedForInformation(entries, { nothingAllowed, now }),
});
