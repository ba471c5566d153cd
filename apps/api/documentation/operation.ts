import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import type { RequiredScope } from '#libs/contracts/key-scopes.js';
import { TENANT_HEADER } from '../authentication/tenant-header.js';
import { RequireScope, SystemsOnly } from '../authentication/required-scope.js';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';

export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** What any call may answer, whoever makes it. */
const ALWAYS: readonly ErrorCode[] = ['URL_INVALID', 'SERVICE_NOT_READY', 'INTERNAL_ERROR'];
const WITH_KEY: readonly ErrorCode[] = [
  'API_KEY_MISSING',
  'API_KEY_UNKNOWN',
  'API_KEY_EXPIRED',
  'KEY_SCOPE_MISSING',
  'KEY_KIND_REFUSED',
  'KEY_TYPE_REFUSED',
  'KEY_ADDRESS_REFUSED',
  'KEY_TENANT_REFUSED',
  'ACCESS_TOKEN_INVALID',
  'ACCESS_TOKEN_EXPIRED',
  'TENANT_NOT_NAMED',
  'OPERATOR_UNKNOWN',
  'RATE_LIMITED',
];
const WITH_BODY: readonly ErrorCode[] = [
  'JSON_BROKEN',
  'BODY_MISSING',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_UNSUPPORTED',
  'INPUT_INVALID',
  'FIELD_MISSING',
  'FIELD_TYPE_WRONG',
  'FIELD_UNKNOWN',
  'FIELD_INVALID',
];

/** Whom a handler lets through: whoever asks, or keys and operators with a scope. */
type LetsThrough =
  | { readonly public: true; readonly systemsOnly?: never }
  | {
      readonly public?: never;
      readonly scope: RequiredScope;
      /** Keys alone, whatever roles an operator has. */
      readonly systemsOnly?: true;
    };
/** Under which a handler's id can be read back. */
export const OPERATION_ID = 'bongsu:operation';

/** Documents a handler: what it does, what it answers, and every error that it may answer with, each with an example. */
export function Operation(
  about: LetsThrough & {
    readonly id: string;
    readonly summary: string;
    readonly description?: string;
    readonly answers: readonly Answer[];
    readonly errors?: readonly ErrorCode[];
    readonly takesBody?: boolean;
  },
): MethodDecorator {
  const errors = new Set<ErrorCode>([
    ...(about.takesBody ? WITH_BODY : []),
    ...(about.errors ?? []),
    ...(about.public
      ? []
      : ([...WITH_KEY, about.systemsOnly ? 'SYSTEM_KEY_NEEDED' : 'OPERATOR_ROLE_MISSING'] as const)),
    ...ALWAYS,
  ]);
  return applyDecorators(
    SetMetadata(OPERATION_ID, about.id),
    ApiOperation({
      operationId: about.id,
      summary: about.summary,
      ...(about.description === undefined ? {} : { description: about.description }),
    }),
    ...(about.public ? [] : [ApiSecurity('key'), RequireScope(about.scope)]),
    ...(about.public ? [] : about.systemsOnly ? [SystemsOnly()] : FOR_OPERATORS),
    ...about.answers.map(({ status, description, schema, example }) =>
      ApiResponse({ status, description, standardSchema: schema, example }),
    ),
    ...errorResponses([...errors]),
  );
}

const FOR_OPERATORS: readonly MethodDecorator[] = [
  ApiSecurity('operator'),
  ApiHeader({
    name: TENANT_HEADER,
    required: false,
    description:
      'The tenant that is meant: for operators of several. With a key it may be left out, or be the key’s own.',
    schema: { type: 'string', maxLength: 100 },
  }),
];

function errorResponses(codes: readonly ErrorCode[]): MethodDecorator[] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].map(([status, ofStatus]) =>
    ApiResponse({
      status,
      description: ofStatus.join(', '),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      },
    }),
  );
}
