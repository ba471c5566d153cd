import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { Operation, type Answer } from '../documentation/operation.js';
import { eventExample, lifecycleExample, pendingExample, timelineExample } from './examples.js';
import { eventAnswer, eventPending, lifecycleView, timelineView } from './lifecycle.schemas.js';

/** The calls that exist both by id and by reference, documented once. */

export const pending: Answer = {
  status: 202,
  description: 'Stored, and taking effect as soon as it can. Repeat the request to learn the outcome.',
  schema: eventPending,
  example: pendingExample,
};

/** Who may be asked about: by id an id can be wrong, by reference a name. */
export type Form = { readonly suffix: '' | 'ByReference'; readonly errors: readonly ErrorCode[] };
export const BY_ID: Form = { suffix: '', errors: ['ID_INVALID'] };
export const BY_REFERENCE: Form = { suffix: 'ByReference', errors: ['FIELD_INVALID'] };

export const idempotencyHeader = (required: boolean): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required,
    description: 'New with each new request, the same when repeating it: the repetition is answered as the first was.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    example: 'b1f6c1a0-6f0e-4c3e-9a54-1d2f3e4a5b6c',
  });

export const GetOperation = (form: Form): MethodDecorator =>
  Operation({
    id: `getLifecycle${form.suffix}`,
    scope: 'lifecycles:read',
    summary: 'How a lifecycle stands and what it will do',
    errors: [...form.errors, 'LIFECYCLE_NOT_FOUND'],
    answers: [
      {
        status: 200,
        description: 'The lifecycle; names and numbers masked.',
        schema: lifecycleView,
        example: lifecycleExample,
      },
    ],
  });

export const TimelineOperation = (form: Form): MethodDecorator =>
  Operation({
    id: `getTimeline${form.suffix}`,
    scope: 'lifecycles:read',
    summary: 'What happened in a lifecycle, in order, in Korean',
    errors: [...form.errors, 'LIFECYCLE_NOT_FOUND'],
    answers: [
      {
        status: 200,
        description: 'Oldest first. Nothing personal but who steered the lifecycle and why, as they said it.',
        schema: timelineView,
        example: timelineExample,
      },
    ],
  });

export const EventOperation = (form: Form): MethodDecorator =>
  applyDecorators(
    idempotencyHeader(false),
    Operation({
      id: `reportEvent${form.suffix}`,
      scope: 'lifecycles:write',
      summary: 'Report what happened',
      description:
        'Stored before it takes effect, so that nothing accepted is lost. The eventId makes repetitions harmless: the same event is answered as before, another one under the same id is refused.',
      takesBody: true,
      errors: [
        ...form.errors,
        'DATE_INVALID',
        'MOMENT_INVALID',
        'MOMENT_IN_FUTURE',
        'IDEMPOTENCY_KEY_INVALID',
        'IDEMPOTENCY_KEY_REUSED',
        'EVENT_ID_REUSED',
        'LIFECYCLE_NOT_FOUND',
        'LIFECYCLE_CLOSED',
        'EVENT_UNKNOWN',
        'EVENT_NOT_ALLOWED_IN_STAGE',
        'EVENT_LIMIT_REACHED',
        'EVENT_CONDITION_UNMET',
        'EVENT_DATA_INVALID',
        'PERSON_ERASED',
      ],
      answers: [
        {
          status: 200,
          description: 'It took effect: the new stage and what is planned now.',
          schema: eventAnswer,
          example: eventExample,
        },
        pending,
      ],
    }),
  );
