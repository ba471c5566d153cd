import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { messageById } from '#libs/database/lifecycle-reads.js';
import type { MessageView } from '#libs/database/message-view.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { readAffair, type Affair } from '#libs/database/person-store.js';
import { maskPhone } from '#libs/message/phone-number.js';
import { Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { messageExample } from '../lifecycles/examples.js';
import { findLifecycle } from '../lifecycles/find-lifecycle.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { maskName } from '../lifecycles/masking.js';
import { titleOf } from '../lifecycles/timeline-view.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { messageIdParam } from '../requests/field-schemas.js';
import { attemptStateWords, bundleWords, messageStateWords } from './message-words.js';
import { messageAnswer, type MessageAnswer } from './message.schemas.js';

@ApiTags('Messages')
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  @Get(':id')
  @Operation({
    id: 'getMessage',
    summary: 'What became of one message: attempts, receipts, cost',
    errors: ['ID_INVALID', 'MESSAGE_NOT_FOUND'],
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
    return inTenant(this.dataSource, tenant, async (tx) => {
      const message = await messageById(tx, this.keys, id);
      if (!message) throw new ProblemError('MESSAGE_NOT_FOUND');
      const person = await this.personOf(tx, message);
      const lifecycleId = lifecycleOf(message);
      const title =
        lifecycleId === undefined
          ? (message.template ?? '메시지')
          : titleOf((await findLifecycle(tx, { id: lifecycleId })).definition, message.template);
      return answerOf(message, title, person);
    });
  }

  /** Undefined for a message that was never reserved, and once the person has been erased. */
  private async personOf(tx: EntityManager, message: MessageView): Promise<Person | undefined> {
    const lifecycleId = lifecycleOf(message);
    const { party } = message;
    if (lifecycleId === undefined || party === undefined) return undefined;
    try {
      return (await readAffair(tx, this.keys, lifecycleId))?.parties[party];
    } catch (error) {
      if (error instanceof PersonErased) return undefined;
      throw error;
    }
  }
}

/** That of a bundle's message is the first item's: it is the same person's. */
const lifecycleOf = ({ lifecycleId, items }: MessageView): string | undefined => lifecycleId ?? items[0]?.lifecycleId;

type Person = Affair['parties'][string];

const answerOf = (message: MessageView, title: string, person: Person | undefined): MessageAnswer => ({
  id: message.id,
  lifecycleId: message.lifecycleId ?? null,
  party: message.party ?? null,
  recipient: person ? { name: maskName(person.name), phone: maskPhone(person.phone) } : null,
  template: message.template ?? null,
  title,
  state: message.state,
  stateText: messageStateWords(message.state),
  reason: message.reason ?? null,
  plannedAt: isoKorean(message.plannedAt),
  expiresAt: isoOrNull(message.expiresAt),
  heldUntil: isoOrNull(message.heldUntil),
  settledAt: isoOrNull(message.settledAt),
  doubleContact: message.doubleContact,
  bundle: message.bundle
    ? {
        messageId: message.bundle.messageId,
        closesAt: isoKorean(message.bundle.closesAt),
        text: message.bundle.count === undefined ? messageStateWords('bundled') : bundleWords(message.bundle.count),
      }
    : null,
  items: message.items.map(({ lifecycleId, withdrawnAt }) => ({ lifecycleId, withdrawnAt: isoOrNull(withdrawnAt) })),
  attempts: message.attempts.map((attempt) => ({
    number: attempt.number,
    channel: attempt.channel,
    dealer: attempt.dealer,
    state: attempt.state,
    stateText: attemptStateWords(attempt.state),
    class: attempt.class ?? null,
    resultCode: attempt.resultCode ?? null,
    reason: attempt.reason ?? null,
    text: person && attempt.text !== undefined ? attempt.text.replaceAll(person.name, maskName(person.name)) : null,
    reservedAt: isoKorean(attempt.reservedAt),
    callingAt: isoOrNull(attempt.callingAt),
    acceptedAt: isoOrNull(attempt.acceptedAt),
    settledAt: isoOrNull(attempt.settledAt),
    tries: attempt.tries,
    costKrw: attempt.costKrw ?? null,
    receipts: attempt.receipts.map(({ statusCode, class: resultClass, receivedAt, applied }) => ({
      statusCode,
      class: resultClass,
      receivedAt: isoKorean(receivedAt),
      applied,
    })),
  })),
});
