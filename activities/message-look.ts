import type { EntityManager } from 'typeorm';
import type { DispatchInput } from '#libs/contracts/activities.js';
import { dissolveBundle, giveUpOutdated, noteItems, openBundle } from '#libs/database/bundle-store.js';
import { moveMessage, reserveAttempt, type OpenedMessage } from '#libs/database/delivery-store.js';
import { writeEventLinks } from '#libs/database/event-link-store.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { noteDecision } from '#libs/database/message-decisions.js';
import { encrypt, place } from '#libs/database/personal-data.js';
import type { KnownPerson } from '#libs/database/person-store.js';
import { rewriteReserved } from '#libs/database/reserved-attempt.js';
import { withdrawAttempts } from '#libs/database/withdrawal-store.js';
import { withoutTokens } from '#libs/lifecycle/template-links.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { HOUSE_DEALER } from '#libs/message/key-kind.js';
import { decide, type Decision, type PlannerInput } from '#libs/message/planner.js';
import { Carriers, movesTo, type Carrier, type DealersNow } from './carriers.js';
import {
  answer,
  asksOnly,
  attemptNumbered,
  changed,
  channelFor,
  HOLDS,
  isUnwritable,
  noted,
  noteOf,
  peopleOf,
  resultOf,
  resumed,
  sameItems,
  STANDS_IN_ATTEMPTS,
  truthOf,
} from './decision-at-hand.js';
import { dealerNamed, move, planFor, type DispatchParts, type Look } from './dispatch-parts.js';
import { linksOfMessage } from './message-links.js';
import type { MessageReading, NamedAffair } from './message-reading.js';
import { dropErased, giveUp, hold, holdForDealer, joinBundle, park, withdrawEmpty } from './message-stops.js';
import { truthCheck } from './truth-check.js';
import { wordingOf } from './wording.js';

type Sent = Extract<Decision, { do: 'attempt' }>;
type Waiting = Extract<Decision, { do: 'wait' }>;

interface ToReserve {
  readonly input: DispatchInput;
  readonly message: OpenedMessage;
  readonly affair: NamedAffair;
  readonly person: KnownPerson;
  readonly plan: PlannerInput;
  readonly decision: Sent;
  readonly carrier: Extract<Carrier, { kind: 'dealer' }>;
}

/** What is to be done about a message next. */
export class MessageLook {
  private readonly carriers: Carriers;

  constructor(
    private readonly parts: DispatchParts,
    private readonly reading: MessageReading,
  ) {
    this.carriers = new Carriers(parts);
  }

  /** Lands the workflow's decisions, locks the message, decides, and reserves what is to be tried: one transaction. */
  async look(tx: EntityManager, input: DispatchInput, dealers: DealersNow): Promise<Look> {
    const now = this.parts.now();
    const message = input.bundle
      ? await openBundle(tx, { bundleId: input.messageId, keys: this.parts.keys, now })
      : await this.reading.openForPresentRecipient(tx, input, now);
    if (!message) return answer(await withdrawEmpty(tx, input, now));
    const { ridesUntil } = message;
    const affair = await this.reading.readAffairAsDecided(tx, message);
    const person = affair && peopleOf(affair).find(({ personId }) => personId === message.personId);
    const plan = planFor(this.parts, message, person?.phoneKind ?? 'mobile', now);
    const decision = decide(plan);
    const asks = asksOnly(decision) && ridesUntil === null;
    const verdict = asks ? HOLDS : truthCheck(truthOf(message), input.eventsAccepted);
    // A workflow that is behind must not land decisions that the events it has not heard would undo.
    if (input.record && verdict.kind !== 'behind')
      await recordDecisions(tx, input.tenant, input.lifecycleId, input.record);
    // No call is open here, else the decision would have been to ask after it.
    if (ridesUntil !== null && (verdict.kind === 'holds' || verdict.kind === 'paused'))
      return answer({ kind: 'parked', until: ridesUntil });
    if (verdict.kind === 'paused') return answer(await park(tx, message, verdict.reason, now));
    if (verdict.kind !== 'holds') return answer((await giveUp(tx, input, verdict, now)) ?? verdict);
    if (decision.reasonCode === 'WITHDRAWN') {
      // What was asked after may have been proven not taken since the message was withdrawn.
      await withdrawAttempts(tx, [message.messageId], now);
      return answer({ kind: 'withdrawn', reason: message.reason ?? decision.reason });
    }
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
      const again =
        affair && person && (await this.reading.callMade(tx, input, { message, affair, person, attempt, plan }));
      return { next: 'look-up', attempt, again };
    }
    if (decision.do === 'wait' && asks) return hold(tx, message, decision, now);
    if (!affair) return answer(await dropErased(tx, message, now));
    // Someone else has come to fill the role since the message was opened: it is opened anew, for them.
    if (!person) return { next: 'look-again' };
    const parkedUntil = await joinBundle(tx, input, message, now);
    if (parkedUntil !== undefined) {
      const note = { ...noted('BUNDLED', '같은 분의 다른 알림과 묶어 보냄', now), until: parkedUntil };
      await noteDecision(tx, message.messageId, note);
      return answer({ kind: 'parked', until: parkedUntil });
    }
    const sending = Carriers.sendingOf(decision, message, affair.definition.templates[message.send.template], plan);
    const carrier = sending && (await this.carriers.carrierOf(tx, sending, dealers, now));
    if (carrier?.kind === 'wait') return holdForDealer(tx, message, carrier, now);
    const moves = carrier !== undefined && movesTo(sending?.attempt, carrier.dealer);
    const sent = decision.do === 'wait' && moves ? resumed(message) : decision;
    if (sent.do === 'wait' || !carrier) return hold(tx, message, decision as Waiting, now);
    if (moves) await noteDecision(tx, message.messageId, changed(sent, carrier.dealer, now));
    else await noteDecision(tx, message.messageId, noteOf(sent, now));
    return this.reserve(tx, { input, message, affair, person, plan, decision: sent, carrier }, now);
  }

  /** Writes what is to be sent, and reserves it for its dealer before that one is called. */
  private async reserve(
    tx: EntityManager,
    { input, message, affair, person, plan, decision, carrier }: ToReserve,
    now: Moment,
  ): Promise<Look> {
    const attempt = { messageId: message.messageId, number: decision.number };
    const known = decision.resume ? attemptNumbered(message, decision.number) : undefined;
    const items = message.bundle?.items;
    if (known?.state === 'not-taken' && !sameItems(known.items ?? undefined, items)) {
      await giveUpOutdated(tx, attempt, now);
      return { next: 'look-again' };
    }
    const dealer = dealerNamed(this.parts, carrier.dealer);
    const { probe } = carrier;
    const channel = channelFor(decision, message, person);
    const { language, templates } = await wordingOf(tx, message, affair, channel, dealer, known);
    const said = { ...affair, language };
    const { letter, links } = this.reading.write(input, { ...message, templates }, said, person, channel, dealer);
    const written = {
      channel: letter.kind === 'letter' ? letter.channel : decision.channel === 'text' ? 'sms' : decision.channel,
      textCiphertext:
        letter.kind === 'letter'
          ? encrypt(
              person.key,
              place.attemptText(attempt.messageId, attempt.number),
              withoutTokens(letter.message.text),
            )
          : '',
      told: message.told,
      language,
    } as const;
    // What is written is what leaves: since it was reserved, its recipient or what it tells may have been corrected.
    if (decision.resume) await rewriteReserved(tx, { ...attempt, ...written, dealer: dealer.name });
    else await reserveAttempt(tx, { ...attempt, ...written, tenant: input.tenant, dealer: dealer.name, now });
    if (items) await noteItems(tx, attempt, items);
    if (letter.kind === 'letter' && (items || !decision.resume)) {
      const of = { tenant: input.tenant, lifecycleId: message.lifecycleId, messageId: links.told, now };
      await writeEventLinks(tx, this.parts.keys, of, linksOfMessage(affair, message.send, links.tokenOf));
    }
    if (letter.kind === 'unsendable') {
      const { code, reason } = letter;
      await move(this.parts, tx, attempt, {
        from: ['reserved', 'not-taken'],
        change: { state: 'rejected', class: 'permanent-input', resultCode: code, reason },
      });
      // Not awaited: it waits for this transaction, which has made it the probe.
      if (probe) void this.parts.health?.probed(dealer.name, 'nothing');
      return { next: 'look-again' };
    }
    // A probe is one call at a time, which no rate minds.
    const elsewhere = dealer.name !== this.parts.dealer.name && dealer.name !== HOUSE_DEALER;
    if (!probe && elsewhere) return answer({ kind: 'other-dealer', dealer: dealer.name });
    // Proven not taken: it is that very group that is committed, so that a late first call and this one are still one.
    const filledGroup = known?.state === 'not-taken' ? (known.groupId ?? undefined) : undefined;
    return { next: 'call', attempt, dealer, letter, personId: person.personId, items, filledGroup, plan, probe };
  }
}
