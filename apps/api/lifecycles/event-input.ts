import type { Problem } from '#libs/contracts/error-codes.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { eventProblems, eventTypes } from '#libs/lifecycle/schemas.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError } from '../problem-details/problem-error.js';
import { withCodes } from './data-problems.js';
import { reportEvent } from './lifecycle.schemas.js';

/** Clocks of two machines may differ by so much, ms; what lies further ahead has not happened. */
const CLOCK_SKEW_MS = 60_000;

export interface EventInput {
  readonly type: string;
  readonly eventId: string;
  readonly data: Fields;
  /** Never ahead of now: an event of tomorrow would let today's reminders go. */
  readonly occurredAt: Moment;
  /** What a repetition must say again. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** Reads an event of a lifecycle. Throws a ProblemError that lists everything wrong with it. */
export function readEvent(definition: Definition, body: unknown, now: Moment): EventInput {
  const shape = readShape(reportEvent, body);
  const raw = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const problems: Problem[] = 'problems' in shape ? [...shape.problems] : [];
  const { type, data = {}, occurredAt } = raw;
  if (typeof type === 'string' && !problems.some(({ path }) => path === 'type')) {
    if (!eventTypes(definition).includes(type)) {
      problems.push({
        path: 'type',
        code: 'EVENT_UNKNOWN',
        message: `is none of: ${eventTypes(definition).join(', ')}`,
      });
    } else if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      problems.push(...withCodes(definition.events[type]?.data ?? {}, data, eventProblems(definition, type, data)));
    }
  }
  const moment = typeof occurredAt === 'string' ? momentOfIso(occurredAt) : undefined;
  if (moment !== undefined && moment > now + CLOCK_SKEW_MS) {
    problems.push({ path: 'occurredAt', code: 'MOMENT_IN_FUTURE', message: 'lies in the future' });
  }
  if ('problems' in shape || problems.length > 0) throw inputError(problems);
  const { value } = shape;
  return {
    type: value.type,
    eventId: value.eventId,
    data: (value.data ?? {}) as Fields,
    occurredAt: Math.min(moment ?? now, now),
    said: {
      type: value.type,
      data: value.data ?? {},
      ...(value.occurredAt === undefined ? {} : { occurredAt: moment }),
    },
  };
}
