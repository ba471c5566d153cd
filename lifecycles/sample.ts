/** One worked course of a shipped lifecycle: what a sender's system reports and when. Everything in it is invented. */
import type { Fields, LifecycleSettings } from '#libs/lifecycle/state.js';
import type { Day } from '#libs/calendar/korean-time.js';

export interface Sample {
  /** The lifecycle's name. */
  readonly lifecycle: string;
  /** ISO 8601 with Korea's offset, as every moment here. */
  readonly startedAt: string;
  readonly reference: string;
  readonly parties: Readonly<Record<string, SampleParty>>;
  readonly data: Fields;
  readonly settings?: Partial<LifecycleSettings>;
  readonly closedDays?: readonly Day[];
  readonly holidays?: readonly Day[];
  readonly steps: readonly SampleStep[];
  /** After all steps: when an operator ends it by hand, and has whoever waits told (`cancel` with `tell`). */
  readonly endedByHand?: string;
  /** The course is played up to here. */
  readonly until: string;
}

/** Who fills a role, and who stands in for them until they turn fourteen. */
export interface SampleParty {
  readonly name: string;
  readonly phone: string;
  /** In which they are told, where the lifecycle speaks it. */
  readonly language?: string;
  readonly birthDate?: Day;
  readonly guardian?: { readonly name: string; readonly phone: string };
}

/** An event that is reported when it occurs; `reportedAt` when it is told later. */
export interface SampleStep {
  readonly at: string;
  readonly event: string;
  readonly data?: Fields;
  readonly reportedAt?: string;
}
