import { isDeepStrictEqual } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';
import { problemDetails, ProblemError, type ProblemDetails } from '../problem-details/problem-error.js';
import { problemSchema } from '../problem-details/problem-schema.js';

type Schema = Record<string, unknown>;

/** Where examples of errors point; the running API puts its own address there. */
const EXAMPLE_URL = 'https://bongsu.example.go.kr';
const EXAMPLE_REQUEST = '0b5ab7f5-63a7-4d5b-9f5c-5a2a7f1a9f10';

/** The OpenAPI 3.1 document, made from the handlers and their zod schemas. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bongsu (봉수)')
    .setVersion('1')
    .setDescription(
      'Tells people where their affairs stand, by KakaoTalk 알림톡 and by text where that does not reach them. ' +
        'Each affair is a lifecycle: start it, report what happens to it, and it reminds by itself. ' +
        'Times are Korean. Errors are problem details (RFC 9457) with stable codes: /docs/errors explains each.',
    )
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
    .addSecurity('operator', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access token of an operator, from the sign-in of whoever runs the service.',
    })
    .addSecurity('key', { type: 'http', scheme: 'bearer', description: 'The API key of a tenant.' })
    .addTag('Lifecycles', 'Affairs: start, look, report, cancel.')
    .addTag(
      'Lifecycles by reference',
      'The same, for systems that know only their own number: the open one, else the latest.',
    )
    .addTag('Lifecycle types', 'What can be started, with schemas, diagram and templates.')
    .addTag('Templates', 'What stands at the dealers, its reviews, its versions and its dormancy.')
    .addTag('Messages', 'What was sent, by which way, and what became of it.')
    .addTag('Unreached', 'Whom no message could reach: the day’s list for a letter.')
    .addTag('Costs', 'What messages cost, what was saved, and what may be spent.')
    .addTag('Callbacks', 'Calls to your own system, signed.')
    .addTag('Alerts', 'What wants the attention of your operators.')
    .addTag('Settings', 'What a tenant chooses for itself.')
    .addTag('Legal confirmations', 'What a tenant confirms of the law before it sends for real.')
    .addTag('Calendar', 'Which days count: holidays, closing days, weekends.')
    .addTag('Persons', 'Whom affairs are about: what is held on somebody, and its erasure.')
    .addTag('Audit', 'Who changed or looked at what, when and why; a chain that tells of any tampering.')
    .addTag('Proofs', 'Signed: how an affair’s people were told.')
    .addTag('Dealers', 'How those who carry messages stand, and what waits for them.')
    .addTag('Keys', 'Keys to this API: what each may do, from where, until when; and the team list.')
    .addTag('Operators', 'Who of a tenant may sign in, and in which roles.')
    .addTag('Receipts', 'Dealers report here what became of messages.')
    .addTag('Health', 'Whether the service lives and can work.')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? converted(schema, schemaType) : undefined,
  });
  const problem = converted(problemSchema, 'output');
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...problem.components },
    examples: errorExamples(),
  };
  return document;
}

/** One example of each error, which the operations refer to. */
function errorExamples(): Record<string, { summary: string; value: ProblemDetails }> {
  return Object.fromEntries(
    (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => [
      code,
      { summary: ERROR_CODES[code].title, value: problemDetails(new ProblemError(code), EXAMPLE_URL, EXAMPLE_REQUEST) },
    ]),
  );
}

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it; schemas with an id become components. */
export function converted(
  schema: z.ZodType,
  io: 'input' | 'output',
): { schema: Schema; components: Record<string, Schema> } {
  const whole = JSON.stringify(
    z.toJSONSchema(schema, { target: 'draft-2020-12', io, override: ({ jsonSchema }) => asUniformArray(jsonSchema) }),
  );
  const { $defs = {}, ...rest } = JSON.parse(whole.replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema & {
    $defs?: Record<string, Schema>;
  };
  return {
    schema: Object.fromEntries(Object.entries(rest).filter(([keyword]) => keyword !== '$schema')),
    components: Object.fromEntries(Object.entries($defs).map(([name, part]) => [name, withoutId(part)])),
  };
}

/** A pair of like things is said as an array of two: tools that read OpenAPI stumble over `prefixItems`. */
function asUniformArray(schema: z.core.JSONSchema.BaseSchema): void {
  const [first, ...others] = schema.prefixItems ?? [];
  if (first === undefined || others.some((other) => !isDeepStrictEqual(other, first))) return;
  schema.minItems = schema.maxItems = others.length + 1;
  schema.items = first;
  delete schema.prefixItems;
}

const withoutId = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== 'id'));
