import { describe, expect, it } from '@jest/globals';
import { catalogue } from '#lifecycles/catalogue.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { readDefinition } from './definition-input.js';
import { definitionExample } from './examples.js';

const TENANT = 'city-library';
const pathsOf = (json: unknown, tenant?: string): string[] => {
  try {
    readDefinition(json, tenant);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};
const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, value]));

describe('readDefinition', () => {
  it('takes what is right as it is', () => {
    expect(readDefinition(structuredClone(definitionExample), TENANT)).toEqual(definitionExample);
  });

  it('takes every shipped lifecycle, which its limits must not hinder', () => {
    expect(catalogue.flatMap((definition) => pathsOf(definition))).toEqual([]);
  });

  it('asks for a name of the tenant’s own, together with all else', () => {
    expect(pathsOf(definitionExample, 'other-library')).toEqual(['name']);
    expect(pathsOf({ ...definitionExample, title: '' }, 'other-library').sort()).toEqual(['name', 'title']);
    expect(pathsOf({ ...definitionExample, first: 'nowhere' }, 'other-library')).toEqual(
      expect.arrayContaining(['name', 'first']),
    );
  });

  it('does not compare what nobody needs so much of', () => {
    const began = performance.now();
    const stages = { ...definitionExample.stages, ...many(8_000, { title: 'x' }) };
    expect(pathsOf({ ...definitionExample, stages })).toEqual(['stages']);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('names each part that has too many entries', () => {
    const timers = many(60, { title: 'x', after: { days: 1 }, goto: 'over' });
    const joined = { ...definitionExample.stages['joined'], timers };
    const events = { ...definitionExample.events, ...many(101, { title: 'x' }) };
    expect(pathsOf({ ...definitionExample, events, stages: { ...definitionExample.stages, joined } })).toEqual([
      'events',
      'stages.joined.timers',
    ]);
  });

  it.each(['\u0000', '\t', '\ud800', '\u007f'])('leads to texts that nobody can keep: %j', (sign) => {
    const template = { ...definitionExample.templates['CLUB_TOMORROW']!, fallback: { text: `내일${sign}입니다.` } };
    expect(pathsOf({ ...definitionExample, templates: { CLUB_TOMORROW: template } })).toEqual([
      'templates.CLUB_TOMORROW.fallback.text',
    ]);
  });

  it.each([null, 7, 'text', []])('refuses what is no object: %j', (json) => {
    expect(pathsOf(json, TENANT)).toEqual(['']);
  });
});
