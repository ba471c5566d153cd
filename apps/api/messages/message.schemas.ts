import { z } from 'zod';
import { id, moment } from '../requests/field-schemas.js';

const receipt = z.object({
  statusCode: z.string(),
  class: z.string(),
  receivedAt: moment,
  applied: z.boolean().describe('False for a repeated or late one, which changed nothing.'),
});

const attempt = z.object({
  number: z.int(),
  channel: z.enum(['alimtalk', 'sms', 'lms']),
  dealer: z.string(),
  state: z.string(),
  stateText: z.string(),
  class: z.string().nullable(),
  resultCode: z.string().nullable().describe("The dealer's own code."),
  reason: z.string().nullable(),
  text: z.string().nullable().describe('What the person reads, with the name masked; null once the person was erased.'),
  reservedAt: moment,
  callingAt: moment.nullable(),
  acceptedAt: moment.nullable(),
  settledAt: moment.nullable(),
  tries: z.int(),
  costKrw: z.number().nullable(),
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
    doubleContact: z.boolean().describe('A text went out and the 알림톡 arrived after all.'),
    bundle: z
      .object({ messageId: id, closesAt: moment, text: z.string().describe('In Korean.') })
      .nullable()
      .describe('It goes out in this bundle, whose message has the attempts.'),
    items: z
      .array(z.object({ lifecycleId: id, withdrawnAt: moment.nullable() }))
      .describe('What it tells of: one lifecycle, or those of a bundle; what was withdrawn it tells of no more.'),
    attempts: z.array(attempt),
  })
  .meta({ id: 'Message' });
export type MessageAnswer = z.output<typeof messageAnswer>;
