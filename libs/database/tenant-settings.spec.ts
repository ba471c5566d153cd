import { describe, expect, it } from '@jest/globals';
import { calendarOf, lifecycleSettingsOf, tenantSettingsPatchSchema, tenantSettingsSchema } from './tenant-settings.js';

const least = { senderNumber: '0212345678', channelId: 'channel' };

describe('the settings of a tenant', () => {
  it('hold informational messages from 21:00 to 08:00, remind at 10:00 and ask when in doubt, unless told otherwise', () => {
    expect(tenantSettingsSchema.parse(least)).toEqual({
      ...least,
      reminderTime: '10:00',
      quietHours: { from: '21:00', to: '08:00' },
      undecidable: 'ask',
      closedDays: [],
    });
  });

  it('take null for no quiet hours, and seconds for the reminder', () => {
    const settings = { ...least, quietHours: null, reminderTime: '10:00:30' };
    expect(tenantSettingsSchema.parse(settings)).toMatchObject({ quietHours: null, reminderTime: '10:00:30' });
  });

  it.each([
    { reminderTime: '24:00' },
    { reminderTime: '9:00' },
    { quietHours: { from: '21:00', to: '21:00' } },
    { quietHours: { from: '21:00' } },
    { senderNumber: '02-1234-5678' },
    { undecidable: 'never' },
    { closedDays: ['2026-02-30'] },
    { unknown: true },
  ])('refuse %j, whole or as a change', (part) => {
    expect(tenantSettingsSchema.safeParse({ ...least, ...part }).success).toBe(false);
    expect(tenantSettingsPatchSchema.safeParse(part).success).toBe(false);
  });

  it('change only what is given: a patch has no defaults', () => {
    expect(tenantSettingsPatchSchema.parse({ undecidable: 'let-be' })).toEqual({ undecidable: 'let-be' });
  });

  it('give a lifecycle its reminder time and its closed days, and nothing else', () => {
    const settings = tenantSettingsSchema.parse({ ...least, closedDays: ['2026-12-25'] });
    expect(lifecycleSettingsOf(settings)).toEqual({ reminderTime: '10:00' });
    expect(calendarOf(settings)).toEqual({ closedDays: ['2026-12-25'] });
  });
});
