import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../problem-details/problem-error.js';
import { readDefinitionText, type DefinitionFormat } from './definition-text.js';

const read = (text: string, format: DefinitionFormat = 'yaml') => readDefinitionText(Buffer.from(text), format);

function refusal(text: string | Uint8Array, format: DefinitionFormat = 'yaml'): ProblemError {
  try {
    readDefinitionText(typeof text === 'string' ? Buffer.from(text) : text, format);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('It was read.');
}
const places = (text: string, format?: DefinitionFormat): string[] =>
  refusal(text, format).problems.map(({ path }) => path);

describe('the text of a definition', () => {
  it('says in YAML what it says in JSON', () => {
    const yaml = 'name: a/b\n# why\nstages:\n  open: { title: 열림, final: true }\nbody: |-\n  둘\n  줄\n';
    const json = '{"name":"a/b","stages":{"open":{"title":"열림","final":true}},"body":"둘\\n줄"}';
    expect(read(yaml)).toEqual(read(json, 'json'));
  });

  it('keeps days, times and words that other YAMLs would turn into something else', () => {
    expect(read('a: 2026-12-07\nb: 10:00\nc: yes\nd: 010')).toEqual({ a: '2026-12-07', b: '10:00', c: 'yes', d: 10 });
  });

  it('may be shortened by anchors', () => {
    expect(read('a: &name { party: citizen }\nb: *name')).toEqual({ a: { party: 'citizen' }, b: { party: 'citizen' } });
  });

  it.each([
    ['json', '{\n  "name": "x",\n  "title" "y"\n}', 'line 3, column 11'],
    ['json', '{"a": 1, "a": 2}', 'line 1, column 10'],
    ['yaml', 'a: 1\nb: "x', 'line 2, column 6'],
    ['yaml', 'a: b: c', 'line 1, column 4'],
    ['yaml', 'a: 1\nb: 2\na: 3', 'line 3, column 1'],
    ['yaml', 'a: !secret x', 'line 1, column 4'],
    ['yaml', 'a: 1\n---\nb: 2', 'line 2, column 1'],
    ['yaml', '%YAML 1.1\n---\na: yes', 'line 1, column 1'],
    ['yaml', '? [a, b]\n: c', 'line 1, column 3'],
  ] as const)('that is no %s is refused with its place: %j', (format, text, place) => {
    expect([refusal(text, format).code, places(text, format)[0]]).toEqual(['DEFINITION_UNREADABLE', place]);
  });

  it('that is refused is not repeated', () => {
    const number = '010-5500-1234';
    for (const text of [`a: *${number}`, `a: !${number} x`, `- "x" ${number}`, `{"a" "${number}"`]) {
      const { detail, problems } = refusal(text);
      expect(JSON.stringify([detail, problems])).not.toContain('5500');
    }
  });

  it('that is not UTF-8 is refused', () => {
    expect(refusal(Buffer.from([0x61, 0x3a, 0x20, 0xc7, 0xd1])).code).toBe('DEFINITION_UNREADABLE');
  });

  const size = 260_000;
  const laughs = Array.from({ length: 11 }, (_, n) =>
    n === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
  ).join('\n');
  it.each([
    ['laughs', laughs],
    ['many aliases', `- &a x\n${'- *a\n'.repeat(size / 5)}`],
    ['an alias of itself', 'a: *a'],
    ['lists in lists', '['.repeat(size)],
    ['dashes', '- '.repeat(size / 2)],
    ['keys of keys', '? '.repeat(size / 2)],
    ['keys that stand twice', 'a: 1\n'.repeat(5_000)],
    ['brackets that close nothing', '} '.repeat(14_000)],
    ['quotes', '"'.repeat(size)],
  ])('cannot keep the machine busy with %s', (_, text) => {
    const began = performance.now();
    expect(refusal(text).code).toBe('DEFINITION_UNREADABLE');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it.each([
    ['keys', Array.from({ length: size / 10 }, (_, index) => `k${index}: 1`).join('\n')],
    ['brackets that close nothing', '- }\n'.repeat(size / 4)],
    ['empty lists', '- []\n'.repeat(size / 5)],
    ['tags', '- !x y\n'.repeat(size / 7)],
  ])('that holds too many %s is refused before it is read', (_, text) => {
    expect(refusal(text).detail).toContain('too many');
  });

  it('may be long where it is few words', () => {
    expect(read(`body: "${'x'.repeat(size)}"`)).toEqual({ body: 'x'.repeat(size) });
  });
});
