import type { DataSource, EntityManager } from 'typeorm';
import {
  claimProbe,
  judgeReceipts,
  readDealers,
  tellDealerNews,
  type DealerNews,
  type KnownDealer,
} from '#libs/database/dealer-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  CIRCUIT_RULES,
  type CircuitRules,
  type DealerCircuit,
  type ProbeResult,
} from '#libs/message/dealer-circuit.js';
import { signOf, type Answered } from './dealer-sign.js';

/** What is known of circuits is read again after this long, and what was seen is told so often, ms. */
const FRESH_MS = 1_000;

export interface DealerHealthParts {
  readonly dataSource: DataSource;
  readonly now: () => Moment;
  readonly rules?: CircuitRules;
  /** How old what is known may be, ms of the machine's clock; 0: everything is told and read at once. */
  readonly freshMs?: number;
  /** A circuit has opened or closed, as this process sees it. */
  readonly onChange?: (dealer: string, circuit: DealerCircuit) => void;
  /** What was seen could not be told; it is told with the next. */
  readonly onError?: (error: unknown) => void;
}

/**
 * What this process sees of dealers, and what all processes together know of them. Calls are counted in memory and told
 * once a second in one transaction, however many there were; circuits are read no oftener.
 */
export class DealerHealth {
  readonly rules: CircuitRules;
  private readonly freshMs: number;
  private known: { readonly at: number; readonly dealers: ReadonlyMap<string, KnownDealer> } | undefined;
  private reading: Promise<ReadonlyMap<string, KnownDealer>> | undefined;
  private seen = new Map<string, DealerNews>();
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> = Promise.resolve();
  private readonly closedBefore = new Map<string, boolean>();

  constructor(private readonly parts: DealerHealthParts) {
    this.rules = parts.rules ?? CIRCUIT_RULES;
    this.freshMs = parts.freshMs ?? FRESH_MS;
  }

  /** Dealers as they stand, at most a second old; not to be asked for within a transaction, because it takes another connection. */
  async dealers(): Promise<ReadonlyMap<string, KnownDealer>> {
    if (this.known && performance.now() - this.known.at < this.freshMs) return this.known.dealers;
    this.reading ??= readDealers(this.parts.dataSource.manager)
      .then((dealers) => {
        const found = new Map(dealers.map((each) => [each.dealer, each]));
        this.known = { at: performance.now(), dealers: found };
        this.notice(dealers);
        return found;
      })
      .finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** Makes the message at hand the probe of a circuit, with its transaction; false when another was faster. */
  async claim(tx: EntityManager, dealer: string): Promise<boolean> {
    // Another has it, or the circuit has changed: whoever looks next shall not try this again.
    this.known = undefined;
    return claimProbe(tx, dealer, this.parts.now(), this.rules);
  }

  /** Makes a call and remembers how it went. A probe is told of at once, because the others wait for it. */
  async watch<T extends Answered>(dealer: string, probe: boolean, call: () => Promise<T>): Promise<T> {
    const begun = this.parts.now();
    const outcome = await call();
    const sign = signOf(outcome);
    const { news } = this.newsOf(dealer);
    const slow = sign === 'well' && this.parts.now() - begun > this.rules.slowMs;
    this.seen.set(dealer, {
      ...news,
      counts: {
        calls: news.counts.calls + 1,
        failed: news.counts.failed + (sign === 'well' ? 0 : 1),
        slow: news.counts.slow + (slow ? 1 : 0),
      },
      accountRefused: news.accountRefused || (sign === 'account' && !probe),
    });
    if ((sign === 'account' && !probe) || this.freshMs === 0) await this.tell();
    else this.tellSoon();
    return outcome;
  }

  /** What a probe came to. */
  async probed(dealer: string, came: ProbeResult): Promise<void> {
    const { news } = this.newsOf(dealer);
    this.seen.set(dealer, { ...news, probes: [...news.probes, came] });
    await this.tell();
  }

  /** Gives dealers less whose messages reach people late, as their receipts say. */
  async receiptsSeen(): Promise<void> {
    const slower = await judgeReceipts(this.parts.dataSource, this.parts.now(), this.rules);
    if (slower.length > 0) this.known = undefined;
  }

  /** Tells what is left to tell; nothing is watched any more. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.tell();
  }

  private newsOf(dealer: string): { news: DealerNews } {
    const none = { dealer, counts: { calls: 0, failed: 0, slow: 0 }, accountRefused: false, probes: [] };
    return { news: this.seen.get(dealer) ?? none };
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => void this.tell(), this.freshMs).unref();
  }

  private tell(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.telling = this.telling.then(() => this.tellNow());
    return this.telling;
  }

  /** What cannot be told now is not lost: a call must not fail because nobody could be told of it. */
  private async tellNow(): Promise<void> {
    const told = this.seen;
    if (told.size === 0 || !this.parts.dataSource.isInitialized) return;
    this.seen = new Map();
    try {
      const after = await tellDealerNews(this.parts.dataSource, [...told.values()], this.parts.now(), this.rules);
      if (this.known) {
        const dealers = new Map([...this.known.dealers, ...after.map((each) => [each.dealer, each] as const)]);
        this.known = { ...this.known, dealers };
      }
      this.notice(after);
    } catch (error) {
      for (const [dealer, news] of told) this.seen.set(dealer, joined(news, this.seen.get(dealer)));
      this.tellSoon();
      this.parts.onError?.(error);
    }
  }

  /** A dealer that is closed when it is first heard of is no news. */
  private notice(dealers: readonly KnownDealer[]): void {
    for (const { dealer, circuit } of dealers) {
      const closed = circuit.state === 'closed';
      const before = this.closedBefore.get(dealer) ?? true;
      this.closedBefore.set(dealer, closed);
      if (before !== closed) this.parts.onChange?.(dealer, circuit);
    }
  }
}

const joined = (one: DealerNews, other: DealerNews | undefined): DealerNews =>
  other === undefined
    ? one
    : {
        dealer: one.dealer,
        counts: {
          calls: one.counts.calls + other.counts.calls,
          failed: one.counts.failed + other.counts.failed,
          slow: one.counts.slow + other.counts.slow,
        },
        accountRefused: one.accountRefused || other.accountRefused,
        probes: [...one.probes, ...other.probes],
      };
