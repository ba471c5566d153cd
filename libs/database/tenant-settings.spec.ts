import { describe, expect, it } from '@jest/globals';
import { pickUp } from '../../test/fixtures/pick-up.js';
import { writtenAnswer } from '../../test/fixtures/written-answer.js';
import {
  closedDaysOf,
  lifecycleSettingsOf,
  retentionTermsOf,
  tenantSettingsPatchSchema,
  tenantSettingsSchema,
  weightsOf,
} from './tenant-settings.js';

const least = { senderNumber: '0212345678', channelId: 'channel' };

describe('the settings of a tenant', () => {
  it('hold informational messages from 21:00 to 08:00, remind at 10:00 and ask when in doubt, unless told otherwise', () => {
    expect(tenantSettingsSchema.parse(least)).toEqual({
      ...least,
      callbackUrl: null,
      dailyMessageLimit: null,
      // One key may do everything, as before there was a rule.
      twoPersonRule: {
        publishing: false,
        events: false,
        corrections: false,
        leakResends: false,
        migrations: false,
        largeFrom: 100,
      },
      duplicateWindow: 0,
      retention: { text: 1_095, receipts: 1_095, attempts: 1_825, people: 1_825 },
      channelIds: {},
      reminderTime: '10:00',
      requireApprovedTemplates: true,
      senderName: null,
      optOutNumber: null,
      informationRefusable: false,
      consentNotices: false,
      consentReconfirmation: false,
      quietHours: { from: '21:00', to: '08:00' },
      morningSpan: 10,
      visitSettle: 120,
      dealer: null,
      dealers: null,
      undecidable: 'ask',
      delivery: {},
      closedDays: [],
      sites: {},
      workingHours: [
        ['09:00', '12:00'],
        ['13:00', '18:00'],
      ],
    });
  });

  it.each([
    [{ text: 29 }, ['text']],
    [{ text: 30.5 }, ['text']],
    [{ text: 3_651, attempts: 3_650, people: 3_650 }, ['text', 'text', 'text']],
    [{ receipts: 89 }, ['receipts']],
    [{ attempts: 1_094 }, ['attempts', 'text', 'receipts']],
    [{ people: 89 }, ['people', 'text']],
    [{ text: 2_000, people: 2_000 }, ['text']],
    [{ text: 1_900, attempts: 1_800, receipts: 1_801, people: 1_800 }, ['text', 'receipts', 'text']],
    [{ forever: true }, ['']],
  ])('refuse to keep for %j, and name all that is wrong with it', (retention, paths) => {
    const { error } = tenantSettingsPatchSchema.safeParse({ retention });
    expect(error?.issues.map(({ path }) => path.slice(1).join('.'))).toEqual(paths);
  });

  it('keep as long as usual where nothing is stored, and what is left out', () => {
    const usual = { text: 1_095, receipts: 1_095, attempts: 1_825, people: 1_825 };
    expect([retentionTermsOf(null), retentionTermsOf({ text: 365 })]).toEqual([usual, { ...usual, text: 365 }]);
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
    { morningSpan: -1 },
    { morningSpan: 121 },
    { morningSpan: 7.5 },
    { visitSettle: -1 },
    { visitSettle: 601 },
    { senderNumber: '02-1234-5678' },
    { senderNumber: '05012345678' },
    { senderNumber: '0215881234' },
    { undecidable: 'never' },
    { delivery: { channels: [] } },
    { delivery: { channels: ['text', 'text'] } },
    { delivery: { channels: ['alimtalk'], textAfterSeconds: 60 } },
    { delivery: { fallbackOn: ['suppressed'] } },
    { delivery: { tries: 2 } },
    { delivery: { attempts: 6 } },
    { delivery: { textAfterSeconds: 5 } },
    { delivery: { expiresAfterHours: 0 } },
    { delivery: { advertisingQuietHours: { from: '18:00', to: '18:00' } } },
    { delivery: { quietHours: null } },
    { closedDays: ['2026-02-30'] },
    { sites: { 'Main Hall': { title: '본관', closedDays: [] } } },
    { sites: { main: { title: '본관', closedDays: ['2026-02-30'] } } },
    { sites: { main: { closedDays: [] } } },
    { workingHours: [] },
    { workingHours: [['09:00', '09:00']] },
    {
      workingHours: [
        ['13:00', '18:00'],
        ['09:00', '12:00'],
      ],
    },
    {
      workingHours: [
        ['09:00', '13:00'],
        ['12:00', '18:00'],
      ],
    },
    { workingHours: [['09:00', '24:00']] },
    { unknown: true },
  ])('refuse %j, whole or as a change', (part) => {
    expect(tenantSettingsSchema.safeParse({ ...least, ...part }).success).toBe(false);
    expect(tenantSettingsPatchSchema.safeParse(part).success).toBe(false);
  });

  it('name everything that is wrong with a policy at once', () => {
    const delivery = { channels: ['fax'], tries: 1_000, fallbackOn: ['unknown'], attempts: 0 };
    const { error } = tenantSettingsPatchSchema.safeParse({ delivery });
    expect(error?.issues.map(({ path }) => path.slice(0, 2).join('.')).sort()).toEqual([
      'delivery.attempts',
      'delivery.channels',
      'delivery.fallbackOn',
      'delivery.tries',
    ]);
  });

  it('change only what is given: a patch has no defaults', () => {
    expect(tenantSettingsPatchSchema.parse({ undecidable: 'let-be' })).toEqual({ undecidable: 'let-be' });
  });

  it('give a lifecycle its reminder time, and working hours only when it counts them and they are special', () => {
    const usual = tenantSettingsSchema.parse(least);
    const special = tenantSettingsSchema.parse({ ...least, workingHours: [['10:00', '17:00']] });
    expect([lifecycleSettingsOf(special, pickUp), lifecycleSettingsOf(usual, writtenAnswer)]).toEqual([
      { reminderTime: '10:00' },
      { reminderTime: '10:00' },
    ]);
    expect(lifecycleSettingsOf(special, writtenAnswer)).toEqual({
      reminderTime: '10:00',
      workingHours: [['10:00', '17:00']],
    });
  });

  it('close a site on its own days and on those of the tenant, each said once', () => {
    const settings = tenantSettingsSchema.parse({
      ...least,
      closedDays: ['2026-12-25', '2026-12-07'],
      sites: { branch: { title: '분관', closedDays: ['2026-12-08', '2026-12-25'] } },
    });
    expect(closedDaysOf(settings, 'branch')).toEqual(['2026-12-07', '2026-12-08', '2026-12-25']);
    expect(closedDaysOf(settings, undefined)).toEqual(['2026-12-07', '2026-12-25']);
    expect(closedDaysOf(settings, 'gone')).toEqual(['2026-12-07', '2026-12-25']);
  });
});

describe('the weights of a tenant’s dealers', () => {
  it('are all of one dealer’s where none are set: the tenant’s own, else the usual one', () => {
    expect(weightsOf({}, 'solapi')).toEqual({ solapi: 100 });
    expect(weightsOf({ dealer: 'nhn', dealers: null }, 'solapi')).toEqual({ nhn: 100 });
  });

  it('are as they are set, whatever `dealer` says', () => {
    expect(weightsOf({ dealer: 'aligo', dealers: { solapi: 80, nhn: 20 } }, 'solapi')).toEqual({ solapi: 80, nhn: 20 });
  });
});
