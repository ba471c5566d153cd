import { z } from 'zod';
import type { CalendarData, LifecycleSettings } from '#libs/lifecycle/state.js';

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

/** What a tenant chooses for itself. Times are Korean. Kept as JSON with the tenant, always whole. */
export const tenantSettingsSchema = z.strictObject({
  /** When reminders of a day go out. */
  reminderTime: timeOfDay.default('10:00'),
  quietHours: quietHours.nullable().default({ from: '21:00', to: '08:00' }),
  /** Registered with the dealer; text messages name it. */
  senderNumber: z.string().regex(/^\d{8,12}$/, 'digits only, as registered with the dealer'),
  /** The KakaoTalk channel that 알림톡 come from, as the dealer names it. */
  channelId: z.string().min(1).max(100),
  /** What becomes of an attempt of which nobody can tell whether it left. */
  undecidable: z.enum(['ask', 'send-again', 'let-be']).default('ask'),
  /** Days on which the tenant is closed, besides public holidays. */
  closedDays: z.array(day).max(400).default([]),
});

export type TenantSettings = z.output<typeof tenantSettingsSchema>;
export type TenantSettingsInput = z.input<typeof tenantSettingsSchema>;

/** Any of the settings; what is left out stays as it is. */
export const tenantSettingsPatchSchema = z.strictObject({
  reminderTime: timeOfDay.optional(),
  quietHours: quietHours.nullable().optional(),
  senderNumber: tenantSettingsSchema.shape.senderNumber.optional(),
  channelId: tenantSettingsSchema.shape.channelId.optional(),
  undecidable: z.enum(['ask', 'send-again', 'let-be']).optional(),
  closedDays: z.array(day).max(400).optional(),
});

export type TenantSettingsPatch = z.output<typeof tenantSettingsPatchSchema>;

/** What of the settings a lifecycle's engine reads. */
export const lifecycleSettingsOf = ({ reminderTime }: TenantSettings): LifecycleSettings => ({ reminderTime });

export const calendarOf = ({ closedDays }: TenantSettings): CalendarData => ({ closedDays });
