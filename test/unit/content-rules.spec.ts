import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contentRulesMarkdown } from '#scripts/content-rules-page.js';
import { contentRules } from '../fixtures/content-rules.js';

describe('A content rule', () => {
  it.each(contentRules)('takes what keeps it: $rule', ({ ofAccepted }) => {
    expect(ofAccepted).toEqual([]);
  });

  it.each(contentRules)('refuses what breaks it, by its code, and nothing else: $rule', ({ code, path, ofRefused }) => {
    expect(ofRefused.map((problem) => [problem.path, problem.code])).toEqual([[path, code]]);
  });

  it.each(contentRules)('says what to do to operators and to authors: $rule', ({ ofRefused }) => {
    for (const { message, english } of ofRefused) {
      expect(message).toMatch(/[가-힣]/);
      expect(english).toMatch(/^[a-z]/);
    }
  });
});

describe('the page on content rules', () => {
  it('has an example of either side for every code', async () => {
    const source = await readFile(join(import.meta.dirname, '../../libs/content/content-problem.ts'), 'utf8');
    const declared = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
    const shown = new Set(contentRules.map(({ code }) => code as string));
    expect(declared.filter((code) => !shown.has(code!))).toEqual([]);
  });

  it('shows the rules as they are (npm run docs writes it)', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/content-rules.md'), 'utf8');
    expect(page).toBe(contentRulesMarkdown(contentRules));
  });
});
