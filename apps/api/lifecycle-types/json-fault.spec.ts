import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFault } from './json-fault.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON with a few signs taken out, put in or exchanged, so that most of it is broken somewhere. */
const almostJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', ',', ':', '"', '{', '}', '[', ']', '0', '-', 'e', 't', '\\', '\n')),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([json, changes]) =>
    changes.reduce((text, [place, sign]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + sign + text.slice(at + (sign === '' ? 1 : place % 2));
    }, json),
  );

describe('jsonFault', () => {
  it('finds a fault just where JSON.parse does, doubled keys aside', () => {
    fc.assert(
      fc.property(almostJson, (text) => {
        const fault = jsonFault(text);
        fc.pre(!fault?.message.includes('twice'));
        expect(fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never places a fault behind what can still be JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const whole = json.trim();
        const part = whole.slice(0, cut % whole.length);
        fc.pre(!isJson(part));
        expect(jsonFault(part)?.at).toBeLessThanOrEqual(part.length);
      }),
    );
  });

  it.each([
    ['{"a": 1,}', 8, 'a key in double quotes must stand here'],
    ['{"a" 1}', 5, 'a colon must follow the key'],
    ["{'a': 1}", 1, 'a key in double quotes or } must stand here'],
    ['[1 2]', 3, 'a comma or the closing bracket must stand here'],
    ['{"a": }', 6, 'a value must stand here'],
    ['{} {}', 3, 'nothing may follow the end of the value'],
    ['{"a": [1, 2}', 11, 'a comma or the closing bracket must stand here'],
    ['', 0, 'a value must stand here'],
  ])('in %s stands at %d', (text, at, message) => {
    expect(jsonFault(text)).toEqual({ at, message });
  });

  it('is a key that stands twice, however it is written', () => {
    expect(jsonFault('{"a": 1, "b": {"a": 2}, "\\u0061": 3}')?.at).toBe(24);
  });

  it('does not mind how deep the text is nested', () => {
    expect(jsonFault('['.repeat(250_000))?.at).toBe(250_000);
    expect(jsonFault('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
  });
});
