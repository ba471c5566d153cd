import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { drawCallbackSecret } from '#libs/database/callback-secrets.js';
import { listCallbacks, type CallbackView } from '#libs/database/callback-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { callbackWords } from './callback-words.js';
import {
  callbackExample,
  callbackPage,
  callbackSecret,
  listCallbacksQuery,
  type CallbackAnswer,
  type CallbackPage,
  type CallbackSecret,
  type ListCallbacksQuery,
} from './callback.schemas.js';

@ApiTags('Callbacks')
@Controller('v1/callbacks')
export class CallbacksController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  @Get()
  @Operation({
    id: 'listCallbacks',
    scope: 'callbacks:read',
    summary: 'Calls to your system, newest first, and what became of them',
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
        description: 'One page. What a call says is not shown.',
        schema: callbackPage,
        example: { items: [callbackExample], next: null },
      },
    ],
  })
  async list(
    @Tenant() tenant: string,
    @Query({ schema: listCallbacksQuery }) { lifecycle, state, limit, cursor }: ListCallbacksQuery,
  ): Promise<CallbackPage> {
    const filter = {
      limit,
      ...(lifecycle !== undefined && { lifecycleId: lifecycle }),
      ...(state !== undefined && { state }),
      ...(cursor !== undefined && { cursor: idOfCursor(cursor) }),
    };
    const { items, next } = await inTenant(this.dataSource, tenant, (tx) => listCallbacks(tx, filter));
    return { items: items.map(answerOf), next: next === undefined ? null : cursorOf(next) };
  }

  @Post('secret')
  @HttpCode(201)
  @Operation({
    id: 'drawCallbackSecret',
    scope: 'callbacks:write',
    summary: 'Draw a new secret that calls are signed with',
    description:
      'Takes no Idempotency-Key, because a secret is not kept to be shown again: repeated, it draws another. The one before goes on signing beside the new one for 24 hours, so that your system can change over; of several drawn within a day the latest five sign.',
    answers: [
      {
        status: 201,
        description: 'The secret.',
        schema: callbackSecret,
        example: { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
      },
    ],
  })
  async draw(@Tenant() tenant: string): Promise<CallbackSecret> {
    return { secret: await inTenant(this.dataSource, tenant, (tx) => drawCallbackSecret(tx, this.keys, tenant)) };
  }
}

const answerOf = (view: CallbackView): CallbackAnswer => ({
  id: view.id,
  lifecycle: { id: view.lifecycleId, type: view.type, reference: view.reference },
  name: view.name,
  sequence: view.sequence,
  at: isoKorean(view.at),
  state: view.state,
  stateText: callbackWords(view),
  tries: view.tries,
  result: view.result ?? null,
  status: view.status ?? null,
  lastTriedAt: isoOrNull(view.lastTriedAt),
  nextTryAt: isoOrNull(view.nextTryAt),
  settledAt: isoOrNull(view.settledAt),
});
