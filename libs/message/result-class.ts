/**
 * What a dealer's, Kakao's or a carrier's result means to us, whatever code it came as (dealer-api §2).
 *
 * - `ok`: the phone has it. `accepted`: on its way, the result is still to come.
 * - `permanent-input`: what we sent is wrong. `permanent-config`: sender, channel or contract is wrong; operators must act.
 * - `permanent-recipient`: this person cannot be reached on this channel. `suppressed`: they must not be written to at all.
 * - `time-window`: not at this hour. `transient`: may work later.
 * - `unknown`: nobody can say, never to be read as a failure. `duplicate`: the dealer believes it has this one already.
 */
export type ResultClass =
  | 'ok'
  | 'accepted'
  | 'permanent-input'
  | 'permanent-config'
  | 'permanent-recipient'
  | 'suppressed'
  | 'time-window'
  | 'transient'
  | 'unknown'
  | 'duplicate';

/** May another channel be tried after this result? `policy`: as the tenant's policy says for the class. */
export type Fallback = 'yes' | 'no' | 'policy';

const FALLBACK: Readonly<Record<ResultClass, Fallback>> = {
  ok: 'no',
  accepted: 'no',
  'permanent-input': 'policy',
  'permanent-config': 'policy',
  'permanent-recipient': 'yes',
  suppressed: 'no',
  'time-window': 'no',
  transient: 'no',
  unknown: 'no',
  duplicate: 'no',
};

/** What holds for a class where a result code says nothing more particular. */
export const fallbackOf = (resultClass: ResultClass): Fallback => FALLBACK[resultClass];

/** Classes that say: this attempt reached nobody and will not. */
export const isFailure = (resultClass: ResultClass): boolean =>
  resultClass.startsWith('permanent-') ||
  resultClass === 'suppressed' ||
  resultClass === 'time-window' ||
  resultClass === 'transient' ||
  resultClass === 'duplicate';
