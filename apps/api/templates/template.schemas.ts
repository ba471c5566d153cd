import { z } from 'zod';
import { TEMPLATE_MOVES, TEMPLATE_STATES } from '#libs/message/template-life.js';
import { lineOfText, moment } from '../requests/field-schemas.js';

/** What the calls on templates take and answer. */

export const templateCodeParam = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,19}(\.[a-z-]{2,9})?$/, 'is a code of a template, as LOAN_STARTED')
  .meta({ examples: ['CLUB_INVITED'] });

const comment = z.object({
  by: z.enum(['dealer', 'us']),
  text: z.string(),
  at: moment.nullable(),
});

const state = z
  .enum(TEMPLATE_STATES)
  .describe(
    '`draft`: not confirmed by the dealer yet. `registered`: there, and nobody reviews it yet. `inspecting`: in review. `superseded`: another content took its place. `deleted`: no longer there, or never came there.',
  );

const summaryFields = {
  code: z.string(),
  title: z.string(),
  dealer: z.string().describe('Who carries your messages now, and whose word this is.'),
  state: state.nullable().describe('Of the newest version at the dealer; null where it has none.'),
  version: z.int().nullable(),
  liveVersion: z.int().nullable().describe('What is sent: the newest approved version, until a newer one is approved.'),
  underWay: z.boolean().describe('Something that you asked for is still to be done at the dealer.'),
  comments: z.array(comment).describe('The reviewer’s words on the newest version.'),
  lastUsedAt: moment.nullable().describe('Of the live version, to the day.'),
  dormantFrom: moment.nullable().describe('When the live version falls asleep unless it is sent before (휴면).'),
  dormant: z.boolean(),
  blocked: z.boolean(),
};

export const templateSummary = z.object(summaryFields).meta({ id: 'TemplateSummary' });
export const templateList = z.object({ items: z.array(templateSummary) }).meta({ id: 'TemplateList' });

const lineChange = z.object({ kind: z.enum(['same', 'removed', 'added']), line: z.string() });

const version = z.object({
  version: z.int(),
  dealer: z.string(),
  dealerTemplateId: z.string().nullable(),
  channelId: z.string(),
  state,
  live: z.boolean(),
  dormant: z.boolean(),
  blocked: z.boolean(),
  title: z.string(),
  body: z.string(),
  categoryCode: z.string(),
  difference: z.array(lineChange).describe('Of the body from the version before; empty for the first.'),
  otherChanges: z.array(z.string()).describe('Other parts that differ from the version before: buttons, emphasize, …'),
  comments: z.array(comment),
  createdAt: moment,
  changedAt: moment.describe('When its state last changed.'),
  lastUsedAt: moment.nullable(),
  releasedAt: moment.nullable(),
  syncedAt: moment.nullable().describe('When the dealer last answered for it.'),
});

const act = z.object({
  id: z.uuid(),
  act: z.enum(TEMPLATE_MOVES),
  version: z.int(),
  state: z.enum(['asked', 'done', 'refused']),
  by: z.string(),
  reason: z.string().nullable(),
  askedAt: moment,
  settledAt: moment.nullable(),
  code: z.string().nullable().describe('Why it was refused.'),
  dealerCode: z.string().nullable().describe('The dealer’s own code, or why it still waits.'),
});

export const templateView = z
  .object({
    ...summaryFields,
    versions: z.array(version).describe('Newest first.'),
    acts: z.array(act).describe('What was done or asked for, by whom; the newest fifty, newest first.'),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'Template' });
export type TemplateView = z.output<typeof templateView>;
export type TemplateSummary = z.output<typeof templateSummary>;

const words = {
  reason: lineOfText(500)
    .optional()
    .describe('For your records, and at NHN Cloud for the reviewer. Never anything personal.'),
  actor: lineOfText(100)
    .optional()
    .describe(
      'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
    ),
};

export const newVersionBody = z
  .strictObject({
    content: z
      .record(z.string(), z.unknown())
      .describe('As a template of a definition: title, body, variables, messageType, buttons, fallback, …'),
    categoryCode: z
      .string()
      .regex(/^\d{6}$/, 'must be Kakao’s six digits')
      .default('999999')
      .describe('Kakao’s category; 999999 (others) is reviewed last.'),
    requestReview: z
      .boolean()
      .default(true)
      .describe('Also asks for the review. At NHN Cloud registering does so by itself.'),
    dealerTemplateId: lineOfText(100)
      .optional()
      .describe(
        'It stands at the dealer already, made on its own site: nothing is registered, only followed from now on.',
      ),
    ...words,
  })
  .meta({
    id: 'NewTemplateVersion',
    examples: [
      {
        content: {
          title: '모임 초대',
          messageType: 'BA',
          body: '#{이름}님, 독서 모임에 초대합니다.',
          variables: { 이름: { party: 'member', attribute: 'name' } },
          fallback: { text: '#{이름}님, 독서 모임에 초대합니다.' },
        },
        reason: '새 학기 문구',
      },
    ],
  });
export type NewVersionBody = z.output<typeof newVersionBody>;

export const templateActBody = z
  .strictObject(words)
  .meta({ id: 'TemplateAct', examples: [{ reason: '문구 확인 끝남' }] });
export type TemplateActBody = z.output<typeof templateActBody>;

export const registrationsBody = z
  .strictObject({
    categoryCode: newVersionBody.shape.categoryCode,
    requestReview: newVersionBody.shape.requestReview,
    ...words,
  })
  .meta({ id: 'RegisterTemplates', examples: [{ requestReview: true, reason: '독서 모임 시작' }] });
export type RegistrationsBody = z.output<typeof registrationsBody>;

export const registrations = z
  .object({
    registered: z.array(z.string()).describe('Asked for now.'),
    present: z.array(z.object({ code: z.string(), review: z.string() })).describe('There already, word for word.'),
    refused: z.array(z.object({ code: z.string(), why: z.string() })),
  })
  .meta({ id: 'TemplateRegistrations' });
export type Registrations = z.output<typeof registrations>;

export const dormancyQuery = z.strictObject({
  weeks: z.coerce.number().int().min(1).max(52).default(8).describe('How far ahead.'),
});

export const dormancyReportSchema = z
  .object({
    weeks: z.int(),
    items: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        version: z.int(),
        dealer: z.string(),
        dormant: z.boolean(),
        dormantFrom: moment,
        deletedFrom: moment.describe('When it is gone, if nobody releases it.'),
        lastUsedAt: moment.nullable(),
        lifecycles: z.int().describe('How many next messages of running lifecycles will find it asleep.'),
        next: z
          .array(z.object({ lifecycleId: z.uuid(), type: z.string(), reference: z.string(), at: moment }))
          .describe('The first ten of them.'),
      }),
    ),
  })
  .meta({ id: 'TemplateDormancy' });
export type DormancyReport = z.output<typeof dormancyReportSchema>;

export const syncAsked = z.object({ channels: z.int() }).meta({ id: 'TemplateSync' });
