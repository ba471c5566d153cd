import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import {
  listDeliveries,
  readDelivery,
  type DeliveryFilter,
  type DeliveryView,
} from '#libs/database/callback-delivery-list.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { ProblemError } from '../problem-details/problem-error.js';
import {
  deliveredEventParam,
  deliveryExample,
  deliveryPage,
  deliveryWithAttempts,
  listDeliveriesQuery,
  type DeliveryAnswer,
  type DeliveryPage,
  type DeliveryWithAttempts,
  type ListDeliveriesQuery,
} from './callback-delivery.schemas.js';
import { endpointIdParam } from './callback-endpoint.schemas.js';
import { callbackWords } from './callback-words.js';

const OF_ONE: readonly ErrorCode[] = ['ID_INVALID', 'CALLBACK_ENDPOINT_NOT_FOUND'];
const { attempts: _, ...listedExample } = deliveryExample;

/** What was told to an endpoint, what waits and what was given up. */
@ApiTags('Callbacks')
@Controller('v1/callbacks/endpoints/:id/deliveries')
export class CallbackDeliveriesController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @Operation({
    id: 'listCallbackDeliveries',
    scope: 'callbacks:read',
    summary: 'What was told to an endpoint, what waits and what was given up, latest first',
    description: 'Events are kept for 30 days. What an event says is not shown.',
    errors: [
      ...OF_ONE,
      'INPUT_INVALID',
      'FIELD_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'MOMENT_INVALID',
      'PERIOD_INVALID',
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
    ],
    answers: [
      {
        status: 200,
        description: 'One page.',
        schema: deliveryPage,
        example: { items: [listedExample], next: null },
      },
    ],
  })
  async list(
    @Tenant() tenant: string,
    @Param('id', { schema: endpointIdParam }) id: string,
    @Query({ schema: listDeliveriesQuery }) query: ListDeliveriesQuery,
  ): Promise<DeliveryPage> {
    const page = await inTenant(this.dataSource, tenant, (tx) => listDeliveries(tx, filterOf(id, query)));
    if (page === undefined) throw new ProblemError('CALLBACK_ENDPOINT_NOT_FOUND');
    const { items, next } = page;
    return { items: items.map((view) => answerOf(id, view)), next: next === undefined ? null : cursorOf(next) };
  }

  @Get(':eventId')
  @Operation({
    id: 'getCallbackDelivery',
    scope: 'callbacks:read',
    summary: 'How one event stands at an endpoint, with every try',
    errors: [...OF_ONE, 'CALLBACK_DELIVERY_NOT_FOUND'],
    answers: [{ status: 200, description: 'The event.', schema: deliveryWithAttempts, example: deliveryExample }],
  })
  async get(
    @Tenant() tenant: string,
    @Param('id', { schema: endpointIdParam }) id: string,
    @Param('eventId', { schema: deliveredEventParam }) eventId: string,
  ): Promise<DeliveryWithAttempts> {
    const view = await inTenant(this.dataSource, tenant, (tx) => readDelivery(tx, id, eventId));
    if (view === 'no endpoint') throw new ProblemError('CALLBACK_ENDPOINT_NOT_FOUND');
    if (view === 'no delivery') throw new ProblemError('CALLBACK_DELIVERY_NOT_FOUND');
    const attempts = view.attempts.map((each) => ({ ...each, at: isoKorean(each.at) }));
    return { ...answerOf(id, view), attempts };
  }
}

function filterOf(
  endpointId: string,
  { state, type, lifecycle, keyKind, from, until, limit, cursor }: ListDeliveriesQuery,
): DeliveryFilter {
  const [begins, ends] = [from, until].map((text) => (text === undefined ? undefined : momentOfIso(text)));
  return {
    endpointId,
    limit,
    ...(state !== undefined && { state }),
    ...(type !== undefined && { kind: type }),
    ...(lifecycle !== undefined && { lifecycleId: lifecycle }),
    ...(keyKind !== undefined && { keyKind }),
    ...(begins !== undefined && { from: begins }),
    ...(ends !== undefined && { until: ends }),
    ...(cursor !== undefined && { cursor: idOfCursor(cursor) }),
  };
}

const answerOf = (endpointId: string, view: DeliveryView): DeliveryAnswer => ({
  eventId: view.eventId,
  type: view.kind,
  at: isoKorean(view.at),
  sequence: view.sequence,
  lifecycle: view.lifecycle,
  keyKind: view.keyKind,
  state: view.state,
  stateText: callbackWords(view),
  tries: view.tries,
  result: view.result,
  status: view.status,
  tookMs: view.tookMs,
  lastTriedAt: isoOrNull(view.lastTriedAt),
  nextTryAt: isoOrNull(view.nextTryAt),
  settledAt: isoOrNull(view.settledAt),
  links: { self: `/v1/callbacks/endpoints/${endpointId}/deliveries/${view.eventId}` },
});
