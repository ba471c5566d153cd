import type { ConsentChannel, ConsentPurpose } from './consent.js';
import type { ResultClass } from './result-class.js';

/** What a dealer's result says about what the person wants. */
export interface Lesson {
  readonly purpose: ConsentPurpose;
  readonly channel: ConsentChannel;
}

/** Codes, by dealer, by which a dealer says that the person has blocked 알림톡, and nothing else: where it may mean either, nothing is learnt. */
const ALIMTALK_BLOCKED: Readonly<Partial<Record<string, string>>> = { nhn: '3020', aligo: 'B' };

/**
 * A number on a dealer's list of blocked numbers, or one that has called 080, is refused for every text of the sender's,
 * and the number that people call is the same for texts and brand messages: all advertising is refused. Who blocks 알림톡
 * refuses that channel, and gets information as text (dealer-api §2).
 */
export function lessonOf(
  dealer: string,
  result: { readonly class: ResultClass; readonly code: string },
): Lesson | undefined {
  if (result.class === 'suppressed') return { purpose: 'advertising', channel: 'all' };
  return ALIMTALK_BLOCKED[dealer] === result.code ? { purpose: 'informational', channel: 'alimtalk' } : undefined;
}
