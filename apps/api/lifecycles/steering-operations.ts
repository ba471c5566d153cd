import { applyDecorators } from '@nestjs/common';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { Operation } from '../documentation/operation.js';
import { cancelExample, eventExample, pendingExample } from './examples.js';
import { idempotencyHeader, pending, type Form } from './lifecycle-operations.js';
import { eventAnswer } from './lifecycle.schemas.js';

/** What operators do to one lifecycle, documented once for both forms of its address. */

const ALWAYS: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'LIFECYCLE_NOT_FOUND',
  'LIFECYCLE_CLOSED',
  'PERSON_ERASED',
];

interface About {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly done: string;
  readonly type: string;
  readonly errors?: readonly ErrorCode[];
}

const steering =
  ({ id, summary, description, done, type, errors = [] }: About) =>
  (form: Form): MethodDecorator =>
    applyDecorators(
      idempotencyHeader(true),
      Operation({
        id: `${id}${form.suffix}`,
        scope: 'lifecycles:write',
        summary,
        description,
        takesBody: true,
        errors: [...form.errors, ...ALWAYS, ...errors],
        answers: [
          {
            status: 200,
            description: done,
            schema: eventAnswer,
            example: type === 'cancelled' ? cancelExample : { ...eventExample, eventId: `${type}-${DIGEST}`, type },
          },
          { ...pending, example: { ...pendingExample, eventId: `${type}-${DIGEST}`, type } },
        ],
      }),
    );

const DIGEST = '3f2a9c0d1e4b5a6978812233445566ff';

export const CancelOperation = steering({
  id: 'cancelLifecycle',
  summary: 'Cancel a lifecycle',
  description:
    'Nothing more is sent, but the type’s last message where `tell` asks for it. What a dealer already has cannot be taken back; `withdrawals` says so.',
  done: 'It is cancelled.',
  type: 'cancelled',
});

export const PauseOperation = steering({
  id: 'pauseLifecycle',
  summary: 'Pause a lifecycle',
  description:
    'From the answer on nothing leaves and nothing falls due until it is resumed. Events are still taken; what they tell waits. What a dealer already has cannot be taken back.',
  done: 'It is paused.',
  type: 'pause',
  errors: ['LIFECYCLE_PAUSED'],
});

export const ResumeOperation = steering({
  id: 'resumeLifecycle',
  summary: 'Resume a paused lifecycle',
  description:
    'What fell due meanwhile is skipped, or runs late, as its type says for each timer. What had waited leaves, unless its moment has passed.',
  done: 'It goes on.',
  type: 'resume',
  errors: ['LIFECYCLE_NOT_PAUSED'],
});

export const CorrectOperation = steering({
  id: 'correctData',
  summary: 'Correct fields of a lifecycle',
  description:
    'Only those given are changed, and what is planned follows them. To report that something has changed, report an event instead.',
  done: 'The fields are corrected.',
  type: 'correct',
  errors: ['DATE_INVALID', 'MOMENT_INVALID'],
});

export const RecipientOperation = steering({
  id: 'changeRecipient',
  summary: 'Correct who is told',
  description:
    'From the answer on everything that has not been handed over goes to this person, and nothing to the one before. A call to a dealer that is under way stands in `withdrawals` as in flight.',
  done: 'The recipient is corrected.',
  type: 'recipient',
  errors: ['RECIPIENT_PHONE_INVALID', 'GUARDIAN_MISSING', 'LANGUAGE_UNKNOWN', 'PARTY_UNKNOWN'],
});

export const SkipOperation = steering({
  id: 'skipPlanned',
  summary: 'Skip something that is planned',
  description: 'Named by timer and occurrence as `planned` shows it. It does not happen, neither now nor later.',
  done: 'It is skipped.',
  type: 'skip',
  errors: ['PLANNED_MESSAGE_UNKNOWN', 'MOMENT_INVALID'],
});

export const BringForwardOperation = steering({
  id: 'bringPlannedForward',
  summary: 'Do now what is planned for later',
  description:
    'Named by timer and occurrence as `planned` shows it. It happens now and does not happen again at its moment.',
  done: 'It has happened; its messages are on their way.',
  type: 'bring-forward',
  errors: ['PLANNED_MESSAGE_UNKNOWN', 'MOMENT_INVALID'],
});
