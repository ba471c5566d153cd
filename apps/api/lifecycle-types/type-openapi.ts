import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';
import { eventTypes, jsonSchemaOfEvent, jsonSchemaOfInput } from '#libs/lifecycle/schemas.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { converted } from '../documentation/openapi.js';
import {
  eventAnswer,
  eventPending,
  reportEvent,
  startedLifecycle,
  startLifecycle,
} from '../lifecycles/lifecycle.schemas.js';
import { problemSchema } from '../problem-details/problem-schema.js';
import type { RegisteredType } from './lifecycle-type-registry.js';

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** OpenAPI 3.1 of starting lifecycles of one type and of reporting what happens to them, its data and events typed. */
export function openApiOfType({ definition, hash, number }: RegisteredType): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: `${definition.title} (${definition.name})`,
      version: number === null ? hash.slice(0, 12) : String(number),
      ...(definition.description === undefined ? {} : { description: definition.description }),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ key: [] }],
    paths: {
      '/v1/lifecycles': { post: startOperation(definition) },
      ...(eventTypes(definition).length > 0 && eventPaths(definition)),
    },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'The API key of a tenant.' } },
      schemas: {
        ...requestParts,
        ...answers,
        Start: startSchema(definition),
        ...Object.fromEntries(
          eventTypes(definition).map((type) => [eventSchemaName(type), eventSchema(definition, type)]),
        ),
      },
    },
  };
}

const eventPaths = (definition: Definition): Schema => ({
  '/v1/lifecycles/{id}/events': {
    post: eventOperation(definition, 'reportEvent', [
      pathParameter('id', { type: 'string', format: 'uuid' }, 'As the start answered it.'),
    ]),
  },
  '/v1/lifecycles/by-reference/{type}/{reference}/events': {
    post: eventOperation(definition, 'reportEventByReference', [
      pathParameter('type', { type: 'string', const: definition.name }, 'Percent-encoded.'),
      pathParameter('reference', { type: 'string', minLength: 1, maxLength: 100 }, 'Your own number of the affair.'),
    ]),
  },
});

/** The requests of every lifecycle type, and the parts that they refer to. */
const { StartLifecycle, ReportEvent, ...requestParts } = converted(
  z.object({ startLifecycle, reportEvent }),
  'input',
).components;
const answers = converted(
  z.object({ startedLifecycle, eventAnswer, eventPending, problemSchema }),
  'output',
).components;

const propertiesOf = (request: Schema | undefined): Schema => request?.['properties'] as Schema;

function startSchema(definition: Definition): Schema {
  const roles = Object.entries(definition.parties);
  const [onlyRole] = roles.length === 1 ? roles : [];
  const { recipient: _, ...general } = propertiesOf(StartLifecycle);
  const parties: Schema = {
    type: 'object',
    description: 'Who is told, by role.',
    properties: Object.fromEntries(roles.map(([role, { title }]) => [role, { ...ref('Person'), title }])),
    required: roles.filter(([, { optional }]) => !optional).map(([role]) => role),
    additionalProperties: false,
  };
  return {
    type: 'object',
    title: definition.title,
    properties: {
      ...general,
      type: { type: 'string', const: definition.name },
      ...(onlyRole && { recipient: { ...ref('Person'), title: onlyRole[1].title } }),
      parties,
      data: jsonSchemaOfInput(definition),
    },
    required: ['type', 'reference', 'data', ...(onlyRole ? [] : ['parties'])],
    ...(onlyRole && { oneOf: [{ required: ['recipient'] }, { required: ['parties'] }] }),
    additionalProperties: false,
  };
}

function eventSchema(definition: Definition, type: string): Schema {
  const data = jsonSchemaOfEvent(definition, type) as { readonly required: readonly string[] };
  return {
    type: 'object',
    title: definition.events[type]?.title ?? type,
    properties: { ...propertiesOf(ReportEvent), type: { type: 'string', const: type }, data },
    required: ['type', 'eventId', ...(data.required.length > 0 ? ['data'] : [])],
    additionalProperties: false,
  };
}

/** Event names are identifiers in camel case, so no two of these are alike, and none is that of a shared schema. */
const eventSchemaName = (type: string): string => `${type.charAt(0).toUpperCase()}${type.slice(1)}Event`;

const idempotencyKey = (required: boolean): Schema => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'A new one for each new request, the same one for its repetitions.',
});

const pathParameter = (name: string, schema: Schema, description: string): Schema => ({
  name,
  in: 'path',
  required: true,
  schema,
  description,
});

const startOperation = (definition: Definition): Schema => ({
  operationId: 'start',
  summary: `Start: ${definition.title}`,
  parameters: [idempotencyKey(true)],
  requestBody: { required: true, content: { 'application/json': { schema: ref('Start') } } },
  responses: {
    201: answer('Accepted. Location leads to it.', 'StartedLifecycle'),
    ...refusals(['REFERENCE_TAKEN', 'LIFECYCLE_TYPE_RETIRED', 'TEMPLATES_NOT_APPROVED']),
  },
});

const eventOperation = (definition: Definition, operationId: string, parameters: readonly Schema[]): Schema => ({
  operationId,
  summary: `Report what happened: ${definition.title}`,
  parameters: [...parameters, idempotencyKey(false)],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          oneOf: eventTypes(definition).map((type) => ref(eventSchemaName(type))),
          discriminator: {
            propertyName: 'type',
            mapping: Object.fromEntries(
              eventTypes(definition).map((type) => [type, `#/components/schemas/${eventSchemaName(type)}`]),
            ),
          },
        },
      },
    },
  },
  responses: {
    200: answer('It took effect.', 'EventAnswer'),
    202: answer('Stored, and taking effect as soon as it can.', 'EventPending'),
    ...refusals(['LIFECYCLE_CLOSED', 'EVENT_NOT_ALLOWED_IN_STAGE', 'EVENT_LIMIT_REACHED', 'EVENT_CONDITION_UNMET']),
  },
});

const answer = (description: string, schema: string): Schema => ({
  description,
  content: { 'application/json': { schema: ref(schema) } },
});

const problem = (description: string): Schema => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const refusals = (conflicts: readonly ErrorCode[]): Schema => ({
  409: problem(conflicts.map((code) => `${code}: ${ERROR_CODES[code].title}.`).join(' ')),
  default: problem('Problem details; /docs/errors explains every code.'),
});
