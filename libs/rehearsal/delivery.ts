/** One message on its way over virtual time: the real planner decides, a script answers for the dealer. */
import { dayOf, formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { ADVERTISING_QUIET, quietUntil } from '#libs/calendar/quiet-hours.js';
import type { Day, Moment, SendEffect } from '#libs/lifecycle/state.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { effectivePolicy, wordsOfSend } from '#libs/message/effective-policy.js';
import {
  channelsOf,
  decide,
  departsAt,
  mayCommit,
  type Channel,
  type Decision,
  type DeliveryPolicy,
  type PlannerInput,
} from '#libs/message/planner.js';
import type { Actor } from './agenda.js';
import { arrives, attemptOf, called, isUnderWay, lookedUp, reported, type Attempt } from './dealer-script.js';
import type { Findings } from './findings.js';
import { noteAttempts, noteReason, type Item } from './item.js';
import { draughtOf, type Draught, type Letter } from './letter.js';
import { ENDS, OUTCOMES } from './outcomes.js';
import { toldOf } from './told.js';
import type { DeliveryKind, RehearsalEntry } from './rehearsal.js';
import type { RehearsalRequest } from './request.js';
import type { Tally } from './tally.js';

export interface DeliveryWorld {
  readonly request: RehearsalRequest;
  readonly findings: Findings;
  readonly tally: Tally;
}

/** A moment's decisions follow from each other; more than this would be a planner that goes round. */
const MOST_PASSES = 20;

/** Messages that may leave by night wherever a tenant has no quiet hours of its own. */
const NIGHT = ADVERTISING_QUIET;

export class Delivery implements Actor {
  readonly rank = 1;
  private items: Item[];
  private attempts: Attempt[] = [];
  private due: Moment | undefined;
  private held: Moment | undefined;
  /** Items that lost their point when the message was with the dealer already. */
  private readonly gone = new Set<Item>();
  private checked = '';

  /** @param items with `closesAt` those of a bundle, which others may still join until then */
  constructor(
    private readonly world: DeliveryWorld,
    items: readonly Item[],
    begin: Moment,
    readonly closesAt?: Moment,
  ) {
    this.items = [...items];
    this.due = begin;
  }

  join(item: Item): void {
    this.items.push(item);
  }

  next(): Moment | undefined {
    return this.due;
  }

  /** Whether it is decided already what becomes of it. */
  isSettled(now: Moment): boolean {
    return decide(this.planAt(now)).do === 'settled';
  }

  /** An event has made an item pointless: before the call it leaves, afterwards nothing more is tried for it. */
  withdraw(item: Item, now: Moment): void {
    if (!this.items.includes(item) || item.outcome === 'withdrawn') return;
    if (this.attempts.some(isUnderWay)) {
      this.gone.add(item);
      return;
    }
    this.items = this.items.filter((each) => each !== item);
    item.outcome = 'withdrawn';
    this.world.tally.withdrawn += 1;
    this.sayOf(item, { at: now, kind: 'withdrawn', text: `거둠: ${this.titleOf(item.send.template)}` });
    if (this.items.length === 0) this.due = undefined;
  }

  act(now: Moment): void {
    if (this.due === undefined || now < this.due) return;
    this.attempts = this.attempts.map((attempt) => this.afterReceipt(attempt, now));
    noteAttempts(this.items, this.attempts);
    let decided = this.items.length > 0 ? this.step(now) : undefined;
    for (let pass = 0; pass < MOST_PASSES && decided === 'again'; pass += 1) decided = this.step(now);
    const receipts = this.attempts.flatMap(({ state, receiptAt }) =>
      state === 'accepted' && receiptAt !== undefined ? [receiptAt] : [],
    );
    this.due = earliest([...receipts, ...(typeof decided === 'number' ? [decided] : [])]);
  }

  private afterReceipt(attempt: Attempt, now: Moment): Attempt {
    if (attempt.state !== 'accepted' || attempt.receiptAt === undefined || attempt.receiptAt > now) return attempt;
    const after = reported(attempt, now);
    const title = this.titleOf(this.templateNow());
    if (after.state === 'failed')
      this.say({ at: now, kind: 'failed', text: `닿지 않음: ${title}`, channel: attempt.sentChannel });
    if (after.state === 'unconfirmed')
      this.say({ at: now, kind: 'unconfirmed', text: `받았는지 끝내 확인되지 않음: ${title}` });
    return after;
  }

  /** When to decide again: at this very moment, later, or not by itself. */
  private step(now: Moment): 'again' | Moment | undefined {
    const decision = decide(this.planAt(now));
    noteReason(this.items, decision);
    switch (decision.do) {
      case 'attempt':
        this.attempt(decision, now);
        return 'again';
      case 'look-up':
        this.lookUp(decision.number, now);
        return 'again';
      case 'wait': {
        const { reasonCode, retry } = decision;
        // It is looked for every minute; that nothing is found until it is there needs no playing.
        const until = reasonCode === 'DATA_NOT_FRESH' ? this.dataOrExpiry() : decision.until;
        if (!retry || reasonCode === 'DATA_NOT_FRESH') this.hold(decision, until, now);
        return until;
      }
      case 'settled':
        return this.settle(decision, now);
    }
  }

  /** When the data that it waits for is loaded for its day; undefined where no mark ever says so. */
  private freshFrom(data: string, day: Day): Moment | undefined {
    const marks = this.world.request.dataMarks.filter(({ name }) => name === data);
    if (marks.length === 0) return -Infinity;
    return earliest(marks.filter(({ asOf }) => asOf >= day).map(({ at }) => at));
  }

  private dataOrExpiry(): Moment | undefined {
    const { fresh = '', plannedAt } = this.send;
    const moments = [this.freshFrom(fresh, dayOf(plannedAt)), this.expiresAt()];
    return earliest(moments.filter((moment) => moment !== undefined));
  }

  private awaits(now: Moment): Pick<PlannerInput, 'awaits'> {
    const { fresh: data, plannedAt } = this.send;
    if (data === undefined) return {};
    const day = dayOf(plannedAt);
    const from = this.freshFrom(data, day);
    return { awaits: { data, day, fresh: from !== undefined && now >= from } };
  }

  private attempt(decision: Extract<Decision, { do: 'attempt' }>, now: Moment): void {
    const draught = this.draught(now);
    const letter = draught.letters[decision.channel];
    const { tally, request } = this.world;
    const before = decision.resume ? this.attempts.find(({ number }) => number === decision.number) : undefined;
    const attempt =
      before ??
      attemptOf(request.dealerResults, {
        number: decision.number,
        channel: decision.channel,
        sentChannel: letter?.channel ?? (decision.channel === 'text' ? 'sms' : decision.channel),
        template: draught.template,
        reference: this.first.course.sample.reference,
      });
    const title = this.titleOf(draught.template);
    if (!letter) {
      this.keep({ ...attempt, state: 'rejected', class: 'permanent-input', triedAt: now });
      this.say({ at: now, kind: 'failed', text: `글을 만들 수 없음: ${title}`, channel: attempt.sentChannel });
      return;
    }
    if (!mayCommit(this.planAt(now), now)) throw new Error('The planner sends what it does not let go.');
    const after = called({ ...attempt, sentChannel: letter.channel }, now);
    this.keep(after);
    if (after.state === 'rejected') {
      this.say({ at: now, kind: 'failed', text: `딜러사가 거절함: ${title}`, channel: after.sentChannel });
      return;
    }
    // Of an answer that is lost it is only said that it may have left; what is proven not to have been taken has not.
    if (
      after.state === 'reserved' ||
      after.answer.kind === 'lost' ||
      (after.state === 'calling' && after.answer.kind === 'lost-not-taken')
    ) {
      const why = after.state === 'reserved' ? '딜러사가 접수하지 못함' : '딜러사의 응답을 받지 못함';
      if (after.tries <= 1)
        this.say({ at: now, kind: 'retried', text: `${why}: ${title}`, channel: after.sentChannel });
      return;
    }
    this.handOver(decision, after, letter, draught.template, now);
    tally.sent[after.sentChannel] += 1;
    tally.byTemplate[draught.template] = (tally.byTemplate[draught.template] ?? 0) + 1;
  }

  private handOver(
    { reasonCode }: Extract<Decision, { do: 'attempt' }>,
    attempt: Attempt,
    { text: message, language }: Letter,
    template: string,
    now: Moment,
  ): void {
    const { tally, request } = this.world;
    const kind =
      attempt.channel === 'text' && this.attempts.some(({ channel }) => channel !== 'text') ? 'fell-back' : 'sent';
    if (kind === 'fell-back') tally.fellBack += 1;
    const costKrw = arrives(attempt) ? request.prices[attempt.sentChannel] : 0;
    if (costKrw > 0) tally.paid[attempt.sentChannel] += 1;
    const others = this.items.length - 1;
    const way = WAYS[attempt.sentChannel];
    const { told } = toldOf(this.first.course.sample.parties[this.send.party], now);
    const how = [
      ...(told === 'guardian' ? ['보호자'] : []),
      ...(language === undefined ? [] : [languageTitle(language)]),
    ];
    const text = `${way}${how.length > 0 ? `(${how.join(', ')})` : ''}: ${this.titleOf(template)}${others > 0 ? ` (묶음 ${this.items.length}건)` : ''}`;
    for (const [index, item] of this.items.entries()) {
      item.outcome = 'handed-over';
      item.sentAt = now;
      item.channel = attempt.sentChannel;
      this.sayOf(item, {
        at: now,
        kind,
        text,
        template,
        channel: attempt.sentChannel,
        ...(language !== undefined && { language }),
        reason: index > 0 ? 'BUNDLED' : reasonCode,
        costKrw: index > 0 ? 0 : costKrw,
        message,
      });
    }
    this.judgeHour(template, now);
  }

  /** The planner keeps quiet hours; whoever has none, or calls a message urgent, is told that people sleep. */
  private judgeHour(template: string, now: Moment): void {
    if (quietUntil(now, NIGHT, 0) === undefined) return;
    const { purpose } = this.send;
    const message = `야간(${formatKoreanMoment(now)})에 나갑니다. 급한 안내인지, 기관의 야간 제한이 꺼져 있는지 확인하십시오.`;
    this.find(
      { code: 'SENT_AT_NIGHT', path: `templates.${template}`, message },
      now,
      purpose === 'advertising' ? 'error' : undefined,
    );
  }

  private lookUp(number: number, now: Moment): void {
    const before = this.attempts.find((attempt) => attempt.number === number)!;
    this.keep(lookedUp(before, now));
  }

  private hold({ reasonCode, reason }: Held, until: Moment | undefined, now: Moment): void {
    if (this.held !== undefined && this.held === until) return;
    if (this.held === undefined) this.world.tally.held += 1;
    this.held = until ?? now;
    const heldUntil = until === undefined ? {} : { heldUntil: until };
    this.say({
      at: now,
      kind: 'held',
      text: `${reason}: ${this.titleOf(this.templateNow())}`,
      reason: reasonCode,
      ...heldUntil,
    });
    const { night, plannedAt } = this.send;
    if (night === 'before' && reasonCode === 'QUIET_HOURS' && departsAt(this.planAt(now)) < plannedAt) {
      const message = '야간 전에 미리 보내려 했으나 그때가 이미 지나 아침까지 보류됩니다.';
      this.find({ code: 'NIGHT_BEFORE_MISSED', path: `templates.${this.send.template}`, message }, now);
    }
  }

  private settle({ state, reasonCode, reason }: Extract<Decision, { do: 'settled' }>, now: Moment): Moment | undefined {
    if (this.attempts.some((attempt) => attempt.state === 'accepted')) return this.textDue(now);
    const outcome =
      reasonCode === 'WITHDRAWN' ? 'withdrawn' : reasonCode === 'UNCONFIRMED' ? 'unconfirmed' : OUTCOMES[state];
    for (const item of this.items) item.outcome = outcome;
    const title = this.titleOf(this.templateNow());
    const end = ENDS[outcome];
    if (!end) return undefined;
    this.world.tally[end] += this.items.length;
    this.say({ at: now, kind: end, text: `${reason}: ${title}`, reason: reasonCode });
    if (reasonCode === 'EXPIRED') {
      const message = '알릴 때가 지나 아무도 듣지 못했습니다. 만료(expires)와 야간 처리(night)를 살펴보십시오.';
      this.find({ code: 'EXPIRED_UNSENT', path: `templates.${this.templateNow()}`, message }, now);
    }
    return undefined;
  }

  /** When a text is to follow an 알림톡 of which nothing is heard. */
  private textDue(now: Moment): Moment | undefined {
    const { textAfterMs } = this.policy();
    const silent = this.attempts.find(({ state, channel }) => state === 'accepted' && channel === 'alimtalk');
    if (textAfterMs === undefined || silent?.acceptedAt == null) return undefined;
    const due = silent.acceptedAt + textAfterMs;
    return due > now ? due : undefined;
  }

  private planAt(now: Moment): PlannerInput {
    const { purpose, urgent, night, plannedAt } = this.send;
    return {
      message: {
        state: this.items.every((item) => this.gone.has(item)) ? 'withdrawn' : 'open',
        purpose,
        urgent,
        night,
        plannedAt,
        expiresAt: this.expiresAt(),
        deadlines: this.items.flatMap(({ send }) => send.expiresAt ?? []),
      },
      ...this.awaits(now),
      recipient: { kind: this.recipientKind(now) },
      // Who has consented is known of people alone, and a rehearsal has none.
      wishes: { advertising: { brand: undefined, text: undefined }, refused: [] },
      policy: this.policy(),
      attempts: this.attempts,
      now,
      seed: `${this.first.course.sample.reference}/${this.send.key}`,
    };
  }

  /** The tenant's has been laid over the platform's already. */
  private policy(): DeliveryPolicy {
    return effectivePolicy(this.world.request.policy, wordsOfSend(this.send)).policy;
  }

  private channels(): readonly Channel[] {
    return channelsOf(this.send.purpose, this.policy().channels);
  }

  /** A bundle's message is worth sending as long as one of its items is. */
  private expiresAt(): Moment | undefined {
    const moments = this.items.map(({ send }) => send.expiresAt ?? Infinity);
    const latest = Math.max(...moments);
    return latest === Infinity ? undefined : latest;
  }

  private recipientKind(now: Moment): PlannerInput['recipient']['kind'] {
    const { course, send } = this.first;
    const phone = normalisePhone(toldOf(course.sample.parties[send.party], now).phone);
    return 'kind' in phone ? phone.kind : 'mobile';
  }

  /** Written anew for every try: items may have left the bundle since. What is wrong is noted once for the same items. */
  private draught(now: Moment): Draught {
    const told = this.items
      .filter((item) => !this.gone.has(item))
      .map(({ send, data, course }) => ({ send, data, sample: course.sample }));
    const draught = draughtOf(this.world.request, told, this.channels(), this.language(now));
    const checked = `${draught.template}/${told.length}`;
    if (checked !== this.checked) for (const finding of draught.findings) this.find(finding, now);
    this.checked = checked;
    return draught;
  }

  /** One person reads one language, though not each of their affairs may say so. */
  private language(now: Moment): string | undefined {
    return this.items
      .map(({ course, send }) => toldOf(course.sample.parties[send.party], now).language)
      .find((language) => language !== undefined);
  }

  private keep(attempt: Attempt): void {
    this.attempts = [...this.attempts.filter(({ number }) => number !== attempt.number), attempt];
    noteAttempts(this.items, this.attempts);
  }

  /** The item whose fields a bundle shows: the one that was meant first. */
  private get first(): Item {
    return this.items.reduce((first, item) => (isBefore(item, first) ? item : first));
  }

  private get send(): SendEffect {
    return this.first.send;
  }

  private templateNow(): string {
    const { template, bundle } = this.send;
    return this.items.length > 1 && bundle ? bundle.plural : template;
  }

  private titleOf(template: string): string {
    const { templates } = this.world.request.definition;
    return Object.hasOwn(templates, template) ? templates[template]!.title : template;
  }

  private say(entry: Omit<RehearsalEntry, 'template'> & { readonly kind: DeliveryKind }): void {
    for (const item of this.items) this.sayOf(item, entry);
  }

  private sayOf(item: Item, entry: RehearsalEntry): void {
    item.course.say({ template: item.send.template, ...entry });
  }

  private find(finding: Parameters<Findings['add']>[0], now: Moment, severity?: 'error'): void {
    this.world.findings.add(finding, { reference: this.first.course.sample.reference, at: now }, severity);
  }
}

const WAYS = { alimtalk: '알림톡', brand: '브랜드 메시지', sms: 'SMS', lms: 'LMS', mms: 'MMS' } as const;

/** Undefined for none. */
const earliest = (moments: readonly Moment[]): Moment | undefined =>
  moments.length === 0 ? undefined : Math.min(...moments);

type Held = { readonly reasonCode: NonNullable<RehearsalEntry['reason']>; readonly reason: string };

const isBefore = (one: Item, other: Item): boolean =>
  one.send.plannedAt < other.send.plannedAt ||
  (one.send.plannedAt === other.send.plannedAt && one.course.sample.reference < other.course.sample.reference);
