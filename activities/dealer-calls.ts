import { ApplicationFailure } from '@temporalio/common';
import type { EntityManager } from 'typeorm';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { attemptKey } from '#libs/contracts/ids.js';
import { learnFromResults, teaches } from '#libs/database/consent-learning.js';
import { beginCalling, beginCallingAgain, moveMessage } from '#libs/database/delivery-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import type { CallOutcome, Dealer, DealerMessage, Picture, PrepareOutcome } from '#libs/dealers/dealer.js';
import { houseDealer } from '#libs/dealers/house/house-dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { HOUSE_DEALER, mayCarry } from '#libs/message/key-kind.js';
import { decide, mayCommit, type PlannerInput } from '#libs/message/planner.js';
import { moveAfterCommit, moveAfterFilling, moveAfterLookUp, moveAfterRepeat } from './attempt-outcome.js';
import { signOf, type Answered } from './dealer-sign.js';
import { sameItems, truthOf } from './decision-at-hand.js';
import { DealerImages } from './dealer-images.js';
import {
  dealerNamed,
  move,
  planFor,
  withTenant,
  type AttemptAtHand,
  type CallToMake,
  type DispatchParts,
  type Look,
} from './dispatch-parts.js';
import type { MessageReading } from './message-reading.js';
import { giveUp, park, withdrawEmpty } from './message-stops.js';
import { TemplateUses } from './template-uses.js';
import { truthCheck } from './truth-check.js';

/** The call to a dealer in its two phases, and asking what became of one. Undefined: decide again. */
export class DealerCalls {
  private readonly uses = new TemplateUses();
  private readonly images: DealerImages;

  constructor(
    private readonly parts: DispatchParts,
    private readonly reading: MessageReading,
  ) {
    this.images = new DealerImages(parts);
  }

  async call(
    input: DispatchInput,
    { filledGroup, ...call }: Extract<Look, { next: 'call' }>,
  ): Promise<DispatchResult | undefined> {
    const { attempt, dealer, letter, plan } = call;
    const given = await this.images.picturesFor(input, call);
    if (given.kind !== 'pictures') {
      await this.notPrepared(input, call, given);
      return undefined;
    }
    const message = messageOf(input, call, given.pictures);
    const groupId = filledGroup ?? (await this.prepare(input, call, message));
    if (groupId === undefined) return undefined;
    // Before the last look at truth and hours, which then holds for the very moment of the call.
    await this.parts.pace?.turn(dealer.name);
    const committing = await withTenant(this.parts, input, (tx) => this.beginCall(tx, input, call, groupId));
    if (committing.kind !== 'calling') {
      if (call.probe) await this.parts.health?.probed(dealer.name, 'nothing');
      return committing.result;
    }
    const outcome = await this.watched(call, () => dealer.commit(groupId, message));
    const receiptPatienceMs = this.patienceOf(plan);
    await this.learn(input, attempt, dealer, outcome);
    const result = await withTenant<DispatchResult | undefined>(this.parts, input, async (tx) => {
      const moved = await move(
        this.parts,
        tx,
        { ...attempt, callingAt: committing.at },
        // Only what was proven not taken has a group already: `beginCalling` would not have begun it with another.
        moveAfterCommit(
          outcome,
          this.parts.now(),
          receiptPatienceMs,
          countOf(call),
          filledGroup === undefined ? 'reserved' : 'not-taken',
        ),
      );
      // Not moved: a receipt was faster than the answer, and knows more.
      if (outcome.kind !== 'accepted' || !moved) return undefined;
      await moveMessage(tx, attempt.messageId, { state: 'handed-over' }, this.parts.now());
      return { kind: 'handed-over', channel: letter.channel, attempt: attempt.number };
    });
    // After what it brought is written down: others act on it at once.
    if (call.probe) await this.parts.health?.probed(dealer.name, signOf(outcome));
    if (dealer.name === HOUSE_DEALER && result) await this.receiveInHouse(message, groupId, committing.at);
    return result;
  }

  /** Nobody calls back from within the house; should this be lost, the reconciler asks as it does every dealer. */
  private async receiveInHouse({ key, channel }: DealerMessage, groupId: string, calledAt: Moment): Promise<void> {
    const receipts = await houseDealer.receiptsOf({ groupId, key, channel, calledAt });
    await recordReceipts(this.parts.dataSource, HOUSE_DEALER, receipts, this.parts.now());
  }

  /** Until the commit nothing leaves, so whatever goes wrong here is a plain retry or a plain refusal. */
  private async prepare(input: DispatchInput, call: CallToMake, message: DealerMessage): Promise<string | undefined> {
    const prepared = await this.watched(call, () => call.dealer.prepare(message));
    if (prepared.kind === 'prepared') return prepared.groupId;
    await this.notPrepared(input, call, prepared);
    return undefined;
  }

  private async notPrepared(
    input: DispatchInput,
    call: CallToMake,
    prepared: Exclude<PrepareOutcome, { kind: 'prepared' }>,
  ): Promise<void> {
    const { attempt, dealer, probe } = call;
    if (probe) await this.parts.health?.probed(dealer.name, signOf(prepared));
    await withTenant(this.parts, input, (tx) =>
      move(this.parts, tx, attempt, moveAfterFilling(prepared, this.parts.now(), countOf(call))),
    );
    await this.learn(input, attempt, dealer, prepared);
  }

  /** A refusal may say that the person wants no more. */
  private async learn(
    input: DispatchInput,
    { messageId, number }: AttemptAtHand,
    dealer: Dealer,
    outcome: CallOutcome | PrepareOutcome,
  ): Promise<void> {
    if (outcome.kind !== 'rejected' || !teaches(dealer.name, outcome)) return;
    const result = { messageId, number, class: outcome.class, code: outcome.code };
    await withTenant(this.parts, input, (tx) =>
      learnFromResults(tx, input.tenant, dealer.name, [result], this.parts.now()),
    );
  }

  /** Truth and window are judged while the message's row is held, and the attempt enters `calling` in the same breath. */
  private async beginCall(
    tx: EntityManager,
    input: DispatchInput,
    { attempt, dealer, personId, items, plan, letter }: CallToMake,
    groupId: string,
  ): Promise<{ kind: 'calling'; at: Moment } | { kind: 'not-now'; result: DispatchResult | undefined }> {
    const now = this.parts.now();
    const message = await this.reading.openToCall(tx, input, now);
    if (!message && input.bundle) return { kind: 'not-now', result: await withdrawEmpty(tx, input, now) };
    if (!message) throw ApplicationFailure.retryable('The message is not in the database.', 'MESSAGE_UNKNOWN');
    const verdict = truthCheck(truthOf(message), input.eventsAccepted);
    if (verdict.kind === 'paused') return { kind: 'not-now', result: await park(tx, message, verdict.reason, now) };
    if (verdict.kind !== 'holds') return { kind: 'not-now', result: await giveUp(tx, input, verdict, now) };
    // Somebody else is told by now: the letter at hand is not for them.
    if (message.personId !== personId || message.partyPersonId !== personId)
      return { kind: 'not-now', result: undefined };
    // Nor does it say any longer what is true, once an item has left the bundle.
    if (!sameItems(message.bundle?.items, items)) return { kind: 'not-now', result: undefined };
    // The last word on it: whatever led here, what a test key began leaves the house by nobody.
    if (!mayCarry(message.begunBy.kind, dealer.name)) return { kind: 'not-now', result: undefined };
    // Decided again on what the row says now: while the group was filled, a receipt may have told that it arrived after all.
    const fresh = planFor(this.parts, message, plan.recipient.kind, now);
    const decision = decide(fresh);
    const stillNext = decision.do === 'attempt' && decision.resume && decision.number === attempt.number;
    const begun =
      stillNext &&
      mayCommit(fresh, now, decision.channel) &&
      (await beginCalling(tx, { ...attempt, dealer: dealer.name }, groupId, now));
    // With the call and not with its answer, which may be lost, or come after the receipt.
    if (begun && dealer.name !== HOUSE_DEALER) await this.uses.note(tx, { tenant: input.tenant, letter, at: now });
    return begun ? { kind: 'calling', at: now } : { kind: 'not-now', result: undefined };
  }

  async lookUp(
    input: DispatchInput,
    { attempt, again }: Extract<Look, { next: 'look-up' }>,
  ): Promise<DispatchResult | undefined> {
    const { now } = this.parts;
    const { number, groupId, channel, dealerMessageId } = attempt;
    const callingAt = attempt.callingAt ?? now();
    const found = groupId
      ? await dealerNamed(this.parts, attempt.dealer).lookUp({
          groupId,
          key: attemptKey(input.tenant, input.messageId, number),
          channel,
          calledAt: attempt.inDoubtSince ?? callingAt,
          ...(dealerMessageId != null && { messageId: dealerMessageId }),
          settledSinceMs: now() - callingAt,
          recall: () => Promise.resolve(again && { to: again.letter.message.to, text: again.letter.message.text }),
        })
      : ({ kind: 'not-taken' } as const);
    const given = found.kind === 'repeat' && again && (await this.images.picturesFor(input, again));
    if (found.kind === 'repeat' && groupId && again && given && given.kind === 'pictures') {
      const begun = await withTenant(this.parts, input, (tx) => this.beginRepeat(tx, input, again, found.until));
      if (begun !== undefined)
        return this.repeat(input, again, messageOf(input, again, given.pictures), groupId, begun);
    }
    const key = { messageId: input.messageId, number, ...(attempt.callingAt !== null && { callingAt }) };
    await withTenant(this.parts, input, (tx) =>
      move(this.parts, tx, key, moveAfterLookUp(found, attempt, now(), this.parts.receiptPatienceMs)),
    );
    return undefined;
  }

  /** As before every call: only what is still true, still wanted and still allowed at this hour is called again. */
  private async beginRepeat(
    tx: EntityManager,
    input: DispatchInput,
    { attempt, personId, items, plan }: CallToMake,
    until: Moment,
  ): Promise<Moment | undefined> {
    const now = this.parts.now();
    const message = await this.reading.openToCall(tx, input, now);
    if (!message || truthCheck(truthOf(message), input.eventsAccepted).kind !== 'holds') return undefined;
    if (message.personId !== personId || message.partyPersonId !== personId) return undefined;
    if (!sameItems(message.bundle?.items, items)) return undefined;
    const fresh = planFor(this.parts, message, plan.recipient.kind, now);
    const decision = decide(fresh);
    const stillAsked = decision.do === 'look-up' && decision.number === attempt.number;
    if (!stillAsked || now >= until || !mayCommit(fresh, now) || attempt.callingAt === undefined) return undefined;
    const { callingAt } = attempt;
    return (await beginCallingAgain(tx, { ...attempt, callingAt }, now)) ? now : undefined;
  }

  private async repeat(
    input: DispatchInput,
    call: CallToMake,
    message: DealerMessage,
    groupId: string,
    callingAt: Moment,
  ): Promise<DispatchResult | undefined> {
    const { attempt, dealer, letter, plan } = call;
    const outcome = await this.watched(call, () => dealer.commit(groupId, message));
    return withTenant(this.parts, input, async (tx) => {
      const onwards = moveAfterRepeat(outcome, this.parts.now(), this.patienceOf(plan));
      const moved = await move(this.parts, tx, { ...attempt, callingAt }, onwards);
      if (outcome.kind !== 'accepted' || !moved) return undefined;
      await moveMessage(tx, attempt.messageId, { state: 'handed-over' }, this.parts.now());
      return { kind: 'handed-over', channel: letter.channel, attempt: attempt.number };
    });
  }

  /** Makes a call of which all workers learn how it went. */
  private watched<T extends Answered>({ dealer, probe = false }: CallToMake, call: () => Promise<T>): Promise<T> {
    const { health } = this.parts;
    return health && dealer.name !== HOUSE_DEALER ? health.watch(dealer.name, probe, call) : call();
  }

  private patienceOf({ policy }: PlannerInput): number {
    return Math.min(this.parts.receiptPatienceMs, policy.textAfterMs ?? Infinity);
  }
}

/** A probe that fails says what is known already: it uses up none of its message's tries. */
const countOf = ({ probe }: CallToMake): 'one-more' | 'as-many' => (probe ? 'as-many' : 'one-more');

const messageOf = (
  { tenant }: DispatchInput,
  { attempt, letter }: CallToMake,
  pictures: readonly Picture[],
): DealerMessage => ({
  ...letter.message,
  ...(pictures.length > 0 && { pictures }),
  key: attemptKey(tenant, attempt.messageId, attempt.number),
});
