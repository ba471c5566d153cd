import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { readShape } from './checked-by-handler.js';
import { inputError, problemDetails, ProblemError } from './problem-error.js';
import { Routes } from './routes.js';

const schema = z.strictObject({
  name: z.string().min(2),
  kind: z.enum(['a', 'b']),
  count: z.int().max(9).optional(),
  time: z
    .string()
    .regex(/^\d\d:\d\d$/, 'TIME_OF_DAY_INVALID: must be HH:MM')
    .optional(),
  inner: z.strictObject({ ok: z.boolean() }).nullable().optional(),
});

const problemsOf = (body: unknown): string[] => {
  const shape = readShape(schema, body);
  return 'problems' in shape ? shape.problems.map(({ path, code }) => `${path} ${code}`).sort() : [];
};

describe('problems of a schema', () => {
  it('tell what is missing from what has the wrong type', () => {
    expect(problemsOf({ name: 7 })).toEqual(['kind FIELD_MISSING', 'name FIELD_TYPE_WRONG']);
  });

  it('tell a body that is missing from one of the wrong type', () => {
    expect(problemsOf(undefined)).toEqual([' BODY_MISSING']);
    expect(problemsOf([])).toEqual([' FIELD_TYPE_WRONG']);
  });

  it('carry the code that a check names for itself', () => {
    expect(problemsOf({ name: 'ok', kind: 'a', time: 'noon' })).toEqual(['time TIME_OF_DAY_INVALID']);
  });

  it('lead into what is nested', () => {
    expect(problemsOf({ name: 'ok', kind: 'a', inner: { ok: 'yes', more: 1 } })).toEqual([
      'inner.more FIELD_UNKNOWN',
      'inner.ok FIELD_TYPE_WRONG',
    ]);
  });

  it('never repeat a value, nor a key that could be one', () => {
    const planted = '010-5500-9876';
    fc.assert(
      fc.property(fc.constantFrom('name', 'kind', 'count', 'time', 'inner', planted), fc.boolean(), (key, deep) => {
        const body = { name: 'ok', kind: 'a', [key]: deep ? { [planted]: planted } : planted };
        const shape = readShape(schema, body);
        expect(JSON.stringify('problems' in shape ? shape.problems : [])).not.toContain('9876');
      }),
    );
  });
});

describe('inputError', () => {
  const missing = { path: 'a', code: 'FIELD_MISSING', message: 'is required' } as const;

  it('takes the code that all places share', () => {
    expect(inputError([missing, { ...missing, path: 'b' }]).code).toBe('FIELD_MISSING');
  });

  it('is INPUT_INVALID where they differ', () => {
    expect(inputError([missing, { path: 'b', code: 'DATE_PAST', message: 'has passed' }]).code).toBe('INPUT_INVALID');
  });

  it('says each thing once a place', () => {
    expect(inputError([missing, { ...missing, message: 'twice' }]).problems).toEqual([missing]);
  });
});

describe('problemDetails', () => {
  it('leads to the page that explains the code', () => {
    const { type, status, instance } = problemDetails(new ProblemError('REFERENCE_TAKEN'), 'https://x.test', 'u-1');
    expect([type, status, instance]).toEqual(['https://x.test/docs/errors#REFERENCE_TAKEN', 409, 'urn:uuid:u-1']);
  });
});

describe('Routes', () => {
  const routes = new Routes({
    '/v1/a': { get: {}, post: {} },
    '/v1/a/{id}': { get: {} },
    '/v1/a/{id}/b': { patch: {} },
    '/v1/a/search': { post: {} },
  });

  it.each([
    ['/v1/a', ['GET', 'POST']],
    ['/v1/a/7', ['GET']],
    ['/v1/a/search', ['POST']],
    ['/v1/a/7/b', ['PATCH']],
    ['/v1/a/7/c', []],
    ['/v1xa', []],
  ])('know the methods of %s', (path, methods) => {
    expect(routes.methodsAt(path)).toEqual(methods);
  });

  it.each([
    ['/v1/a/search', ['POST']],
    ['/v1/a/7', []],
  ])('know whether %s is written out', (path, methods) => {
    expect(routes.methodsWrittenOut(path)).toEqual(methods);
  });
});
