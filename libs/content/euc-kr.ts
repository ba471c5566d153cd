import { KS_X_1001_ROWS } from './ks-x-1001.js';

/** Carriers take text messages in EUC-KR and count its bytes: 2 for Hangul, Hanja and symbols, 1 for ASCII. */
const TWO_BYTES: ReadonlySet<string> = new Set(
  KS_X_1001_ROWS.flatMap((row) => [...row]).filter((char) => char !== ' '),
);

/** Printable ASCII, tab and line breaks; other control characters are refused (Solapi 1028). */
const ONE_BYTE = /^[\t\n\r\x20-\x7e]$/;

/** 1 or 2; undefined for a character that carriers do not know: emoji, rare syllables such as 뷁, and the like. */
export function eucKrLength(char: string): 1 | 2 | undefined {
  if (ONE_BYTE.test(char)) return 1;
  return TWO_BYTES.has(char) ? 2 : undefined;
}

/** Bytes that `text` takes, or each different character that EUC-KR does not have, in order of appearance. */
export function eucKrBytes(text: string): number | { readonly unencodable: string[] } {
  let bytes = 0;
  const unencodable = new Set<string>();
  for (const char of text) {
    const length = eucKrLength(char);
    if (length === undefined) unencodable.add(char);
    else bytes += length;
  }
  return unencodable.size === 0 ? bytes : { unencodable: [...unencodable] };
}

/** What is put for characters that readers take for the same. */
const LIKE: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '‹': '<',
  '›': '>',
  '«': '≪',
  '»': '≫',
  '•': '·',
  '€': 'EUR',
  '®': '(R)',
  '©': '(C)',
  '\u00a0': ' ',
};
/** Joiners, variation selectors and byte-order marks show nothing by themselves. */
const INVISIBLE = /^(?:[\u115f\u1160\u200b-\u200f\u2060\u3164\ufeff]|[\ufe00-\ufe0f])$/;
const MARKS = /\p{M}/gu;

/**
 * The nearest text that EUC-KR can hold, for what people wrote themselves (names, titles): decomposed Hangul is put
 * together, accents are dropped, and what has no likeness becomes `?`, because a text with a `?` in it still reaches
 * the person and a refused one does not.
 */
export function toEucKr(text: string): { readonly text: string; readonly replaced: readonly string[] } {
  const replaced = new Set<string>();
  let result = '';
  for (const char of text.normalize('NFC')) {
    if (eucKrLength(char) !== undefined) {
      result += char;
      continue;
    }
    replaced.add(char);
    if (!INVISIBLE.test(char)) result += likenessOf(char);
  }
  return { text: result, replaced: [...replaced] };
}

function likenessOf(char: string): string {
  const likeness = LIKE[char] ?? char.normalize('NFKD').replaceAll(MARKS, '').normalize('NFC');
  return likeness !== '' && [...likeness].every((part) => eucKrLength(part) !== undefined) ? likeness : '?';
}
