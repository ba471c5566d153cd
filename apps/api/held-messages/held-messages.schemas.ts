import { z } from 'zod';
import { moment } from '../requests/field-schemas.js';

const count = z.int().min(0);

export const heldMessagesAnswer = z
  .object({
    at: moment.describe('When this was counted.'),
    count: count.describe('Held until a moment that is still to come. A bundle counts as one message.'),
    earliest: moment.nullable().describe('When the first of them leaves.'),
    latest: moment.nullable().describe('When the last of them leaves.'),
    late: count.describe(
      'Their moment has come and they have not left yet: they wait for their turn at the dealer’s rate, or no worker runs.',
    ),
    reasons: z
      .array(z.object({ code: z.string().describe('As in `decisions` of a message.'), count }))
      .describe(
        'Why they wait, most first: QUIET_HOURS for the night, AFTER_QUIET_HOURS for their place in the morning.',
      ),
    minutes: z
      .array(z.object({ minute: moment, count }))
      .describe(
        'How many leave in each minute of the next 24 hours, earliest first; minutes in which none does are left out.',
      ),
  })
  .meta({ id: 'HeldMessages' });
export type HeldMessagesAnswer = z.output<typeof heldMessagesAnswer>;

export const heldMessagesExample: HeldMessagesAnswer = {
  at: '2030-11-18T23:30:00+09:00',
  count: 3,
  earliest: '2030-11-19T08:00:12+09:00',
  latest: '2030-11-19T08:07:41+09:00',
  late: 0,
  reasons: [{ code: 'QUIET_HOURS', count: 3 }],
  minutes: [
    { minute: '2030-11-19T08:00:00+09:00', count: 2 },
    { minute: '2030-11-19T08:07:00+09:00', count: 1 },
  ],
};
