import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import {
  eventIdParam,
  eventProgressExample,
  eventProgressView,
  eventTaken,
  eventToManyExample,
  reportEventToMany,
  whichEvent,
  type EventProgressView,
  type EventTaken,
} from './lifecycle-event.schemas.js';
import { LifecycleEvents } from './lifecycle-events.js';

/** What happens to many affairs at once is reported in one call: a vote is opened, an office is closed. */
@ApiTags('Lifecycle events')
@Controller('v1/lifecycle-events')
export class LifecycleEventsController {
  constructor(private readonly events: LifecycleEvents) {}

  @Post()
  @HttpCode(202)
  @Operation({
    id: 'reportEventToMany',
    systemsOnly: true,
    scope: 'lifecycles:write',
    summary: 'Report one event to many lifecycles',
    description:
      'To all open lifecycles of a type, or to those in given stages or under given references. It is stored for each before this is answered, and each takes it in its turn. The eventId makes a repetition harmless: those that know it are passed over, so a call that broke off is simply made again. Where your two-person rule asks for somebody else’s word, it is not stored yet: the answer is then an Approval, the same one however often the call is made meanwhile.',
    takesBody: true,
    errors: [
      'LIFECYCLE_TYPE_UNKNOWN',
      'EVENT_UNKNOWN',
      'FIELD_INVALID',
      'DATE_INVALID',
      'MOMENT_INVALID',
      'MOMENT_IN_FUTURE',
      'EVENT_ID_REUSED',
      'TOO_MANY_LIFECYCLES',
    ],
    answers: [
      {
        status: 202,
        description: 'Stored for each of them; or, by your two-person rule, kept until somebody else has approved it.',
        schema: eventTaken,
        example: eventToManyExample,
      },
    ],
  })
  report(@AskedBy() caller: Caller, @Body({ schema: reportEventToMany }) body: unknown): Promise<EventTaken> {
    return this.events.report(caller, body);
  }

  @Get(':eventId')
  @Operation({
    id: 'getEventProgress',
    scope: 'lifecycles:read',
    summary: 'How far an event has come with the lifecycles of a type',
    errors: ['EVENT_NOT_FOUND'],
    answers: [
      { status: 200, description: 'How many have taken it.', schema: eventProgressView, example: eventProgressExample },
    ],
  })
  progress(
    @Tenant() tenant: string,
    @Param('eventId', { schema: eventIdParam }) eventId: string,
    @Query({ schema: whichEvent }) { lifecycleType }: z.output<typeof whichEvent>,
  ): Promise<EventProgressView> {
    return this.events.progress(tenant, lifecycleType, eventId);
  }
}
