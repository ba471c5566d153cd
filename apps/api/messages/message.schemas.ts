import { z } from 'zod';
import { daysBetween, isDay } from '#libs/calendar/korean-time.js';
import { PRICED_CHANNELS } from '#libs/message/cost.js';
import { KEY_KINDS } from '#libs/message/key-kind.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { policyAnswer } from './policy-answer.js';
import { cursor, day, id, lineOfText, moment, money, pageOf, pageSize, typeName } from '../requests/field-schemas.js';

const receipt = z.object({
  statusCode: z.string(),
  class: z.string(),
  receivedAt: moment,
  applied: z.boolean().describe('False for a repeated or late one, which changed nothing.'),
});

const attempt = z.object({
  number: z.int(),
  channel: z.enum(PRICED_CHANNELS),
  language: z
    .string()
    .describe('In which it is written; `ko` unless the recipient reads another that the type speaks.'),
  dealer: z.string(),
  state: z.string(),
  stateText: z.string(),
  class: z.string().nullable(),
  resultCode: z.string().nullable().describe("The dealer's own code."),
  reason: z.string().nullable(),
  text: z
    .string()
    .nullable()
    .describe(
      'What the person reads, with the name masked; null once the person was erased or the text came to its term.',
    ),
  textRemovedAt: moment.nullable().describe('When the text came to its term.'),
  reservedAt: moment,
  callingAt: moment.nullable(),
  acceptedAt: moment.nullable(),
  settledAt: moment.nullable(),
  tries: z.int(),
  costKrw: z
    .number()
    .nullable()
    .describe('Without VAT, at the price of the day on which it was handed over; null: it never was.'),
  charge: z
    .enum(['charged', 'perhaps', 'none'])
    .describe('`perhaps`: the dealer may have it, or cannot say whether it arrived.'),
  receipts: z.array(receipt),
});

/** One message with every try to deliver it. */
export const messageAnswer = z
  .object({
    id,
    lifecycleId: id.nullable(),
    party: z.string().nullable(),
    recipient: z.object({ name: z.string(), phone: z.string() }).nullable().describe('Masked.'),
    template: z.string().nullable(),
    title: z.string(),
    state: z.string(),
    stateText: z.string(),
    reason: z.string().nullable(),
    plannedAt: moment,
    expiresAt: moment.nullable(),
    heldUntil: moment.nullable(),
    settledAt: moment.nullable(),
    keyKind: z.enum(KEY_KINDS).describe('Of the key that began its affair.'),
    doubleContact: z.boolean().describe('A text went out and the 알림톡 arrived after all.'),
    cost: money.describe("Of all attempts. Of a bundle's item nothing: the bundle's message has it."),
    bundle: z
      .object({ messageId: id, closesAt: moment, text: z.string().describe('In Korean.') })
      .nullable()
      .describe('It goes out in this bundle, whose message has the attempts.'),
    policy: policyAnswer
      .nullable()
      .describe('How it is delivered by the settings as they are now; null: it was withdrawn before it was known.'),
    follows: z
      .object({ messageId: id, as: z.enum(['resend', 'correction']) })
      .nullable()
      .describe('The message that this one repeats or puts right.'),
    decisions: z
      .array(
        z.object({
          at: moment,
          code: z.string().describe('Stable code of why, as in QUIET_HOURS.'),
          text: z.string().describe('The same in Korean.'),
          until: moment.nullable().describe('Until when it waits.'),
          attempt: z.int().nullable(),
          messageId: id.nullable().describe('The message that came of it.'),
          actor: z.string().nullable().describe('Who decided it, if a person did; null once the recipient was erased.'),
          actorsReason: z.string().nullable().describe('Why, in their own words.'),
        }),
      )
      .describe(
        'What was decided of it, oldest first: sent, held, sent another way, dropped, left to a person, and by a person.',
      ),
    items: z
      .array(z.object({ lifecycleId: id, withdrawnAt: moment.nullable() }))
      .describe('What it tells of: one lifecycle, or those of a bundle; what was withdrawn it tells of no more.'),
    attempts: z.array(attempt),
    removed: z
      .array(
        z.object({
          code: z.enum(['TEXT_REMOVED', 'RECEIPTS_REMOVED']),
          at: moment,
          text: z.string().describe('The same in Korean.'),
        }),
      )
      .describe('What of it has come to its term (`retention` of the settings) and cannot be read any more.'),
  })
  .meta({ id: 'Message' });
export type MessageAnswer = z.output<typeof messageAnswer>;

const MESSAGE_STATES = [
  'open',
  'bundled',
  'handed-over',
  'delivered',
  'undeliverable',
  'undecidable',
  'dropped',
  'withdrawn',
] as const;

export const templateCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'is a template code, as in LOAN_STARTED')
  .meta({ examples: ['LOAN_STARTED'] });

const page = {
  from: day.optional().describe('Planned on this Korean day or later.'),
  to: day.optional().describe('Planned on this Korean day or earlier.'),
  limit: pageSize,
  cursor: cursor.optional(),
};
const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || !isDay(from) || !isDay(to) || daysBetween(from, to) >= 0;
const NOT_IN_ORDER = { path: ['to'], error: 'PERIOD_INVALID: must not be earlier than `from`' };

export const listMessagesQuery = z
  .strictObject({
    state: z
      .enum(MESSAGE_STATES)
      .optional()
      .describe('As it is now; of an item, what has become of its bundle. `undecidable` waits for a person.'),
    template: templateCode.optional(),
    type: typeName.optional().describe('Only messages of lifecycles of this type.'),
    lifecycle: id.optional().describe('Only the messages of this lifecycle.'),
    ...page,
  })
  .refine(inOrder, NOT_IN_ORDER);
export type ListMessages = z.output<typeof listMessagesQuery>;

const wrongPhone = phoneProblem('phone');

export const searchMessagesBody = z
  .strictObject({
    phone: lineOfText(30)
      .refine((text) => !('problem' in normalisePhone(text)), `${wrongPhone.code}: ${wrongPhone.message}`)
      .describe('The number of the recipient, in any usual form.'),
    ...page,
  })
  .refine(inOrder, NOT_IN_ORDER)
  .meta({ id: 'SearchMessages', examples: [{ phone: '010-5500-0001', from: '2030-11-01', to: '2030-11-30' }] });
export type SearchMessages = z.output<typeof searchMessagesBody>;

const listedMessage = z
  .object({
    id,
    lifecycle: z
      .object({ id, type: z.string(), reference: z.string() })
      .describe("Of a bundle's message: that of the item which opened it."),
    template: z.string().nullable(),
    title: z.string(),
    state: z.enum(MESSAGE_STATES),
    stateText: z.string(),
    reason: z.string().nullable(),
    plannedAt: moment,
    heldUntil: moment.nullable(),
    settledAt: moment.nullable(),
    bundleId: id.nullable().describe('The bundle that it rides in: a doubt is decided for that one.'),
    follows: id.nullable().describe('The message that it repeats or puts right.'),
  })
  .meta({ id: 'ListedMessage' });

export const messagePage = pageOf(listedMessage).meta({ id: 'MessagePage' });
export type MessagePage = z.output<typeof messagePage>;

export const messagePageExample: MessagePage = {
  items: [
    {
      id: EXAMPLE_IDS.message,
      lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'library-loan', reference: EXAMPLE_IDS.reference },
      template: 'LOAN_STARTED',
      title: '대출 안내',
      state: 'undecidable',
      stateText: '나갔는지 알 수 없어 담당자의 판단을 기다립니다',
      reason: '접수되었는지 끝내 알 수 없어 담당자의 판단을 기다림',
      plannedAt: '2030-11-18T09:30:00+09:00',
      heldUntil: null,
      settledAt: '2030-11-19T09:30:02+09:00',
      bundleId: null,
      follows: null,
    },
  ],
  next: null,
};
