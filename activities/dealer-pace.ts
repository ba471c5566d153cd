import { setTimeout as pause } from 'node:timers/promises';
import { turnAfter } from '#libs/message/dealer-pace.js';

/**
 * Spreads this process's calls to each dealer over the second, as its contract allows. Over several processes the task queue
 * bounds them together (docs/operations.md).
 */
export class DealerPace {
  private readonly turns = new Map<string, number[]>();

  constructor(private readonly perSecondOf: (dealer: string) => Promise<number | undefined>) {}

  /** Resolves when the next call to this dealer may be made; within about a second, as the queue hands out no more. */
  async turn(dealer: string): Promise<void> {
    const perSecond = await this.perSecondOf(dealer);
    if (perSecond === undefined) return;
    const turns = this.turns.get(dealer) ?? [];
    const now = performance.now();
    const at = turnAfter(turns, now, perSecond);
    turns.push(at);
    if (turns.length > perSecond) turns.splice(0, turns.length - perSecond);
    this.turns.set(dealer, turns);
    if (at > now) await pause(at - now);
  }
}
