/** Where a text stops being JSON, which `JSON.parse` does not reliably say; keys that stand twice count as well. */
export interface JsonFault {
  /** From the beginning of the text, in UTF-16 units. */
  readonly at: number;
  /** What to do about it; nothing of the text is repeated. */
  readonly message: string;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y; // eslint-disable-line no-control-regex -- what JSON takes in no text
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

const REMEDIES: Readonly<Record<Expected, string>> = {
  value: 'a value must stand here',
  'value or end': 'a value or ] must stand here',
  key: 'a key in double quotes must stand here',
  'key or end': 'a key in double quotes or } must stand here',
  colon: 'a colon must follow the key',
  'comma or end': 'a comma or the closing bracket must stand here',
  nothing: 'nothing may follow the end of the value',
};

/** The first place that is wrong; undefined for JSON without doubled keys. Without recursion, however deep it is nested. */
export function jsonFault(text: string): JsonFault | undefined {
  /** The keys of each object that is open, undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const after = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end');

  for (;;) {
    match(SPACE);
    if (at === text.length) return expected === 'nothing' ? undefined : { at, message: REMEDIES[expected] };
    const begin = at;
    const sign = text[at]!;
    const closes = sign === ']' ? expected === 'value or end' : sign === '}' && expected === 'key or end';
    if (closes || (expected === 'comma or end' && sign === (open.at(-1) ? '}' : ']'))) {
      at += 1;
      open.pop();
      expected = after();
    } else if (expected === 'comma or end' && sign === ',') {
      at += 1;
      expected = open.at(-1) ? 'key' : 'value';
    } else if (expected === 'colon' && sign === ':') {
      at += 1;
      expected = 'value';
    } else if (expected === 'key' || expected === 'key or end') {
      const key = match(STRING);
      if (key === undefined) return { at: begin, message: REMEDIES[expected] };
      const keys = open.at(-1)!;
      const name = JSON.parse(key) as string;
      if (keys.has(name)) return { at: begin, message: 'this key stands twice in one object; keep one of them' };
      keys.add(name);
      expected = 'colon';
    } else if (expected !== 'value' && expected !== 'value or end') {
      return { at: begin, message: REMEDIES[expected] };
    } else if (sign === '{' || sign === '[') {
      at += 1;
      open.push(sign === '{' ? new Set() : undefined);
      expected = sign === '{' ? 'key or end' : 'value or end';
    } else if (match(STRING) !== undefined || match(SCALAR) !== undefined) {
      expected = after();
    } else {
      return { at: begin, message: REMEDIES[expected] };
    }
  }
}
