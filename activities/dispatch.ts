import { ApplicationFailure } from '@temporalio/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { DealerActivities, DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { attemptKey } from '#libs/contracts/ids.js';
import { closeBundle, noteBundle, parkItem } from '#libs/database/bundle-gathering.js';
import { dissolveBundle, giveUpOutdated, noteItems, openBundle } from '#libs/database/bundle-store.js';
import {
  attemptText,
  beginCalling,
  beginCallingAgain,
  holdLifecycle,
  lockMessage,
  moveAttempt,
  moveMessage,
  openMessage,
  redirectMessage,
  reserveAttempt,
  rewriteReserved,
  toldNow,
  type AttemptRow,
  type OpenedMessage,
} from '#libs/database/delivery-store.js';
import { withdrawUnsent } from '#libs/database/withdrawal-store.js';
import { writeEventLinks } from '#libs/database/event-link-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { noteDecision, type DecisionNote, type OtherReasonCode } from '#libs/database/message-decisions.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { tellAgainUnlessUnderWay } from '#libs/database/outbox-store.js';
import { namesConcerned } from '#libs/database/party-store.js';
import { readEventData } from '#libs/database/event-data.js';
import { hasUnansweredAct } from '#libs/database/event-store.js';
import { readAffair, readEngineFields, type Affair, type KnownPerson } from '#libs/database/person-store.js';
import { decrypt, encrypt, PersonErased, place, type PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Dealer, DealerMessage } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { withoutTokens } from '#libs/lifecycle/template-links.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import { decide, mayCommit, type Channel, type Decision, type PlannerInput } from '#libs/message/planner.js';
import {
  moveAfterCommit,
  moveAfterFilling,
  moveAfterLookUp,
  moveAfterRepeat,
  type AttemptMove,
} from './attempt-outcome.js';
import { eventBehind, writeLetter, type Letter, type Unsendable } from './letter.js';
import { linksOfMessage } from './message-links.js';
import { plannerInput } from './planner-input.js';
import { truthCheck, type TruthVerdict } from './truth-check.js';

/** Retries nearer than this are the activity's own, which cost no history; further ones the workflow sleeps through. */
const OWN_RETRY_MS = 5 * 60_000;
/** A message that meets a pause is looked at again after this long, ms, unless its workflow hears of the resumption first. */
const PAUSED_LOOK_MS = 30_000;
/** An answer that the workflow has given is written within a moment, unless the API is away, ms. */
const ANSWER_LOOK_MS = 200;
/** One pass handles an attempt and what follows from it at once (a rejection and its fallback); more is a fault. */
const MOST_PASSES = 12;

export interface DispatchParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  /** Of new attempts, where the tenant has chosen no other. */
  readonly dealer: Dealer;
  /** All that this worker can call: what one has begun, it goes on with. Absent: the one. */
  readonly dealers?: readonly Dealer[];
  readonly now: () => Moment;
  readonly dealerTimeoutMs: number;
  /** The address below which links in messages are answered. */
  readonly linkBase: string;
  /** The reconciler asks this long after acceptance when no receipt came, ms. */
  readonly receiptPatienceMs: number;
}

interface AttemptAtHand {
  readonly messageId: string;
  readonly number: number;
  /** The call of which something is known, when it is one. */
  readonly callingAt?: Moment;
}

/** What one look at a message led to. */
type Look =
  | { readonly next: 'answer'; readonly result: DispatchResult }
  | ({ readonly next: 'wait' } & Extract<Decision, { do: 'wait' }>)
  /** Something was written without a call; decide again. */
  | { readonly next: 'look-again' }
  | {
      readonly next: 'look-up';
      readonly attempt: AttemptRow;
      /** What was committed, if it can still be said and the dealer may want to know. */
      readonly again: CallToMake | undefined;
    }
  | ({ readonly next: 'call'; readonly filledGroup: string | undefined } & CallToMake);

/** A letter on its way to a dealer. */
interface CallToMake {
  readonly attempt: AttemptAtHand;
  readonly dealer: Dealer;
  readonly letter: Letter;
  /** Whom the letter is for. */
  readonly personId: string;
  /** Of a bundle's: what the letter tells of. */
  readonly items: readonly string[] | undefined;
  readonly plan: PlannerInput;
}

/**
 * Brings one message one step further until it is with the dealer, settled, or has to wait. Safe to run again at any
 * point: what was begun is found in the attempts, and each try passes the truth check again.
 */
export class Dispatching implements DealerActivities {
  constructor(private readonly parts: DispatchParts) {}

  /** A bundle is closed before anything of it is looked at: from then on nothing joins it, and items only leave. */
  async dispatch(input: DispatchInput): Promise<DispatchResult> {
    const { bundle, messageId } = input;
    if (!bundle) return this.bringOn(input);
    const opensUntil = await this.inTenant(input, (tx) => closeBundle(tx, messageId, this.parts.now()));
    if (opensUntil !== undefined) return { kind: 'wait', until: opensUntil, reason: '묶음이 닫히기를 기다림' };
    const result = await this.bringOn(input);
    await this.inTenant(input, (tx) => noteBundle(tx, messageId, result.kind === 'wait' ? result.until : undefined));
    return result;
  }

  private async bringOn(input: DispatchInput): Promise<DispatchResult> {
    let ask = input;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const look = await this.inTenant(input, (tx) => this.look(tx, ask));
      ask = withoutRecord(input);
      const result = await this.follow(input, look);
      if (result) return result;
    }
    throw ApplicationFailure.retryable('A message did not settle within one dispatch.', 'DISPATCH_UNSETTLED');
  }

  private async follow(input: DispatchInput, look: Look): Promise<DispatchResult | undefined> {
    switch (look.next) {
      case 'answer':
        return look.result;
      case 'wait':
        return this.wait(look);
      case 'look-again':
        return undefined;
      case 'look-up':
        return this.lookUp(input, look);
      case 'call':
        return this.call(input, look);
    }
  }

  /** Lands the workflow's decisions, locks the message, decides, and reserves what is to be tried: one transaction. */
  private async look(tx: EntityManager, input: DispatchInput): Promise<Look> {
    const now = this.parts.now();
    const message = input.bundle
      ? await openBundle(tx, { bundleId: input.messageId, keys: this.parts.keys, now })
      : await this.openForPresentRecipient(tx, input, now);
    if (!message) return answer(await this.withdrawEmpty(tx, input, now));
    const { ridesUntil } = message;
    const affair = await this.readAffairAsDecided(tx, message);
    const person = affair && peopleOf(affair).find(({ personId }) => personId === message.personId);
    const plan = this.planFor(message, person?.phoneKind ?? 'mobile', now);
    const decision = decide(plan);
    const asks = asksOnly(decision) && ridesUntil === null;
    const verdict = asks ? HOLDS : truthCheck(truthOf(message), input.eventsAccepted);
    // A workflow that is behind must not land decisions that the events it has not heard would undo.
    if (input.record && verdict.kind !== 'behind')
      await recordDecisions(tx, input.tenant, input.lifecycleId, input.record);
    // No call is open here, else the decision would have been to ask after it.
    if (ridesUntil !== null && (verdict.kind === 'holds' || verdict.kind === 'paused'))
      return answer({ kind: 'parked', until: ridesUntil });
    if (verdict.kind === 'paused') return answer(await this.park(tx, message, verdict.reason, now));
    if (verdict.kind !== 'holds') return answer((await this.giveUp(tx, input, verdict, now)) ?? verdict);
    if (decision.reasonCode === 'WITHDRAWN')
      return answer({ kind: 'withdrawn', reason: message.reason ?? decision.reason });
    if (decision.do === 'settled' && message.bundle && isUnwritable(message)) {
      await dissolveBundle(tx, message.messageId, message.bundle.items, now);
      return { next: 'look-again' };
    }
    if (decision.do === 'settled') {
      if (!STANDS_IN_ATTEMPTS.has(decision.reasonCode))
        await noteDecision(tx, message.messageId, noteOf(decision, now));
      await moveMessage(tx, message.messageId, { state: decision.state, reason: decision.reason }, now);
      return answer(resultOf(decision, message));
    }
    // What may be on a phone already is found out also for someone erased; only then is it said what became of it.
    if (decision.do === 'look-up') {
      await noteDecision(tx, message.messageId, noteOf(decision, now));
      const attempt = attemptNumbered(message, decision.number);
      const again = affair && person && (await this.callMade(tx, input, { message, affair, person, attempt, plan }));
      return { next: 'look-up', attempt, again };
    }
    if (decision.do === 'wait' && asks) return this.hold(tx, message, decision, now);
    if (!affair) return answer(await this.dropErased(tx, message, now));
    // Someone else has come to fill the role since the message was opened: it is opened anew, for them.
    if (!person) return { next: 'look-again' };
    const parkedUntil = await this.joinBundle(tx, input, message, now);
    if (parkedUntil !== undefined) {
      const note = { ...noted('BUNDLED', '같은 분의 다른 알림과 묶어 보냄', now), until: parkedUntil };
      await noteDecision(tx, message.messageId, note);
      return answer({ kind: 'parked', until: parkedUntil });
    }
    if (decision.do === 'wait') return this.hold(tx, message, decision, now);
    await noteDecision(tx, message.messageId, noteOf(decision, now));

    const attempt = { messageId: message.messageId, number: decision.number };
    const known = decision.resume ? attemptNumbered(message, decision.number) : undefined;
    const items = message.bundle?.items;
    if (known?.state === 'not-taken' && !sameItems(known.items ?? undefined, items)) {
      await giveUpOutdated(tx, attempt, now);
      return { next: 'look-again' };
    }
    const dealer = this.dealerNamed(known?.dealer ?? message.settings.dealer ?? this.parts.dealer.name);
    const { letter, links } = this.write(input, message, affair, person, channelFor(decision, message, person), dealer);
    const written = {
      channel: letter.kind === 'letter' ? letter.channel : decision.channel === 'alimtalk' ? 'alimtalk' : 'sms',
      textCiphertext:
        letter.kind === 'letter'
          ? encrypt(
              person.key,
              place.attemptText(attempt.messageId, attempt.number),
              withoutTokens(letter.message.text),
            )
          : '',
      told: message.told,
    } as const;
    // What is written is what leaves: since it was reserved, its recipient or what it tells may have been corrected.
    if (decision.resume) await rewriteReserved(tx, { ...attempt, ...written });
    else {
      await reserveAttempt(tx, {
        ...attempt,
        ...written,
        tenant: input.tenant,
        dealer: dealer.name,
        now,
      });
    }
    if (items) await noteItems(tx, attempt, items);
    if (letter.kind === 'letter' && (items || !decision.resume)) {
      const of = { tenant: input.tenant, lifecycleId: message.lifecycleId, messageId: links.told, now };
      await writeEventLinks(tx, this.parts.keys, of, linksOfMessage(affair, message.send, links.tokenOf));
    }
    if (letter.kind === 'unsendable') {
      const { code, reason } = letter;
      await this.move(tx, attempt, {
        from: ['reserved', 'not-taken'],
        change: { state: 'rejected', class: 'permanent-input', resultCode: code, reason },
      });
      return { next: 'look-again' };
    }
    // Proven not taken: it is that very group that is committed, so that a late first call and this one are still one.
    const filledGroup = known?.state === 'not-taken' ? (known.groupId ?? undefined) : undefined;
    return { next: 'call', attempt, dealer, letter, personId: person.personId, items, filledGroup, plan };
  }

  private write(
    { tenant }: DispatchInput,
    message: OpenedMessage,
    affair: NamedAffair,
    person: KnownPerson,
    channel: Channel,
    dealer: Dealer,
  ): { letter: Letter | Unsendable; links: { told: string; tokenOf: (link: string) => string } } {
    const told = message.bundle?.first ?? message.messageId;
    const tokenOf = (link: string): string => this.parts.keys.linkToken(tenant, told, person.personId, link);
    const { alimtalkBodyLength } = dealer.capabilities;
    const making = { base: this.parts.linkBase, tokenOf };
    return {
      letter: writeLetter(message, affair, person, channel, alimtalkBodyLength, making),
      links: { told, tokenOf },
    };
  }

  /**
   * The call that was made, letter for letter, for a dealer that must be told number and text or guards a second one.
   * Undefined when what would be written today differs: then it can only be asked for.
   */
  private async callMade(
    tx: EntityManager,
    input: DispatchInput,
    of: {
      readonly message: OpenedMessage;
      readonly affair: NamedAffair;
      readonly person: KnownPerson;
      readonly attempt: AttemptRow;
      readonly plan: PlannerInput;
    },
  ): Promise<CallToMake | undefined> {
    const { message, affair, person, plan } = of;
    const { number, channel, callingAt, dealer: name } = of.attempt;
    const dealer = this.dealerNamed(name);
    const { lookUpByKey, duplicateGuardMs } = dealer.capabilities;
    if ((lookUpByKey && duplicateGuardMs === null) || callingAt === null) return undefined;
    const items = message.bundle?.items;
    if (!sameItems(of.attempt.items ?? undefined, items)) return undefined;
    const { letter } = this.write(input, message, affair, person, channel === 'alimtalk' ? 'alimtalk' : 'text', dealer);
    const attempt = { messageId: message.messageId, number, callingAt };
    const written = await attemptText(tx, attempt);
    if (letter.kind !== 'letter' || letter.channel !== channel || written === undefined) return undefined;
    const said = decrypt(person.key, place.attemptText(attempt.messageId, number), written);
    if (said !== withoutTokens(letter.message.text)) return undefined;
    return { attempt, dealer, letter, personId: person.personId, items, plan };
  }

  /** The message; if something of it may yet leave, for whoever fills its role now. */
  private async openForPresentRecipient(tx: EntityManager, input: DispatchInput, now: Moment): Promise<OpenedMessage> {
    const message = await this.open(tx, input, now);
    if (!message)
      throw ApplicationFailure.retryable('The message or its party is not in the database.', 'MESSAGE_UNKNOWN');
    // What an act decided speaks by the version, or of the fields, that the act brings: its answer writes them.
    if ((input.eventsAccepted ?? 0) > message.eventsAccepted && (await hasUnansweredAct(tx, input.lifecycleId)))
      throw ApplicationFailure.create({
        message: 'What the workflow was told has not been written yet.',
        type: 'ANSWER_NOT_WRITTEN',
        nextRetryDelay: ANSWER_LOOK_MS,
      });
    const { messageId, personId, partyPersonId } = message;
    if (personId === partyPersonId || asksOnly(decide(this.planFor(message, 'mobile', now)))) return message;
    await redirectMessage(tx, { messageId, personId: partyPersonId }, now);
    return (await this.open(tx, withoutRecord(input), now)) ?? message;
  }

  private async open(tx: EntityManager, input: DispatchInput, now: Moment): Promise<OpenedMessage | undefined> {
    const message = await openMessage(tx, { ...input, now });
    return message && toldNow(this.parts.keys, message, now);
  }

  /** An item that nobody has tried to deliver rides with its person's others; undefined when it goes alone. */
  private async joinBundle(
    tx: EntityManager,
    { tenant, bundle }: DispatchInput,
    { messageId, lifecycleId, partyPersonId: personId, send, attempts }: OpenedMessage,
    now: Moment,
  ): Promise<Moment | undefined> {
    if (bundle || attempts.length > 0) return undefined;
    return parkItem(tx, { tenant, messageId, lifecycleId, personId, send, now });
  }

  private async withdrawEmpty(tx: EntityManager, { messageId }: DispatchInput, now: Moment): Promise<DispatchResult> {
    const reason = '묶음에 남은 것이 없어 보내지 않음';
    await withdrawUnsent(tx, messageId, reason, now);
    return { kind: 'withdrawn', reason };
  }

  private planFor(message: OpenedMessage, kind: PlannerInput['recipient']['kind'], now: Moment): PlannerInput {
    return plannerInput(message, { kind }, { callTimeoutMs: this.parts.dealerTimeoutMs }, now);
  }

  private async hold(
    tx: EntityManager,
    { messageId }: OpenedMessage,
    decision: Extract<Decision, { do: 'wait' }>,
    now: Moment,
  ): Promise<Look> {
    const { reason, until } = decision;
    await noteDecision(tx, messageId, noteOf(decision, now));
    await moveMessage(tx, messageId, { state: 'open', reason, heldUntil: until }, now);
    return { next: 'wait', ...decision };
  }

  /** Nothing is decided of it until the lifecycle is resumed; the workflow, which hears of that first, looks again by then. */
  private async park(tx: EntityManager, message: OpenedMessage, reason: string, now: Moment): Promise<DispatchResult> {
    await noteDecision(tx, message.messageId, noted('PAUSED', reason, now));
    await moveMessage(tx, message.messageId, { state: 'open', reason }, now);
    return { kind: 'wait', until: now + PAUSED_LOOK_MS, reason };
  }

  /**
   * The lifecycle's fields, with those of the event that the message tells of laid over them: the message may be faster
   * than the answer that writes the event into them. What puts another message right says what is true when it leaves.
   * Undefined for someone erased.
   */
  private async readAffairAsDecided(tx: EntityManager, message: OpenedMessage): Promise<NamedAffair | undefined> {
    const { keys } = this.parts;
    try {
      const present = await readAffair(tx, keys, message.lifecycleId);
      const items = message.bundle?.items ?? [];
      const names = items.length > 1 ? await namesConcerned(tx, keys, items) : [];
      const affair = present && { ...present, names, ...(message.decidedBy && { definition: message.decidedBy }) };
      if (affair && message.send.origin.kind === 'correction')
        return { ...affair, fields: { ...affair.fields, ...(await readEngineFields(tx, message.lifecycleId)) } };
      const eventId = eventBehind(message.send);
      const event =
        affair && eventId !== undefined ? await readEventData(tx, keys, message.lifecycleId, eventId) : undefined;
      if (!affair || !event) return affair;
      return { ...affair, fields: dataAfterEvent(affair.definition, event.type, event.data, affair.fields) };
    } catch (error) {
      if (error instanceof PersonErased) return undefined;
      throw error;
    }
  }

  /** Undefined when another run of this activity has called meanwhile: what came of that is to be found out. */
  private async giveUp(
    tx: EntityManager,
    input: DispatchInput,
    verdict: Exclude<TruthVerdict, { kind: 'holds' | 'paused' }>,
    now: Moment,
  ): Promise<DispatchResult | undefined> {
    if (verdict.kind === 'behind') {
      await tellAgainUnlessUnderWay(tx, input.lifecycleId);
      return verdict;
    }
    const outcome = await withdrawUnsent(tx, input.messageId, verdict.reason, now);
    await noteDecision(tx, input.messageId, noted('POINTLESS', verdict.reason, now));
    return outcome === 'withdrawn' ? verdict : undefined;
  }

  private async dropErased(tx: EntityManager, message: OpenedMessage, now: Moment): Promise<DispatchResult> {
    const reason = '받는 이의 정보가 파기됨';
    await noteDecision(tx, message.messageId, noted('PERSON_ERASED', reason, now));
    await moveMessage(tx, message.messageId, { state: 'dropped', reason }, now);
    return { kind: 'dropped', reason };
  }

  private wait({ until, retry, reason, reasonCode }: Extract<Look, { next: 'wait' }>): DispatchResult {
    const delay = Math.max(50, until - this.parts.now());
    if (!retry || delay > OWN_RETRY_MS) return { kind: 'wait', until, reason };
    throw ApplicationFailure.create({
      message: `Tried again later: ${reasonCode}.`,
      type: reasonCode,
      nextRetryDelay: delay,
    });
  }

  private async call(
    input: DispatchInput,
    { filledGroup, ...call }: Extract<Look, { next: 'call' }>,
  ): Promise<DispatchResult | undefined> {
    const { attempt, dealer, letter, plan } = call;
    const message = messageOf(input, call);
    const groupId = filledGroup ?? (await this.prepare(input, attempt, dealer, message));
    if (groupId === undefined) return undefined;
    const committing = await this.inTenant(input, (tx) => this.beginCall(tx, input, call, groupId));
    if (committing.kind !== 'calling') return committing.result;
    const outcome = await dealer.commit(groupId, message);
    const receiptPatienceMs = this.patienceOf(plan);
    return this.inTenant(input, async (tx) => {
      const moved = await this.move(
        tx,
        { ...attempt, callingAt: committing.at },
        moveAfterCommit(outcome, this.parts.now(), receiptPatienceMs),
      );
      // Not moved: a receipt was faster than the answer, and knows more.
      if (outcome.kind !== 'accepted' || !moved) return undefined;
      await moveMessage(tx, attempt.messageId, { state: 'handed-over' }, this.parts.now());
      return { kind: 'handed-over', channel: letter.channel, attempt: attempt.number };
    });
  }

  /** Until the commit nothing leaves, so whatever goes wrong here is a plain retry or a plain refusal. */
  private async prepare(
    input: DispatchInput,
    attempt: AttemptAtHand,
    dealer: Dealer,
    message: DealerMessage,
  ): Promise<string | undefined> {
    const prepared = await dealer.prepare(message);
    if (prepared.kind === 'prepared') return prepared.groupId;
    await this.inTenant(input, (tx) => this.move(tx, attempt, moveAfterFilling(prepared, this.parts.now())));
    return undefined;
  }

  /** Truth and window are judged while the message's row is held, and the attempt enters `calling` in the same breath. */
  private async beginCall(
    tx: EntityManager,
    input: DispatchInput,
    { attempt, personId, items, plan }: CallToMake,
    groupId: string,
  ): Promise<{ kind: 'calling'; at: Moment } | { kind: 'not-now'; result: DispatchResult | undefined }> {
    const now = this.parts.now();
    const message = await this.openToCall(tx, input, now);
    if (!message && input.bundle) return { kind: 'not-now', result: await this.withdrawEmpty(tx, input, now) };
    if (!message) throw ApplicationFailure.retryable('The message is not in the database.', 'MESSAGE_UNKNOWN');
    const verdict = truthCheck(truthOf(message), input.eventsAccepted);
    if (verdict.kind === 'paused')
      return { kind: 'not-now', result: await this.park(tx, message, verdict.reason, now) };
    if (verdict.kind !== 'holds') return { kind: 'not-now', result: await this.giveUp(tx, input, verdict, now) };
    // Somebody else is told by now: the letter at hand is not for them.
    if (message.personId !== personId || message.partyPersonId !== personId)
      return { kind: 'not-now', result: undefined };
    // Nor does it say any longer what is true, once an item has left the bundle.
    if (!sameItems(message.bundle?.items, items)) return { kind: 'not-now', result: undefined };
    // Decided again on what the row says now: while the group was filled, a receipt may have told that it arrived after all.
    const fresh = this.planFor(message, plan.recipient.kind, now);
    const decision = decide(fresh);
    const stillNext = decision.do === 'attempt' && decision.resume && decision.number === attempt.number;
    const begun = stillNext && mayCommit(fresh, now) && (await beginCalling(tx, attempt, groupId, now));
    return begun ? { kind: 'calling', at: now } : { kind: 'not-now', result: undefined };
  }

  private async openToCall(
    tx: EntityManager,
    { tenant, lifecycleId, messageId, bundle }: DispatchInput,
    now: Moment,
  ): Promise<OpenedMessage | undefined> {
    if (bundle) return openBundle(tx, { bundleId: messageId, keys: this.parts.keys, now });
    await lockMessage(tx, messageId);
    await holdLifecycle(tx, lifecycleId);
    return this.open(tx, { tenant, lifecycleId, messageId }, now);
  }

  private async lookUp(
    input: DispatchInput,
    { attempt, again }: Extract<Look, { next: 'look-up' }>,
  ): Promise<DispatchResult | undefined> {
    const { now } = this.parts;
    const { number, groupId, channel, dealerMessageId } = attempt;
    const callingAt = attempt.callingAt ?? now();
    const found = groupId
      ? await this.dealerNamed(attempt.dealer).lookUp({
          groupId,
          key: attemptKey(input.tenant, input.messageId, number),
          channel,
          calledAt: attempt.inDoubtSince ?? callingAt,
          ...(dealerMessageId != null && { messageId: dealerMessageId }),
          settledSinceMs: now() - callingAt,
          recall: () => Promise.resolve(again && { to: again.letter.message.to, text: again.letter.message.text }),
        })
      : ({ kind: 'not-taken' } as const);
    if (found.kind === 'repeat' && groupId && again) {
      const begun = await this.inTenant(input, (tx) => this.beginRepeat(tx, input, again, found.until));
      if (begun !== undefined) return this.repeat(input, again, groupId, begun);
    }
    const key = { messageId: input.messageId, number, ...(attempt.callingAt !== null && { callingAt }) };
    await this.inTenant(input, (tx) =>
      this.move(tx, key, moveAfterLookUp(found, attempt, now(), this.parts.receiptPatienceMs)),
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
    const message = await this.openToCall(tx, input, now);
    if (!message || truthCheck(truthOf(message), input.eventsAccepted).kind !== 'holds') return undefined;
    if (message.personId !== personId || message.partyPersonId !== personId) return undefined;
    if (!sameItems(message.bundle?.items, items)) return undefined;
    const fresh = this.planFor(message, plan.recipient.kind, now);
    const decision = decide(fresh);
    const stillAsked = decision.do === 'look-up' && decision.number === attempt.number;
    if (!stillAsked || now >= until || !mayCommit(fresh, now) || attempt.callingAt === undefined) return undefined;
    const { callingAt } = attempt;
    return (await beginCallingAgain(tx, { ...attempt, callingAt }, now)) ? now : undefined;
  }

  private async repeat(
    input: DispatchInput,
    call: CallToMake,
    groupId: string,
    callingAt: Moment,
  ): Promise<DispatchResult | undefined> {
    const { attempt, dealer, letter, plan } = call;
    const outcome = await dealer.commit(groupId, messageOf(input, call));
    return this.inTenant(input, async (tx) => {
      const move = moveAfterRepeat(outcome, this.parts.now(), this.patienceOf(plan));
      const moved = await this.move(tx, { ...attempt, callingAt }, move);
      if (outcome.kind !== 'accepted' || !moved) return undefined;
      await moveMessage(tx, attempt.messageId, { state: 'handed-over' }, this.parts.now());
      return { kind: 'handed-over', channel: letter.channel, attempt: attempt.number };
    });
  }

  private patienceOf({ policy }: PlannerInput): number {
    return Math.min(this.parts.receiptPatienceMs, policy.textAfterMs ?? Infinity);
  }

  /** What one dealer has begun no other goes on with. */
  private dealerNamed(name: string): Dealer {
    const { dealer, dealers = [dealer] } = this.parts;
    const found = dealers.find((each) => each.name === name);
    if (!found) throw ApplicationFailure.retryable('This worker has no such dealer.', 'DEALER_NOT_CONFIGURED');
    return found;
  }

  private move(tx: EntityManager, attempt: AttemptAtHand, { from, change }: AttemptMove): Promise<boolean> {
    return moveAttempt(tx, attempt, from, change, this.parts.now());
  }

  private inTenant<T>(input: DispatchInput, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.parts.dataSource, input.tenant, work);
  }
}

const messageOf = ({ tenant }: DispatchInput, { attempt, letter }: CallToMake): DealerMessage => ({
  ...letter.message,
  key: attemptKey(tenant, attempt.messageId, attempt.number),
});

/** With the names of those whom a bundle's items are about, where there are several items. */
type NamedAffair = Affair & { readonly names: readonly string[] };

/** Everybody who may be told of it. */
const peopleOf = ({ parties }: Affair): KnownPerson[] =>
  Object.values(parties).flatMap((party) => (party.guardian ? [party, party.guardian] : [party]));

/** A safe number takes no 알림톡, also where one had been reserved for whoever was told before. */
const channelFor = (
  decision: Extract<Decision, { do: 'attempt' }>,
  message: OpenedMessage,
  { phoneKind }: Pick<KnownPerson, 'phoneKind'>,
): Channel =>
  decision.resume && phoneKind === 'safe' && attemptNumbered(message, decision.number).state === 'reserved'
    ? 'text'
    : decision.channel;

const HOLDS: TruthVerdict = { kind: 'holds' };

/**
 * Nothing can leave by it: what was settled, and asking what became of a call whose answer is not known. That is found
 * out also for a message which has become pointless meanwhile, because its phone may well show it.
 */
const asksOnly = (decision: Decision): boolean =>
  decision.do === 'settled' ||
  decision.do === 'look-up' ||
  decision.reasonCode === 'CALL_UNDER_WAY' ||
  decision.reasonCode === 'LOOKED_UP_IN_VAIN';

/** What the attempts themselves say is not said again as a decision. */
const STANDS_IN_ATTEMPTS: ReadonlySet<Decision['reasonCode']> = new Set([
  'HANDED_OVER',
  'UNCONFIRMED',
  'DELIVERED',
  'GIVEN_UP_BEFORE',
]);

const noted = (code: OtherReasonCode, reason: string, at: Moment): DecisionNote => ({ at, code, reason });

const noteOf = (decision: Decision, at: Moment): DecisionNote => ({
  at,
  code: decision.reasonCode,
  reason: decision.reason,
  ...(decision.do === 'wait' && { until: decision.until }),
  ...('number' in decision && { attempt: decision.number }),
});

/** Whether two texts of a bundle tell of the same; what is no bundle's tells of itself. */
const sameItems = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  [...(one ?? [])].sort().join() === [...(other ?? [])].sort().join();

/** What several items would say in common cannot be written for any channel; each by itself may have better luck. */
const isUnwritable = ({ bundle, attempts }: OpenedMessage): boolean =>
  (bundle?.items.length ?? 0) > 1 &&
  attempts.length > 0 &&
  attempts.every(
    ({ state, class: resultClass, callingAt }) =>
      state === 'rejected' && resultClass === 'permanent-input' && callingAt === null,
  );

const answer = (result: DispatchResult): Look => ({ next: 'answer', result });

const withoutRecord = ({ record: _landed, ...input }: DispatchInput): DispatchInput => input;

const truthOf = (message: OpenedMessage) => ({
  tombstoned: message.tombstoned,
  final: message.final,
  messageState: message.state,
  paused: message.paused,
  cancellation: message.send.origin.kind === 'cancel',
  correction: message.send.origin.kind === 'correction',
  lifecycleState: message.lifecycleState,
  eventsAccepted: message.eventsAccepted,
});

function attemptNumbered(message: OpenedMessage, number: number): AttemptRow {
  const attempt = message.attempts.find((each) => each.number === number);
  if (!attempt)
    throw new Error(`The planner named attempt ${number}, which message ${message.messageId} does not have.`);
  return attempt;
}

function resultOf({ state, reason }: Extract<Decision, { do: 'settled' }>, message: OpenedMessage): DispatchResult {
  if (state !== 'handed-over' && state !== 'delivered') return { kind: state, reason };
  const last = message.attempts.at(-1);
  return { kind: 'handed-over', channel: last?.channel ?? 'alimtalk', attempt: last?.number ?? 0 };
}
