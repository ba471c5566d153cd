import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer for the next due moment. Kept while the moment stays the same, whatever else wakes the workflow: a timer that
 * is cancelled and started anew costs two history events.
 */
export class Alarm {
  private set: { readonly due: number; readonly scope: CancellationScope; rang: boolean } | undefined;

  /** Rings at `due` (ms since 1970); undefined: not at all. `summary` is what operators see on the timer. */
  setFor(due: number | undefined, summary: () => string): void {
    if (this.set?.due === due) return;
    this.set?.scope.cancel();
    this.set = undefined;
    if (due === undefined) return;
    const alarm = { due, scope: new CancellationScope(), rang: false };
    this.set = alarm;
    alarm.scope
      .run(() => sleep(Math.max(1, due - Date.now()), { summary: summary() }))
      .then(
        () => {
          alarm.rang = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  /** Whether it has rung since it was last set. */
  rings(): boolean {
    return this.set?.rang ?? false;
  }

  /** Forgets what it was set for, so that the same moment can be set again. */
  clear(): void {
    this.set?.scope.cancel();
    this.set = undefined;
  }
}
