import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { messageExample } from '../lifecycles/examples.js';
import { messageIdParam } from '../requests/field-schemas.js';
import { MessageReads } from './message-reads.js';
import {
  listMessagesQuery,
  messageAnswer,
  messagePage,
  messagePageExample,
  searchMessagesBody,
  type ListMessages,
  type MessageAnswer,
  type MessagePage,
  type SearchMessages,
} from './message.schemas.js';

const OF_A_PAGE: readonly ErrorCode[] = ['DATE_INVALID', 'PERIOD_INVALID', 'CURSOR_INVALID', 'PAGE_SIZE_INVALID'];

@ApiTags('Messages')
@Controller('v1/messages')
export class MessagesController {
  constructor(private readonly reads: MessageReads) {}

  @Get()
  @Operation({
    id: 'listMessages',
    scope: 'messages:read',
    summary: 'List messages by planned moment, latest first',
    description:
      'With `state=undecidable`: what waits for a person, because nobody can tell whether it left. Settle it with POST /v1/messages/{id}/decision.',
    errors: ['INPUT_INVALID', 'FIELD_INVALID', 'FIELD_TYPE_WRONG', 'FIELD_UNKNOWN', 'ID_INVALID', ...OF_A_PAGE],
    answers: [{ status: 200, description: 'A page.', schema: messagePage, example: messagePageExample }],
  })
  list(@Tenant() tenant: string, @Query({ schema: listMessagesQuery }) query: ListMessages): Promise<MessagePage> {
    return this.reads.list(tenant, query);
  }

  @Post('search')
  @HttpCode(200)
  @Operation({
    id: 'searchMessages',
    scope: 'messages:read',
    summary: 'Find messages by the phone number of their recipient and by period, latest first',
    description: 'By POST, so that no number ever stands in a URL or a log. Changes nothing.',
    takesBody: true,
    errors: ['RECIPIENT_PHONE_INVALID', ...OF_A_PAGE],
    answers: [{ status: 200, description: 'A page.', schema: messagePage, example: messagePageExample }],
  })
  search(@Tenant() tenant: string, @Body({ schema: searchMessagesBody }) body: SearchMessages): Promise<MessagePage> {
    return this.reads.search(tenant, body);
  }

  @Get(':id')
  @Operation({
    id: 'getMessage',
    scope: 'messages:read',
    summary: 'What became of one message, and why: decisions, attempts, receipts, cost',
    errors: ['ID_INVALID', 'MESSAGE_NOT_FOUND', 'MESSAGE_REMOVED'],
    answers: [
      {
        status: 200,
        description: 'The message; names and numbers masked.',
        schema: messageAnswer,
        example: messageExample,
      },
    ],
  })
  get(@Tenant() tenant: string, @Param('id', { schema: messageIdParam }) id: string): Promise<MessageAnswer> {
    return this.reads.get(tenant, id);
  }
}
