import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { shapeProblems } from './shape-problems.js';

const length = z.union([z.strictObject({ hours: z.int() }), z.strictObject({ days: z.int() })]);
const moment = z.union([
  z.strictObject({ field: z.string(), plus: length.exactOptional() }),
  z.strictObject({ since: z.enum(['entered', 'started']), plus: length.exactOptional() }),
]);
const action = z.union([
  z.strictObject({ send: z.string().regex(/^[A-Z]+$/) }),
  z.strictObject({ alert: z.string(), text: z.string().min(1).max(5) }),
]);
const language = z.strictObject({
  title: z.string(),
  kind: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('a') }),
    z.strictObject({ type: z.literal('b') }),
  ]),
  timers: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ at: moment, do: z.array(action).max(2) })),
  value: z.union([z.string(), z.number(), z.strictObject({ field: z.string() })]),
});
const fine = {
  title: '제목',
  kind: { type: 'a' },
  timers: { due: { at: { field: 'day' }, do: [{ send: 'NOTICE' }] } },
  value: 1,
};

const problems = (change: Record<string, unknown>): string[] => {
  const json = { ...fine, ...change };
  const result = language.safeParse(json);
  return result.success
    ? []
    : shapeProblems(result.error.issues, json).map(({ path, message }) => `${path} ${message}`);
};
const inTimer = (timer: Record<string, unknown>) => problems({ timers: { due: { ...fine.timers.due, ...timer } } });

describe('shapeProblems', () => {
  it('finds nothing wrong with what is right', () => {
    expect(problems({})).toEqual([]);
  });

  it('tells what is missing from what has another type', () => {
    expect(problems({ title: undefined, timers: [] })).toEqual([
      'title is missing; add it',
      'timers must be an object',
    ]);
  });

  it('takes the form that was meant by its keys', () => {
    expect(inTimer({ do: [{ alert: 'late' }, { send: 'notice' }] })).toEqual([
      'timers.due.do.0.text is missing; add it',
      'timers.due.do.1.send must be written as /^[A-Z]+$/',
    ]);
  });

  it('names all forms where none was meant', () => {
    expect(inTimer({ at: { field: 'day', plus: { day: 1 } } })).toEqual([
      'timers.due.at.plus must hold exactly one of: hours, days',
    ]);
    expect(problems({ value: null })).toEqual(['value must be text or a number or an object']);
  });

  it('names those of which one is to be kept where two were meant', () => {
    expect(inTimer({ at: { field: 'day', plus: { days: 1, hours: 2 } } })).toEqual([
      'timers.due.at.plus holds days and hours, of which only one may stand; keep one',
    ]);
  });

  it('leads through forms within forms to the place that is wrong', () => {
    expect(inTimer({ at: { since: 'entered', plus: { hours: '4' } } })).toEqual([
      'timers.due.at.plus.hours must be a number',
    ]);
  });

  it('lists what may be chosen', () => {
    expect(problems({ kind: { type: 'c' } })).toEqual(['kind.type must be one of: a, b']);
    expect(inTimer({ at: { since: 'left' } })).toEqual(['timers.due.at.since must be one of: entered, started']);
  });

  it('says the limits', () => {
    expect(inTimer({ do: [{ send: 'A' }, { send: 'B' }, { send: 'C' }] })).toEqual([
      'timers.due.do must be at most 2 entries',
    ]);
    expect(inTimer({ do: [{ alert: 'late', text: '' }] })).toEqual([
      'timers.due.do.0.text must be at least 1 characters long',
    ]);
  });

  it('repeats keys of the language and of templates, and nothing that could be a number of somebody', () => {
    expect(problems({ titel: 1, 이름: 1, '010-5500-1234': 1 })).toEqual([
      'titel is not known here; leave it out or correct its spelling',
      '이름 is not known here; leave it out or correct its spelling',
      '(unnamed) is not known here; leave it out or correct its spelling',
    ]);
    expect(problems({ timers: { '010-5500-1234': fine.timers.due } })).toEqual([
      'timers.(unnamed) has a name that is not allowed here: it must be written as /^[a-z]+$/',
    ]);
  });
});
