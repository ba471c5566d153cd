import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { lookAtRetention, type RetentionLook } from '#libs/database/retention-look.js';
import { getTenant } from '#libs/database/tenant-store.js';
import { RETENTION_BOUNDS } from '#libs/message/retention.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import {
  retentionAnswer,
  retentionExample,
  retentionQuery,
  type RetentionAnswer,
  type RetentionQuery,
} from './retention.schemas.js';

@ApiTags('Settings')
@Controller('v1/retention')
export class RetentionController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'lookAtRetention',
    scope: 'settings:read',
    summary: 'What comes to its term next',
    description:
      'A look before: nothing is changed. With terms in the query, as it would be under these: so that you see what a shorter term removes before you set it (`retention` of PATCH /v1/settings). A round removes what is due once a day. Counting reads the months that are due, so do not ask for it every minute.',
    errors: ['INPUT_INVALID', 'FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN'],
    answers: [{ status: 200, description: 'By kind.', schema: retentionAnswer, example: retentionExample }],
  })
  async look(
    @Tenant() tenant: string,
    @Query({ schema: retentionQuery }) proposed: RetentionQuery,
  ): Promise<RetentionAnswer> {
    const now = this.clock.now();
    const looks = await inTenant(this.dataSource, tenant, async (tx) => {
      const found = await getTenant(tx);
      if (!found) throw new Error('The tenant of an API key does not exist.');
      const given = Object.entries(proposed).filter(([, days]) => days !== undefined);
      return lookAtRetention(tx, tenant, { ...found.settings.retention, ...Object.fromEntries(given) }, now);
    });
    return { asOf: isoKorean(now), kinds: looks.map(viewOf) };
  }
}

const viewOf = ({ months, next, lastRemovedAt, ...look }: RetentionLook): RetentionAnswer['kinds'][number] => ({
  ...look,
  ...RETENTION_BOUNDS[look.kind],
  months: months.map(({ month, ...counts }) => ({ month: month.slice(0, 7), ...counts })),
  next: next ? { month: next.month.slice(0, 7), at: isoKorean(next.at), messages: next.messages } : null,
  lastRemovedAt: isoOrNull(lastRemovedAt),
});
