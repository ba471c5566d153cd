import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FATES, SAFE_NUMBER, fateNamed, fateOfNumber } from './fates.js';
import type { Fate, Outcome } from './fates.js';
import { STATUS_MESSAGES } from './solapi/status-messages.js';

const page = await readFile(join(import.meta.dirname, '../../docs/dealer-simulator.md'), 'utf8');

const outcome = ({ code, reaches }: Outcome): string => `${code} ${reaches ? '받음' : '못 받음'}`;

function trouble({ fault, refusedWith }: Fate): string {
  if (refusedWith) return `refused with ${refusedWith}`;
  if (!fault) return '';
  const { effect, endpoint, accepted, times } = fault;
  const what = effect.kind === 'status' ? String(effect.status) : effect.kind;
  return `${endpoint}: ${what} ${times === null ? 'always' : `×${times}`}, ${accepted ? 'taken' : 'not taken'}`;
}

const rowOf = (fate: Fate): string[] => [
  fate === SAFE_NUMBER ? '050…' : `010 55${fate.digits} NNNN`,
  `\`${fate.name}\``,
  fate.title,
  fate.refusedWith ? '' : outcome(fate.alimtalk),
  fate.refusedWith ? '' : outcome(fate.text),
  fate.refusedWith ? '' : fate.receipts,
  trouble(fate),
];

const rowsOfPage = page
  .split('\n')
  .filter((line) => /^\| 0[15]\d/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

describe('the fates', () => {
  it('stand on the page as they stand in the code', () => {
    expect(rowsOfPage).toEqual([...FATES, SAFE_NUMBER].map(rowOf));
  });

  it('have different digits and names', () => {
    expect(new Set(FATES.map((fate) => fate.digits)).size).toBe(FATES.length);
    expect(new Set([...FATES, SAFE_NUMBER].map((fate) => fate.name)).size).toBe(FATES.length + 1);
  });

  it('use only codes that have words', () => {
    const codes = FATES.flatMap((fate) => [fate.alimtalk.code, fate.text.code, fate.refusedWith ?? '2000']);
    expect(codes.filter((code) => !(code in STATUS_MESSAGES))).toEqual([]);
  });
});

describe('fateOfNumber', () => {
  it.each(FATES)('reads $digits as $name', ({ digits, name }) => {
    expect(fateOfNumber(`01055${digits}1234`).name).toBe(name);
  });

  it.each(['01055991234', '01012345678', '0212345678'])('delivers to %s, which no fate has', (number) => {
    expect(fateOfNumber(number).name).toBe('delivered');
  });

  it.each(['05012345678', '050512345678'])('knows the safe number %s', (number) => {
    expect(fateOfNumber(number)).toBe(SAFE_NUMBER);
  });
});

describe('fateNamed', () => {
  it('finds every fate by its name', () => {
    expect([...FATES, SAFE_NUMBER].every((fate) => fateNamed(fate.name) === fate)).toBe(true);
  });

  it('knows no others', () => {
    expect(fateNamed('constructor')).toBeUndefined();
  });
});
