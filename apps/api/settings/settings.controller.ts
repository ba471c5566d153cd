import { Body, Controller, Get, Patch, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { tenantSettingsSchema, type TenantSettings } from '#libs/database/tenant-settings.js';
import { waitsForSecondWord, type ApprovalAnswer } from '../approvals/approval.schemas.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { settingsPatch as patch, SettingsChanges } from './settings-changes.js';

const settings = tenantSettingsSchema.meta({ id: 'Settings' });

const EXAMPLE: TenantSettings = {
  reminderTime: '10:00',
  quietHours: { from: '21:00', to: '08:00' },
  morningSpan: 10,
  visitSettle: 120,
  senderNumber: '0212345678',
  channelId: 'KA01PF0000000000000000000000000',
  channelIds: {},
  dealer: null,
  dealers: { solapi: 80, nhn: 20 },
  undecidable: 'ask',
  delivery: { attempts: 2, expiresAfterHours: 72 },
  closedDays: ['2030-12-25'],
  sites: { main: { title: '본관', closedDays: ['2030-12-02'] } },
  workingHours: [
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ],
  callbackUrl: 'https://library.example.go.kr/bongsu',
  senderName: '한빛서점',
  optOutNumber: '0801234567',
  informationRefusable: false,
  consentNotices: true,
  consentReconfirmation: true,
  requireApprovedTemplates: true,
  dailyMessageLimit: 20_000,
  duplicateWindow: 300,
  twoPersonRule: {
    publishing: true,
    events: true,
    corrections: true,
    leakResends: false,
    migrations: true,
    largeFrom: 100,
  },
  retention: { text: 1_095, receipts: 1_095, attempts: 1_825, people: 1_825 },
};

@ApiTags('Settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(private readonly changes: SettingsChanges) {}

  @Get()
  @Operation({
    id: 'getSettings',
    scope: 'settings:read',
    summary: 'What the tenant chose for itself',
    answers: [{ status: 200, description: 'All settings.', schema: settings, example: EXAMPLE }],
  })
  read(@Tenant() tenant: string): Promise<TenantSettings> {
    return this.changes.read(tenant);
  }

  @Patch()
  @Operation({
    id: 'changeSettings',
    scope: 'settings:write',
    summary: 'Change some settings',
    description:
      'What is left out stays as it is; `sites` and `delivery` are given whole. Open lifecycles follow: reminders that have not gone out yet move with the reminder time, the closed days and the working hours. `callbackUrl` needs a secret that was drawn before; calls of the last 24 hours that found no address are then made. `dealers` divides your messages by weight and lets one stand in for another that is out; templates must be approved with each of them. `dailyMessageLimit` stops starts at the door, never what has begun: GET /v1/message-quota says what is left. `twoPersonRule` is given whole; a change that asks for somebody else’s word less often than before needs that word itself and waits with all that the call holds. `retention` is given whole, in days: what has come to its term is removed within a day and does not come back; GET /v1/retention shows beforehand what that would be.',
    takesBody: true,
    errors: [
      'TIME_OF_DAY_INVALID',
      'DATE_INVALID',
      'SENDER_NUMBER_INVALID',
      'CALLBACK_URL_INVALID',
      'DEALER_NOT_CONFIGURED',
      'SITE_IN_USE',
      'CALLBACK_SECRET_MISSING',
    ],
    answers: [
      { status: 200, description: 'All settings, as they are now.', schema: settings, example: EXAMPLE },
      waitsForSecondWord,
    ],
  })
  async change(
    @AskedBy() caller: Caller,
    @Body({ schema: patch }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TenantSettings | ApprovalAnswer> {
    const { status, body: answer } = await this.changes.change(caller, body);
    response.status(status);
    if (status === 202) response.setHeader('Location', (answer as ApprovalAnswer).links.self);
    return answer;
  }
}
