/** Digits only, as dealers echo them and as they are stored and matched. */
export type PhoneNumber =
  | { readonly kind: 'mobile'; readonly number: string }
  /** 안심번호: a temporary forwarding number; alimtalk cannot reach it, because Kakao knows people by their real one. */
  | { readonly kind: 'safe'; readonly number: string };

/** Why a number was refused; never the number itself. */
export interface PhoneProblem {
  readonly problem: 'empty' | 'characters' | 'foreign' | 'not-mobile' | 'length';
}

/** Separators that people and systems write; anything else that is no digit makes the input something else than a number. */
const SEPARATORS = /[\s().\-‐‑–—/]/gu;
const FULL_WIDTH = /[０-９＋]/gu;

/**
 * Reads a Korean number as people write it: `010-1234-5678`, `+82 10 1234 5678`, `0082 …`, `82 …` (dealer-api §5).
 * Mobile numbers are 01[016789] with 10 or 11 digits, safe numbers 050 with 11 or 12.
 */
export function normalisePhone(input: string): PhoneNumber | PhoneProblem {
  const compact = input
    .replaceAll(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replaceAll(SEPARATORS, '');
  if (compact === '') return { problem: 'empty' };
  if (!/^\+?\d+$/.test(compact)) return { problem: 'characters' };
  const number = domestic(compact);
  if (number === undefined) return { problem: 'foreign' };
  if (/^01[016789]\d{7,8}$/.test(number)) return { kind: 'mobile', number };
  if (/^050\d{8,9}$/.test(number)) return { kind: 'safe', number };
  return { problem: /^(01[016789]|050)/.test(number) ? 'length' : 'not-mobile' };
}

/** The number as dialled in Korea; undefined for one of another country. `+82 (0)10 …` is written as often as it is wrong. */
function domestic(compact: string): string | undefined {
  const rest = /^(?:\+82|0082|82)0?(\d+)$/.exec(compact)?.[1];
  if (rest !== undefined) return `0${rest}`;
  return compact.startsWith('+') || compact.startsWith('00') ? undefined : compact;
}

/** `010-****-5678`, for operators; short input is hidden altogether. */
export function maskPhone(number: string): string {
  const digits = number.replaceAll(/\D/g, '');
  return digits.length < 9 ? '****' : `${digits.slice(0, 3)}-****-${digits.slice(-4)}`;
}
