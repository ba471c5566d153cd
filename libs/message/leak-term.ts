import type { Moment } from '#libs/lifecycle/state.js';

/**
 * The terms of what was told to the wrong person (개인정보 보호법 제34조, 같은 법 시행령 제39조·제40조). Hours run on from the moment
 * at which the body came to know of it, nights and holidays included. To be verified against the law in force before it is
 * relied upon: the 72 hours were read in a secondary source alone, and for the report (from 1,000 people on, or of what is
 * sensitive) no source was at hand at all.
 */

/** Whom it is about is told without delay, within so many hours of coming to know of it (시행령 제39조), ms. */
export const TOLD_WITHIN_MS = 72 * 3_600_000;
/** The authority is told within as long (시행령 제40조) from so many people on, ... */
export const REPORTED_WITHIN_MS = 72 * 3_600_000;
export const REPORTED_FROM_PEOPLE = 1_000;

/** What the terms of a leak hang on. */
export interface LeakFacts {
  /** When the body came to know of it. */
  readonly learnedAt: Moment;
  /** How many people it tells something about. */
  readonly people: number;
  /** ... and whatever the number, where it is of the sensitive kind (개인정보 보호법 제23조). */
  readonly sensitive: boolean;
}

export interface LeakTerms {
  /** By when whom it is about is to be told. */
  readonly tellBy: Moment;
  /** By when the authority is to be told; null: it need not be. */
  readonly reportBy: Moment | null;
  readonly reportedFor: 'people' | 'sensitive' | null;
}

export function leakTerms({ learnedAt, people, sensitive }: LeakFacts): LeakTerms {
  const reportedFor = sensitive ? 'sensitive' : people >= REPORTED_FROM_PEOPLE ? 'people' : null;
  return {
    tellBy: learnedAt + TOLD_WITHIN_MS,
    reportBy: reportedFor === null ? null : learnedAt + REPORTED_WITHIN_MS,
    reportedFor,
  };
}

/** `open`: whom it is about has not been told; `told`: they have; `closed`: all that the law asks for is done. */
export type LeakState = 'open' | 'told' | 'closed';

export interface LeakStanding {
  readonly state: LeakState;
  readonly tellBy: Moment;
  readonly reportBy: Moment | null;
  readonly reportedAt: Moment | null;
}

/** A term that has passed and was not kept. */
export const isOverdue = ({ state, tellBy, reportBy, reportedAt }: LeakStanding, now: Moment): boolean =>
  (state === 'open' && now > tellBy) ||
  (state !== 'closed' && reportBy !== null && reportedAt === null && now > reportBy);

/** Why it cannot be closed yet; undefined: it can. */
export function closingRefusal(
  { state, reportBy }: Pick<LeakStanding, 'state' | 'reportBy'>,
  reportedAt: Moment | undefined,
): 'LEAK_CLOSED' | 'LEAK_NOT_TOLD' | 'LEAK_NOT_REPORTED' | undefined {
  if (state === 'closed') return 'LEAK_CLOSED';
  if (state === 'open') return 'LEAK_NOT_TOLD';
  return reportBy !== null && reportedAt === undefined ? 'LEAK_NOT_REPORTED' : undefined;
}
