import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTenant } from '#libs/database/in-tenant.js';
import { keepToSendAgain, messagesToSendAgain, readLeak } from '#libs/database/leak-store.js';
import { followMessage, messageAtHand, type Words } from '#libs/database/message-acts-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { readQuarantine } from '#libs/database/quarantine-reads.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { refusalOfResend } from '#libs/message/person-acts.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApprovalAnswer } from '../approvals/approval.schemas.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { actedOn, withSend } from '../messages/acted-on.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { Teller } from '../telling/teller.js';
import type { LeakResent, NotResent, ResendLeak } from './leak.schemas.js';

/** In one call and one transaction. */
const MOST = 1_000;
/** So many affairs are told at once, the others by the sweeper. */
const TOLD_AT_ONCE = 50;

/** Everything that went to a wrong number, sent once more to the right one. */
@Injectable()
export class LeakResends implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** 200, or 202 where somebody else has to approve it first. Throws LEAK_NOT_FOUND, LEAK_NUMBER_NOT_CORRECTED. */
  async resend(
    caller: Caller,
    id: string,
    body: ResendLeak,
    idempotencyKey: string,
  ): Promise<{ readonly status: number; readonly body: LeakResent | ApprovalAnswer }> {
    const { tenant } = caller;
    const asked = { tenant, idempotencyKey, operation: `resend leak ${id}`, body };
    let affairs: readonly string[] = [];
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce<LeakResent | ApprovalAnswer>(tx, this.keys, asked, async () => {
        const correctedAt = await this.correctedAt(tx, id);
        const waits = await this.askFirst(tx, caller, { leak: id, correctedAt, body });
        if (waits) return waits;
        const sent = await this.sendAll(tx, caller, { leak: id, correctedAt, body });
        affairs = sent.affairs;
        return { status: 200, body: sent.answer };
      }),
    );
    this.tellSoon(tenant, affairs);
    return answered;
  }

  /** The act that waits, where it needs somebody else's word. */
  private async askFirst(tx: EntityManager, caller: Caller, { leak, correctedAt, body }: Resend) {
    const count = async () =>
      (await messagesToSendAgain(tx, leak, correctedAt, MOST)).filter(({ recipientChanged }) => recipientChanged)
        .length;
    if (!(await this.secondWord.isNeeded(tx, caller, 'resend-leak', count))) return undefined;
    return this.secondWord.ask(tx, caller, {
      act: 'resend-leak',
      facts: { leak },
      body: { leak, ...body },
      reason: body.reason,
      keep: (approvalId) => keepToSendAgain(tx, approvalId, leak, correctedAt, MOST),
    });
  }

  /** Throws as resend does. */
  async carryOut(tx: EntityManager, requester: Caller, { approvalId, body: kept }: ApprovedAct): Promise<CarriedOut> {
    // what resend gave to be kept
    const { leak, ...body } = kept as ResendLeak & { readonly leak: string };
    const correctedAt = await this.correctedAt(tx, leak);
    const { answer, affairs } = await this.sendAll(tx, requester, { leak, correctedAt, body, approvalId });
    return { outcome: answer, afterwards: () => this.tellSoon(requester.tenant, affairs) };
  }

  private async sendAll(
    tx: EntityManager,
    caller: Caller,
    { leak, correctedAt, body, approvalId }: Resend,
  ): Promise<{ readonly answer: LeakResent; readonly affairs: readonly string[] }> {
    const affairs = new Set<string>();
    const words = { reason: body.reason, by: await nameOfCaller(tx, caller, body.actor) };
    const found = await messagesToSendAgain(tx, leak, correctedAt, MOST + 1, approvalId);
    const resent: LeakResent['resent'] = [];
    const notResent: NotResent[] = [];
    for (const { messageId, recipientChanged } of found.slice(0, MOST)) {
      const became = recipientChanged
        ? await this.sendAgain(tx, caller.tenant, messageId, words)
        : ({ why: 'RECIPIENT_UNCHANGED' } as const);
      if ('why' in became) notResent.push({ message: messageId, why: became.why });
      else {
        resent.push({ message: messageId, as: became.as });
        affairs.add(became.lifecycleId);
      }
    }
    return { answer: { leak, resent, notResent, more: found.length > MOST }, affairs: [...affairs] };
  }

  private tellSoon(tenant: string, affairs: readonly string[]): void {
    this.teller.tellSoon(affairs.slice(0, TOLD_AT_ONCE).map((lifecycleId) => ({ tenant, lifecycleId })));
  }

  /** When the right number was said; the leak is held as it stands, so that two calls do not send the same. */
  private async correctedAt(tx: EntityManager, id: string): Promise<Moment> {
    const leak = await readLeak(tx, this.keys, id, true);
    if (!leak) throw new ProblemError('LEAK_NOT_FOUND');
    const quarantine = await readQuarantine(tx, this.keys, leak.quarantineId);
    if (quarantine?.liftedAs !== 'corrected' || quarantine.liftedAt === null)
      throw new ProblemError('LEAK_NUMBER_NOT_CORRECTED');
    return quarantine.liftedAt;
  }

  private async sendAgain(
    tx: EntityManager,
    tenant: string,
    messageId: string,
    words: Words,
  ): Promise<{ readonly as: string; readonly lifecycleId: string } | Pick<NotResent, 'why'>> {
    const message = await messageAtHand(tx, messageId);
    // Old months of messages are dropped.
    if (!message) return { why: 'MESSAGE_NOT_FOUND' };
    if (message.wrappedKey === null) return { why: 'PERSON_ERASED' };
    const now = this.clock.now();
    const refusal = refusalOfResend(await actedOn(tx, message), now);
    if (refusal !== undefined) return { why: refusal as NotResent['why'] };
    const as = await followMessage(tx, this.keys, withSend(message), { tenant, kind: 'resend', words, now });
    return { as, lifecycleId: message.lifecycleId };
  }
}

interface Resend {
  readonly leak: string;
  /** When the right number was said. */
  readonly correctedAt: Moment;
  readonly body: ResendLeak;
  readonly approvalId?: string;
}
