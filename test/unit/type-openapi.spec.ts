import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { defineLifecycle, person } from '#libs/lifecycle/builders.js';
import { openApiOfType } from '#apps/api/lifecycle-types/type-openapi.js';
import { DocumentSchemas, operationsOf } from './openapi-schemas.js';

/** Two parties, of whom one may be left out, and nothing to report: it ends by itself. */
const visit = defineLifecycle({
  name: 'city-library/visit',
  title: '방문',
  parties: { visitor: person('방문자'), companion: { ...person('동행인'), optional: true } },
  input: {},
  events: {},
  first: 'open',
  stages: {
    open: { title: '예정', timers: { over: { title: '끝', after: { days: 1 }, goto: 'over' } } },
    over: { title: '끝', final: true },
  },
  templates: {},
});

describe('the OpenAPI document of a type', () => {
  const document = openApiOfType({
    definition: visit,
    hash: 'a'.repeat(64),
    number: 3,
    publishedAt: 0,
    retired: null,
  }) as unknown as OpenAPIObject;
  const someone = { name: '김하나', phone: '010-5500-0001' };
  const start = { type: 'city-library/visit', reference: 'V-1', data: {} };
  const problems = (body: object) =>
    new DocumentSchemas(document).problems({ $ref: '#/components/schemas/Start' }, body);

  it('has no event to report where there is none', () => {
    expect(operationsOf(document).map(({ operationId }) => operationId)).toEqual(['start']);
  });

  it('takes parties by their roles, and leaves out whom the definition lets be left out', () => {
    expect(problems({ ...start, parties: { visitor: someone } })).toEqual([]);
    expect(problems({ ...start, parties: { visitor: someone, companion: someone } })).toEqual([]);
    expect(problems({ ...start, parties: { companion: someone } })).not.toEqual([]);
    expect(problems({ ...start, recipient: someone })).not.toEqual([]);
  });

  it('bears the number of the version', () => {
    expect(document.info.version).toBe('3');
  });
});
