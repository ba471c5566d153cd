import { Body, Controller, Get, Inject, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { mayBeCalled } from '#activities/callback-http.js';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  tenantSettingsPatchSchema,
  tenantSettingsSchema,
  type TenantSettings,
  type TenantSettingsPatch,
} from '#libs/database/tenant-settings.js';
import { CallbackSecretMissing, changeSettings, getTenant, SitesInUse } from '#libs/database/tenant-store.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CONFIGURATION } from '../foundation/foundation.module.js';
import { checkedByHandler, readShape } from '../problem-details/checked-by-handler.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';

const settings = tenantSettingsSchema.meta({ id: 'Settings' });
const patch = checkedByHandler(
  tenantSettingsPatchSchema.meta({
    id: 'SettingsPatch',
    examples: [{ reminderTime: '10:00', senderName: '한빛서점', optOutNumber: '0801234567' }],
  }),
);

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
  retention: { text: 1_095, receipts: 1_095, attempts: 1_825, people: 1_825 },
};

@ApiTags('Settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  @Get()
  @Operation({
    id: 'getSettings',
    scope: 'settings:read',
    summary: 'What the tenant chose for itself',
    answers: [{ status: 200, description: 'All settings.', schema: settings, example: EXAMPLE }],
  })
  read(@Tenant() tenant: string): Promise<TenantSettings> {
    return inTenant(this.dataSource, tenant, async (tx) => existing(await getTenant(tx)).settings);
  }

  @Patch()
  @Operation({
    id: 'changeSettings',
    scope: 'settings:write',
    summary: 'Change some settings',
    description:
      'What is left out stays as it is; `sites` and `delivery` are given whole. Open lifecycles follow: reminders that have not gone out yet move with the reminder time, the closed days and the working hours. `callbackUrl` needs a secret that was drawn before; calls of the last 24 hours that found no address are then made. `dealers` divides your messages by weight and lets one stand in for another that is out; templates must be approved with each of them. `dailyMessageLimit` stops starts at the door, never what has begun: GET /v1/message-quota says what is left. `retention` is given whole, in days: what has come to its term is removed within a day and does not come back; GET /v1/retention shows beforehand what that would be.',
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
    answers: [{ status: 200, description: 'All settings, as they are now.', schema: settings, example: EXAMPLE }],
  })
  async change(@Tenant() tenant: string, @Body({ schema: patch }) body: unknown): Promise<TenantSettings> {
    const shape = readShape(patch, body);
    if ('problems' in shape) throw inputError(shape.problems.map(withOwnCode));
    const unserved = this.unserved(shape.value);
    if (unserved.length > 0) throw inputError(unserved);
    const { callbackUrl } = shape.value;
    if (callbackUrl && !mayBeCalled(callbackUrl, this.configuration.callbacksToLoopback))
      throw inputError([
        {
          path: 'callbackUrl',
          code: 'CALLBACK_URL_INVALID',
          message: 'must be an https address of the public internet',
        },
      ]);
    try {
      return await inTenant(this.dataSource, tenant, async (tx) => existing(await changeSettings(tx, shape.value)));
    } catch (error) {
      if (error instanceof CallbackSecretMissing) throw new ProblemError('CALLBACK_SECRET_MISSING');
      if (!(error instanceof SitesInUse)) throw error;
      throw new ProblemError('SITE_IN_USE', { detail: `Lifecycles are open for: ${error.sites.join(', ')}.` });
    }
  }

  /** Dealers that no worker here calls: what they should carry would never leave. */
  private unserved({ dealer, dealers }: TenantSettingsPatch): Problem[] {
    const { names } = this.configuration.dealers;
    const named = [
      ...(dealer ? [['dealer', dealer] as const] : []),
      ...Object.keys(dealers ?? {}).map((name) => [`dealers.${name}`, name] as const),
    ];
    const message = `must be a dealer that is called here: ${names.join(', ')}`;
    return named
      .filter(([, name]) => !names.some((each) => each === name))
      .map(([path]) => ({ path, code: 'DEALER_NOT_CONFIGURED', message }));
  }
}

const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /^(reminderTime|(quietHours|delivery\.advertisingQuietHours)\.(from|to)|workingHours\.\d+\.[01])$/,
    'TIME_OF_DAY_INVALID',
  ],
  [/^(sites\.[^.]+\.)?closedDays\.\d+$/, 'DATE_INVALID'],
  [/^senderNumber$/, 'SENDER_NUMBER_INVALID'],
  [/^callbackUrl$/, 'CALLBACK_URL_INVALID'],
];

const withOwnCode = (problem: Problem): Problem => {
  const own = problem.code === 'FIELD_INVALID' ? CODES.find(([path]) => path.test(problem.path)) : undefined;
  return own ? { ...problem, code: own[1] } : problem;
};

/** A key leads to a tenant that exists; anything else is a fault of ours. */
function existing<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('The tenant of an API key does not exist.');
  return found;
}
