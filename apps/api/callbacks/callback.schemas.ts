import { z } from 'zod';
import { CALLBACK_RESULTS, CALLBACK_STATES } from '#libs/contracts/callback-workflow.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, id, moment, pageOf, pageSize } from '../requests/field-schemas.js';

const state = z
  .enum(CALLBACK_STATES)
  .describe(
    'Pending: waiting for a try. No-endpoint: decided while `callbackUrl` was not set; made if it is set within 24 hours. Given-up: every try of more than 24 hours failed.',
  );

export const listCallbacksQuery = z.strictObject({
  lifecycle: id.optional().describe('Only the calls of this lifecycle.'),
  state: state.optional(),
  limit: pageSize,
  cursor: cursor.optional(),
});
export type ListCallbacksQuery = z.output<typeof listCallbacksQuery>;

const callbackAnswer = z
  .object({
    id: id.describe('The `webhook-id` of every try.'),
    lifecycle: z.object({ id, type: z.string(), reference: z.string() }),
    name: z.string().describe('What the definition calls it.'),
    sequence: z.int().min(1).describe('From 1 in each lifecycle, in the order of decision.'),
    at: moment.describe('When it was decided.'),
    state,
    stateText: z.string().describe('The same in Korean, with what came of the last try.'),
    tries: z.int().min(0),
    result: z.enum(CALLBACK_RESULTS).nullable().describe('What came of the last try.'),
    status: z.int().nullable().describe('HTTP status of the last answer.'),
    lastTriedAt: moment.nullable(),
    nextTryAt: moment.nullable(),
    settledAt: moment.nullable(),
  })
  .meta({ id: 'Callback' });
export type CallbackAnswer = z.output<typeof callbackAnswer>;

export const callbackPage = pageOf(callbackAnswer).meta({ id: 'CallbackPage' });
export type CallbackPage = z.output<typeof callbackPage>;

export const callbackSecret = z
  .object({
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]+=*$/)
      .describe('Shown this once. Verify every call with it, as Standard Webhooks says.'),
  })
  .meta({ id: 'CallbackSecret' });
export type CallbackSecret = z.output<typeof callbackSecret>;

export const callbackExample: CallbackAnswer = {
  id: EXAMPLE_IDS.message,
  lifecycle: { id: EXAMPLE_IDS.lifecycle, type: 'library-loan', reference: EXAMPLE_IDS.reference },
  name: 'extensionRequested',
  sequence: 1,
  at: '2030-11-20T10:00:00+09:00',
  state: 'delivered',
  stateText: '기관 시스템이 받았습니다.',
  tries: 1,
  result: 'delivered',
  status: 204,
  lastTriedAt: '2030-11-20T10:00:01+09:00',
  nextTryAt: null,
  settledAt: '2030-11-20T10:00:01+09:00',
};
