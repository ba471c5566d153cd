import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { messageById } from '#libs/database/lifecycle-reads.js';
import { listMessages, type MessageFilter } from '#libs/database/message-list.js';
import type { MessageView } from '#libs/database/message-view.js';
import { readPolicy } from '#libs/database/policy-of-message.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { readAffair } from '#libs/database/person-store.js';
import { whenRemoved } from '#libs/database/retention-look.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { findLifecycle } from '../lifecycles/find-lifecycle.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { titleOf } from '../lifecycles/timeline-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { answerOf, listedView, type Person } from './message-answer.js';
import type { ListMessages, MessageAnswer, MessagePage, SearchMessages } from './message.schemas.js';

/** Reads come from PostgreSQL alone: they work while Temporal or every worker is away. */
@Injectable()
export class MessageReads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  /** Throws MESSAGE_NOT_FOUND, MESSAGE_REMOVED. */
  get(tenant: string, id: string): Promise<MessageAnswer> {
    return inTenant(this.dataSource, tenant, (tx) => this.answer(tx, id));
  }

  private async answer(tx: EntityManager, id: string): Promise<MessageAnswer> {
    const message = await messageById(tx, this.keys, id);
    if (!message) throw await missing(tx, id);
    const person = await this.personOf(tx, message);
    const lifecycleId = lifecycleOf(message);
    const title =
      lifecycleId === undefined
        ? (message.template ?? '메시지')
        : titleOf((await findLifecycle(tx, { id: lifecycleId })).definition, message.template);
    return answerOf(message, title, person, await readPolicy(tx, id));
  }

  list(tenant: string, { state, template, type, lifecycle, ...page }: ListMessages): Promise<MessagePage> {
    return this.page(tenant, {
      ...pageOf(page),
      ...(state !== undefined && { state }),
      ...(template !== undefined && { template }),
      ...(type !== undefined && { type }),
      ...(lifecycle !== undefined && { lifecycleId: lifecycle }),
    });
  }

  /** Throws RECIPIENT_PHONE_INVALID. */
  search(tenant: string, { phone, ...page }: SearchMessages): Promise<MessagePage> {
    const number = normalisePhone(phone);
    if ('problem' in number) throw inputError([phoneProblem('phone')]);
    return this.page(tenant, { ...pageOf(page), recipient: { tenant, phone: number.number } });
  }

  private async page(tenant: string, filter: MessageFilter): Promise<MessagePage> {
    const { items, next } = await inTenant(this.dataSource, tenant, (tx) => listMessages(tx, this.keys, filter));
    return { items: items.map(listedView), next: next === undefined ? null : cursorOf(next) };
  }

  /** Undefined for a message that was never reserved, and once the person has been erased. */
  private async personOf(tx: EntityManager, message: MessageView): Promise<Person | undefined> {
    const lifecycleId = lifecycleOf(message);
    const { party } = message;
    if (lifecycleId === undefined || party === undefined) return undefined;
    try {
      const told = (await readAffair(tx, this.keys, lifecycleId))?.parties[party];
      return message.attempts.at(-1)?.told === 'guardian' ? (told?.guardian ?? told) : told;
    } catch (error) {
      if (error instanceof PersonErased) return undefined;
      throw error;
    }
  }
}

/** Its id says for which month it was planned: whether messages of that one have come to their term is known. */
async function missing(tx: EntityManager, id: string): Promise<ProblemError> {
  const at = await whenRemoved(tx, id);
  return at === undefined
    ? new ProblemError('MESSAGE_NOT_FOUND')
    : new ProblemError('MESSAGE_REMOVED', { detail: `Removed on ${dayOf(at)}, if there was such a message.` });
}

/** Days are Korean, both included. */
const pageOf = ({
  from,
  to,
  limit,
  cursor,
}: Pick<ListMessages, 'from' | 'to' | 'limit' | 'cursor'>): Pick<
  MessageFilter,
  'from' | 'until' | 'limit' | 'cursor'
> => ({
  limit,
  ...(from !== undefined && { from: momentAt(from, '00:00') }),
  ...(to !== undefined && { until: momentAt(addDays(to, 1), '00:00') }),
  ...(cursor !== undefined && { cursor: idOfCursor(cursor) }),
});

/** That of a bundle's message is the first item's: it is the same person's. */
const lifecycleOf = ({ lifecycleId, items }: MessageView): string | undefined => lifecycleId ?? items[0]?.lifecycleId;
