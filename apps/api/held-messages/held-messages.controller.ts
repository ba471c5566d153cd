import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { countHeldMessages } from '#libs/database/held-messages.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Clock } from '#libs/platform/clock.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { heldMessagesAnswer, heldMessagesExample, type HeldMessagesAnswer } from './held-messages.schemas.js';

@ApiTags('Messages')
@Controller('v1/held-messages')
export class HeldMessagesController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'countHeldMessages',
    scope: 'messages:read',
    summary: 'How many messages are held now, why, and in which minutes they leave',
    description:
      'Tonight’s look at the coming morning: what quiet hours have held leaves spread over `morningSpan` minutes after they end.',
    answers: [{ status: 200, description: 'What is held.', schema: heldMessagesAnswer, example: heldMessagesExample }],
  })
  async count(@Tenant() tenant: string): Promise<HeldMessagesAnswer> {
    const now = this.clock.now();
    const held = await inTenant(this.dataSource, tenant, (tx) => countHeldMessages(tx, now));
    return {
      at: isoKorean(now),
      count: held.count,
      earliest: isoOrNull(held.earliest),
      latest: isoOrNull(held.latest),
      late: held.late,
      reasons: [...held.reasons],
      minutes: held.minutes.map(({ minute, count }) => ({ minute: isoKorean(minute), count })),
    };
  }
}
