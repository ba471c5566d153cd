import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { addDays, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { hasLetter, noteLetter } from '#libs/database/letter-store.js';
import { messageAtHand } from '#libs/database/message-acts-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { listUnreached } from '#libs/database/unreached-store.js';
import { refusalOfLetter } from '#libs/message/person-acts.js';
import type { Clock } from '#libs/platform/clock.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { messageExample } from '../lifecycles/examples.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { MessageReads } from '../messages/message-reads.js';
import { messageAnswer, type MessageAnswer } from '../messages/message.schemas.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { answerCsv, wantsCsv } from '../requests/csv.js';
import { messageIdParam } from '../requests/field-schemas.js';
import {
  sendLetterBody,
  unreachedExample,
  unreachedPage,
  unreachedQuery,
  type SendLetter,
  type UnreachedPage,
  type UnreachedQuery,
} from './unreached.schemas.js';
import { unreachedCsv, unreachedView } from './unreached-view.js';

/** A table has the whole day; more than so many rows are asked for by type. */
const MOST_ROWS = 20_000;

/** Whom no message reached: the day's list for a letter. */
@ApiTags('Unreached')
@Controller('v1/unreached')
export class UnreachedController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly reads: MessageReads,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listUnreached',
    scope: 'messages:read',
    summary: 'Whom no message could reach on any channel, for a letter',
    description:
      'By the Korean day on which it was settled. Whom a later message reached after all (sent again, or put right) is not on the list. With `Accept: text/csv` the whole day as a table for spreadsheets, in Korean; should it have more than 20,000 rows, the header `Bongsu-Next` gives the cursor of the rest.',
    errors: [
      'DATE_INVALID',
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
      'INPUT_INVALID',
      'FIELD_MISSING',
      'FIELD_INVALID',
      'FIELD_TYPE_WRONG',
      'FIELD_UNKNOWN',
    ],
    answers: [{ status: 200, description: 'A page.', schema: unreachedPage, example: unreachedExample }],
  })
  async list(
    @Tenant() tenant: string,
    @Query({ schema: unreachedQuery }) { day, type, letter, limit, cursor }: UnreachedQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UnreachedPage | string> {
    const csv = wantsCsv(request);
    const filter = {
      from: momentAt(day, '00:00'),
      until: momentAt(addDays(day, 1), '00:00'),
      limit: csv ? MOST_ROWS : limit,
      ...(type !== undefined && { type }),
      ...(letter !== undefined && { letter }),
      ...(cursor !== undefined && { after: idOfCursor(cursor) }),
    };
    const found = await inTenant(this.dataSource, tenant, (tx) => listUnreached(tx, this.keys, tenant, filter));
    const items = found.items.map(unreachedView);
    const next = found.next === undefined ? null : cursorOf(found.next);
    if (!csv) return { items, next };
    if (next !== null) response.setHeader('Bongsu-Next', next);
    return answerCsv(response, `unreached-${day}`, unreachedCsv(items));
  }

  @Post(':id/letter')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'noteLetter',
    scope: 'messages:write',
    summary: 'Note that a letter went out instead',
    description: 'Once for a message; its timeline shows it. Nothing is sent by it.',
    takesBody: true,
    errors: [
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
      'ID_INVALID',
      'DATE_INVALID',
      'MESSAGE_NOT_FOUND',
      'MESSAGE_IN_BUNDLE',
      'MESSAGE_NOT_UNREACHED',
      'LETTER_ALREADY_SENT',
      'PERSON_ERASED',
    ],
    answers: [
      { status: 200, description: 'The message as it now stands.', schema: messageAnswer, example: messageExample },
    ],
  })
  async letter(
    @AskedBy() caller: Caller,
    @Param('id', { schema: messageIdParam }) id: string,
    @IdempotencyKey('required') idempotencyKey: string,
    @Body({ schema: sendLetterBody }) body: SendLetter,
  ): Promise<MessageAnswer> {
    const { tenant } = caller;
    const now = this.clock.now();
    const on = body.sentOn ?? dayOf(now);
    if (on > dayOf(now))
      throw inputError([{ path: 'sentOn', code: 'DATE_INVALID', message: 'must not lie in the future' }]);
    const asked = { tenant, idempotencyKey, operation: `letter for message ${id}`, body };
    await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, asked, async () => {
        const message = await messageAtHand(tx, id);
        if (!message) throw new ProblemError('MESSAGE_NOT_FOUND');
        const refusal = refusalOfLetter(message);
        if (refusal) throw new ProblemError(refusal);
        if (await hasLetter(tx, tenant, id)) throw new ProblemError('LETTER_ALREADY_SENT');
        const words = { reason: body.note ?? '', by: await nameOfCaller(tx, caller, body.actor) };
        try {
          await noteLetter(tx, this.keys, message, { tenant, on, words, now });
        } catch (error) {
          if (error instanceof PersonErased) throw new ProblemError('PERSON_ERASED');
          throw error;
        }
        return { status: 200, body: { id } };
      }),
    );
    return this.reads.get(tenant, id);
  }
}
