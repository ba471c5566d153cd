import { z } from 'zod';
import { RETENTION_BOUNDS, RETENTION_KINDS, type RetentionKind } from '#libs/message/retention.js';
import { moment } from '../requests/field-schemas.js';

const days = (kind: RetentionKind) => {
  const { least, most } = RETENTION_BOUNDS[kind];
  return z.coerce
    .number('a whole number of days')
    .int('a whole number of days')
    .min(least, `at least ${least} days`)
    .max(most, `at most ${most} days`)
    .optional()
    .describe('Instead of what the settings say: nothing is changed.');
};

export const retentionQuery = z.strictObject({
  text: days('text'),
  receipts: days('receipts'),
  attempts: days('attempts'),
  people: days('people'),
});
export type RetentionQuery = z.output<typeof retentionQuery>;

const month = z.string().regex(/^\d{4}-\d{2}$/);

export const retentionAnswer = z
  .object({
    asOf: moment,
    kinds: z.array(
      z.object({
        kind: z
          .enum(RETENTION_KINDS)
          .describe(
            '`text`: what people read. `receipts`: what dealers said later. `attempts`: the messages with all below them. `people`: names, numbers and all that is under their keys.',
          ),
        days: z.int().describe('How long it is kept.'),
        least: z.int().describe('What the settings take at least.'),
        most: z.int(),
        usual: z.int().describe('Where the settings say nothing.'),
        due: z.int().describe('What the next round removes: messages that still have it, or people.'),
        held: z
          .int()
          .describe(
            'Messages whose month has come to its term and that are still needed: their affair is open or ended lately, nobody knows yet what became of an attempt, or a leak is not closed.',
          ),
        months: z
          .array(z.object({ month, due: z.int(), held: z.int() }))
          .describe('The Korean months in which these were planned. Of people none.'),
        next: z
          .object({ month, at: moment, messages: z.int() })
          .nullable()
          .describe('The month that comes to its term next, and how many messages of it have this now.'),
        removed: z
          .int()
          .describe(
            'Texts, messages or people so far; of receipts these, or where a month was dropped as a whole, messages that had any.',
          ),
        lastRemovedAt: moment.nullable(),
      }),
    ),
  })
  .meta({ id: 'Retention' });
export type RetentionAnswer = z.output<typeof retentionAnswer>;

const nothing = { due: 0, held: 0, months: [], next: null, removed: 0, lastRemovedAt: null };

export const retentionExample: RetentionAnswer = {
  asOf: '2030-11-18T09:30:00+09:00',
  kinds: [
    {
      ...nothing,
      kind: 'text',
      days: 365,
      ...RETENTION_BOUNDS.text,
      due: 1_204,
      held: 3,
      months: [{ month: '2029-10', due: 1_204, held: 3 }],
      next: { month: '2029-11', at: '2030-12-01T00:00:00+09:00', messages: 1_377 },
      removed: 20_316,
      lastRemovedAt: '2030-11-01T03:00:12+09:00',
    },
    { ...nothing, kind: 'receipts', days: 1_095, ...RETENTION_BOUNDS.receipts },
    { ...nothing, kind: 'attempts', days: 1_825, ...RETENTION_BOUNDS.attempts },
    { ...nothing, kind: 'people', days: 1_825, ...RETENTION_BOUNDS.people, due: 12 },
  ],
};
