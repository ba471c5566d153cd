import { z } from 'zod';
import { senderNumberProblems } from '#libs/content/sender-number.js';
import { DEFAULT_WORKING_HOURS } from '#libs/calendar/working-hours.js';
import { isCallbackUrl } from '#libs/contracts/callback-url.js';
import { DEALERS } from '#libs/contracts/dealers.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { DEFAULT_VISIT_SETTLE_MS, type Day, type LifecycleSettings } from '#libs/lifecycle/state.js';

import { channelOrder, expiresAfterHours, messageTerms } from '#libs/lifecycle/delivery-schema.js';
import { needsHolidays, settlesVisits } from '#libs/lifecycle/visibility.js';
import { advertisingSettings, advertisingSettingsPatch } from './advertising-settings.js';
import type { DealerWeights } from '#libs/message/dealer-choice.js';
import { LONGEST_DUPLICATE_WINDOW } from '#libs/message/duplicate-start.js';
import { RULE_OFF } from '#libs/message/two-person-rule.js';
import {
  DEFAULT_RETENTION,
  NOT_LONGER_THAN,
  RETENTION_BOUNDS,
  type RetentionKind,
  type RetentionTerms,
} from '#libs/message/retention.js';

/** Minutes. */
export const DEFAULT_MORNING_SPAN = 10;

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'a Korean time of day, HH:MM or HH:MM:SS')
  .meta({ examples: ['10:00'] });
const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a Korean time of day, HH:MM')
  .meta({ examples: ['21:00'] });
const day = z.iso.date('a day, YYYY-MM-DD');

/** Hours of the Korean day in which informational messages are held until `to`; the window may cross midnight. */
const quietHours = z
  .strictObject({ from: minuteOfDay, to: minuteOfDay })
  .refine(({ from, to }) => from !== to, 'from and to must differ; null means no quiet hours');

/** Over how many minutes after the quiet hours what they held leaves; 0: as soon as they end. */
const morningSpan = z
  .int('a whole number of minutes, 0 to 120')
  .min(0, 'at least 0 minutes')
  .max(120, 'at most 120 minutes')
  .meta({ examples: [DEFAULT_MORNING_SPAN] });

/** Seconds. */
export const DEFAULT_VISIT_SETTLE = DEFAULT_VISIT_SETTLE_MS / 1000;

/** For how many seconds what a person does in one visit to a counter settles, until one message tells of it; 0: each by itself. */
const visitSettle = z
  .int('a whole number of seconds, 0 to 600')
  .min(0, 'at least 0 seconds')
  .max(600, 'at most 600 seconds')
  .meta({ examples: [DEFAULT_VISIT_SETTLE] });

/** Spans of working time of a business day, earliest first; they may meet but not overlap. */
const workingHours = z
  .array(z.tuple([minuteOfDay, minuteOfDay]))
  .min(1)
  .max(10)
  .refine(
    (spans) => {
      const times = spans.flat();
      // what is no time has been said already
      if (times.some((time) => !minuteOfDay.safeParse(time).success)) return true;
      return spans.every(([from, to]) => from < to) && times.every((time, at) => at === 0 || times[at - 1]! <= time);
    },
    { error: 'each span must end after it begins, and none may begin before the one before has ended' },
  )
  .meta({ examples: [DEFAULT_WORKING_HOURS] });

const SITE_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Names of sites stand in starts and in this map. */
export const siteName = z
  .string()
  .regex(SITE_NAME, 'is at most 40 lower-case letters, digits and hyphens, beginning with a letter or digit')
  .meta({ examples: ['main'] });

const site = z.strictObject({
  /** For people, Korean. */
  title: z.string().min(1).max(50),
  /** Days on which this site is closed, besides those of the tenant. */
  closedDays: z.array(day).max(400),
});
const sites = z.record(siteName, site).refine((given) => Object.keys(given).length <= 200, 'at most 200 sites');

/** Where the tenant's own system is called; null: nowhere. */
const callbackUrl = z
  .string()
  .max(500)
  .refine(isCallbackUrl, 'must be an https address without a name, a password or a fragment')
  .nullable()
  .meta({ examples: ['https://library.example.go.kr/bongsu'] });

/** Of affairs that live keys began, in a Korean day; null: as many as there are. */
const dailyMessageLimit = z
  .int('a whole number of messages, or null')
  .min(1, 'at least 1; null means no limit')
  .max(10_000_000, 'at most 10,000,000')
  .nullable()
  .meta({ examples: [20_000] });

/** Seconds. */
const duplicateWindow = z
  .int('a whole number of seconds, 0 to 86400')
  .min(0, 'at least 0 seconds; 0: nothing counts as a repetition')
  .max(LONGEST_DUPLICATE_WINDOW, 'at most 86,400 seconds, a day')
  .meta({ examples: [300] });

/** Given whole: what was left out would be off, and nobody would have said so. */
const twoPersonRule = z
  .strictObject({
    publishing: z.boolean().describe('A version of a lifecycle type of your own goes live.'),
    events: z.boolean().describe('One event for many affairs.'),
    corrections: z.boolean().describe('Many wrong messages are put right.'),
    leakResends: z.boolean().describe('What had gone to a wrong number is sent once more.'),
    migrations: z.boolean().describe('Running affairs move to another version.'),
    largeFrom: z
      .int('a whole number of affairs or messages')
      .min(1, 'at least 1: all that reaches anybody')
      .max(100_000, 'at most 100,000')
      .describe('From so many affairs or messages on these need somebody else’s word; publishing always does.'),
  })
  .meta({ examples: [{ ...RULE_OFF, publishing: true, events: true, corrections: true }] });
const daysOf = (kind: RetentionKind) => {
  const { least, most, usual } = RETENTION_BOUNDS[kind];
  return z
    .int('a whole number of days')
    .min(least, `at least ${least} days`)
    .max(most, `at most ${most} days`)
    .default(usual);
};

/** For how many days what is kept (libs/message/retention.ts); what is left out, as long as usual. */
const retention = z
  .strictObject({
    /** Texts of messages, from the end of the month for which they were planned and of their lifecycle, whichever is later. */
    text: daysOf('text'),
    /** What dealers said later, likewise. */
    receipts: daysOf('receipts'),
    /** The messages themselves with their attempts, likewise. */
    attempts: daysOf('attempts'),
    /** People, from the end of their last lifecycle. */
    people: daysOf('people'),
  })
  .superRefine((terms, context) => {
    for (const [kind, than] of NOT_LONGER_THAN)
      if (terms[kind] > terms[than])
        context.addIssue({ code: 'custom', path: [kind], message: `at most as long as ${than}: ${terms[than]} days` });
  })
  .meta({ examples: [DEFAULT_RETENTION] });

/** As it is stored; of tenants that have chosen nothing yet nothing is. */
export const retentionTermsOf = (stored: unknown): RetentionTerms => retention.parse(stored ?? {});

const dealerWeights = z
  .partialRecord(z.enum(DEALERS), z.int().min(0).max(100))
  .refine((given) => Object.values(given).some((weight) => weight > 0), 'at least one weight must be above 0')
  .meta({ examples: [{ solapi: 80, nhn: 20 }] });

const channelIds = z
  .partialRecord(z.enum(DEALERS), z.string().min(1).max(100))
  .meta({ examples: [{ nhn: '3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e' }] });

/** How all of the tenant's messages are delivered, where their lifecycle or their send does not say otherwise. */
const delivery = z
  .strictObject({
    /** Channels that may be used, the first one first. A lifecycle and a send can only leave out more of them. */
    channels: channelOrder.exactOptional(),
    fallbackOn: messageTerms.fallbackOn,
    tries: messageTerms.tries,
    attempts: messageTerms.attempts,
    textAfterSeconds: messageTerms.textAfterSeconds,
    expiresAfterHours: expiresAfterHours.exactOptional(),
    /** Hours in which no advertising leaves, besides the law's and `quietHours`. */
    advertisingQuietHours: quietHours.exactOptional(),
  })
  .refine(
    ({ channels, textAfterSeconds }) => typeof textAfterSeconds !== 'number' || channels?.includes('text') !== false,
    { error: 'needs the channel text', path: ['textAfterSeconds'] },
  )
  .meta({ examples: [{ channels: ['alimtalk', 'text'], attempts: 2, expiresAfterHours: 72 }] });

/** What a tenant chooses for itself. Times are Korean. Kept as JSON with the tenant, always whole. */
export const tenantSettingsSchema = z.strictObject({
  /** When reminders of a day go out. */
  reminderTime: timeOfDay.default('10:00'),
  quietHours: quietHours.nullable().default({ from: '21:00', to: '08:00' }),
  morningSpan: morningSpan.default(DEFAULT_MORNING_SPAN),
  /** For how many seconds the books of one visit to a counter wait for each other; 0: each is told of at once. */
  visitSettle: visitSettle.default(DEFAULT_VISIT_SETTLE),
  /** Registered with the dealer; text messages name it. */
  senderNumber: z
    .string()
    .regex(/^\d{8,12}$/, { error: 'digits only, as registered with the dealer', abort: true })
    .refine((number) => senderNumberProblems(number).length === 0, {
      error: ({ input }) =>
        senderNumberProblems(String(input))
          .map(({ english }) => english)
          .join('; '),
    }),
  /** The KakaoTalk channel that 알림톡 come from, as the dealer names it. */
  channelId: z.string().min(1).max(100),
  /** The same channel as other dealers name it; of those left out it is called `channelId`. */
  channelIds: channelIds.default({}),
  /** Who carries messages from now on; null: the platform's usual one. What another has begun it goes on with. */
  dealer: z.enum(DEALERS).nullable().default(null),
  /**
   * Who carries how much of the messages, and who stands in for whom while one is out; 0: only then. null: `dealer` does.
   */
  dealers: dealerWeights.nullable().default(null),
  /** What becomes of an attempt of which nobody can tell whether it left. */
  undecidable: z.enum(['ask', 'send-again', 'let-be']).default('ask'),
  delivery: delivery.default({}),
  /** Days on which the tenant is closed, besides public holidays. */
  closedDays: z.array(day).max(400).default([]),
  /** Branches with closing days of their own, by the name that starts give. */
  sites: sites.default({}),
  /** When the tenant works, on business days; terms in working hours count it. */
  workingHours: workingHours.default(DEFAULT_WORKING_HOURS.map(([from, to]) => [from, to])),
  callbackUrl: callbackUrl.default(null),
  ...advertisingSettings,
  /** Own lifecycle types take starts only by versions whose 알림톡 templates are all approved; else texts go out meanwhile. */
  requireApprovedTemplates: z.boolean().default(true),
  /** When so many messages have been decided in a day, no more lifecycles are started until midnight; running ones go on. */
  dailyMessageLimit: dailyMessageLimit.default(null),
  /** A start of the same type, people and data as another so shortly before is refused; 0: none is. */
  duplicateWindow: duplicateWindow.default(0),
  /** Which acts are done only once somebody else has approved them; loosening it is one itself. */
  twoPersonRule: twoPersonRule.default(RULE_OFF),
  retention: retention.default(DEFAULT_RETENTION),
});

export type TenantSettings = z.output<typeof tenantSettingsSchema>;
export type TenantSettingsInput = z.input<typeof tenantSettingsSchema>;

/** Any of the settings; what is left out stays as it is. */
export const tenantSettingsPatchSchema = z.strictObject({
  reminderTime: timeOfDay.optional(),
  quietHours: quietHours.nullable().optional(),
  morningSpan: morningSpan.optional(),
  visitSettle: visitSettle.optional(),
  senderNumber: tenantSettingsSchema.shape.senderNumber.optional(),
  channelId: tenantSettingsSchema.shape.channelId.optional(),
  channelIds: channelIds.optional(),
  dealer: z.enum(DEALERS).nullable().optional(),
  dealers: dealerWeights.nullable().optional(),
  undecidable: z.enum(['ask', 'send-again', 'let-be']).optional(),
  delivery: delivery.optional(),
  closedDays: z.array(day).max(400).optional(),
  sites: sites.optional(),
  workingHours: workingHours.optional(),
  callbackUrl: callbackUrl.optional(),
  ...advertisingSettingsPatch,
  requireApprovedTemplates: z.boolean().optional(),
  dailyMessageLimit: dailyMessageLimit.optional(),
  duplicateWindow: duplicateWindow.optional(),
  twoPersonRule: twoPersonRule.optional(),
  retention: retention.optional(),
});

export type TenantSettingsPatch = z.output<typeof tenantSettingsPatchSchema>;

/** The KakaoTalk channel as a dealer names it; settings that were stored before have one name for all. */
export const channelIdOf = (
  {
    channelId,
    channelIds: named = {},
  }: Pick<TenantSettings, 'channelId'> & Partial<Pick<TenantSettings, 'channelIds'>>,
  dealer: string,
): string => (named as Readonly<Partial<Record<string, string>>>)[dealer] ?? channelId;

/** How a tenant's messages are divided among dealers; settings that were stored before have no weights. */
export const weightsOf = (
  { dealer, dealers }: { readonly dealer?: string | null; readonly dealers?: DealerWeights | null },
  usual: string,
): DealerWeights => dealers ?? { [dealer ?? usual]: 100 };

/** What of the settings the engine reads for lifecycles of this definition. */
export const lifecycleSettingsOf = (
  { reminderTime, workingHours: hours, visitSettle: seconds }: TenantSettings,
  definition: Definition,
): LifecycleSettings => ({
  reminderTime,
  ...(needsHolidays(definition) && !sameHours(hours, DEFAULT_WORKING_HOURS) && { workingHours: hours }),
  ...(settlesVisits(definition) && seconds !== DEFAULT_VISIT_SETTLE && { visitSettleMs: seconds * 1000 }),
});

export const sameHours = (one: TenantSettings['workingHours'], other: LifecycleSettings['workingHours']): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Days on which a site is closed, or the tenant itself where a lifecycle has none. Sorted. */
export function closedDaysOf({ closedDays, sites: known }: TenantSettings, at: string | undefined): Day[] {
  const own = at !== undefined && Object.hasOwn(known, at) ? (known[at]?.closedDays ?? []) : [];
  return [...new Set([...closedDays, ...own])].sort();
}
