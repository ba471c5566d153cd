import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  followMessage,
  messageAtHand,
  settleDoubt,
  type MessageAtHand,
  type Words,
} from '#libs/database/message-acts-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import {
  doubtOf,
  refusalOfCorrection,
  refusalOfDecision,
  refusalOfResend,
  type ActRefusal,
} from '#libs/message/person-acts.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { findLifecycle } from '../lifecycles/find-lifecycle.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { Teller } from '../telling/teller.js';
import { actedOn, withSend } from './acted-on.js';
import type { CorrectMessage, DecideMessage, ResendMessage } from './message-acts.schemas.js';
import { MessageReads } from './message-reads.js';
import type { MessageAnswer } from './message.schemas.js';

/**
 * What people do about one message. It is stored first and told by the teller; what leaves then passes every check of any
 * other message. What is answered here early (no longer true) is judged again directly before the call.
 */
@Injectable()
export class MessageActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly reads: MessageReads,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws MESSAGE_NOT_FOUND, PERSON_ERASED, and why it is not to be decided. */
  decide(caller: Caller, id: string, body: DecideMessage, idempotencyKey: string): Promise<MessageAnswer> {
    const { decision } = body;
    return this.act(caller, { id, name: 'decide', status: 200, body, idempotencyKey }, async (tx, words, message) => {
      const now = this.clock.now();
      refuse(refusalOfDecision(await actedOn(tx, message), decision, now));
      const attempt = doubtOf(message);
      if (attempt === undefined) throw new ProblemError('MESSAGE_NOT_UNDECIDABLE');
      await settleDoubt(tx, this.keys, message, { tenant: caller.tenant, attempt, decision, words, now });
      return id;
    });
  }

  /** Answers the new message. Throws MESSAGE_NOT_FOUND, PERSON_ERASED, and why it is not to be sent again. */
  resend(caller: Caller, id: string, body: ResendMessage, idempotencyKey: string): Promise<MessageAnswer> {
    return this.act(caller, { id, name: 'resend', status: 201, body, idempotencyKey }, async (tx, words, message) => {
      const now = this.clock.now();
      refuse(refusalOfResend(await actedOn(tx, message), now));
      const { tenant } = caller;
      return followMessage(tx, this.keys, withSend(message), { tenant, kind: 'resend', words, now });
    });
  }

  /** Answers the new message. Throws MESSAGE_NOT_FOUND, TEMPLATE_UNKNOWN, PERSON_ERASED, and why it is not put right. */
  correct(caller: Caller, id: string, body: CorrectMessage, idempotencyKey: string): Promise<MessageAnswer> {
    const { template } = body;
    return this.act(caller, { id, name: 'correct', status: 201, body, idempotencyKey }, async (tx, words, message) => {
      refuse(refusalOfCorrection(await actedOn(tx, message)));
      const { definition } = await findLifecycle(tx, { id: message.lifecycleId });
      if (!Object.hasOwn(definition.templates, template))
        throw inputError([
          { path: 'template', code: 'TEMPLATE_UNKNOWN', message: 'names no template of the definition' },
        ]);
      const { tenant } = caller;
      const act = { tenant, kind: 'correction', template, words, now: this.clock.now() } as const;
      return followMessage(tx, this.keys, withSend(message), act);
    });
  }

  /** `work` answers the id of the message that is answered: itself, or the one that follows it. */
  private async act(
    caller: Caller,
    request: {
      readonly id: string;
      readonly name: string;
      readonly status: number;
      readonly body: { readonly reason: string; readonly actor?: string | undefined };
      readonly idempotencyKey: string;
    },
    work: (tx: EntityManager, words: Words, message: MessageAtHand) => Promise<string>,
  ): Promise<MessageAnswer> {
    const { tenant } = caller;
    const { id, name, status, body, idempotencyKey } = request;
    let lifecycleId: string | undefined;
    const asked = { tenant, idempotencyKey, operation: `${name} message ${id}`, body };
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, asked, async () => {
        const message = await messageAtHand(tx, id);
        if (!message) throw new ProblemError('MESSAGE_NOT_FOUND');
        ({ lifecycleId } = message);
        const words = { reason: body.reason, by: await nameOfCaller(tx, caller, body.actor) };
        try {
          // Only which message it is: what it says is kept nowhere in clear, so it is read anew for each answer.
          return { status, body: { id: await work(tx, words, message) } };
        } catch (error) {
          if (error instanceof PersonErased) throw new ProblemError('PERSON_ERASED');
          throw error;
        }
      }),
    );
    if (lifecycleId !== undefined) this.teller.tellSoon([{ tenant, lifecycleId }]);
    return this.reads.get(tenant, answered.body.id);
  }
}

function refuse(refusal: ActRefusal | undefined): void {
  if (refusal) throw new ProblemError(refusal);
}
