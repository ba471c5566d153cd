import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';

export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** What any call may answer, whoever makes it. */
const ALWAYS: readonly ErrorCode[] = ['URL_INVALID', 'SERVICE_NOT_READY', 'INTERNAL_ERROR'];
const WITH_KEY: readonly ErrorCode[] = ['API_KEY_MISSING', 'API_KEY_UNKNOWN'];
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

/** Documents a handler: what it does, what it answers, and every error that it may answer with, each with an example. */
export function Operation(about: {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly answers: readonly Answer[];
  readonly errors?: readonly ErrorCode[];
  readonly takesBody?: boolean;
  readonly public?: boolean;
}): MethodDecorator {
  const errors = new Set<ErrorCode>([
    ...(about.takesBody ? WITH_BODY : []),
    ...(about.errors ?? []),
    ...(about.public ? [] : WITH_KEY),
    ...ALWAYS,
  ]);
  return applyDecorators(
    ApiOperation({
      operationId: about.id,
      summary: about.summary,
      ...(about.description === undefined ? {} : { description: about.description }),
    }),
    ...(about.public ? [] : [ApiSecurity('key')]),
    ...about.answers.map(({ status, description, schema, example }) =>
      ApiResponse({ status, description, standardSchema: schema, example }),
    ),
    ...errorResponses([...errors]),
  );
}

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
