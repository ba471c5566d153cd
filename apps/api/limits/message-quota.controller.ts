import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { readQuota } from '#libs/database/message-quota-store.js';
import { quotaDay, quotaResetsAt, quotaState } from '#libs/message/quota.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { messageQuota, messageQuotaExample, type MessageQuotaAnswer } from './message-quota.schemas.js';

@ApiTags('Settings')
@Controller('v1/message-quota')
export class MessageQuotaController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'getMessageQuota',
    scope: 'settings:read',
    summary: 'How many messages the day has left',
    description:
      'The limit is `dailyMessageLimit` of the settings. Where nothing is left, starts with a live key are refused until midnight; whatever was accepted goes on, and counts. What team and test keys begin has no limit and is not counted.',
    answers: [{ status: 200, description: 'Of today.', schema: messageQuota, example: messageQuotaExample }],
  })
  async read(@Tenant() tenant: string): Promise<MessageQuotaAnswer> {
    const now = this.clock.now();
    const day = quotaDay(now);
    const { limit, used, warnedAt, exhaustedAt } = await inTenant(this.dataSource, tenant, (tx) => readQuota(tx, day));
    return {
      day,
      limit,
      used,
      left: limit === null ? null : Math.max(0, limit - used),
      state: quotaState(limit, used),
      warnedAt: isoOrNull(warnedAt ?? undefined),
      exhaustedAt: isoOrNull(exhaustedAt ?? undefined),
      resetsAt: isoKorean(quotaResetsAt(now)),
    };
  }
}
