import type { DataSource } from 'typeorm';
import { attemptKey } from '#libs/contracts/ids.js';
import { groupedBy } from '#libs/database/grouped-by.js';
import { dueAttempts, postponeChecks, tellOfSilence, type DueAttempt } from '#libs/database/reconciler-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import type { Dealer, DealerReceipt } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { nextReceiptCheck } from '#libs/message/receipt-patience.js';
import type { DealerHealth } from './dealer-health.js';

export interface ReceiptReconcilerParts {
  readonly dataSource: DataSource;
  readonly dealers: readonly Dealer[];
  readonly now: () => Moment;
  readonly receiptPatienceMs: number;
  /** Learns from receipts how dealers stand. */
  readonly health?: Pick<DealerHealth, 'receiptsSeen'>;
}

/** Attempts looked at in one round; the rest come with the next. */
const ROUND = 200;
/** Questions to a dealer under way at once: few, since sending has the first claim on its rate. */
const AT_ONCE = 5;

/** Asks dealers for receipts that never came, up to each channel's horizon. */
export class ReceiptReconciler {
  constructor(private readonly parts: ReceiptReconcilerParts) {}

  async run(): Promise<{ asked: number; settled: number }> {
    const { dataSource, dealers, now, receiptPatienceMs } = this.parts;
    const due = await dueAttempts(dataSource, now(), ROUND);
    // Postponed before asking: a question that fails is asked again later, and two rounds never ask for the same.
    await postponeChecks(
      dataSource,
      due.map((attempt) => ({ ...attempt, nextCheckAt: nextCheck(attempt, now(), receiptPatienceMs) })),
      now(),
    );
    let settled = 0;
    for (const [name, ofDealer] of groupedBy(due, ({ dealer }) => dealer)) {
      const dealer = dealers.find((each) => each.name === name);
      if (!dealer) continue;
      for (let at = 0; at < ofDealer.length; at += AT_ONCE) {
        const receipts = await Promise.all(
          ofDealer.slice(at, at + AT_ONCE).map((attempt) => receiptsOf(dealer, attempt)),
        );
        settled += (await recordReceipts(dataSource, name, receipts.flat(), now())).settled;
      }
    }
    // Only now, so that no text follows what the dealer has just confirmed.
    const silent = due.filter((attempt) => now() >= (textDueAt(attempt) ?? Infinity));
    await tellOfSilence(dataSource, silent, now());
    await this.parts.health?.receiptsSeen();
    return { asked: due.length, settled };
  }
}

/** When an 알림톡 that is not confirmed is followed by a text; undefined: never. */
const textDueAt = ({ channel, acceptedAt, textAfterMs }: DueAttempt): Moment | undefined =>
  channel === 'alimtalk' && textAfterMs !== null ? acceptedAt + textAfterMs : undefined;

/** As patience has it, and when a text is due instead. */
function nextCheck(attempt: DueAttempt, now: Moment, receiptPatienceMs: number): Moment | undefined {
  const next = nextReceiptCheck(attempt, now, receiptPatienceMs);
  const textDue = textDueAt(attempt);
  return textDue !== undefined && textDue > now ? Math.min(textDue, next ?? Infinity) : next;
}

/** A dealer that cannot answer now is asked again at the next check. */
async function receiptsOf(dealer: Dealer, attempt: DueAttempt): Promise<readonly DealerReceipt[]> {
  const { tenant, messageId, number, groupId, channel, calledAt, dealerMessageId } = attempt;
  try {
    return await dealer.receiptsOf({
      groupId,
      key: attemptKey(tenant, messageId, number),
      channel,
      calledAt,
      ...(dealerMessageId !== null && { messageId: dealerMessageId }),
    });
  } catch {
    return [];
  }
}
