import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { waitsForSecondWord, type ApprovalAnswer } from '../approvals/approval.schemas.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  correctionExample,
  correctionIdParam,
  correctionReportExample,
  correctMessagesBody,
  messageCorrection,
  messageCorrectionList,
  messageCorrectionReport,
  type CorrectMessages,
  type MessageCorrection,
  type MessageCorrectionReport,
} from './message-correction.schemas.js';
import { MessageCorrections } from './message-corrections.js';

const REPEATABLE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
];

const one = (description: string) => [
  { status: 200, description, schema: messageCorrection, example: correctionExample },
];

/** Putting right many wrong messages at once. */
@ApiTags('Messages')
@Controller('v1/message-corrections')
export class MessageCorrectionsController {
  constructor(private readonly corrections: MessageCorrections) {}

  @Post()
  @idempotencyHeader(true)
  @Operation({
    id: 'correctMessages',
    scope: 'corrections:write',
    summary: 'Put right all wrong messages of a template and a period, or see what that would do',
    description:
      'With `dryRun` nothing is sent: the answer counts the messages and shows what would be read. Without it they are put right at the pace of `perMinute`, each once, each by a message that names the wrong one. It concerns messages that somebody may have read, also of affairs that have ended. Quiet hours hold.',
    takesBody: true,
    errors: [
      ...REPEATABLE,
      'MOMENT_INVALID',
      'PERIOD_INVALID',
      'LIFECYCLE_TYPE_NOT_FOUND',
      'TEMPLATE_UNKNOWN',
      'CORRECTION_UNDER_WAY',
    ],
    answers: [
      {
        status: 201,
        description: 'What it concerns, and how it stands. Location leads to it.',
        schema: messageCorrectionReport,
        example: correctionReportExample,
      },
      waitsForSecondWord,
    ],
  })
  async create(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') key: string,
    @Body({ schema: correctMessagesBody }) body: CorrectMessages,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageCorrectionReport | ApprovalAnswer> {
    const { status, body: answer } = await this.corrections.create(caller, body, key);
    response.status(status).setHeader('Location', answer.links.self);
    return answer;
  }

  @Get()
  @Operation({
    id: 'listMessageCorrections',
    scope: 'corrections:read',
    summary: 'Sets of corrections and dry runs, newest first',
    answers: [
      {
        status: 200,
        description: 'The latest hundred.',
        schema: messageCorrectionList,
        example: { items: [correctionExample] },
      },
    ],
  })
  list(@Tenant() tenant: string): Promise<{ items: MessageCorrection[] }> {
    return this.corrections.list(tenant);
  }

  @Get(':id')
  @Operation({
    id: 'getMessageCorrection',
    scope: 'corrections:read',
    summary: 'How far a set of corrections has come',
    errors: ['ID_INVALID', 'CORRECTION_NOT_FOUND'],
    answers: one('What has become of it so far.'),
  })
  get(@Tenant() tenant: string, @Param('id', { schema: correctionIdParam }) id: string): Promise<MessageCorrection> {
    return this.corrections.get(tenant, id);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'stopMessageCorrection',
    scope: 'corrections:write',
    summary: 'Let no other message be put right',
    description: 'What was written by then still goes out; the others are left until it is resumed.',
    errors: [...REPEATABLE, 'ID_INVALID', 'CORRECTION_NOT_FOUND', 'CORRECTION_NOT_RUNNING'],
    answers: one('It is stopped.'),
  })
  stop(
    @Tenant() tenant: string,
    @Param('id', { schema: correctionIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MessageCorrection> {
    return this.corrections.stop(tenant, id, key);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'resumeMessageCorrection',
    scope: 'corrections:write',
    summary: 'Let a stopped set of corrections go on',
    errors: [...REPEATABLE, 'ID_INVALID', 'CORRECTION_NOT_FOUND', 'CORRECTION_NOT_STOPPED'],
    answers: one('It goes on where it stopped.'),
  })
  resume(
    @Tenant() tenant: string,
    @Param('id', { schema: correctionIdParam }) id: string,
    @IdempotencyKey('required') key: string,
  ): Promise<MessageCorrection> {
    return this.corrections.resume(tenant, id, key);
  }
}
