import type { DataSource } from 'typeorm';
import type { DatabaseActivities } from '#libs/contracts/activities.js';
import type { CorrectionInput, CorrectionPage } from '#libs/contracts/correction-workflow.js';
import type { Withdrawal } from '#libs/contracts/lifecycle-workflow.js';
import type { MigrationInput, MigrationPage } from '#libs/contracts/migration-workflow.js';
import { correctNext } from '#libs/database/correction-store.js';
import type { TemplateDeskInput, TemplateDeskRound } from '#libs/contracts/template-workflow.js';
import { layTombstones, outcomesNow } from '#libs/database/withdrawal-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { RetentionWork } from '#libs/database/retention-round.js';
import type { RetentionPlace, RetentionRound } from '#libs/contracts/retention-workflow.js';
import { migrateNext } from '#libs/database/migration-page.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { PriceFetcher } from './price-fetcher.js';
import type { ReceiptReconciler } from './receipt-reconciler.js';
import type { TemplateDeskWork } from './template-desk.js';

export interface DatabaseActivityParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly now: () => Moment;
  readonly reconciler: ReceiptReconciler;
  readonly prices: PriceFetcher;
  readonly templateDesk: TemplateDeskWork;
  /** A call to the dealer is over after this many ms, answered or not. */
  readonly dealerTimeoutMs: number;
  /** Between two looks at a call under way, ms. */
  readonly lookEveryMs: number;
  /** Told of each round of retention. */
  readonly onRetention?: (round: RetentionRound) => void;
}

/** Messages, or people, that one transaction removes. */
const RETENTION_BATCH = 500;
/** After so long no other step of a round is begun, ms. */
const RETENTION_ROUND_MS = 60_000;

/** What workflows need of PostgreSQL, on a queue that no dealer's rate delays. */
export class DatabaseActivitySet implements DatabaseActivities {
  constructor(private readonly parts: DatabaseActivityParts) {}

  /**
   * Lays the tombstones, then waits at most one HTTP time-out for calls under way, so that the answer can say "never
   * leaves" or "was handed over" wherever the dealer lets us know; `in-flight` is what even then nobody knows.
   */
  async withdraw(input: Parameters<DatabaseActivities['withdraw']>[0]): Promise<readonly Withdrawal[]> {
    const { dataSource, now, dealerTimeoutMs, lookEveryMs } = this.parts;
    const ids = input.messages.map(({ messageId }) => messageId);
    let outcomes = await inTenant(dataSource, input.tenant, (tx) => layTombstones(tx, { ...input, now: now() }));
    const deadline = performance.now() + dealerTimeoutMs;
    while (outcomes.some(({ outcome }) => outcome === 'in-flight') && performance.now() < deadline) {
      await pause(lookEveryMs);
      outcomes = await inTenant(dataSource, input.tenant, (tx) => outcomesNow(tx, ids, input.reason, now()));
    }
    return outcomes;
  }

  async record(input: Parameters<DatabaseActivities['record']>[0]): Promise<void> {
    await inTenant(this.parts.dataSource, input.tenant, (tx) =>
      recordDecisions(tx, input.tenant, input.lifecycleId, input.record),
    );
  }

  migratePage({ tenant, migrationId }: MigrationInput): Promise<MigrationPage> {
    const { dataSource, keys, now } = this.parts;
    return inTenant(dataSource, tenant, (tx) => migrateNext(tx, keys, { tenant, migrationId, now: now() }));
  }

  correctPage({ tenant, correctionId }: CorrectionInput): Promise<CorrectionPage> {
    const { dataSource, keys, now } = this.parts;
    return inTenant(dataSource, tenant, (tx) => correctNext(tx, keys, { tenant, correctionId, now: now() }));
  }

  reconcileReceipts(): Promise<{ asked: number; settled: number }> {
    return this.parts.reconciler.run();
  }

  fetchPrices(): Promise<{ changed: number; unavailable: readonly string[] }> {
    return this.parts.prices.run();
  }

  async applyRetention(from?: RetentionPlace): Promise<RetentionRound> {
    const { dataSource, keys, now, onRetention } = this.parts;
    const end = performance.now() + RETENTION_ROUND_MS;
    const goesOn = (): boolean => performance.now() < end;
    const work = new RetentionWork({ dataSource, keys, now, batchSize: RETENTION_BATCH, goesOn });
    const round = await work.run(from);
    onRetention?.(round);
    return round;
  }

  workAtDesks(input: TemplateDeskInput): Promise<TemplateDeskRound> {
    return this.parts.templateDesk.run(input);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
