import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { errorsMarkdown } from '#apps/api/documentation/errors-page.js';
import { ERROR_CODES } from '#libs/contracts/error-codes.js';
import { languageSchemaJson, openApiJson } from '#scripts/describe-api.js';
import { bodyExample, DocumentSchemas, operationsOf, type Operation } from './openapi-schemas.js';

const docs = join(import.meta.dirname, '../../docs');

let json: string;
let document: OpenAPIObject;
let schemas: DocumentSchemas;
let operations: Operation[];
beforeAll(async () => {
  json = await openApiJson();
  document = JSON.parse(json) as OpenAPIObject;
  schemas = new DocumentSchemas(document);
  operations = operationsOf(document);
});

/** Codes that belong to no operation: they are about requests that reach none. */
const WITHOUT_OPERATION = ['ROUTE_UNKNOWN', 'METHOD_NOT_ALLOWED', 'REQUEST_INVALID'];

describe('the documentation in docs/', () => {
  it('openapi.json says what the code says (npm run docs writes it)', async () => {
    expect(await readFile(join(docs, 'openapi.json'), 'utf8')).toBe(json);
  });

  it('lifecycle-definition.schema.json says what the language is', async () => {
    expect(await readFile(join(docs, 'lifecycle-definition.schema.json'), 'utf8')).toBe(await languageSchemaJson());
  });

  it('errors.md explains every code of the table and no other', async () => {
    expect(await readFile(join(docs, 'errors.md'), 'utf8')).toBe(errorsMarkdown());
  });
});

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1, and every reference in it leads somewhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const targets = [...json.matchAll(/"\$ref": "#\/components\/(\w+)\/(\w+)"/g)];
    const components = document.components as Record<string, Record<string, unknown>>;
    expect(targets.filter(([, kind, name]) => components[String(kind)]?.[String(name)] === undefined)).toEqual([]);
    expect(targets.length).toBeGreaterThan(50);
  });

  it('gives every operation a name of its own and a summary', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ summary }) => !summary)).toEqual([]);
  });

  it('fills in an example for every body, parameter in a path and answer, and each fits its schema', () => {
    const problems = operations.flatMap((operation) => {
      const { operationId, parameters, requestBody, responses } = operation;
      const body = requestBody?.content['application/json'];
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      return [
        ...(body ? schemas.problems(body.schema, bodyExample(document, operation)) : []),
        ...parameters
          .filter(({ in: place, required }) => place === 'path' || required)
          .filter(({ name, schema }) => schema.example === undefined && name !== 'X-Solapi-Secret')
          .map(({ name }) => `no example of ${name}`),
        ...answers.flatMap(([, { content }]) => {
          const answer = content?.['application/json'];
          return answer ? schemas.problems(answer.schema, answer.example) : ['no answer'];
        }),
      ].map((problem) => `${operationId}: ${problem}`);
    });
    expect(problems).toEqual([]);
  });

  it('documents every error as problem details, with an example that fits', () => {
    const examples = document.components?.examples as Record<string, { value: { code: string } }>;
    const problems = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([status]) => Number(status) >= 400)
        .flatMap(([status, { content }]) => {
          const answer = content?.['application/problem+json'];
          const codes = Object.keys(answer?.examples ?? {});
          return codes.flatMap((code) => [
            ...(ERROR_CODES[code as keyof typeof ERROR_CODES].status === Number(status)
              ? []
              : [`${operationId} ${code}`]),
            ...schemas.problems(answer?.schema ?? false, examples[code]?.value),
          ]);
        }),
    );
    expect(problems).toEqual([]);
  });

  it('names every error code at some operation', () => {
    const named = new Set(
      operations.flatMap(({ responses }) =>
        Object.values(responses).flatMap(({ content }) =>
          Object.keys(content?.['application/problem+json']?.examples ?? {}),
        ),
      ),
    );
    expect(
      Object.keys(ERROR_CODES)
        .filter((code) => !named.has(code))
        .sort(),
    ).toEqual([...WITHOUT_OPERATION].sort());
  });
});
