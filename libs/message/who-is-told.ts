import { isDay, numberOf, midnightOf, type Day, type Moment } from '#libs/calendar/korean-time.js';

/** From this age on, 만 나이, a person is told themselves; for a younger one the guardian is (개인정보 보호법 제22조의2). */
export const TOLD_THEMSELVES_FROM = 14;

/** What decides who is told for a party. */
export interface Ward {
  readonly birthDate?: Day | undefined;
  /** They have a number of their own. */
  readonly reachable: boolean;
  /** Somebody stands in for them. */
  readonly guarded: boolean;
}

/**
 * The Korean midnight at which someone turns fourteen. Age counts the day of birth (민법 제158조), so the fourteenth year of
 * life ends with the eve of the birthday (제160조 제2항). Where the last month has no such day, it ends with that month's last
 * (제3항): for whoever was born on 29 February with the 28th, as the fourteenth year after a leap year is never one, so that
 * they turn fourteen on 1 March.
 */
export function turnsFourteenAt(birthDate: Day): Moment {
  const year = Number(birthDate.slice(0, 4)) + TOLD_THEMSELVES_FROM;
  const birthday = `${String(year)}${birthDate.slice(4)}`;
  return midnightOf(numberOf(isDay(birthday) ? birthday : `${String(year)}-03-01`));
}

/** Someone whose date of birth was not given is told themselves. */
export const underFourteen = (birthDate: Day | undefined, at: Moment): boolean =>
  birthDate !== undefined && at < turnsFourteenAt(birthDate);

/** Decided anew whenever something is to leave. A guardian goes on for a person who has turned fourteen without a number. */
export const toldInRole = ({ birthDate, reachable, guarded }: Ward, at: Moment): 'person' | 'guardian' =>
  guarded && (underFourteen(birthDate, at) || !reachable) ? 'guardian' : 'person';
