import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Migration } from '#libs/lifecycle/migration.js';
import type { Steering } from '#libs/lifecycle/steering.js';
import type {
  CalendarData,
  EngineState,
  Fields,
  JournalEntry,
  LifecycleSettings,
  Moment,
  PlannedFiring,
  SendEffect,
} from '#libs/lifecycle/state.js';

/** Everything a lifecycle needs to run; definition, settings and calendar come as input so that no release breaks a replay. */
export interface LifecycleInput {
  readonly tenant: string;
  readonly lifecycleId: string;
  readonly reference: string;
  /** Whose queue carries its messages. */
  readonly dealer: string;
  readonly definition: Definition;
  readonly settings: LifecycleSettings;
  readonly calendar: CalendarData;
  /** Only the fields that timers and guards read. */
  readonly fields: Fields;
  /** Parties that may be left out and were. */
  readonly absentParties?: readonly string[];
  readonly startedAt: Moment;
  /** Where an earlier run of this lifecycle stopped (continue-as-new). */
  readonly carried?: CarriedState;
}

export interface CarriedState {
  readonly state: EngineState;
  /** Latest answers, so that an event told again across continue-as-new is answered and not applied again. */
  readonly answers: readonly LifecycleAnswer[];
  /** Ids of all events that were accepted: after a reset every one is told again, also those whose answer is let go. */
  readonly applied?: readonly string[];
  readonly unrecorded: readonly JournalEntry[];
  /** Messages decided but not yet handed over (held until morning, for instance). */
  readonly pending: readonly SendEffect[];
  /** Hash of the definition by which a message was decided, by its id, where the lifecycle has left it since. */
  readonly decidedBy?: Readonly<Record<string, string>>;
  readonly decisions: number;
  readonly lines: readonly string[];
}

/** What whoever tells a workflow of something adds to it. */
interface Told {
  /** How many events had been accepted before it. Absent: it is applied whatever the workflow knows. */
  readonly after?: number;
  /** Messages of the lifecycle that went out in bundles and have arrived: nothing more can leave of them. */
  readonly arrived?: readonly string[];
}

/** An event as the workflow sees it: the fields that the engine reads, nothing personal. */
export interface EventMessage extends Told {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: Fields;
}

export interface CancelMessage extends Told {
  readonly eventId: string;
  readonly occurredAt: Moment;
  /** The operator's words stay in PostgreSQL: they may name people. */
  readonly reasonCode: string;
  /** What the definition tells at a cancellation is told. */
  readonly tell?: boolean;
}

/** What an operator does to one lifecycle; its kind is the name of its update. */
export type SteeringMessage = Steering & Told;

/** Moves a lifecycle to another version of its definition, with the settings and calendar that this one needs. */
export interface MigrateMessage extends Migration, Told {
  readonly definition: Definition;
  readonly settings: LifecycleSettings;
  readonly calendar: CalendarData;
  /** The version that it leaves: what was decided by it is written by it. */
  readonly fromHash: string;
}

/** What the read model shows of a lifecycle's future; `decision` grows with every input, so a late writer never overwrites. */
export interface PlanSnapshot {
  readonly decision: number;
  readonly runId: string;
  readonly stage: string;
  readonly state: 'open' | 'ended' | 'cancelled';
  readonly closedAt?: Moment;
  readonly eventsAccepted: number;
  readonly nextDueAt?: Moment;
  readonly planned: readonly PlannedFiring[];
  /** Fields as the engine has them: newer than the sender's data, and with what only the engine can reckon. */
  readonly fields?: Fields;
  /** While it is open: what a move to another version of its definition can be tried on without its workflow. */
  readonly engine?: Omit<EngineState, 'fields'>;
}

export interface Withdrawal {
  readonly messageId: string;
  /** `withdrawn`: never leaves. `handed-over`: the dealer has it. `in-flight`: a call is under way and its end is not known. */
  readonly outcome: 'withdrawn' | 'handed-over' | 'in-flight';
}

/** The answer to an accepted event or cancellation. Refusals are thrown as ApplicationFailure with the refusal's code as type. */
export interface LifecycleAnswer {
  readonly eventId: string;
  readonly plan: PlanSnapshot;
  readonly withdrawals: readonly Withdrawal[];
  readonly journal: readonly JournalEntry[];
}

/** A receipt said that an attempt failed: the plan changes, so the workflow is woken (successes wake nobody). */
export interface Undelivered {
  readonly messageId: string;
  readonly attempt: number;
  /** What was decided, as PostgreSQL keeps it, so that the workflow can judge whether it still holds. */
  readonly send: SendEffect;
}

export const eventUpdate = defineUpdate<LifecycleAnswer, [EventMessage]>('event');
export const cancelUpdate = defineUpdate<LifecycleAnswer, [CancelMessage]>('cancel');
export const steeringUpdates = {
  pause: defineUpdate<LifecycleAnswer, [SteeringMessage]>('pause'),
  resume: defineUpdate<LifecycleAnswer, [SteeringMessage]>('resume'),
  correct: defineUpdate<LifecycleAnswer, [SteeringMessage]>('correct'),
  skip: defineUpdate<LifecycleAnswer, [SteeringMessage]>('skip'),
  'bring-forward': defineUpdate<LifecycleAnswer, [SteeringMessage]>('bring-forward'),
  recipient: defineUpdate<LifecycleAnswer, [SteeringMessage]>('recipient'),
} as const satisfies Record<Steering['kind'], unknown>;
export const migrateUpdate = defineUpdate<LifecycleAnswer, [MigrateMessage]>('migrate');
export const undeliveredSignal = defineSignal<[Undelivered]>('undelivered');
export const settingsSignal = defineSignal<[LifecycleSettings]>('settings');
export const calendarSignal = defineSignal<[CalendarData]>('calendar');
