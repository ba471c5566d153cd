import { z } from 'zod';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { said } from '../quarantines/quarantine.schemas.js';
import { cursor, givenMoment, id, lineOfText, moment, pageOf, pageSize } from '../requests/field-schemas.js';

const EXAMPLE_LEAK = '01932f1e-0000-7000-8000-000000000042';
const EXAMPLE_QUARANTINE = '01932f1e-0000-7000-8000-000000000041';
const EXAMPLE_PERSON = '01932f1e-0000-7000-8000-000000000003';

export const leakIdParam = id.meta({ examples: [EXAMPLE_LEAK] });

export const leakToldBody = z
  .strictObject({
    how: lineOfText(200).describe(
      'How whom it is about was told, as 전화, 서면. Kept encrypted; do not name anybody in it.',
    ),
    toldAt: givenMoment.optional().describe('When; now, if left out.'),
    actor: said.actor,
  })
  .meta({ id: 'LeakTold', examples: [{ how: '서면 통지 (문서 2030-52)', actor: '김사서' }] });
export type LeakTold = z.output<typeof leakToldBody>;

export const closeLeakBody = z
  .strictObject({
    ...said,
    reportedAt: givenMoment.optional().describe('When the authority was told; required where `reportBy` is set.'),
  })
  .meta({ id: 'CloseLeak', examples: [{ reason: '통지와 번호 정정을 마침', actor: '김사서' }] });
export type CloseLeak = z.output<typeof closeLeakBody>;

export const resendLeakBody = z
  .strictObject({ ...said })
  .meta({ id: 'ResendLeak', examples: [{ reason: '번호 정정 뒤 다시 알림 (접수 2030-207)', actor: '김사서' }] });
export type ResendLeak = z.output<typeof resendLeakBody>;

const notResent = z.object({
  message: id,
  why: z
    .enum([
      'RECIPIENT_UNCHANGED',
      'MESSAGE_POINTLESS',
      'MESSAGE_UNDER_WAY',
      'MESSAGE_WAITS_FOR_DECISION',
      'MESSAGE_IN_BUNDLE',
      'MESSAGE_NOT_FOUND',
      'PERSON_ERASED',
    ])
    .describe(
      '`RECIPIENT_UNCHANGED`: it would go to the same number again, because it is theirs or nobody put it right.',
    ),
});
export type NotResent = z.output<typeof notResent>;

export const leakResent = z
  .object({
    leak: id,
    resent: z
      .array(z.object({ message: id.describe('The first.'), as: id.describe('What repeats it.') }))
      .describe('At most 1,000.'),
    notResent: z.array(notResent),
    more: z.boolean().describe('There are others: ask again, under another idempotency key.'),
  })
  .meta({ id: 'LeakResent' });
export type LeakResent = z.output<typeof leakResent>;

const summary = z.object({
  id,
  quarantine: id,
  state: z.enum(['open', 'told', 'closed']).describe('`told`: whom it is about has been told.'),
  overdue: z.boolean().describe('A term has passed and was not kept.'),
  learnedAt: moment,
  wrongSince: moment.nullable().describe('Null: not known, so that everything counts.'),
  sensitive: z.boolean(),
  people: z.int().describe('About whom it tells.'),
  lifecycles: z.int(),
  messages: z.int(),
  tellBy: moment.describe(
    'By when whom it is about is to be told: 72 hours after it was learned of (개인정보 보호법 제34조; to be verified against the law in force).',
  ),
  reportBy: moment
    .nullable()
    .describe(
      'By when the authority is to be told, from 1,000 people on or where it is sensitive (to be verified against the law in force); null: it need not be.',
    ),
  told: z.object({ at: moment, by: z.string(), how: z.string() }).nullable(),
  reportedAt: moment.nullable(),
  closed: z.object({ at: moment, by: z.string(), reason: z.string() }).nullable(),
  links: z.object({ self: z.string() }),
});
export type LeakSummary = z.output<typeof summary>;

export const listLeaksQuery = z.strictObject({ limit: pageSize, cursor: cursor.optional() });
export type ListLeaks = z.output<typeof listLeaksQuery>;
export const leakPage = pageOf(summary).meta({ id: 'LeakPage' });
export type LeakPage = z.output<typeof leakPage>;

export const leakAnswer = summary
  .extend({
    sent: z
      .array(
        z.object({
          message: id,
          lifecycle: z.object({ id, type: z.string(), reference: z.string() }),
          person: id.describe('Whom it tells of.'),
          template: z.string().nullable(),
          purpose: z.string(),
          sentAt: moment,
        }),
      )
      .describe('What may have been read at the number, oldest first, at most 1,000.'),
  })
  .meta({ id: 'Leak' });
export type LeakAnswer = z.output<typeof leakAnswer>;

const summaryExample: LeakSummary = {
  id: EXAMPLE_LEAK,
  quarantine: EXAMPLE_QUARANTINE,
  state: 'open',
  overdue: false,
  learnedAt: '2030-11-18T09:30:00+09:00',
  wrongSince: null,
  sensitive: false,
  people: 1,
  lifecycles: 1,
  messages: 1,
  tellBy: '2030-11-21T09:30:00+09:00',
  reportBy: null,
  told: null,
  reportedAt: null,
  closed: null,
  links: { self: `/v1/leaks/${EXAMPLE_LEAK}` },
};

export const leaksExample = { items: [summaryExample], next: null };

export const leakExample: LeakAnswer = {
  ...summaryExample,
  sent: [
    {
      message: EXAMPLE_IDS.message,
      lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'library-loan', reference: EXAMPLE_IDS.reference },
      person: EXAMPLE_PERSON,
      template: 'LOAN_STARTED',
      purpose: 'informational',
      sentAt: '2030-11-17T10:00:00+09:00',
    },
  ],
};

export const leakResentExample: LeakResent = {
  leak: EXAMPLE_LEAK,
  resent: [{ message: EXAMPLE_IDS.message, as: '01932f1e-0000-7000-8000-000000000043' }],
  notResent: [],
  more: false,
};
