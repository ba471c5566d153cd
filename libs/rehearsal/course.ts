/** One sample's lifecycle over virtual time: the real engine, told the scripted events. */
import * as engine from '#libs/lifecycle/engine.js';
import type { EngineState, Fields, JournalEntry, Moment, Step } from '#libs/lifecycle/state.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import type { Actor } from './agenda.js';
import { messageOf, type Item } from './item.js';
import type { MessageOutcome, RehearsalEntry, Timeline } from './rehearsal.js';
import type { RehearsalRequest, RehearsalSample } from './request.js';

interface Coming {
  /** When it is told. */
  readonly at: Moment;
  readonly occurredAt: Moment;
  readonly type: string;
  readonly data: Fields;
  readonly eventId: string;
}

/** Where decided messages go, and what is told when one has lost its point. */
export interface Post {
  deliver(item: Item, now: Moment): void;
  withdraw(item: Item, now: Moment): void;
}

/** Kinds of the journal that say nothing that another entry does not say as well. */
const UNSAID: ReadonlySet<JournalEntry['kind']> = new Set(['planned', 'withdrawn']);

const SETTLED: ReadonlySet<MessageOutcome> = new Set([
  'delivered',
  'unconfirmed',
  'withdrawn',
  'dropped',
  'undelivered',
  'undecided',
]);

export class Course implements Actor {
  readonly rank = 0;
  readonly items: Item[] = [];
  private readonly entries: RehearsalEntry[] = [];
  private readonly coming: Coming[];
  private readonly startAt: Moment;
  private state: EngineState | undefined;
  private data: Fields;
  /** Items that may still lose their point. */
  private open: Item[] = [];

  constructor(
    private readonly ctx: engine.EngineContext,
    private readonly request: Pick<RehearsalRequest, 'events' | 'startAt' | 'expireAfterMs'>,
    readonly sample: RehearsalSample,
    private readonly post: Post,
  ) {
    const { events, startAt } = request;
    this.startAt = sample.startAt ?? startAt;
    this.data = sample.data;
    this.coming = events
      .filter(({ references }) => references?.includes(sample.reference) ?? true)
      .map(({ when, type, data, toldAt }, index) => {
        const occurredAt = 'at' in when ? when.at : this.startAt + when.afterMs;
        return { at: Math.max(toldAt ?? occurredAt, occurredAt), occurredAt, type, data, eventId: `${index + 1}` };
      })
      .sort((a, b) => a.at - b.at);
  }

  next(): Moment | undefined {
    if (!this.state) return this.startAt;
    // An event from before the start is told at the start, and the engine says what it thinks of it.
    const event = this.coming[0] && Math.max(this.coming[0].at, this.startAt);
    const due = engine.nextDue(this.ctx, this.state);
    return event === undefined || (due !== undefined && due < event) ? due : event;
  }

  act(now: Moment): void {
    const before = this.state;
    if (!before) this.begin(now);
    else this.take(engine.advance(this.ctx, before, now), now);
    let loses = before !== undefined && this.hasMovedOnFrom(before);
    for (let event = this.coming[0]; event && event.at <= now; event = this.coming[0]) {
      this.coming.shift();
      loses = this.tell(event, now) || loses;
    }
    if (loses) this.withdrawPointless(now);
  }

  /** What a timer writes takes nothing back: its own message may hang on what it writes. */
  private hasMovedOnFrom({ stage, enteredAt }: EngineState): boolean {
    return this.isClosed || this.state?.stage !== stage || this.state.enteredAt !== enteredAt;
  }

  private begin(now: Moment): void {
    const { parties } = this.ctx.definition;
    const absentParties = Object.keys(parties).filter((role) => !Object.hasOwn(this.sample.parties, role));
    this.take(engine.start(this.ctx, { fields: this.data, at: now, absentParties }), now);
  }

  /** Answers whether it was taken. */
  private tell({ at: _told, ...event }: Coming, now: Moment): boolean {
    const before = this.data;
    this.data = dataAfterEvent(this.ctx.definition, event.type, event.data, before);
    const step = engine.applyEvent(this.ctx, this.state!, event, now);
    if (step.refusal) this.data = before;
    this.take(step, now);
    return !step.refusal;
  }

  private take({ state, sends, journal }: Step, now: Moment): void {
    this.state = state;
    for (const { at, kind, text } of journal) if (!UNSAID.has(kind)) this.say({ at, kind, text });
    const { expireAfterMs } = this.request;
    for (const decided of sends) {
      const undated = expireAfterMs !== undefined && decided.expiresAt === undefined;
      const send = undated ? { ...decided, expiresAt: decided.plannedAt + expireAfterMs } : decided;
      const item: Item = { course: this, send, data: this.data, outcome: 'waiting', attempts: [], reasons: [] };
      this.items.push(item);
      this.open.push(item);
      this.post.deliver(item, now);
    }
  }

  private withdrawPointless(now: Moment): void {
    this.open = this.open.filter(({ outcome }) => !SETTLED.has(outcome));
    for (const item of this.open)
      if (!engine.stillHolds(this.ctx, this.state!, item.send)) this.post.withdraw(item, now);
  }

  say(entry: RehearsalEntry): void {
    this.entries.push(entry);
  }

  get isClosed(): boolean {
    return this.state?.closed !== undefined;
  }

  /** Nothing will happen any more unless somebody reports something. */
  get isStuck(): boolean {
    return !!this.state && !this.isClosed && engine.nextDue(this.ctx, this.state) === undefined;
  }

  get stage(): string {
    return this.state?.stage ?? this.ctx.definition.first;
  }

  timeline(): Timeline {
    const { definition } = this.ctx;
    return {
      reference: this.sample.reference,
      // A firing is told of by its own moment, which may be before that of what was written meanwhile.
      entries: [...this.entries].sort((a, b) => a.at - b.at),
      messages: this.items.map(messageOf),
      stage: this.stage,
      stageTitle: definition.stages[this.stage]?.title ?? this.stage,
      state: this.state?.closed?.as ?? 'open',
      planned: this.state ? engine.plan(this.ctx, this.state) : [],
    };
  }
}
