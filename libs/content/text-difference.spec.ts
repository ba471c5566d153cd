import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textDifference } from './text-difference.js';

const text = fc.array(fc.constantFrom('가', '나', '다', ''), { maxLength: 8 }).map((lines) => lines.join('\n'));
const of = (kinds: readonly string[], changes: ReturnType<typeof textDifference>): string =>
  changes
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ line }) => line)
    .join('\n');

describe('textDifference', () => {
  it('names the line that changed and no other', () => {
    expect(textDifference('안내\n연체료 100원\n끝', '안내\n연체료 200원\n끝')).toEqual([
      { kind: 'same', line: '안내' },
      { kind: 'removed', line: '연체료 100원' },
      { kind: 'added', line: '연체료 200원' },
      { kind: 'same', line: '끝' },
    ]);
  });

  it('holds both texts whole, each in its order', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = textDifference(before, after);
        expect(of(['same', 'removed'], changes)).toBe(before);
        expect(of(['same', 'added'], changes)).toBe(after);
      }),
    );
  });

  it('finds nothing between a text and itself, whatever its line ends', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(textDifference(same, same.replaceAll('\n', '\r\n')).every(({ kind }) => kind === 'same')).toBe(true);
      }),
    );
  });
});
