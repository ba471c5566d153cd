import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { personIdParam } from '../persons/person.schemas.js';
import {
  deceasedBody,
  liftQuarantineBody,
  quarantineAnswer,
  quarantineExample,
  quarantineIdParam,
  quarantineNumberBody,
  quarantinesExample,
  listQuarantinesQuery,
  quarantinePage,
  takeOverBody,
  type LiftQuarantine,
  type ListQuarantines,
  type QuarantineAnswer,
  type QuarantineNumber,
  type QuarantinePage,
  type SilenceDeceased,
  type TakeOver,
} from './quarantine.schemas.js';
import { Quarantines } from './quarantines.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
];

const one = (description: string) => [
  { status: 200, description, schema: quarantineAnswer, example: quarantineExample },
];

/** Numbers that are not their people's, and people who have died. */
@ApiTags('Persons')
@Controller('v1/quarantines')
export class QuarantinesController {
  constructor(private readonly quarantines: Quarantines) {}

  @Post()
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'quarantineNumber',
    scope: 'persons:write',
    summary: 'Stop everything that goes to a number, in one act',
    description:
      'For a number that is somebody else’s, or is disputed. Once it is answered no call to it is begun, whichever lifecycle it is of, also of those that are started later: they begin, and what they tell is held. All open lifecycles of everybody at it are paused. What had gone to it is written down as a leak, with its terms of law; what is in flight counts as gone.',
    takesBody: true,
    errors: [...REPEATABLE, 'RECIPIENT_PHONE_INVALID', 'MOMENT_INVALID', 'QUARANTINE_STANDS'],
    answers: one('It stands. Whom it concerns is in `people`.'),
  })
  quarantine(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') key: string,
    @Body({ schema: quarantineNumberBody }) body: QuarantineNumber,
  ): Promise<QuarantineAnswer> {
    return this.quarantines.quarantine(caller, body, key);
  }

  @Get()
  @Operation({
    id: 'listQuarantines',
    scope: 'persons:read',
    summary: 'Numbers and people in quarantine, the open ones first',
    errors: [
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
      'INPUT_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'FIELD_INVALID',
    ],
    answers: [{ status: 200, description: 'A page.', schema: quarantinePage, example: quarantinesExample }],
  })
  list(
    @Tenant() tenant: string,
    @Query({ schema: listQuarantinesQuery }) query: ListQuarantines,
  ): Promise<QuarantinePage> {
    return this.quarantines.list(tenant, query);
  }

  @Get(':id')
  @Operation({
    id: 'getQuarantine',
    scope: 'persons:read',
    summary: 'How a quarantine stands, and whom it concerns',
    errors: ['ID_INVALID', 'QUARANTINE_NOT_FOUND'],
    answers: one('As it stands now.'),
  })
  get(@Tenant() tenant: string, @Param('id', { schema: quarantineIdParam }) id: string): Promise<QuarantineAnswer> {
    return this.quarantines.get(tenant, id);
  }

  @Post(':id/lift')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'liftQuarantine',
    scope: 'persons:write',
    summary: 'Let what it stopped go on, to the right number',
    description:
      '`corrected` names everybody whose lifecycles it stops, each with their right number; from the answer on they are told there, in all their lifecycles, and what was held goes there, once. `mistaken` lets everything go on as it was. Lifecycles that somebody had paused before stay paused. Correct the number in your own system first: what is started with it later goes to it.',
    takesBody: true,
    errors: [
      ...REPEATABLE,
      'ID_INVALID',
      'RECIPIENT_PHONE_INVALID',
      'PERSON_NOT_FOUND',
      'PERSON_UNDECIDED',
      'QUARANTINE_NOT_FOUND',
      'QUARANTINE_LIFTED',
      'QUARANTINE_KIND_WRONG',
    ],
    answers: one('It is lifted.'),
  })
  lift(
    @AskedBy() caller: Caller,
    @Param('id', { schema: quarantineIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: liftQuarantineBody }) body: LiftQuarantine,
  ): Promise<QuarantineAnswer> {
    return this.quarantines.lift(caller, id, body, key);
  }

  @Post(':id/take-over')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'takeOverFromDeceased',
    scope: 'persons:write',
    summary: 'Have somebody take the place of one who has died, in all their lifecycles',
    description:
      'They are told from the answer on, as heir, or as guardian of those for whom the other stood in; what was held goes to them, and what was paused goes on. For the one who has died it stays silent.',
    takesBody: true,
    errors: [
      ...REPEATABLE,
      'ID_INVALID',
      'RECIPIENT_PHONE_INVALID',
      'LANGUAGE_UNKNOWN',
      'QUARANTINE_NOT_FOUND',
      'QUARANTINE_LIFTED',
      'QUARANTINE_KIND_WRONG',
    ],
    answers: one('They have taken over.'),
  })
  takeOver(
    @AskedBy() caller: Caller,
    @Param('id', { schema: quarantineIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: takeOverBody }) body: TakeOver,
  ): Promise<QuarantineAnswer> {
    return this.quarantines.takeOver(caller, id, body, key);
  }
}

@ApiTags('Persons')
@Controller('v1/persons')
export class DeceasedController {
  constructor(private readonly quarantines: Quarantines) {}

  @Post(':id/deceased')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'silenceDeceased',
    scope: 'persons:write',
    summary: 'Let all affairs of somebody who has died fall silent',
    description:
      'Once it is answered nothing is begun to be sent to them, nor to a guardian about them, whichever lifecycle it is of, also of those that are started later. Others at the same number are told as before. Open lifecycles are paused, or cancelled without a word. POST /v1/quarantines/{id}/take-over has an heir take their place; POST …/lift takes it back.',
    takesBody: true,
    errors: [...REPEATABLE, 'ID_INVALID', 'PERSON_NOT_FOUND', 'PERSON_ERASED', 'QUARANTINE_STANDS'],
    answers: [
      {
        status: 200,
        description: 'They are silent.',
        schema: quarantineAnswer,
        example: { ...quarantineExample, kind: 'deceased', leak: null },
      },
    ],
  })
  silence(
    @AskedBy() caller: Caller,
    @Param('id', { schema: personIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: deceasedBody }) body: SilenceDeceased,
  ): Promise<QuarantineAnswer> {
    return this.quarantines.silence(caller, id, body, key);
  }
}
