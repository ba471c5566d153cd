import { z } from 'zod';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { id, moment } from '../requests/field-schemas.js';

export const dealerNameParam = z
  .string()
  .max(40)
  .regex(/^[a-z0-9-]+$/, 'is lower-case letters, digits and hyphens, as in solapi')
  .meta({ examples: ['solapi'] });

const percent = z.int().min(0).max(100).nullable();

const dealer = z
  .object({
    name: z.string(),
    state: z
      .enum(['well', 'out', 'tried-again'])
      .describe('`tried-again`: single messages find out whether it answers again.'),
    since: moment.describe('When it went out, or came back.'),
    cause: z.enum(['errors', 'slow', 'account']).nullable().describe('Why it is not called; null while it is.'),
    reason: z.string().nullable().describe('The cause as operators read it, Korean.'),
    nextTrialAt: moment.nullable().describe('No message is sent to find out before this.'),
    perSecond: z.int().describe('Messages a second that its contract allows.'),
    sharePercent: z.int().describe('Of its weight, how much it keeps; less while it is troubled without being out.'),
    failedPercent: percent.describe('Of the calls of the last five minutes; null when there were too few to say.'),
    slowPercent: percent,
    lateReceiptsPercent: percent.describe(
      'Of the messages of the last fifteen minutes, those of which nothing final was heard for five; null when there were too few.',
    ),
    waiting: z
      .object({ messages: z.int(), since: moment.nullable() })
      .describe('Your messages that wait for it to come back, and since when the first of them.'),
  })
  .meta({ id: 'Dealer' });
export const dealerList = z.object({ dealers: z.array(dealer) }).meta({ id: 'Dealers' });
export type DealerAnswer = z.output<typeof dealer>;

export const drainQuery = z.strictObject({
  limit: z.coerce
    .number({ error: 'PAGE_SIZE_INVALID: must be a whole number from 1 to 1000' })
    .int('PAGE_SIZE_INVALID: must be a whole number from 1 to 1000')
    .min(1, 'PAGE_SIZE_INVALID: must be at least 1')
    .max(1_000, 'PAGE_SIZE_INVALID: must be at most 1000')
    .default(100)
    .describe('Messages that are named one by one.'),
});
export type DrainQuery = z.output<typeof drainQuery>;

export const drainPlan = z
  .object({
    dealer: z.string(),
    from: moment.describe('When the dealer answers again at the earliest; the plan counts from here.'),
    perSecond: z.int(),
    waiting: z.int().describe('Your messages that wait.'),
    planned: z.int().describe('How many of them the plan reckons with: at most the first 10,000.'),
    expiring: z.int().describe('Those of them that lose their point before they can leave.'),
    lastLeavesAt: moment.nullable(),
    minutes: z
      .array(z.object({ from: moment, messages: z.int() }))
      .describe('How many of yours leave in each minute; minutes without any are left out.'),
    messages: z
      .array(
        z.object({
          messageId: id,
          lifecycleId: id.nullable().describe('Null for a bundle.'),
          template: z.string(),
          waitsSince: moment,
          expiresAt: moment.nullable(),
          leavesAt: moment.nullable().describe('Null: it loses its point before.'),
        }),
      )
      .describe('The first of yours, in the order in which they leave.'),
  })
  .meta({ id: 'DrainPlan' });
export type DrainPlanAnswer = z.output<typeof drainPlan>;

export const dealersExample: { dealers: DealerAnswer[] } = {
  dealers: [
    {
      name: 'solapi',
      state: 'out',
      since: '2026-12-07T10:00:05+09:00',
      cause: 'errors',
      reason: '호출의 절반 넘게 실패함',
      nextTrialAt: '2026-12-07T10:04:00+09:00',
      perSecond: 20,
      sharePercent: 90,
      failedPercent: 100,
      slowPercent: 0,
      lateReceiptsPercent: 2,
      waiting: { messages: 1_240, since: '2026-12-07T10:00:06+09:00' },
    },
  ],
};

export const drainPlanExample: DrainPlanAnswer = {
  dealer: 'solapi',
  from: '2026-12-07T10:04:00+09:00',
  perSecond: 20,
  waiting: 1_240,
  planned: 1_240,
  expiring: 0,
  lastLeavesAt: '2026-12-07T10:05:05+09:00',
  minutes: [
    { from: '2026-12-07T10:04:00+09:00', messages: 1_140 },
    { from: '2026-12-07T10:05:00+09:00', messages: 100 },
  ],
  messages: [
    {
      messageId: EXAMPLE_IDS.message,
      lifecycleId: EXAMPLE_IDS.lifecycle,
      template: 'LOAN_STARTED',
      waitsSince: '2026-12-07T10:00:06+09:00',
      expiresAt: null,
      leavesAt: '2026-12-07T10:04:00+09:00',
    },
  ],
};
