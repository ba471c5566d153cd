import { ApplicationFailure } from '@temporalio/common';
import type { DealerActivities, DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import type { Moment } from '#libs/lifecycle/state.js';

interface Task {
  readonly input: DispatchInput;
  readonly queue: string;
  readonly at: Moment;
}

/**
 * Dealers' queues as Temporal has them, in a time of their own: each hands out at most so many tasks a second; a task that
 * asks for a pause comes back after it, and one that another dealer carries goes over to that one's queue.
 */
export class QueueOverTime {
  readonly results = new Map<string, DispatchResult>();
  /** Timers and moves between queues, which would stand in histories. */
  histories = 0;
  private tasks: Task[] = [];
  private readonly free = new Map<string, Moment>();

  constructor(
    private readonly clock: { now: Moment },
    private readonly queues: ReadonlyMap<string, DealerActivities>,
    private readonly perSecond: number,
  ) {}

  add(queue: string, input: DispatchInput, at: Moment = this.clock.now): void {
    this.tasks.push({ input, queue, at });
  }

  /** Works on what is due up to a moment, one task after the other. */
  async workUntil(end: Moment): Promise<void> {
    for (let next = this.next(); next && this.startOf(next) <= end; next = this.next()) await this.work(next);
    this.clock.now = Math.max(this.clock.now, end);
  }

  private next(): Task | undefined {
    return this.tasks.reduce<Task | undefined>(
      (first, task) => (first === undefined || this.startOf(task) < this.startOf(first) ? task : first),
      undefined,
    );
  }

  private readonly startOf = ({ queue, at }: Task): Moment => Math.max(at, this.free.get(queue) ?? 0);

  private async work(task: Task): Promise<void> {
    const { input, queue } = task;
    const at = this.startOf(task);
    this.tasks = this.tasks.filter((each) => each !== task);
    this.clock.now = Math.max(this.clock.now, at);
    this.free.set(queue, at + 1_000 / this.perSecond);
    try {
      const result = await this.queues.get(queue)!.dispatch(input);
      if (result.kind === 'other-dealer' || result.kind === 'wait') this.histories += 1;
      if (result.kind === 'other-dealer') this.add(result.dealer, input);
      else if (result.kind === 'wait') this.add(queue, input, result.until);
      else this.results.set(input.messageId, result);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      this.add(queue, input, this.clock.now + Number(error.nextRetryDelay ?? 1_000));
    }
  }
}
