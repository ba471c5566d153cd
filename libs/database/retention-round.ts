import type { DataSource, EntityManager } from 'typeorm';
import { RETENTION_STAGES, type RetentionPlace, type RetentionRound } from '#libs/contracts/retention-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  monthOfMoment,
  monthsDue,
  peopleDue,
  wholeMonthsDue,
  type Month,
  type MonthlyKind,
  type RetentionKind,
  type RetentionTerms,
} from '#libs/message/retention.js';
import { inTenant } from './in-tenant.js';
import type { PersonalDataKeys } from './personal-data.js';
import { cutMonths, dropMonth, retentionOfTenants, type DroppedKind } from './retention-months.js';
import {
  countOfMonth,
  endMonth,
  erasePeople,
  monthsOfMessages,
  noteRemoved,
  readMarks,
  removeOfMonth,
  type Batch,
  type BatchDone,
} from './retention-store.js';

type Tenants = ReadonlyMap<string, RetentionTerms>;

export interface RoundParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly now: () => Moment;
  /** Messages or people in one transaction. */
  readonly batchSize: number;
  /** Asked after each step: whether to begin another one. */
  readonly goesOn: () => boolean;
}

/**
 * Removes what has come to its term, for all tenants. In this order: texts, because their hashes must be kept before messages go;
 * months that nobody keeps any longer, as a whole; what single tenants keep for a shorter time, or what is left beside something
 * that is still needed; people. Each step is a transaction of its own and none relies on another having been finished: a round
 * that breaks off is gone on with by the next, and a second one finds nothing.
 */
export class RetentionWork {
  private readonly removed: Record<RetentionKind, number> = { text: 0, receipts: 0, attempts: 0, people: 0 };
  private monthsDropped = 0;

  constructor(private readonly parts: RoundParts) {}

  /** @param from where the round before broke off */
  async run(from?: RetentionPlace): Promise<RetentionRound> {
    const tenants = await retentionOfTenants(this.parts.dataSource);
    const next = await this.stages(tenants, from ?? { stage: 'text' });
    return { removed: this.removed, monthsDropped: this.monthsDropped, ...(next && { next }) };
  }

  private async stages(tenants: Tenants, from: RetentionPlace): Promise<RetentionPlace | undefined> {
    for (const stage of RETENTION_STAGES.slice(RETENTION_STAGES.indexOf(from.stage))) {
      const next = await this.stage(tenants, stage === from.stage ? from : { stage });
      if (next) return next;
    }
    return undefined;
  }

  private async stage(tenants: Tenants, { stage, after }: RetentionPlace): Promise<RetentionPlace | undefined> {
    switch (stage) {
      case 'whole-receipts':
      case 'whole-attempts': {
        const broken = await this.wholeMonths(tenants, stage === 'whole-receipts' ? 'receipts' : 'attempts', after);
        return broken === undefined ? undefined : { stage, after: broken };
      }
      case 'people':
        return (await this.people(tenants)) ? undefined : { stage };
      default:
        return (await this.ofTenants(tenants, stage === 'text' ? ['text'] : ['receipts', 'attempts']))
          ? undefined
          : { stage };
    }
  }

  /** Answers the month after which it broke off. */
  private async wholeMonths(tenants: Tenants, kind: DroppedKind, after: Month | undefined): Promise<Month | undefined> {
    const { dataSource, now, goesOn } = this.parts;
    const months = (await cutMonths(dataSource, kind)).filter((month) => after === undefined || month > after);
    for (const month of wholeMonthsDue(kind, months, [...tenants.values()], now())) {
      const { outcome, removed } = await dropMonth(dataSource, kind, month, now());
      if (outcome === 'dropped') this.monthsDropped += 1;
      this.removed[kind] += removed;
      if (!goesOn()) return month;
    }
    return undefined;
  }

  /** False: it broke off. */
  private async ofTenants(tenants: Tenants, kinds: readonly MonthlyKind[]): Promise<boolean> {
    const { dataSource, now } = this.parts;
    for (const [tenant, terms] of tenants) {
      const { months, marks } = await inTenant(dataSource, tenant, async (tx) => ({
        months: await monthsOfMessages(tx, tenant),
        marks: await readMarks(tx),
      }));
      for (const kind of kinds)
        for (const month of monthsDue(kind, { terms, months, marks, now: now() }))
          if (!(await this.month(tenant, terms, kind, month))) return false;
    }
    return true;
  }

  /** Removes batch after batch, and then says how it stands. */
  private async month(tenant: string, terms: RetentionTerms, kind: MonthlyKind, month: Month): Promise<boolean> {
    const { dataSource, keys, goesOn } = this.parts;
    const of = { tenant, kind, month };
    if (!(await this.batches(of, terms, (tx, batch) => removeOfMonth(tx, keys, kind, month, batch)))) return false;
    await inTenant(dataSource, tenant, async (tx) => {
      const now = this.parts.now();
      // What is due and still there was somebody's work meanwhile.
      const { due, held } = await countOfMonth(tx, kind, month, { tenant, terms, now });
      await endMonth(tx, tenant, { kind, month, held: due + held }, now);
    });
    return goesOn();
  }

  private async people(tenants: Tenants): Promise<boolean> {
    const { dataSource, keys } = this.parts;
    for (const [tenant, terms] of tenants) {
      const now = this.parts.now();
      if (!peopleDue(await inTenant(dataSource, tenant, readMarks), now)) continue;
      const of = { tenant, kind: 'people' as const, month: monthOfMoment(now) };
      if (!(await this.batches(of, terms, (tx, batch) => erasePeople(tx, keys, batch)))) return false;
      await inTenant(dataSource, tenant, (tx) => endMonth(tx, tenant, { ...of, held: 0 }, now));
    }
    return true;
  }

  /** Each in a transaction of its own, which also writes down what it has removed. */
  private async batches(
    { tenant, kind, month }: { readonly tenant: string; readonly kind: RetentionKind; readonly month: Month },
    terms: RetentionTerms,
    one: (tx: EntityManager, batch: Batch) => Promise<BatchDone>,
  ): Promise<boolean> {
    const { dataSource, batchSize: size, goesOn } = this.parts;
    let after: string | undefined;
    for (;;) {
      const now = this.parts.now();
      const { removed, next } = await inTenant(dataSource, tenant, async (tx) => {
        const done = await one(tx, { tenant, terms, now, size, after });
        if (done.removed > 0) await noteRemoved(tx, tenant, { kind, month, removed: done.removed }, now);
        return done;
      });
      this.removed[kind] += removed;
      if (next === undefined) return true;
      if (!goesOn()) return false;
      after = next;
    }
  }
}
