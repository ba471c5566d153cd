import { z } from 'zod';
import { ADVERTISING_QUIET } from '#libs/calendar/quiet-hours.js';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { policyOfMessage, type StoredPolicy } from '#libs/database/policy-of-message.js';
import { FALLBACK_CLASSES } from '#libs/lifecycle/delivery-terms.js';
import { channelsOf } from '#libs/message/planner.js';
import { moment } from '../requests/field-schemas.js';

const layer = z
  .enum(['platform', 'tenant', 'lifecycle', 'send'])
  .describe(
    "Whose word it is: the platform's, your settings', the type's `delivery`, or the send's in the definition.",
  );
const part = <T extends z.ZodType>(value: T) => z.object({ value, from: layer });

/** How a message is delivered, and who says so. */
export const policyAnswer = z
  .object({
    channels: part(z.array(z.string())).describe('The first one first.'),
    fallbackOn: part(z.array(z.enum(FALLBACK_CLASSES))).describe('Failures after which the next channel is tried.'),
    undecidable: part(z.enum(['ask', 'send-again', 'let-be'])),
    tries: part(z.int()).describe('Calls of one attempt that the dealer may refuse for the moment.'),
    attempts: part(z.int()).describe('On one channel, when they fail for a passing reason.'),
    textAfterSeconds: part(z.int().nullable()).describe('Null: an 알림톡 that nobody has confirmed is waited for.'),
    quietHours: part(z.array(z.object({ from: z.string(), to: z.string() }))).describe(
      "Korean hours in which it does not leave, the law's included.",
    ),
    expires: z
      .object({ at: moment, from: layer })
      .nullable()
      .describe("When it is pointless. Of a bundle: its first item's."),
  })
  .meta({ id: 'MessagePolicy' });
export type PolicyAnswer = z.output<typeof policyAnswer>;

/** By the settings as they are now. Pure. */
export function policyAnswerOf({ settings, send }: StoredPolicy): PolicyAnswer {
  const { policy, sources } = policyOfMessage(settings, send);
  const advertising = send.purpose === 'advertising';
  const own = send.urgent ? [] : [policy.quietHours, ...(policy.moreQuietHours ?? [])];
  const hours = [advertising ? ADVERTISING_QUIET : null, ...own].filter((each) => each !== null);
  return {
    channels: {
      value: [...channelsOf(advertising ? 'advertising' : 'informational', policy.channels)],
      from: sources.channels,
    },
    fallbackOn: {
      value: FALLBACK_CLASSES.filter((each) => policy.fallbackOn.includes(each)),
      from: sources.fallbackOn,
    },
    undecidable: { value: policy.undecidable, from: sources.undecidable },
    tries: { value: policy.maxTransientTries, from: sources.tries },
    attempts: { value: policy.attemptsOnChannel, from: sources.attempts },
    textAfterSeconds: {
      value: policy.textAfterMs === undefined ? null : policy.textAfterMs / 1_000,
      from: sources.textAfterSeconds,
    },
    quietHours: {
      value: hours.map(({ from, to }) => ({ from, to })),
      from: send.urgent ? 'send' : sources.quietHours,
    },
    expires: send.expiresAt === undefined ? null : { at: isoKorean(send.expiresAt), from: send.expiresBy ?? 'send' },
  };
}

export const policyExample: PolicyAnswer = {
  channels: { value: ['alimtalk', 'text'], from: 'platform' },
  fallbackOn: { value: [...FALLBACK_CLASSES], from: 'platform' },
  undecidable: { value: 'ask', from: 'tenant' },
  tries: { value: 200, from: 'platform' },
  attempts: { value: 2, from: 'lifecycle' },
  textAfterSeconds: { value: 60, from: 'send' },
  quietHours: { value: [{ from: '21:00', to: '08:00' }], from: 'tenant' },
  expires: null,
};
