import { z } from 'zod';
import { QUOTA_STATES } from '#libs/message/quota.js';
import { moment } from '../requests/field-schemas.js';

export const messageQuota = z
  .object({
    day: z.iso.date().describe('The present Korean day.'),
    limit: z.int().nullable().describe('`dailyMessageLimit` of the settings; null: none.'),
    used: z
      .int()
      .describe(
        'Messages that were decided today, of affairs that live keys began: those of a start when it was accepted, all others when they were decided. Each reason to tell somebody counts once: what goes out in a bundle as often as it has items, a text after an 알림톡 not again.',
      ),
    left: z.int().nullable().describe('Before starts are refused; null without a limit.'),
    state: z.enum(QUOTA_STATES),
    warnedAt: moment.nullable().describe('When your operators were warned today, at 80 percent.'),
    exhaustedAt: moment.nullable().describe('When they were told today that nothing is left.'),
    resetsAt: moment.describe('The next midnight in Korea.'),
  })
  .meta({ id: 'MessageQuota' });
export type MessageQuotaAnswer = z.output<typeof messageQuota>;

export const messageQuotaExample: MessageQuotaAnswer = {
  day: '2030-11-18',
  limit: 20_000,
  used: 16_412,
  left: 3_588,
  state: 'warned',
  warnedAt: '2030-11-18T15:02:11+09:00',
  exhaustedAt: null,
  resetsAt: '2030-11-19T00:00:00+09:00',
};
