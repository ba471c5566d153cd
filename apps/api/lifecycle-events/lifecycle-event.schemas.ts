import { z } from 'zod';
import { approval } from '../approvals/approval.schemas.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { lineOfText, moment, reference, typeName } from '../requests/field-schemas.js';
import { reportEvent } from '../lifecycles/lifecycle.schemas.js';

/** Most references that one call may name. */
const MOST_REFERENCES = 10_000;

const EXAMPLE = {
  lifecycleType: 'library-loan',
  type: 'extended',
  eventId: 'closed-for-repairs',
  data: { dueDate: '2030-12-23' },
  stages: ['on-loan'],
};

/** An event, and the lifecycles that it happened to. */
export const reportEventToMany = checkedByHandler(
  reportEvent
    .extend({
      lifecycleType: typeName.describe('All open lifecycles of this type, unless stages or references say fewer.'),
      stages: z
        .array(lineOfText(60))
        .min(1)
        .max(100)
        .optional()
        .describe('Only those that are in one of these stages.'),
      references: z.array(reference).min(1).max(MOST_REFERENCES).optional().describe('Only those with one of these.'),
      reason: lineOfText(500)
        .optional()
        .describe(
          'Why, for the audit log and for whoever approves it. Never kept in clear; do not name anybody in it.',
        ),
    })
    .meta({ id: 'ReportEventToMany', examples: [EXAMPLE] }),
);
export type ReportEventToMany = z.output<typeof reportEventToMany>;

const count = z.number().int().min(0);

export const eventToMany = z
  .object({
    lifecycleType: z.string(),
    type: z.string(),
    eventId: z.string(),
    addressed: count.describe('Open lifecycles that it happened to.'),
    stored: count.describe('Those to which this call reported it.'),
    known: count.describe('Those that knew it already.'),
    erased: count.describe('Those whose person was erased; nothing can happen to them any more.'),
    notOpen: z
      .object({ count, references: z.array(z.string()).describe('The first hundred.') })
      .describe('Of the references that were given, those under which nothing of the type is open.'),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'EventToMany' });
export type EventToMany = z.output<typeof eventToMany>;

/** Both are answered with 202: stored for each, and told in its turn; or kept until somebody else has approved it. */
export const eventTaken = z.union([eventToMany, approval]).meta({ id: 'EventToManyTaken' });
export type EventTaken = z.output<typeof eventTaken>;

export const eventProgressView = z
  .object({
    lifecycleType: z.string(),
    type: z.string(),
    eventId: z.string(),
    pending: count.describe('Stored, not yet answered.'),
    accepted: count,
    refused: count.describe('Those that do not take it in their stage, or by their conditions.'),
    receivedAt: moment,
    answeredAt: moment.nullable().describe('When the last of them was answered so far.'),
  })
  .meta({ id: 'EventProgress' });
export type EventProgressView = z.output<typeof eventProgressView>;

export const eventToManyExample: EventToMany = {
  lifecycleType: EXAMPLE.lifecycleType,
  type: EXAMPLE.type,
  eventId: EXAMPLE.eventId,
  addressed: 1204,
  stored: 1204,
  known: 0,
  erased: 0,
  notOpen: { count: 0, references: [] },
  links: { self: '/v1/lifecycle-events/closed-for-repairs?lifecycleType=library-loan' },
};

export const eventProgressExample: EventProgressView = {
  lifecycleType: EXAMPLE.lifecycleType,
  type: EXAMPLE.type,
  eventId: EXAMPLE.eventId,
  pending: 100,
  accepted: 1101,
  refused: 3,
  receivedAt: '2030-11-18T14:00:02+09:00',
  answeredAt: '2030-11-18T14:00:31+09:00',
};

/** Which event is asked after. */
export const whichEvent = z.strictObject({ lifecycleType: typeName.meta({ examples: [EXAMPLE.lifecycleType] }) });
export const eventIdParam = lineOfText(100).meta({ examples: [EXAMPLE.eventId] });
