import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { RIDE_OVER_MS } from '#libs/contracts/bundle-workflow.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import {
  calendarSignal,
  cancelUpdate,
  eventUpdate,
  migrateUpdate,
  settingsSignal,
  steeringUpdates,
  undeliveredSignal,
  type CancelMessage,
  type EventMessage,
  type LifecycleAnswer,
  type LifecycleInput,
  type MigrateMessage,
  type PlanSnapshot,
  type SteeringMessage,
  type Undelivered,
  type Withdrawal,
} from '#libs/contracts/lifecycle-workflow.js';
import { NEXT_DUE, STAGE } from '#libs/contracts/search-attributes.js';
import { WORKFLOW_BEHIND } from '#libs/contracts/workflow-behind.js';
import type { DecisionRecord } from '#libs/contracts/activities.js';
import * as engine from '#libs/lifecycle/engine.js';
import { migrate } from '#libs/lifecycle/migration.js';
import { steer } from '#libs/lifecycle/steering.js';
import type { EngineState, JournalEntry, Refusal, SendEffect, Step } from '#libs/lifecycle/state.js';
import { Alarm } from './alarm.js';
import { databaseActivities } from './activity-proxies.js';
import { deliver, type DeliveryEnd, type DeliveryHost } from './delivery.js';
import { currentDetails, lineOfEnd, lineOfEntry } from './operator-view.js';

/** Answers kept for an event told again; the teller has one event of a lifecycle in flight, so a few suffice. */
const ANSWERS_KEPT = 20;
const LINES_KEPT = 15;

/** A message that was decided and has not been handed over. */
interface Pending {
  readonly send: SendEffect;
  withdrawn: boolean;
  /** False only while the delivery sleeps: then a new run can take it over without losing an answer. */
  working: boolean;
  /**
   * To be looked at again: a receipt said that the attempt failed before the workflow heard that it was handed over, or what
   * it waits for may have come.
   */
  again: boolean;
  waiting: { until: number | undefined; reason: string } | undefined;
}

/** One lifecycle from start to end: the engine decides, this shell sleeps, tells and hands on. */
export async function lifecycle(input: LifecycleInput): Promise<void> {
  const run = new LifecycleRun(input);
  // First the beginning, then the handlers: a reset hands over its events the moment that a handler is there.
  run.begin();
  setHandler(eventUpdate, (event) => run.onEvent(event), {
    validator: (event: EventMessage) => run.refuseEvent(event),
  });
  setHandler(cancelUpdate, (cancel) => run.onCancel(cancel), {
    validator: (cancel: CancelMessage) => run.refuseCancel(cancel),
  });
  for (const update of Object.values(steeringUpdates)) {
    setHandler(update, (act) => run.onSteering(act), {
      validator: (act: SteeringMessage) => run.refuseSteering(act),
    });
  }
  setHandler(migrateUpdate, (move) => run.onMigrate(move), {
    validator: (move: MigrateMessage) => run.refuseMigrate(move),
  });
  setHandler(undeliveredSignal, (undelivered) => run.onUndelivered(undelivered));
  setHandler(settingsSignal, (settings) => run.onContext({ settings }));
  setHandler(calendarSignal, (calendar) => run.onContext({ calendar }));
  await run.untilClosed();
}

class LifecycleRun {
  private context: engine.EngineContext;
  private state: EngineState;
  private decisions: number;
  /** Journal entries that PostgreSQL has not been given yet. */
  private unrecorded: JournalEntry[];
  private readonly answers: Map<string, LifecycleAnswer>;
  private readonly answering = new Map<string, Promise<LifecycleAnswer>>();
  /** Ids of every event ever applied. */
  private readonly applied: Set<string>;
  private readonly pending = new Map<string, Pending>();
  /** Messages that go out with others of their person's, until long after: what happens may make them pointless. */
  private readonly parked = new Map<string, { readonly send: SendEffect; readonly until: number }>();
  /** Of messages that were decided by a version which the lifecycle has left: its hash. */
  private readonly decidedBy: Map<string, string>;
  private readonly lines: string[];
  private flushing = false;
  private shown: { stage: string; nextDue: number | undefined } | undefined;
  private readonly alarm = new Alarm();
  /** Grows with everything that the main loop must look at. */
  private changes = 0;

  constructor(private readonly input: LifecycleInput) {
    this.context = { definition: input.definition, settings: input.settings, calendar: input.calendar };
    const { carried } = input;
    const first = carried ? undefined : begun(this.context, input);
    this.state = carried ? carried.state : first!.state;
    this.decisions = carried?.decisions ?? 0;
    this.unrecorded = [...(carried?.unrecorded ?? [])];
    this.answers = new Map((carried?.answers ?? []).map((answer) => [answer.eventId, answer]));
    this.applied = new Set(carried?.applied ?? this.answers.keys());
    this.decidedBy = new Map(Object.entries(carried?.decidedBy ?? {}));
    this.lines = [...(carried?.lines ?? [])];
    this.begin = () => {
      // The starter set the search attributes of the first stage: deciding them again costs no event.
      this.shown = { stage: this.state.stage, nextDue: engine.nextDue(this.context, this.state) };
      if (first) this.absorb(first);
      for (const send of carried?.pending ?? []) this.startDelivery(send);
    };
  }

  /** Takes the first decisions; called once, before the handlers are set. */
  readonly begin: () => void;

  async untilClosed(): Promise<void> {
    for (;;) {
      if (!this.state.closed) {
        const { stage, enteredAt } = this.state;
        this.absorbIfAny(engine.advance(this.context, this.state, Date.now()));
        const movedOn = stage !== this.state.stage || enteredAt !== this.state.enteredAt;
        if (this.state.closed) await this.withdrawPointless();
        // A timer that moves on takes the point from what its stage still holds back, as an event would.
        else if (movedOn && this.pointless().length > 0 && patched('withdrawn-by-timers'))
          await this.withdrawPointless();
      }
      this.flushIfNobodyElseDoes();
      this.show();
      if (this.isDone()) return;
      if (this.movesOn()) await this.continueAsNew();
      const seen = this.changes;
      this.alarm.setFor(this.state.closed ? undefined : engine.nextDue(this.context, this.state), () =>
        this.nextSummary(),
      );
      // A handler that has changed something is not finished yet when that is seen: its end is waited for as well.
      await condition(() => this.changes !== seen || this.alarm.rings() || this.isDone() || this.movesOn());
      if (this.alarm.rings()) this.alarm.clear();
    }
  }

  private isDone(): boolean {
    const { closed } = this.state;
    const nothingLeft = this.pending.size === 0 && this.unrecorded.length === 0 && !this.flushing;
    return closed !== undefined && nothingLeft && allHandlersFinished();
  }

  refuseEvent(event: EventMessage): void {
    if (this.applied.has(event.eventId)) return;
    this.throwIfBehind(event);
    throwIfRefused(engine.refusalOf(this.context, this.state, event, Date.now()));
  }

  refuseCancel(cancel: CancelMessage): void {
    if (this.applied.has(cancel.eventId)) return;
    this.throwIfBehind(cancel);
    if (!this.state.closed) return;
    throwIfRefused({ code: 'LIFECYCLE_CLOSED', message: '이미 끝난 건입니다.', problems: [] });
  }

  refuseSteering(act: SteeringMessage): void {
    if (this.applied.has(act.eventId)) return;
    this.throwIfBehind(act);
    throwIfRefused(steer(this.context, this.state, act, Date.now()).refusal);
  }

  /** After a reset, what was accepted before comes first: applied out of order, it could close what others still change. */
  private throwIfBehind({ after = 0 }: Pick<EventMessage, 'after'>): void {
    if (this.state.eventsAccepted < after)
      throw ApplicationFailure.nonRetryable('Earlier events are not known yet.', WORKFLOW_BEHIND);
  }

  onEvent(event: EventMessage): Promise<LifecycleAnswer> {
    return this.answerOnce(event, () => engine.applyEvent(this.context, this.state, event, Date.now()));
  }

  onCancel(cancel: CancelMessage): Promise<LifecycleAnswer> {
    return this.answerOnce(cancel, () =>
      engine.cancel(
        this.context,
        this.state,
        {
          eventId: cancel.eventId,
          at: cancel.occurredAt,
          reasonCode: cancel.reasonCode,
          ...(cancel.tell && { tell: true }),
        },
        Date.now(),
      ),
    );
  }

  onSteering(act: SteeringMessage): Promise<LifecycleAnswer> {
    return this.answerOnce(act, () => steer(this.context, this.state, act, Date.now()));
  }

  refuseMigrate(move: MigrateMessage): void {
    if (this.applied.has(move.eventId)) return;
    this.throwIfBehind(move);
    throwIfRefused(migrate(this.context, contextAfter(move), this.state, move, Date.now()).refusal);
  }

  onMigrate(move: MigrateMessage): Promise<LifecycleAnswer> {
    return this.answerOnce(move, () => {
      const before = this.context;
      // What was due before the move is decided by the version that it leaves, and so are all messages under way.
      this.absorbIfAny(engine.advance(before, this.state, Math.min(move.at, Date.now())));
      const step = migrate(before, contextAfter(move), this.state, move, Date.now());
      if (step.refusal) return step;
      for (const messageId of this.pending.keys())
        if (!this.decidedBy.has(messageId)) this.decidedBy.set(messageId, move.fromHash);
      this.context = contextAfter(move);
      return step;
    });
  }

  async onUndelivered({ messageId, send }: Undelivered): Promise<void> {
    const pending = this.pending.get(messageId);
    this.parked.delete(messageId);
    if (pending) pending.again = true;
    else if (engine.stillHolds(this.context, this.state, send)) this.startDelivery(send);
    else await this.withdraw([{ messageId, send }], '알릴 까닭이 없어져 다시 보내지 않음');
  }

  onContext(change: Partial<Pick<LifecycleInput, 'settings' | 'calendar'>>): void {
    const before = this.context;
    this.context = { ...before, ...change };
    this.absorb(engine.changeContext(before, this.context, this.state, Date.now()));
  }

  /** An event told again is answered and not applied again, also while its first answer waits for its withdrawals. */
  private async answerOnce(
    { eventId, arrived = [] }: Pick<EventMessage, 'eventId' | 'arrived'>,
    decide: () => Step,
  ): Promise<LifecycleAnswer> {
    const known = this.answers.get(eventId) ?? this.answering.get(eventId);
    if (known) return known;
    // Its answer was let go long ago, which only happens once PostgreSQL has it.
    if (this.applied.has(eventId)) return { eventId, plan: this.plan(), withdrawals: [], journal: [] };
    const answer = this.apply(eventId, decide, arrived);
    this.answering.set(eventId, answer);
    try {
      return await answer;
    } finally {
      this.answering.delete(eventId);
    }
  }

  private async apply(eventId: string, decide: () => Step, arrived: readonly string[]): Promise<LifecycleAnswer> {
    const step = decide();
    this.absorb(step);
    throwIfRefused(step.refusal); // a validator is not asked again when a reset applies its events anew
    this.applied.add(eventId);
    // What closes the lifecycle is handed on a second time with its last message: should the teller lose this answer,
    // a closed workflow cannot be asked again, and PostgreSQL must still learn that the event was accepted.
    const journal = this.state.closed ? [...this.unrecorded] : this.takeJournal();
    const plan = this.plan();
    const withdrawals = await this.withdrawPointless(arrived);
    const answer: LifecycleAnswer = { eventId, plan, withdrawals, journal };
    this.answers.set(eventId, answer);
    for (const oldest of this.answers.keys()) if (this.answers.size > ANSWERS_KEPT) this.answers.delete(oldest);
    this.changes += 1;
    return answer;
  }

  private pointless(): { readonly messageId: string; readonly send: SendEffect }[] {
    return [...[...this.pending].filter(([, { withdrawn }]) => !withdrawn), ...this.riding()]
      .filter(([, { send }]) => !engine.stillHolds(this.context, this.state, send))
      .map(([messageId, { send }]) => ({ messageId, send }));
  }

  /** @param arrived what need not be asked about, because it has left its bundle for good: asking costs six events */
  private async withdrawPointless(arrived: readonly string[] = []): Promise<readonly Withdrawal[]> {
    const pointless = this.pointless();
    const isOver = ({ messageId }: { readonly messageId: string }): boolean =>
      this.parked.has(messageId) && arrived.includes(messageId);
    const over = pointless.filter(isOver).map(({ messageId }) => ({ messageId, outcome: 'handed-over' }) as const);
    const asked = pointless.filter((each) => !isOver(each));
    // Once asked, what became of them is known: they have left their bundle, or have left with it.
    for (const { messageId } of pointless) this.parked.delete(messageId);
    return [...over, ...(await this.withdraw(asked, '그 뒤의 일로 알릴 까닭이 없어짐'))];
  }

  /** Once this returns, no attempt of these messages enters `calling` any more. */
  private async withdraw(
    messages: readonly { messageId: string; send: SendEffect }[],
    reason: string,
  ): Promise<readonly Withdrawal[]> {
    if (messages.length === 0) return [];
    const withdrawals = await databaseActivities('거두기 · 알릴 까닭이 없어진 메시지').withdraw({
      tenant: this.input.tenant,
      lifecycleId: this.input.lifecycleId,
      messages: messages.map(({ messageId, send }) => ({ messageId, plannedAt: send.plannedAt })),
      reason,
    });
    for (const { messageId, outcome } of withdrawals) {
      const pending = this.pending.get(messageId);
      if (pending && outcome === 'withdrawn') pending.withdrawn = true;
    }
    return withdrawals;
  }

  /** What may still be on its way in a bundle. Data that it waits for may keep it there for as long as it is worth sending. */
  private riding(): [string, { readonly send: SendEffect; readonly until: number }][] {
    for (const [messageId, { send, until }] of this.parked)
      if (send.fresh === undefined && Date.now() > until + RIDE_OVER_MS) this.parked.delete(messageId);
    return [...this.parked];
  }

  private absorbIfAny(step: Step): void {
    if (step.journal.length > 0 || step.sends.length > 0) this.absorb(step);
    else this.state = step.state;
  }

  private absorb(step: Step): void {
    this.state = step.state;
    this.decisions += 1;
    this.changes += 1;
    this.unrecorded.push(...step.journal);
    for (const entry of step.journal) this.note(lineOfEntry(entry));
    for (const send of step.sends) this.startDelivery(send);
  }

  private startDelivery(send: SendEffect): void {
    const messageId = messageIdFor(this.input.lifecycleId, send.key, send.plannedAt);
    if (this.pending.has(messageId)) return;
    const pending: Pending = { send, withdrawn: false, working: true, again: false, waiting: undefined };
    this.pending.set(messageId, pending);
    this.runDelivery(messageId, pending).catch((error: unknown) => {
      // Cancelled from the Temporal UI: the whole workflow ends so, and PostgreSQL is told by the patrol.
      if (!isCancellation(error)) throw error;
    });
  }

  private async runDelivery(messageId: string, pending: Pending): Promise<void> {
    const { tenant, lifecycleId, dealer } = this.input;
    const title = this.titleOf(pending.send.template);
    const request = { tenant, lifecycleId, messageId, dealer, title, send: pending.send };
    // The first activity is asked for after the handlers of this task have run, so that it carries what they decided.
    await Promise.resolve();
    let end: DeliveryEnd;
    do {
      pending.again = false;
      end = await deliver(request, this.hostOf(messageId, pending));
    } while (pending.again && !pending.withdrawn);
    this.pending.delete(messageId);
    this.decidedBy.delete(messageId);
    if (end.kind === 'parked' && !pending.withdrawn)
      this.parked.set(messageId, { send: pending.send, until: end.until });
    this.note(lineOfEnd(title, end, Date.now()));
    this.changes += 1;
  }

  private hostOf(messageId: string, pending: Pending): DeliveryHost {
    return {
      isWithdrawn: () => pending.withdrawn,
      decidedBy: () => this.decidedBy.get(messageId),
      isCalled: () => pending.again,
      isPaused: () => this.state.pausedAt !== undefined && !this.state.closed,
      eventsAccepted: () => this.state.eventsAccepted,
      takeRecord: () => {
        pending.working = true;
        pending.waiting = undefined;
        // What was said before this look is answered by it.
        pending.again = false;
        return this.takeRecord();
      },
      returnRecord: (record) => this.unrecorded.unshift(...record.journal),
      onWait: (until, reason) => {
        pending.waiting = { until, reason };
        pending.working = false;
        this.changes += 1;
      },
    };
  }

  private takeJournal(): JournalEntry[] {
    return this.unrecorded.splice(0);
  }

  private takeRecord(): DecisionRecord | undefined {
    if (this.unrecorded.length === 0) return undefined;
    const journal = this.takeJournal();
    // A closed workflow cannot be asked again for the answer that the teller may have lost, so its entries come along.
    const latest = this.state.closed ? ([...this.answers.values()].at(-1)?.journal ?? []) : [];
    return { journal: [...latest, ...journal], plan: this.plan() };
  }

  /** Decisions without a message of their own (an alert, a changed setting, an end by itself) still reach PostgreSQL. */
  private flushIfNobodyElseDoes(): void {
    const nobodyElse = this.unrecorded.length > 0 && ![...this.pending.values()].some(({ working }) => working);
    if (!nobodyElse || this.flushing) return;
    this.flush().catch((error: unknown) => {
      // As with deliveries: left unhandled, it would keep the cancelled workflow from ending.
      if (!isCancellation(error)) throw error;
    });
  }

  private async flush(): Promise<void> {
    const record = this.takeRecord();
    if (!record) return;
    this.flushing = true;
    await databaseActivities('기록 · 정해진 일').record({
      tenant: this.input.tenant,
      lifecycleId: this.input.lifecycleId,
      record,
    });
    this.flushing = false;
    this.changes += 1;
  }

  private plan(): PlanSnapshot {
    return planOf(this.context, this.state, { decision: this.decisions, runId: workflowInfo().runId });
  }

  /** What operators read in the Temporal UI: details cost no event, search attributes one, at most once a task. */
  private show(): void {
    setCurrentDetails(currentDetails(this.context, this.state, this.lines, [...this.pending.values()]));
    const stage = this.state.stage;
    const nextDue = this.state.closed ? undefined : engine.nextDue(this.context, this.state);
    if (this.shown?.stage === stage && this.shown.nextDue === nextDue) return;
    upsertSearchAttributes([
      { key: STAGE, value: stage },
      { key: NEXT_DUE, value: nextDue === undefined ? null : new Date(nextDue) },
    ]);
    this.shown = { stage, nextDue };
  }

  /** Into a new run, which nothing that is under way may be cut off by. */
  private movesOn(): boolean {
    if (!workflowInfo().continueAsNewSuggested || !allHandlersFinished()) return false;
    return !this.flushing && [...this.pending.values()].every(({ working }) => !working);
  }

  private continueAsNew(): Promise<never> {
    const { workflowType } = workflowInfo();
    return makeContinueAsNewFunc<typeof lifecycle>({ workflowType })({
      ...this.input,
      definition: this.context.definition,
      settings: this.context.settings,
      calendar: this.context.calendar,
      carried: {
        state: this.state,
        answers: [...this.answers.values()],
        applied: [...this.applied],
        unrecorded: this.unrecorded,
        pending: [
          ...[...this.pending.values()].filter(({ withdrawn }) => !withdrawn),
          ...this.riding().map(([, parked]) => parked),
        ].map(({ send }) => send),
        ...(this.decidedBy.size > 0 && { decidedBy: Object.fromEntries(this.decidedBy) }),
        decisions: this.decisions,
        lines: this.lines,
      },
    });
  }

  private nextSummary(): string {
    const next = engine.plan(this.context, this.state)[0];
    return next ? `다음 · ${next.templates.map((code) => this.titleOf(code)).join(', ') || next.title}` : '다음';
  }

  private titleOf(template: string): string {
    return this.context.definition.templates[template]?.title ?? template;
  }

  private note(line: string): void {
    this.lines.push(line);
    if (this.lines.length > LINES_KEPT) this.lines.splice(0, this.lines.length - LINES_KEPT);
  }
}

const contextAfter = ({ definition, settings, calendar }: MigrateMessage): engine.EngineContext => ({
  definition,
  settings,
  calendar,
});

const begun = (context: engine.EngineContext, { fields, startedAt, absentParties }: LifecycleInput): Step =>
  engine.start(context, { fields, at: startedAt, ...(absentParties && { absentParties }) });

function throwIfRefused(refusal: Refusal | undefined): void {
  if (refusal) throw ApplicationFailure.nonRetryable(refusal.message, refusal.code, refusal);
}
