import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  tenantSettingsPatchSchema,
  tenantSettingsSchema,
  type TenantSettings,
} from '#libs/database/tenant-settings.js';
import { changeSettings, getTenant } from '#libs/database/tenant-store.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { checkedByHandler, readShape } from '../problem-details/checked-by-handler.js';
import { inputError } from '../problem-details/problem-error.js';

const settings = tenantSettingsSchema.meta({ id: 'Settings' });
const patch = checkedByHandler(
  tenantSettingsPatchSchema.meta({ id: 'SettingsPatch', examples: [{ reminderTime: '10:00' }] }),
);

const EXAMPLE: TenantSettings = {
  reminderTime: '10:00',
  quietHours: { from: '21:00', to: '08:00' },
  senderNumber: '0212345678',
  channelId: 'KA01PF0000000000000000000000000',
  undecidable: 'ask',
  closedDays: ['2030-12-25'],
};

@ApiTags('Settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @Operation({
    id: 'getSettings',
    summary: 'What the tenant chose for itself',
    answers: [{ status: 200, description: 'All settings.', schema: settings, example: EXAMPLE }],
  })
  read(@Tenant() tenant: string): Promise<TenantSettings> {
    return inTenant(this.dataSource, tenant, async (tx) => existing(await getTenant(tx)).settings);
  }

  @Patch()
  @Operation({
    id: 'changeSettings',
    summary: 'Change some settings',
    description:
      'What is left out stays as it is. Open lifecycles follow: reminders that have not gone out yet move with the reminder time and the closed days.',
    takesBody: true,
    errors: ['TIME_OF_DAY_INVALID', 'DATE_INVALID', 'SENDER_NUMBER_INVALID'],
    answers: [{ status: 200, description: 'All settings, as they are now.', schema: settings, example: EXAMPLE }],
  })
  change(@Tenant() tenant: string, @Body({ schema: patch }) body: unknown): Promise<TenantSettings> {
    const shape = readShape(patch, body);
    if ('problems' in shape) throw inputError(shape.problems.map(withOwnCode));
    return inTenant(this.dataSource, tenant, async (tx) => existing(await changeSettings(tx, shape.value)));
  }
}

const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(reminderTime|quietHours\.(from|to))$/, 'TIME_OF_DAY_INVALID'],
  [/^closedDays\.\d+$/, 'DATE_INVALID'],
  [/^senderNumber$/, 'SENDER_NUMBER_INVALID'],
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
