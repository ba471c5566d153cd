import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Tenant } from '../authentication/authentication.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { referenceParam, typeParam } from '../requests/field-schemas.js';
import type { EventOutcome } from './event-answer.js';
import { LifecycleChanges } from './lifecycle-changes.js';
import { BY_REFERENCE, EventOperation, GetOperation, TimelineOperation } from './lifecycle-operations.js';
import { LifecycleReads } from './lifecycle-reads.js';
import { reportEvent, type LifecycleView, type TimelineView } from './lifecycle.schemas.js';
import { answered } from './lifecycles.controller.js';

/** For systems that know only their own number: the open lifecycle of the type, else the latest. */
@ApiTags('Lifecycles by reference')
@Controller('v1/lifecycles/by-reference/:type/:reference')
export class ByReferenceController {
  constructor(
    private readonly reads: LifecycleReads,
    private readonly changes: LifecycleChanges,
  ) {}

  @Get()
  @GetOperation(BY_REFERENCE)
  get(
    @Tenant() tenant: string,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
  ): Promise<LifecycleView> {
    return this.reads.get(tenant, { type, reference });
  }

  @Get('timeline')
  @TimelineOperation(BY_REFERENCE)
  timeline(
    @Tenant() tenant: string,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
  ): Promise<TimelineView> {
    return this.reads.timeline(tenant, { type, reference });
  }

  @Post('events')
  @EventOperation(BY_REFERENCE)
  async event(
    @Tenant() tenant: string,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('optional') idempotencyKey: string | undefined,
    @Body({ schema: reportEvent }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.changes.reportEvent(tenant, { type, reference }, body, idempotencyKey));
  }
}
