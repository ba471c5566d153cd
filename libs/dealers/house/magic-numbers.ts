import type { DealerMessage } from '../dealer.js';
import type { Fallback, ResultClass } from '#libs/message/result-class.js';

/**
 * What becomes of a message that a test key began, by the number that it is for, as GOV.UK Notify's test numbers have it.
 * They stand in a range that no carrier gives out; every other number behaves as the first.
 */
export const HOUSE_FATES = [
  'delivered',
  'permanent-failure',
  'temporary-failure',
  'fallback',
  'suppressed',
  'unconfirmed',
] as const;
export type HouseFate = (typeof HOUSE_FATES)[number];

/** Digits only. */
export const MAGIC_NUMBERS: Readonly<Record<string, HouseFate>> = {
  '01000000001': 'delivered',
  '01000000002': 'permanent-failure',
  '01000000003': 'temporary-failure',
  '01000000004': 'fallback',
  '01000000005': 'suppressed',
  '01000000006': 'unconfirmed',
};

export const fateOf = (number: string): HouseFate => MAGIC_NUMBERS[number] ?? 'delivered';

/** What the dealer of the house reports, as a real one would; undefined: it never does. */
export interface HouseResult {
  readonly code: string;
  readonly class: ResultClass;
  readonly fallback: Fallback;
  /** Korean, for operators. */
  readonly words: string;
}

const DELIVERED: HouseResult = { code: 'TEST-0000', class: 'ok', fallback: 'no', words: '도착' };
const NOT_ON_KAKAO: HouseResult = {
  code: 'TEST-3018',
  class: 'permanent-recipient',
  fallback: 'yes',
  words: '카카오톡을 쓰지 않는 번호',
};
const NUMBER_VACANT: HouseResult = {
  code: 'TEST-3103',
  class: 'permanent-recipient',
  fallback: 'no',
  words: '없는 번호',
};
const PHONE_OFF: HouseResult = { code: 'TEST-3104', class: 'transient', fallback: 'no', words: '전원이 꺼짐' };
const BLOCKED: HouseResult = { code: 'TEST-3022', class: 'suppressed', fallback: 'no', words: '수신 거부' };

/** By the fate of its number and the channel of the attempt. */
export function resultOf(fate: HouseFate, channel: DealerMessage['channel']): HouseResult | undefined {
  const byKakao = channel === 'alimtalk' || channel === 'brand';
  switch (fate) {
    case 'delivered':
      return DELIVERED;
    case 'permanent-failure':
      return byKakao ? NOT_ON_KAKAO : NUMBER_VACANT;
    case 'temporary-failure':
      return PHONE_OFF;
    case 'fallback':
      return byKakao ? NOT_ON_KAKAO : DELIVERED;
    case 'suppressed':
      return BLOCKED;
    case 'unconfirmed':
      return undefined;
  }
}
