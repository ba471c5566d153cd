import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { AskedBy, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { messageExample } from '../lifecycles/examples.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { messageIdParam } from '../requests/field-schemas.js';
import { MessageActs } from './message-acts.js';
import {
  correctMessageBody,
  decideMessageBody,
  resendMessageBody,
  type CorrectMessage,
  type DecideMessage,
  type ResendMessage,
} from './message-acts.schemas.js';
import { messageAnswer, type MessageAnswer } from './message.schemas.js';

const ALWAYS: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'ID_INVALID',
  'MESSAGE_NOT_FOUND',
  'MESSAGE_IN_BUNDLE',
  'PERSON_ERASED',
];
const answer = (status: number, description: string) => [
  { status, description, schema: messageAnswer, example: messageExample },
];

/** What operators do about one message. */
@ApiTags('Messages')
@Controller('v1/messages')
export class MessageActsController {
  constructor(private readonly acts: MessageActs) {}

  @Post(':id/decision')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'decideMessage',
    scope: 'messages:write',
    summary: 'Decide about a message of which nobody can tell whether it left',
    description:
      'Once. Sent again, it goes on as any message does: what is no longer true does not leave, and quiet hours hold. Let be, it counts as handed over. A receipt that comes after all goes before the decision.',
    takesBody: true,
    errors: [...ALWAYS, 'MESSAGE_NOT_UNDECIDABLE', 'MESSAGE_POINTLESS'],
    answers: answer(200, 'The message as it now stands.'),
  })
  decide(
    @AskedBy() caller: Caller,
    @Param('id', { schema: messageIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: decideMessageBody }) body: DecideMessage,
  ): Promise<MessageAnswer> {
    return this.acts.decide(caller, id, body, key);
  }

  @Post(':id/resend')
  @idempotencyHeader(true)
  @Operation({
    id: 'resendMessage',
    scope: 'messages:write',
    summary: 'Send a message once more',
    description:
      'As a new message that names the first, to whoever fills the role now. It leaves only if what it tells is still true, outside quiet hours. Several may be sent again one after the other, not at once.',
    takesBody: true,
    errors: [...ALWAYS, 'MESSAGE_UNDER_WAY', 'MESSAGE_WAITS_FOR_DECISION', 'MESSAGE_POINTLESS'],
    answers: answer(201, 'The new message. Location leads to it.'),
  })
  async resend(
    @AskedBy() caller: Caller,
    @Param('id', { schema: messageIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: resendMessageBody }) body: ResendMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageAnswer> {
    return located(response, await this.acts.resend(caller, id, body, key));
  }

  @Post(':id/correction')
  @idempotencyHeader(true)
  @Operation({
    id: 'correctMessage',
    scope: 'messages:write',
    summary: 'Put a wrong message right',
    description:
      'By another template of the definition (정정 안내), filled with the data as it stands when it leaves, to whoever fills the role now; also when the affair has ended. Correct the data first. Quiet hours hold. For many messages at once see message corrections.',
    takesBody: true,
    errors: [...ALWAYS, 'MESSAGE_UNDER_WAY', 'MESSAGE_NEVER_LEFT', 'TEMPLATE_UNKNOWN'],
    answers: answer(201, 'The new message. Location leads to it.'),
  })
  async correct(
    @AskedBy() caller: Caller,
    @Param('id', { schema: messageIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: correctMessageBody }) body: CorrectMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageAnswer> {
    return located(response, await this.acts.correct(caller, id, body, key));
  }
}

function located(response: Response, message: MessageAnswer): MessageAnswer {
  response.setHeader('Location', `/v1/messages/${message.id}`);
  return message;
}
