/** One worked course of a shipped lifecycle: what a sender's system reports and when. Everything in it is invented. */
import type { Fields, LifecycleSettings } from '#libs/lifecycle/state.js';
import type { Day } from '#libs/calendar/korean-time.js';

export interface Sample {
  /** The lifecycle's name. */
  readonly lifecycle: string;
  /** ISO 8601 with Korea's offset, as every moment here. */
  readonly startedAt: string;
  readonly reference: string;
  readonly parties: Readonly<
    Record<string, { readonly name: string; readonly phone: string; readonly language?: string }>
  >;
  readonly data: Fields;
  readonly settings?: Partial<LifecycleSettings>;
  readonly closedDays?: readonly Day[];
  readonly holidays?: readonly Day[];
  readonly steps: readonly SampleStep[];
  /** The course is played up to here. */
  readonly until: string;
}

/** An event that is reported when it occurs; `reportedAt` when it is told later. */
export interface SampleStep {
  readonly at: string;
  readonly event: string;
  readonly data?: Fields;
  readonly reportedAt?: string;
}
