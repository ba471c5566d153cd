import { addMonths, DAY, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from './attempt.js';

/**
 * For how long a tenant keeps what it has sent, and what of it is due to go (docs/adr/0043). Pure: time is an argument, months are
 * Korean ones, moments are ms since 1970, terms are days.
 *
 * - `text`: what people read. Its keyed hash stays, so that proofs can still be checked.
 * - `receipts`: what dealers said later, word for word.
 * - `attempts`: the messages themselves with all that stands below them.
 * - `people`: whoever has had no affair for so long is erased, as on their own request.
 */
export const RETENTION_KINDS = ['text', 'receipts', 'attempts', 'people'] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];
/** Those that go by the month in which a message was planned. */
export type MonthlyKind = Exclude<RetentionKind, 'people'>;

export type RetentionTerms = Readonly<Record<RetentionKind, number>>;

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/**
 * Days. Why these (docs/operations.md says which are still to be confirmed by a lawyer):
 * - least: a text is needed while somebody may still complain of it or have it put right; a receipt until the dealer's bill of the
 *   month is settled; a message until the second yearly question whether a consent stands has been asked and counted, which reads
 *   it (정보통신망법 제50조제8항, every two years), so three years.
 * - usual: disputes three years, contracts five years (전자상거래법 시행령 제6조), books five years (국세기본법 제85조의3).
 * - most: ten years, in which claims lapse (민법 제162조). Nothing is kept for good: 개인정보 보호법 제21조.
 */
export const RETENTION_BOUNDS: Readonly<Record<RetentionKind, Bounds>> = {
  text: { least: 30, most: 3_650, usual: 1_095 },
  receipts: { least: 90, most: 3_650, usual: 1_095 },
  attempts: { least: 1_095, most: 3_650, usual: 1_825 },
  people: { least: 90, most: 3_650, usual: 1_825 },
};

export const DEFAULT_RETENTION: RetentionTerms = {
  text: RETENTION_BOUNDS.text.usual,
  receipts: RETENTION_BOUNDS.receipts.usual,
  attempts: RETENTION_BOUNDS.attempts.usual,
  people: RETENTION_BOUNDS.people.usual,
};

/** Which kind must not outlast which: what is below goes first, and a text cannot be read once its person is erased. */
export const NOT_LONGER_THAN: readonly (readonly [kind: RetentionKind, than: RetentionKind])[] = [
  ['text', 'attempts'],
  ['receipts', 'attempts'],
  ['text', 'people'],
];

/**
 * An attempt of which nobody knows what became of it keeps its message for so many days from when it was written: so long an
 * operator may decide it and a dealer's late word may settle it.
 */
export const UNSETTLED_DAYS = 180;

/** States in which something may still come of an attempt. */
export const UNSETTLED_STATES: readonly AttemptState[] = [
  'reserved',
  'calling',
  'accepted',
  'unconfirmed',
  'unknown',
  'undecidable',
];

/** A Korean month by its first day. */
export type Month = Day;
export const monthOfMoment = (moment: Moment): Month => `${dayOf(moment).slice(0, 7)}-01`;
export const monthStarts = (month: Month): Moment => momentAt(month, '00:00');
export const monthEnds = (month: Month): Moment => momentAt(addMonths(month, 1), '00:00');

/** What closed later than this still counts as lately. */
export const cutOff = (days: number, now: Moment): Moment => now - days * DAY;

/** When a month as a whole comes to its term, unless something holds it. */
export const monthDueAt = (month: Month, days: number): Moment => monthEnds(month) + days * DAY;

/** What holds a message, whatever its age. */
export interface Holds {
  readonly messageOpen: boolean;
  /** Of any of the affairs that it tells of. */
  readonly affairOpen: boolean;
  /** The last one's end; null: there is none, or none that has ended. */
  readonly affairClosedAt: Moment | null;
  /** It is one, or rides in one, that has not gone out. */
  readonly bundleOpen: boolean;
  /** Something about its affair is yet to be told to Temporal. */
  readonly untold: boolean;
  /** It went to a wrong number, and that is not dealt with. */
  readonly leakOpen: boolean;
  readonly attempts: readonly {
    readonly state: AttemptState;
    /** The dealer is still asked after it. */
    readonly askedAfter: boolean;
    readonly reservedAt: Moment;
  }[];
}

/**
 * Whether nothing needs a message any more whose month is due. Its affair ended before `cut`, so that the term counts from the end
 * of what it was kept for. Said once more in SQL (libs/database/retention-conditions.ts); a test holds the two together.
 */
export const isReleased = (of: Holds, cut: Moment, now: Moment): boolean =>
  !of.messageOpen &&
  !of.affairOpen &&
  (of.affairClosedAt === null || of.affairClosedAt <= cut) &&
  !of.bundleOpen &&
  !of.untold &&
  !of.leakOpen &&
  !of.attempts.some(
    ({ state, askedAfter, reservedAt }) =>
      askedAfter || (UNSETTLED_STATES.includes(state) && reservedAt > cutOff(UNSETTLED_DAYS, now)),
  );

/** What is known of a month of which something has been removed, or was looked at to be. */
export interface RetentionMark {
  readonly kind: RetentionKind;
  readonly month: Month;
  /** `under-way`: begun, and broken off unless somebody is at it. `held`: something of it is still needed. */
  readonly state: 'under-way' | 'held' | 'done';
  readonly lookedAt: Moment;
}

/**
 * After how many ms a month is looked at again: what is held daily, a little early so that a daily round never comes too soon; what
 * is done monthly, because an event reported late makes a message of an old month.
 */
const LOOK_AGAIN: Readonly<Record<RetentionMark['state'], number>> = {
  'under-way': 0,
  held: DAY - DAY / 24,
  done: 30 * DAY,
};

const isFresh = (mark: RetentionMark | undefined, now: Moment): boolean =>
  mark !== undefined && now - mark.lookedAt < LOOK_AGAIN[mark.state];

/** Of a tenant's months those to be looked at now for a kind, the oldest first. */
export const monthsDue = (
  kind: MonthlyKind,
  {
    terms,
    months,
    marks,
    now,
  }: {
    readonly terms: RetentionTerms;
    readonly months: readonly Month[];
    readonly marks: readonly RetentionMark[];
    readonly now: Moment;
  },
): Month[] =>
  months
    .filter((month) => monthDueAt(month, terms[kind]) <= now)
    .filter((month) => {
      const mark = marks.find((each) => each.kind === kind && each.month === month);
      return !isFresh(mark, now);
    })
    .sort();

/** Whether a tenant's people are to be looked through now: once a day. */
export const peopleDue = (marks: readonly RetentionMark[], now: Moment): boolean =>
  !marks.some(
    ({ kind, state, lookedAt }) => kind === 'people' && state !== 'under-way' && now - lookedAt < LOOK_AGAIN.held,
  );

/** Months of which no tenant keeps this kind any longer, the oldest first: they may go as a whole, if nothing holds them. */
export const wholeMonthsDue = (
  kind: 'receipts' | 'attempts',
  months: readonly Month[],
  tenants: readonly RetentionTerms[],
  now: Moment,
): Month[] => {
  if (tenants.length === 0) return [];
  const longest = Math.max(...tenants.map((terms) => terms[kind]));
  return months.filter((month) => monthDueAt(month, longest) <= now).sort();
};

/** The next month that is not due yet and when it will be; undefined where there is none. */
export function nextDue(
  months: readonly Month[],
  days: number,
  now: Moment,
): { readonly month: Month; readonly at: Moment } | undefined {
  const [month] = months.filter((each) => monthDueAt(each, days) > now).sort();
  return month === undefined ? undefined : { month, at: monthDueAt(month, days) };
}
