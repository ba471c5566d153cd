import iconv from 'iconv-lite';

/** Texts that occur nowhere else, looked for in every encoding in which they might be lying about. Pure. */

/** What is planted, by what it is: a name, an address, a number with digits alone. */
export type Marks = Readonly<Record<string, string>>;

/** A mark that was found, and how it was written. What it says is not repeated. */
export interface FoundMark {
  readonly what: string;
  readonly form: string;
}

/** Bytes in which a text can lie in something. */
type Form = readonly [name: string, bytes: Buffer];

/** Shorter, and it might stand there by chance. */
const SHORTEST = 6;

const DIGITS = /^0\d{8,10}$/;

/**
 * As people and systems write it. Of a number the part after the leading 0, which `010…` and `+8210…` share, and its last two
 * groups with what parts them.
 */
function spellings(text: string): string[] {
  if (!DIGITS.test(text)) return [...new Set([text.normalize('NFC'), text.normalize('NFD')])];
  const groups = [text.slice(3, -4), text.slice(-4)];
  return [text.slice(1), ...['-', ' ', '.', ') '].map((between) => groups.join(between))];
}

const escaped = (text: string, write: (unit: string) => string): string =>
  text.replace(/[^\0-\x7f]/g, (char) => write(char.charCodeAt(0).toString(16).padStart(4, '0')));
const percent = (bytes: Buffer): string =>
  [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
/** As in a URL: letters and digits of ASCII stand as they are. */
const inUrl = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte)) && byte < 0x80
        ? String.fromCharCode(byte)
        : percent(Buffer.of(byte)),
    )
    .join('');

/** The text as bytes of the usual character sets, and as ASCII that stands for it. */
function written(text: string): Form[] {
  const charsets = [
    ['UTF-8', Buffer.from(text)],
    ['UTF-16LE', Buffer.from(text, 'utf16le')],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
    // Decomposed letters are not in it: they would become question marks.
    ...(text === text.normalize('NFC') ? [['CP949', iconv.encode(text, 'cp949')] as const] : []),
  ] as const;
  const ascii = [
    ['\\u in lower case', escaped(text, (code) => `\\u${code}`)],
    ['\\u in upper case', escaped(text, (code) => `\\u${code.toUpperCase()}`)],
    ['numeric entities', escaped(text, (code) => `&#${Number.parseInt(code, 16)};`)],
    ['numeric entities, hexadecimal', escaped(text, (code) => `&#x${code};`)],
    ['UTF-8 in a URL', inUrl(Buffer.from(text))],
    ['CP949 in a URL', inUrl(charsets.length > 3 ? charsets[3]![1] : Buffer.from(text))],
    ['UTF-8 in a form', inUrl(Buffer.from(text)).replaceAll('%20', '+')],
  ] as const;
  return [...charsets, ...ascii.map(([name, said]) => [name, Buffer.from(said)] as const)];
}

/** The digits of base64 that a run of bytes gives wherever it begins: without those that its neighbours have a part in. */
function base64At(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  return whole.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6));
}

/** The same once more wrapped in what carries bytes as text. */
function wrapped([name, bytes]: Form): Form[] {
  const base64 = [0, 1, 2].map((shift) => base64At(bytes, shift));
  const texts = [
    ['hex', bytes.toString('hex')],
    ['upper-case hex', bytes.toString('hex').toUpperCase()],
    ...base64.map((digits) => ['base64', digits] as const),
    ...base64.map((digits) => ['base64url', digits.replaceAll('+', '-').replaceAll('/', '_')] as const),
    ['percent-encoding', percent(bytes)],
    ['lower-case percent-encoding', percent(bytes).toLowerCase()],
  ] as const;
  return [[name, bytes], ...texts.map(([by, text]) => [`${name} in ${by}`, Buffer.from(text)] as const)];
}

/** Everything to look for, found by the first bytes of it. */
export class MarkedForms {
  private readonly byBeginning = new Map<number, { readonly what: string; readonly form: Form }[]>();

  constructor(marks: Marks) {
    for (const [what, text] of Object.entries(marks)) {
      const forms = spellings(text).flatMap((spelling) => written(spelling).flatMap(wrapped));
      // Of two that look the same the first gives its name.
      const distinct = new Map(forms.reverse().map((form) => [form[1].toString('latin1'), form]));
      for (const form of distinct.values()) {
        if (form[1].length < SHORTEST) throw new Error(`The marked ${what} is too short to be told from chance.`);
        const beginning = form[1].readUInt32LE(0);
        this.byBeginning.set(beginning, [...(this.byBeginning.get(beginning) ?? []), { what, form }]);
      }
    }
  }

  /** Each mark once in each form in which it stands there, in one pass over the bytes. */
  in(haystack: string | Uint8Array): FoundMark[] {
    const bytes =
      typeof haystack === 'string'
        ? Buffer.from(haystack)
        : Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
    const found = new Map<string, FoundMark>();
    for (let at = 0; at + 4 <= bytes.length; at += 1) {
      const candidates = this.byBeginning.get(bytes.readUInt32LE(at));
      if (candidates === undefined) continue;
      for (const { what, form } of candidates) {
        const [name, needle] = form;
        if (bytes.subarray(at, at + needle.length).equals(needle)) found.set(`${what} ${name}`, { what, form: name });
      }
    }
    return [...found.values()];
  }
}

/** Throws when one of the marks stands there; what was found is named, never shown. */
export function expectNothingMarked(where: string, haystack: string | Uint8Array, marks: Marks | MarkedForms): void {
  const found = (marks instanceof MarkedForms ? marks : new MarkedForms(marks)).in(haystack);
  if (found.length === 0) return;
  throw new Error(found.map(({ what, form }) => `${where} holds the marked ${what} (${form}).`).join('\n'));
}
