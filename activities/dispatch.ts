import { ApplicationFailure } from '@temporalio/common';
import type { DealerActivities, DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { closeBundle, noteBundle } from '#libs/database/bundle-gathering.js';
import { DealerCalls } from './dealer-calls.js';
import { withoutRecord } from './decision-at-hand.js';
import { withTenant, type DispatchParts, type Look } from './dispatch-parts.js';
import { MessageLook } from './message-look.js';
import { MessageReading } from './message-reading.js';

/** Retries nearer than this are the activity's own, which cost no history; further ones the workflow sleeps through. */
const OWN_RETRY_MS = 5 * 60_000;
/** One pass handles an attempt and what follows from it at once (a rejection and its fallback); more is a fault. */
const MOST_PASSES = 12;

/**
 * Brings one message one step further until it is with the dealer, settled, or has to wait. Safe to run again at any
 * point: what was begun is found in the attempts, and each try passes the truth check again.
 */
export class Dispatching implements DealerActivities {
  private readonly looking: MessageLook;
  private readonly calls: DealerCalls;

  constructor(private readonly parts: DispatchParts) {
    const reading = new MessageReading(parts);
    this.looking = new MessageLook(parts, reading);
    this.calls = new DealerCalls(parts, reading);
  }

  /** A bundle is closed before anything of it is looked at: from then on nothing joins it, and items only leave. */
  async dispatch(input: DispatchInput): Promise<DispatchResult> {
    const { bundle, messageId } = input;
    if (!bundle) return this.bringOn(input);
    const opensUntil = await withTenant(this.parts, input, (tx) => closeBundle(tx, messageId, this.parts.now()));
    if (opensUntil !== undefined) return { kind: 'wait', until: opensUntil, reason: '묶음이 닫히기를 기다림' };
    const result = await this.bringOn(input);
    await withTenant(this.parts, input, (tx) =>
      noteBundle(tx, messageId, result.kind === 'wait' ? result.until : undefined),
    );
    return result;
  }

  private async bringOn(input: DispatchInput): Promise<DispatchResult> {
    let ask = input;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const dealers = (await this.parts.health?.dealers()) ?? new Map();
      const look = await withTenant(this.parts, input, (tx) => this.looking.look(tx, ask, dealers));
      ask = withoutRecord(input);
      const result = await this.follow(input, look);
      if (result) return result;
    }
    throw ApplicationFailure.retryable('A message did not settle within one dispatch.', 'DISPATCH_UNSETTLED');
  }

  private async follow(input: DispatchInput, look: Look): Promise<DispatchResult | undefined> {
    switch (look.next) {
      case 'answer':
        return look.result;
      case 'wait':
        return this.wait(look);
      case 'look-again':
        return undefined;
      case 'look-up':
        return this.calls.lookUp(input, look);
      case 'call':
        return this.calls.call(input, look);
    }
  }

  private wait({ until, retry, reason, reasonCode }: Extract<Look, { next: 'wait' }>): DispatchResult {
    const delay = Math.max(50, until - this.parts.now());
    if (!retry || delay > OWN_RETRY_MS) return { kind: 'wait', until, reason };
    throw ApplicationFailure.create({
      message: `Tried again later: ${reasonCode}.`,
      type: reasonCode,
      nextRetryDelay: delay,
    });
  }
}
