import type { Moment } from '#libs/lifecycle/state.js';

/** For how long at most a tenant lets starts count as each other's repetition, seconds: a day. */
export const LONGEST_DUPLICATE_WINDOW = 86_400;

/** What was started before, in the same words for the same people. */
export interface EarlierStart {
  readonly at: Moment;
  /** It was cancelled: whoever starts it anew puts it right. */
  readonly cancelled: boolean;
}

/**
 * Whether a start says again what another has said so shortly before that nobody means both. A window of 0: never. An earlier
 * one that lies ahead, because another process's clock is ahead, is not far enough away either.
 */
export const repeats = (earlier: EarlierStart | undefined, windowSeconds: number, now: Moment): boolean =>
  windowSeconds > 0 && earlier !== undefined && !earlier.cancelled && now - earlier.at < windowSeconds * 1000;

/** As far as it tells a person from others. */
interface Named {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly guardian?: { readonly name: string; readonly phone: string } | undefined;
}

/**
 * What two starts have to say alike to be each other's repetition: type, people by role, data. The reference is not part of it: a
 * system that draws a new number at each try is who this is against. Names count by their letters, not by their spaces.
 * Personal: to be hashed with a key and kept nowhere else.
 */
export const identityOfStart = (start: {
  readonly type: string;
  readonly site?: string | undefined;
  readonly parties: Readonly<Record<string, Named>>;
  readonly data: Readonly<Record<string, unknown>>;
}): Readonly<Record<string, unknown>> => ({
  type: start.type,
  site: start.site,
  parties: Object.fromEntries(Object.entries(start.parties).map(([role, party]) => [role, whoIs(party)])),
  data: start.data,
});

const whoIs = ({ name, phone, guardian }: Named): Readonly<Record<string, unknown>> => ({
  name: lettersOf(name),
  phone,
  guardian: guardian && { name: lettersOf(guardian.name), phone: guardian.phone },
});

const lettersOf = (name: string): string => name.normalize('NFC').replace(/\s+/g, '');
