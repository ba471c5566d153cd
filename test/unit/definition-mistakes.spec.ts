import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseDefinition } from '#libs/lifecycle/definition.js';
import { mistakesMarkdown } from '#scripts/mistakes-page.js';
import { mistakes, soundDefinition } from '../fixtures/definition-mistakes.js';

describe('a definition', () => {
  it('without a mistake is accepted', () => {
    expect(parseDefinition(soundDefinition)).toEqual({ definition: soundDefinition });
  });

  it.each(mistakes)('is refused, with a path and a remedy, for $mistake', ({ definition }) => {
    const result = parseDefinition(definition);
    const problems = 'problems' in result ? result.problems : [];
    expect(problems.length).toBeGreaterThan(0);
    for (const { path, message } of problems) {
      expect(path).not.toBe('');
      expect(message.length).toBeGreaterThan(10);
      expect(message).not.toMatch(/^Invalid/);
    }
  });
});

describe('the page on mistakes', () => {
  it('tells thirty or more, as the code does (npm run docs writes it)', async () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(30);
    const page = await readFile(join(import.meta.dirname, '../../docs/definition-mistakes.md'), 'utf8');
    expect(page).toBe(mistakesMarkdown(mistakes));
  });
});
