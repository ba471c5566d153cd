import { z } from 'zod';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { templateCode } from '../messages/message.schemas.js';
import { givenMoment, id, lineOfText, moment, typeName } from '../requests/field-schemas.js';

/** What the calls on sets of corrections take and answer. */

export const correctMessagesBody = z
  .strictObject({
    type: typeName.describe('Of the lifecycles.'),
    template: templateCode.describe('Of the wrong messages.'),
    plannedFrom: givenMoment.describe('Messages planned at this moment or later.'),
    plannedUntil: givenMoment.describe('Messages planned before this moment.'),
    correction: templateCode.describe('The template of the definition that puts them right.'),
    dryRun: z.boolean().describe('True: only the count and a preview, nothing is sent.'),
    perMinute: z.int().min(1).max(6000).default(600).describe('So many are written in a minute.'),
    reason: lineOfText(500).describe('Shown with the set and with each message.'),
    actor: lineOfText(100)
      .optional()
      .describe(
        'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
      ),
  })
  .refine(
    ({ plannedFrom, plannedUntil }) => {
      const [from, until] = [momentOfIso(plannedFrom), momentOfIso(plannedUntil)];
      return from === undefined || until === undefined || from < until;
    },
    { path: ['plannedUntil'], error: 'PERIOD_INVALID: must be later than `plannedFrom`' },
  )
  .meta({
    id: 'CorrectMessages',
    examples: [
      {
        type: 'bill',
        template: 'BILL_ISSUED',
        plannedFrom: '2030-11-18T09:00:00+09:00',
        plannedUntil: '2030-11-18T12:00:00+09:00',
        correction: 'BILL_CORRECTED',
        dryRun: false,
        perMinute: 600,
        reason: '납부기한을 잘못 알림',
      },
    ],
  });
export type CorrectMessages = z.output<typeof correctMessagesBody>;

const set = {
  id,
  type: z.string(),
  template: z.string(),
  plannedFrom: moment,
  plannedUntil: moment,
  correction: z.string(),
  state: z.enum(['dry-run', 'running', 'stopped', 'completed']),
  perMinute: z.int(),
  reason: z.string(),
  actor: z.string(),
  createdAt: moment,
  changedAt: moment,
  progress: z.object({
    total: z.int().describe('Wrong messages that it concerned when it was asked for.'),
    states: z
      .array(z.object({ state: z.string(), stateText: z.string(), count: z.int() }))
      .describe('What has become of the messages that put them right.'),
    left: z.int().describe('Not begun.'),
  }),
  links: z.object({ self: z.string() }),
};

export const messageCorrection = z.object(set).meta({ id: 'MessageCorrection' });
export type MessageCorrection = z.output<typeof messageCorrection>;

export const messageCorrectionReport = z
  .object({
    ...set,
    withoutTemplate: z
      .int()
      .describe(
        'Wrong messages of lifecycles whose version does not have the template: they are left out. Migrate them.',
      ),
    examples: z
      .array(
        z.object({
          messageId: id,
          text: z.string().nullable().describe('What puts it right, as it would read now, with the name masked.'),
          problem: z.string().nullable().describe('Why it could not be written, Korean.'),
        }),
      )
      .describe('The latest three.'),
  })
  .meta({ id: 'MessageCorrectionReport' });
export type MessageCorrectionReport = z.output<typeof messageCorrectionReport>;

export const messageCorrectionList = z
  .object({ items: z.array(messageCorrection) })
  .meta({ id: 'MessageCorrectionList' });

export const correctionIdParam = id.meta({ examples: [EXAMPLE_IDS.message] });

export const correctionExample: MessageCorrection = {
  id: EXAMPLE_IDS.message,
  type: 'bill',
  template: 'BILL_ISSUED',
  plannedFrom: '2030-11-18T09:00:00+09:00',
  plannedUntil: '2030-11-18T12:00:00+09:00',
  correction: 'BILL_CORRECTED',
  state: 'running',
  perMinute: 600,
  reason: '납부기한을 잘못 알림',
  actor: 'tax-office',
  createdAt: '2030-11-18T14:00:00+09:00',
  changedAt: '2030-11-18T14:00:00+09:00',
  progress: { total: 1, states: [{ state: 'delivered', stateText: '전달되었습니다', count: 1 }], left: 0 },
  links: { self: `/v1/message-corrections/${EXAMPLE_IDS.message}` },
};
export const correctionReportExample: MessageCorrectionReport = {
  ...correctionExample,
  withoutTemplate: 0,
  examples: [
    {
      messageId: EXAMPLE_IDS.message,
      text: '[정정 안내]\n김*나님, 앞서 보내 드린 세금 안내에 잘못된 내용이 있어 바로잡습니다.',
      problem: null,
    },
  ],
};
