import { z } from 'zod';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, id, lineOfText, moment, pageOf, pageSize, typeName } from '../requests/field-schemas.js';

const state = z.enum(['open', 'acknowledged']);

export const listAlertsQuery = z.strictObject({
  state: state.optional().describe('Open ones or acknowledged ones only.'),
  type: typeName.optional().describe('Only alerts of lifecycles of this type.'),
  lifecycle: id.optional().describe('Only the alerts of this lifecycle.'),
  limit: pageSize,
  cursor: cursor.optional(),
});
export type ListAlertsQuery = z.output<typeof listAlertsQuery>;

/** Control characters but line breaks are refused. */
const note = z
  .string()
  .max(1000)
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/, 'must be text without control characters')
  .regex(/\S/, 'must not be blank');

export const acknowledgeAlertBody = z
  .strictObject({
    note: note.optional().describe('What was done about it. Stored encrypted.'),
    actor: lineOfText(100)
      .optional()
      .describe(
        'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
      ),
  })
  .meta({ id: 'AcknowledgeAlert', examples: [{ note: '이용자에게 전화함', actor: '김사서' }] });
export type AcknowledgeAlertBody = z.output<typeof acknowledgeAlertBody>;

export const alertIdParam = id.meta({ examples: [EXAMPLE_IDS.message] });

export const alertAnswer = z
  .object({
    id,
    lifecycle: z
      .object({ id, type: z.string(), reference: z.string() })
      .nullable()
      .describe('Null where it concerns you as a whole, as your budget and your daily quota do.'),
    name: z
      .string()
      .describe(
        'What the definition calls it; `budgetNearlyUsed` and `budgetUsedUp` come from your budget, `messageQuotaNearlyUsed` and `messageQuotaUsedUp` from the messages of a day, `sentToWrongNumber` from a leak.',
      ),
    text: z.string().describe('The same for operators, Korean.'),
    at: moment,
    state,
    acknowledgedAt: moment.nullable(),
    actor: z.string().nullable().describe('Who acknowledged it; null once the person concerned has been erased.'),
    note: z.string().nullable(),
  })
  .meta({ id: 'Alert' });
export type AlertAnswer = z.output<typeof alertAnswer>;

export const alertPage = pageOf(alertAnswer).meta({ id: 'AlertPage' });
export type AlertPage = z.output<typeof alertPage>;

export const openAlertExample: AlertAnswer = {
  id: EXAMPLE_IDS.message,
  lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'inquiry', reference: 'Q-2030-0001' },
  name: 'unanswered',
  text: '문의에 아직 답변하지 않음',
  at: '2030-11-20T10:00:00+09:00',
  state: 'open',
  acknowledgedAt: null,
  actor: null,
  note: null,
};
export const acknowledgedAlertExample: AlertAnswer = {
  ...openAlertExample,
  state: 'acknowledged',
  acknowledgedAt: '2030-11-20T10:30:00+09:00',
  actor: '김사서',
  note: '이용자에게 전화함',
};
