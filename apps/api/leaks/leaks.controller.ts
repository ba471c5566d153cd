import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { waitsForSecondWord, type ApprovalAnswer } from '../approvals/approval.schemas.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  closeLeakBody,
  leakAnswer,
  leakExample,
  leakIdParam,
  leakResent,
  leakResentExample,
  leaksExample,
  leakPage,
  listLeaksQuery,
  leakToldBody,
  resendLeakBody,
  type CloseLeak,
  type LeakAnswer,
  type LeakPage,
  type LeakResent,
  type LeakTold,
  type ListLeaks,
  type ResendLeak,
} from './leak.schemas.js';
import { LeakResends } from './leak-resends.js';
import { Leaks } from './leaks.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'ID_INVALID',
  'LEAK_NOT_FOUND',
  'MOMENT_INVALID',
];

const one = (description: string) => [{ status: 200, description, schema: leakAnswer, example: leakExample }];

/** What went to wrong numbers before they were put in quarantine. */
@ApiTags('Persons')
@Controller('v1/leaks')
export class LeaksController {
  constructor(
    private readonly leaks: Leaks,
    private readonly resends: LeakResends,
  ) {}

  @Get()
  @Operation({
    id: 'listLeaks',
    scope: 'persons:read',
    summary: 'What had gone to wrong numbers, the nearest term first',
    errors: [
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
      'INPUT_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'FIELD_INVALID',
    ],
    answers: [{ status: 200, description: 'A page.', schema: leakPage, example: leaksExample }],
  })
  list(@Tenant() tenant: string, @Query({ schema: listLeaksQuery }) query: ListLeaks): Promise<LeakPage> {
    return this.leaks.list(tenant, query);
  }

  @Get(':id')
  @Operation({
    id: 'getLeak',
    scope: 'persons:read',
    summary: 'What had gone to a wrong number, and by when it is to be told',
    errors: ['ID_INVALID', 'LEAK_NOT_FOUND'],
    answers: one('As it stands now.'),
  })
  get(@Tenant() tenant: string, @Param('id', { schema: leakIdParam }) id: string): Promise<LeakAnswer> {
    return this.leaks.get(tenant, id);
  }

  @Post(':id/resend')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'resendLeak',
    scope: 'messages:write',
    summary: 'Send what had gone to the wrong number once more, to the right one',
    description:
      'Once the quarantine is lifted as `corrected`. Each message that still has a point is sent once more as POST /v1/messages/{id}/resend does, naming the first; what was sent again since the correction is left out, and so is what would go to the same number again. Of a message that had been sent again or put right before, the last alone.',
    takesBody: true,
    errors: [
      'IDEMPOTENCY_KEY_MISSING',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
      'ID_INVALID',
      'LEAK_NOT_FOUND',
      'LEAK_NUMBER_NOT_CORRECTED',
    ],
    answers: [
      { status: 200, description: 'What is sent, and what is not.', schema: leakResent, example: leakResentExample },
      waitsForSecondWord,
    ],
  })
  async resend(
    @AskedBy() caller: Caller,
    @Param('id', { schema: leakIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: resendLeakBody }) body: ResendLeak,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LeakResent | ApprovalAnswer> {
    const { status, body: answer } = await this.resends.resend(caller, id, body, key);
    response.status(status);
    if ('links' in answer) response.setHeader('Location', answer.links.self);
    return answer;
  }

  @Post(':id/told')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'noteLeakTold',
    scope: 'persons:write',
    summary: 'Note that whom it is about has been told',
    description: 'You tell them, by a way of your own: Bongsu does not, for it is their number that is wrong.',
    takesBody: true,
    errors: [...REPEATABLE, 'LEAK_ALREADY_TOLD'],
    answers: one('It is noted.'),
  })
  told(
    @AskedBy() caller: Caller,
    @Param('id', { schema: leakIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: leakToldBody }) body: LeakTold,
  ): Promise<LeakAnswer> {
    return this.leaks.told(caller, id, body, key);
  }

  @Post(':id/close')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'closeLeak',
    scope: 'persons:write',
    summary: 'Close it once all that the law asks for is done',
    takesBody: true,
    errors: [...REPEATABLE, 'LEAK_NOT_TOLD', 'LEAK_NOT_REPORTED', 'LEAK_CLOSED'],
    answers: one('It is closed.'),
  })
  close(
    @AskedBy() caller: Caller,
    @Param('id', { schema: leakIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: closeLeakBody }) body: CloseLeak,
  ): Promise<LeakAnswer> {
    return this.leaks.close(caller, id, body, key);
  }
}
