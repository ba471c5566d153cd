import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { acknowledgeAlert, listAlerts, type AlertView } from '#libs/database/alert-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Clock } from '#libs/platform/clock.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { ProblemError } from '../problem-details/problem-error.js';
import {
  acknowledgeAlertBody,
  acknowledgedAlertExample,
  alertAnswer,
  alertIdParam,
  alertPage,
  listAlertsQuery,
  openAlertExample,
  type AcknowledgeAlertBody,
  type AlertAnswer,
  type AlertPage,
  type ListAlertsQuery,
} from './alert.schemas.js';

@ApiTags('Alerts')
@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listAlerts',
    scope: 'alerts:read',
    summary: 'What wants the attention of your operators, newest first',
    description: 'An alert stays open until somebody acknowledges it, also when its lifecycle has ended.',
    errors: [
      'INPUT_INVALID',
      'FIELD_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'ID_INVALID',
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
    ],
    answers: [
      {
        status: 200,
        description: 'One page.',
        schema: alertPage,
        example: { items: [openAlertExample], next: null },
      },
    ],
  })
  async list(
    @Tenant() tenant: string,
    @Query({ schema: listAlertsQuery }) { state, type, lifecycle, limit, cursor }: ListAlertsQuery,
  ): Promise<AlertPage> {
    const filter = {
      limit,
      ...(state !== undefined && { state }),
      ...(type !== undefined && { type }),
      ...(lifecycle !== undefined && { lifecycleId: lifecycle }),
      ...(cursor !== undefined && { cursor: idOfCursor(cursor) }),
    };
    const { items, next } = await inTenant(this.dataSource, tenant, (tx) => listAlerts(tx, this.keys, filter));
    return { items: items.map(answerOf), next: next === undefined ? null : cursorOf(next) };
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Operation({
    id: 'acknowledgeAlert',
    scope: 'alerts:write',
    summary: 'Take note of an alert',
    description:
      'It is no longer open. Repeating it changes nothing: who was first, and what they noted, stays. It needs no Idempotency-Key.',
    takesBody: true,
    errors: ['ID_INVALID', 'ALERT_NOT_FOUND'],
    answers: [
      {
        status: 200,
        description: 'The alert as it now stands.',
        schema: alertAnswer,
        example: acknowledgedAlertExample,
      },
    ],
  })
  acknowledge(
    @AskedBy() caller: Caller,
    @Param('id', { schema: alertIdParam }) id: string,
    @Body({ schema: acknowledgeAlertBody }) { note, actor }: AcknowledgeAlertBody,
  ): Promise<AlertAnswer> {
    return inTenant(this.dataSource, caller.tenant, async (tx) => {
      const acknowledgement = {
        actor: await nameOfCaller(tx, caller, actor),
        ...(note !== undefined && { note }),
      };
      const alert = await acknowledgeAlert(tx, this.keys, id, { acknowledgement, now: this.clock.now() });
      if (!alert) throw new ProblemError('ALERT_NOT_FOUND');
      return answerOf(alert);
    });
  }
}

const answerOf = (view: AlertView): AlertAnswer => ({
  id: view.id,
  lifecycle: lifecycleOf(view),
  name: view.name,
  text: view.text,
  at: isoKorean(view.at),
  state: view.acknowledgedAt === undefined ? 'open' : 'acknowledged',
  acknowledgedAt: isoOrNull(view.acknowledgedAt),
  actor: view.acknowledgement?.actor ?? null,
  note: view.acknowledgement?.note ?? null,
});

const lifecycleOf = ({ lifecycleId, type, reference }: AlertView): AlertAnswer['lifecycle'] =>
  lifecycleId === undefined || type === undefined || reference === undefined
    ? null
    : { id: lifecycleId, type, reference };
