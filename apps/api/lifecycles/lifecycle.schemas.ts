import { z } from 'zod';
import { siteName } from '#libs/database/tenant-settings.js';
import { KEY_KINDS } from '#libs/message/key-kind.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { changedPartyParts, party } from './party-input.js';
import {
  cursor,
  department,
  givenMoment,
  id,
  lineOfText,
  moment,
  money,
  pageOf,
  pageSize,
  reference,
  typeName,
} from '../requests/field-schemas.js';

/** What the calls on lifecycles take and answer; the OpenAPI document is made from these schemas. */

const data = z.record(z.string(), z.unknown()).describe('Fields as GET /v1/lifecycle-types/{name} describes them.');

export const startLifecycle = checkedByHandler(
  z
    .strictObject({
      type: typeName,
      version: z
        .union([z.int().min(1).max(999_999_999), z.string().regex(/^[0-9a-f]{64}$/)])
        .optional()
        .describe('Number or hash of a version of the type; the latest that takes starts, if left out.'),
      reference,
      site: siteName.optional().describe('One of the sites of the settings: its closing days hold as well.'),
      department: department.optional(),
      recipient: party.optional().describe('The one party of a lifecycle that has one.'),
      parties: z.record(z.string(), party).optional().describe('Every party by its role; instead of `recipient`.'),
      data,
    })
    .meta({
      id: 'StartLifecycle',
      examples: [
        {
          type: 'library-loan',
          reference: 'L-2030-0001',
          recipient: { name: '김하나', phone: '010-5500-0001' },
          data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
        },
      ],
    }),
);
export type StartLifecycle = z.output<typeof startLifecycle>;

export const reportEvent = checkedByHandler(
  z
    .strictObject({
      type: lineOfText(100).describe('One of the events of the lifecycle type.'),
      eventId: lineOfText(100).describe(
        'Your own id of what happened, unique within the lifecycle. Repeating it changes nothing.',
      ),
      data: data.optional(),
      occurredAt: givenMoment.optional().describe('When it happened; now, if left out.'),
    })
    .meta({
      id: 'ReportEvent',
      examples: [{ type: 'extended', eventId: 'extension-1', data: { dueDate: '2030-12-16' } }],
    }),
);
export type ReportEvent = z.output<typeof reportEvent>;

/** Who steers and why; both are shown in the timeline. */
const steered = {
  reason: lineOfText(500).describe('For your own records; stored encrypted, shown in the timeline.'),
  actor: lineOfText(100)
    .optional()
    .describe(
      'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
    ),
};

export const pauseLifecycle = z
  .strictObject(steered)
  .meta({ id: 'PauseLifecycle', examples: [{ reason: '휴관 여부 확인 중', actor: '김사서' }] });
export type PauseLifecycle = z.output<typeof pauseLifecycle>;

export const correctData = checkedByHandler(
  z
    .strictObject({ fields: data.describe('The fields to correct, and no others.'), ...steered })
    .meta({ id: 'CorrectData', examples: [{ fields: { dueDate: '2030-12-05' }, reason: '반납일을 잘못 입력함' }] }),
);

export const changeRecipient = checkedByHandler(
  z
    .strictObject({
      party: z.string().max(40).optional().describe('Its role; may be left out where there is one.'),
      ...changedPartyParts,
      relation: z
        .literal('heir')
        .optional()
        .describe('The affair passes to an heir: nothing of whom it was stays, and the timeline says so.'),
      ...steered,
    })
    .meta({
      id: 'ChangeRecipient',
      description:
        'Besides the name, what is left out stays as it is; null takes away a guardian, a date of birth or a language.',
      examples: [{ name: '김하나', phone: '010-5500-0002', reason: '번호가 바뀜' }],
    }),
);

export const plannedAct = z
  .strictObject({
    timer: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/, 'is a timer of `planned`'),
    occurrence: z.int().min(1).max(10_000).default(1),
    plannedAt: givenMoment.optional().describe('When you saw it planned; one that has moved since is then refused.'),
    ...steered,
  })
  .meta({ id: 'PlannedAct', examples: [{ timer: 'dueSoon', occurrence: 1, reason: '전화로 이미 알림' }] });
export type PlannedAct = z.output<typeof plannedAct>;

export const cancelLifecycle = z
  .strictObject({
    ...steered,
    tell: z.boolean().optional().describe('The type’s last message about a cancellation is sent, where it has one.'),
  })
  .meta({ id: 'CancelLifecycle', examples: [{ reason: '잘못 등록한 대출' }] });
export type CancelLifecycle = z.output<typeof cancelLifecycle>;

export const searchLifecycles = z
  .strictObject({ phone: z.string().max(40), limit: pageSize, cursor: cursor.optional() })
  .meta({ id: 'SearchLifecycles', examples: [{ phone: '010-5500-0001' }] });
export type SearchLifecycles = z.output<typeof searchLifecycles>;

const state = z.enum(['open', 'ended', 'cancelled', 'failed']);
export const listLifecycles = z.strictObject({
  type: typeName.optional(),
  stage: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'is lower-case letters, digits and hyphens')
    .optional(),
  reference: reference.optional(),
  state: state.optional(),
  limit: pageSize,
  cursor: cursor.optional(),
});
export type ListLifecycles = z.output<typeof listLifecycles>;

const planned = z
  .object({
    at: moment,
    timer: z.string(),
    title: z.string(),
    occurrence: z.int().min(1),
    messages: z.array(z.object({ template: z.string(), title: z.string() })),
  })
  .meta({ id: 'PlannedFiring', description: 'What the lifecycle will do by itself if nothing else happens.' });

const links = z.object({ self: z.string(), timeline: z.string(), events: z.string(), cancel: z.string() });

const summary = {
  id,
  type: z.string(),
  title: z.string().describe('Korean name of the lifecycle type.'),
  reference: z.string(),
  state,
  stage: z.string(),
  stageTitle: z.string(),
};

export const lifecycleSummary = z
  .object({ ...summary, startedAt: moment, closedAt: moment.nullable(), nextDueAt: moment.nullable(), links })
  .meta({ id: 'LifecycleSummary' });
export type LifecycleSummary = z.output<typeof lifecycleSummary>;

export const lifecyclePage = pageOf(lifecycleSummary).meta({ id: 'LifecyclePage' });

export const startedLifecycle = z
  .object({ ...summary, planned: z.array(planned), links })
  .meta({ id: 'StartedLifecycle' });
export type StartedLifecycle = z.output<typeof startedLifecycle>;

export const lifecycleView = z
  .object({
    ...summary,
    version: z.string().describe('Hash of the definition that it runs by, as GET /v1/lifecycle-types/{name} lists it.'),
    startedAt: moment,
    closedAt: moment.nullable(),
    explanation: z.string().nullable().describe('Why it closed, where it did not simply end.'),
    site: z.string().nullable().describe('The site that its start named.'),
    department: z.string().nullable().describe('Whose costs its messages are.'),
    keyKind: z.enum(KEY_KINDS).describe('Of the key that began it.'),
    cost: money.describe('Of all its messages, and of the bundles that they opened.'),
    nextDueAt: moment.nullable(),
    pausedAt: moment.nullable().describe('Since when nothing of it leaves; null while it goes on.'),
    parties: z
      .record(
        z.string(),
        z.object({
          name: z.string(),
          phone: z.string().nullable().describe('Null for somebody without a number.'),
          language: z.string().describe('In which they are told where the type speaks it; `ko` unless said otherwise.'),
          guardian: z.object({ name: z.string(), phone: z.string(), language: z.string() }).nullable(),
          told: z.enum(['person', 'guardian']).describe('Who would be told now.'),
          relation: z.literal('heir').nullable(),
        }),
      )
      .describe('By role; names and numbers masked.'),
    data: z.record(z.string(), z.unknown()),
    planned: z.array(planned),
    events: z.array(z.string()).describe('Events that can be reported in the present stage.'),
    links,
  })
  .meta({ id: 'Lifecycle' });
export type LifecycleView = z.output<typeof lifecycleView>;

const withdrawal = z.object({
  messageId: id,
  outcome: z
    .enum(['withdrawn', 'handed-over', 'in-flight'])
    .describe('Withdrawn: never leaves. Handed over: the dealer has it. In flight: a call to the dealer is under way.'),
});

export const eventAnswer = z
  .object({
    eventId: z.string(),
    type: z.string(),
    outcome: z.literal('accepted'),
    lifecycle: z.object({ ...summary, planned: z.array(planned), links }),
    withdrawals: z.array(withdrawal).describe('What became of messages that the event made pointless.'),
  })
  .meta({ id: 'EventAnswer' });
export type EventAnswer = z.output<typeof eventAnswer>;

export const eventPending = z
  .object({
    eventId: z.string(),
    type: z.string(),
    outcome: z.literal('pending'),
    links,
  })
  .meta({
    id: 'EventPending',
    description: 'Stored, and taking effect as soon as it can. Repeat the same request to learn the outcome.',
  });
export type EventPending = z.output<typeof eventPending>;

const timelineEntry = z.object({
  at: moment,
  kind: z.enum(['lifecycle', 'event', 'message', 'attempt', 'receipt', 'callback', 'alert']),
  code: z.string().describe('Stable code of what happened, as in message.delivered.'),
  text: z.string().describe('The same in Korean.'),
  messageId: id.optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

export const timelineView = z
  .object({ id, entries: z.array(timelineEntry).describe('Oldest first.') })
  .meta({ id: 'Timeline' });
export type TimelineView = z.output<typeof timelineView>;
