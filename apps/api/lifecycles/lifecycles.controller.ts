import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { lifecycleIdParam } from '../requests/field-schemas.js';
import type { EventOutcome } from './event-answer.js';
import { pageExample, startedExample } from './examples.js';
import { LifecycleChanges } from './lifecycle-changes.js';
import { BY_ID, EventOperation, GetOperation, idempotencyHeader, TimelineOperation } from './lifecycle-operations.js';
import { LifecycleReads } from './lifecycle-reads.js';
import {
  lifecyclePage,
  listLifecycles,
  reportEvent,
  searchLifecycles,
  startedLifecycle,
  startLifecycle,
  type LifecycleView,
  type ListLifecycles,
  type SearchLifecycles,
  type StartedLifecycle,
  type TimelineView,
} from './lifecycle.schemas.js';

@ApiTags('Lifecycles')
@Controller('v1/lifecycles')
export class LifecyclesController {
  constructor(
    private readonly reads: LifecycleReads,
    private readonly changes: LifecycleChanges,
  ) {}

  @Post()
  @idempotencyHeader(true)
  @Operation({
    id: 'startLifecycle',
    systemsOnly: true,
    scope: 'lifecycles:write',
    summary: 'Start a lifecycle',
    description:
      'Accepted once it is stored; it begins at once, or as soon as it can. The answer says what is planned, by the settings of this moment.',
    takesBody: true,
    errors: [
      'PARTIES_AMBIGUOUS',
      'RECIPIENT_PHONE_INVALID',
      'GUARDIAN_MISSING',
      'LANGUAGE_UNKNOWN',
      'DATE_INVALID',
      'DATE_PAST',
      'MOMENT_INVALID',
      'SITE_UNKNOWN',
      'LIFECYCLE_TYPE_UNKNOWN',
      'LIFECYCLE_TYPE_VERSION_UNKNOWN',
      'LIFECYCLE_TYPE_RETIRED',
      'TEMPLATES_NOT_APPROVED',
      'REFERENCE_TAKEN',
      'START_DUPLICATE',
      'LEGAL_CONFIRMATION_MISSING',
      'MESSAGE_QUOTA_EXHAUSTED',
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    answers: [
      {
        status: 201,
        description: 'Accepted. Location leads to it.',
        schema: startedLifecycle,
        example: startedExample,
      },
    ],
  })
  async start(
    @Tenant() tenant: string,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: startLifecycle }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StartedLifecycle> {
    const started = await this.changes.start(tenant, body, idempotencyKey);
    response.setHeader('Location', started.links.self);
    return started;
  }

  @Get()
  @Operation({
    id: 'listLifecycles',
    scope: 'lifecycles:read',
    summary: 'List lifecycles, newest first',
    errors: [
      'INPUT_INVALID',
      'FIELD_INVALID',
      'FIELD_TYPE_WRONG',
      'FIELD_UNKNOWN',
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
    ],
    answers: [{ status: 200, description: 'A page.', schema: lifecyclePage, example: pageExample }],
  })
  list(@Tenant() tenant: string, @Query({ schema: listLifecycles }) query: ListLifecycles) {
    return this.reads.list(tenant, query);
  }

  @Post('search')
  @HttpCode(200)
  @Operation({
    id: 'searchLifecycles',
    scope: 'lifecycles:read',
    summary: 'Find lifecycles by phone number, newest first',
    description: 'By POST, so that no number ever stands in a URL or a log. Changes nothing.',
    takesBody: true,
    errors: ['RECIPIENT_PHONE_INVALID', 'CURSOR_INVALID', 'PAGE_SIZE_INVALID'],
    answers: [{ status: 200, description: 'A page.', schema: lifecyclePage, example: pageExample }],
  })
  search(@Tenant() tenant: string, @Body({ schema: searchLifecycles }) body: SearchLifecycles) {
    return this.reads.search(tenant, body);
  }

  @Get(':id')
  @GetOperation(BY_ID)
  get(@Tenant() tenant: string, @Param('id', { schema: lifecycleIdParam }) id: string): Promise<LifecycleView> {
    return this.reads.get(tenant, { id });
  }

  @Get(':id/timeline')
  @TimelineOperation(BY_ID)
  timeline(@Tenant() tenant: string, @Param('id', { schema: lifecycleIdParam }) id: string): Promise<TimelineView> {
    return this.reads.timeline(tenant, { id });
  }

  @Post(':id/events')
  @EventOperation(BY_ID)
  async event(
    @Tenant() tenant: string,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('optional') idempotencyKey: string | undefined,
    @Body({ schema: reportEvent }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.changes.reportEvent(tenant, { id }, body, idempotencyKey));
  }
}

/** 200 with the outcome, or 202 while it is pending. */
export function answered(response: Response, { status, body }: EventOutcome): EventOutcome['body'] {
  response.status(status);
  return body;
}
