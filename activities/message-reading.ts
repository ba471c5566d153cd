import { ApplicationFailure } from '@temporalio/common';
import type { EntityManager } from 'typeorm';
import type { DispatchInput } from '#libs/contracts/activities.js';
import { openBundle } from '#libs/database/bundle-store.js';
import { lockMessageToCall } from '#libs/database/consent-store.js';
import {
  attemptText,
  holdLifecycle,
  openMessage,
  redirectMessage,
  toldNow,
  type AttemptRow,
  type OpenedMessage,
} from '#libs/database/delivery-store.js';
import { readEventData } from '#libs/database/event-data.js';
import { hasUnanswered } from '#libs/database/event-store.js';
import { namesConcerned } from '#libs/database/party-store.js';
import { decrypt, PersonErased, place } from '#libs/database/personal-data.js';
import { readAffair, readEngineFields, type Affair, type KnownPerson } from '#libs/database/person-store.js';
import type { Dealer } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { withoutTokens } from '#libs/lifecycle/template-links.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import { channelOf, decide, type Channel, type PlannerInput } from '#libs/message/planner.js';
import { asksOnly, sameItems, withoutRecord } from './decision-at-hand.js';
import { dealerNamed, planFor, type CallToMake, type DispatchParts } from './dispatch-parts.js';
import { eventBehind, isByTimer, writeLetter, type Letter, type Unsendable } from './letter.js';
import { wordingOf } from './wording.js';

/** An answer that the workflow has given is written within a moment, unless the API is away, ms. */
const ANSWER_LOOK_MS = 200;
const ACTS = ['migrate', 'correct'] as const;
const TOLD_OF_BY_TIMERS = [...ACTS, 'event'] as const;

/** With the names of those whom a bundle's items are about, where there are several items, and the language it is told in. */
export type NamedAffair = Affair & { readonly names: readonly string[]; readonly language?: string | undefined };

/** A message with all that deciding about it and writing it needs, as PostgreSQL has it now. */
export class MessageReading {
  constructor(private readonly parts: DispatchParts) {}

  /** The message; if something of it may yet leave, for whoever fills its role now. */
  async openForPresentRecipient(tx: EntityManager, input: DispatchInput, now: Moment): Promise<OpenedMessage> {
    const message = await this.open(tx, input, now);
    if (!message)
      throw ApplicationFailure.retryable('The message or its party is not in the database.', 'MESSAGE_UNKNOWN');
    // What an act decided speaks by the version, or of the fields, that the act brings: its answer writes them. The same
    // goes for an event and the timers that fall due by it, which do not name it.
    const kinds = isByTimer(message.send) ? TOLD_OF_BY_TIMERS : ACTS;
    if ((input.eventsAccepted ?? 0) > message.eventsAccepted && (await hasUnanswered(tx, input.lifecycleId, kinds)))
      throw ApplicationFailure.create({
        message: 'What the workflow was told has not been written yet.',
        type: 'ANSWER_NOT_WRITTEN',
        nextRetryDelay: ANSWER_LOOK_MS,
      });
    const { messageId, personId, partyPersonId } = message;
    if (personId === partyPersonId || asksOnly(decide(planFor(this.parts, message, 'mobile', now)))) return message;
    await redirectMessage(tx, { messageId, personId: partyPersonId }, now);
    return (await this.open(tx, withoutRecord(input), now)) ?? message;
  }

  async openToCall(
    tx: EntityManager,
    { tenant, lifecycleId, messageId, bundle }: DispatchInput,
    now: Moment,
  ): Promise<OpenedMessage | undefined> {
    if (bundle) return openBundle(tx, { bundleId: messageId, keys: this.parts.keys, now });
    await lockMessageToCall(tx, messageId);
    await holdLifecycle(tx, lifecycleId);
    return this.open(tx, { tenant, lifecycleId, messageId }, now);
  }

  private async open(tx: EntityManager, input: DispatchInput, now: Moment): Promise<OpenedMessage | undefined> {
    const message = await openMessage(tx, { ...input, now });
    return message && toldNow(this.parts.keys, message, now);
  }

  /**
   * The lifecycle's fields, with those of the event that the message tells of laid over them: the message may be faster
   * than the answer that writes the event into them. What puts another message right says what is true when it leaves.
   * Undefined for someone erased.
   */
  async readAffairAsDecided(tx: EntityManager, message: OpenedMessage): Promise<NamedAffair | undefined> {
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

  write(
    { tenant }: DispatchInput,
    message: OpenedMessage,
    affair: NamedAffair,
    person: KnownPerson,
    channel: Channel,
    dealer: Dealer,
  ): { letter: Letter | Unsendable; links: { told: string; tokenOf: (link: string) => string } } {
    const told = message.bundle?.first ?? message.messageId;
    const tokenOf = (link: string): string => this.parts.keys.linkToken(tenant, told, person.personId, link);
    const making = { base: this.parts.linkBase, tokenOf };
    return {
      letter: writeLetter(message, affair, person, channel, dealer, making),
      links: { told, tokenOf },
    };
  }

  /**
   * The call that was made, letter for letter, for a dealer that must be told number and text or guards a second one.
   * Undefined when what would be written today differs: then it can only be asked for.
   */
  async callMade(
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
    const dealer = dealerNamed(this.parts, name);
    const { lookUpByKey, duplicateGuardMs } = dealer.capabilities;
    if ((lookUpByKey && duplicateGuardMs === null) || callingAt === null) return undefined;
    const items = message.bundle?.items;
    if (!sameItems(of.attempt.items ?? undefined, items)) return undefined;
    const by = channelOf(channel);
    const { language, templates } = await wordingOf(tx, message, affair, by, dealer, of.attempt);
    const { letter } = this.write(input, { ...message, templates }, { ...affair, language }, person, by, dealer);
    const attempt = { messageId: message.messageId, number, callingAt };
    const written = await attemptText(tx, attempt);
    if (letter.kind !== 'letter' || letter.channel !== channel || written === undefined) return undefined;
    const said = decrypt(person.key, place.attemptText(attempt.messageId, number), written);
    if (said !== withoutTokens(letter.message.text)) return undefined;
    return { attempt, dealer, letter, personId: person.personId, items, plan };
  }
}
