import { z } from 'zod';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, day, id, lineOfText, moment, pageOf, pageSize, typeName } from '../requests/field-schemas.js';

export const unreachedQuery = z.strictObject({
  day: day
    .describe('The Korean day on which it was settled that nothing more is tried.')
    .meta({ examples: ['2030-11-18'] }),
  type: typeName.optional().describe('Only affairs of this lifecycle type.'),
  letter: z
    .enum(['open', 'sent'])
    .optional()
    .describe('Only those to which a letter is still to be sent, or was sent.'),
  limit: pageSize,
  cursor: cursor.optional(),
});
export type UnreachedQuery = z.output<typeof unreachedQuery>;

export const sendLetterBody = z
  .strictObject({
    sentOn: day.optional().describe('The Korean day on which it went out; today, if left out.'),
    note: lineOfText(500).optional().describe('A registered number, for instance. Stored encrypted.'),
    actor: lineOfText(100)
      .optional()
      .describe(
        'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
      ),
  })
  .meta({ id: 'SendLetter', examples: [{ sentOn: '2030-11-18', note: '등기 1234567890', actor: '김사서' }] });
export type SendLetter = z.output<typeof sendLetterBody>;

const unreached = z
  .object({
    messageId: id,
    lifecycle: z.object({ id, type: z.string(), reference: z.string() }),
    department: z.string().nullable(),
    party: z.string().nullable().describe('The role of whoever was to be told.'),
    recipient: z
      .object({ name: z.string(), phone: z.string() })
      .nullable()
      .describe('Masked; null once the person was erased. The address is known to you by the reference.'),
    told: z.enum(['person', 'guardian']).describe('Whom the message was for.'),
    template: z.string().nullable(),
    title: z.string(),
    at: moment,
    reasonCode: z.string().nullable().describe('Stable code of why, as in ALL_CHANNELS_FAILED.'),
    reason: z.string().nullable().describe('The same in Korean.'),
    resultCode: z.string().nullable().describe("The dealer's own code for the last attempt."),
    letter: z
      .object({
        sentOn: z.iso.date(),
        notedAt: moment,
        actor: z.string().nullable(),
        note: z.string().nullable(),
      })
      .nullable()
      .describe('The letter that went out instead.'),
  })
  .meta({ id: 'Unreached' });

export const unreachedPage = pageOf(unreached).meta({ id: 'UnreachedPage' });
export type UnreachedPage = z.output<typeof unreachedPage>;

export const unreachedExample: UnreachedPage = {
  items: [
    {
      messageId: EXAMPLE_IDS.message,
      lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'library-loan', reference: EXAMPLE_IDS.reference },
      department: '문화체육과',
      party: 'borrower',
      recipient: { name: '김*나', phone: '010-****-0001' },
      told: 'person',
      template: 'LOAN_OVERDUE',
      title: '연체 안내',
      at: '2030-11-18T10:02:11+09:00',
      reasonCode: 'ALL_CHANNELS_FAILED',
      reason: '보낼 수 있는 모든 채널에서 실패함',
      resultCode: '3011',
      letter: null,
    },
  ],
  next: null,
};
