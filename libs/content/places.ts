/** Texts with places for values, `#{변수}`, as they are registered with Kakao. */

const PLACE = /#\{([^{}]+)\}/g;

export type Values = Readonly<Record<string, string>>;

/** Names of the variables in a text, each once, in order. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACE)].map((match) => match[1] ?? '')),
];

/** The text without its places. */
export const ownWords = (text: string): string => text.replaceAll(PLACE, '');

/** Puts values into their places in one pass: a value that looks like a place stays as it is. */
export function render(body: string, values: Values): { readonly text: string } | { readonly missing: string[] } {
  const missing = missingIn(body, values);
  return missing.length > 0 ? { missing } : { text: fill(body, values) };
}

export const missingIn = (text: string, values: Values): string[] =>
  variablesIn(text).filter((name) => !Object.hasOwn(values, name));

/** Places without a value stay as they are. */
export const fill = (text: string, values: Values): string =>
  text.replaceAll(PLACE, (place, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : place));

/** Whether some values make `text` of the registered text: its own words are there, in order, from the beginning to the end. */
export function mayStandFor(registered: string, text: string): boolean {
  const words = registered.split(new RegExp(PLACE.source)).filter((_, index) => index % 2 === 0);
  const [first = ''] = words;
  if (words.length === 1) return first === text;
  const last = words.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const word of words.slice(1, -1)) {
    const found = text.indexOf(word, from);
    if (found < 0) return false;
    from = found + word.length;
  }
  return from <= end;
}
