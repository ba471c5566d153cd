import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { bundleClosesAt } from '#libs/database/bundle-gathering.js';
import { arrivedInBundles } from '#libs/database/bundle-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acrossKeyScopes } from '#libs/database/key-scope.js';
import { weightsOf } from '#libs/database/tenant-settings.js';
import { preferred, type DealerWeights } from '#libs/message/dealer-choice.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { settleUntold } from '#libs/database/person-erasure.js';
import { answerEvent, readEventForTelling } from '#libs/database/event-store.js';
import { readContextOf, readStartInput } from '#libs/database/lifecycle-store.js';
import {
  claimTelling,
  markTold,
  nextToTell,
  postponeTelling,
  releaseTelling,
  tellAfterOthers,
  type OutboxRow,
} from '#libs/database/outbox-store.js';
import { PersonErased, type PersonalDataKeys } from '#libs/database/personal-data.js';
import type { LifecycleAnswer, PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Logger } from '#libs/platform/logging.js';
import { goneLifecycle } from './gone-lifecycle.js';
import type { LifecycleTeller, Told } from './lifecycle-teller.js';
import type { WorkflowExaminer } from './workflow-examiner.js';

export interface TellerParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly temporal: LifecycleTeller;
  readonly logger: Logger;
  readonly now: () => Moment;
  /** Finds out why a workflow that should be there is not. */
  readonly examiner: WorkflowExaminer;
  /** Whose queue carries messages of new lifecycles: of tenants who have chosen none. */
  readonly dealer: string;
}

/** One telling is given up after this long, ms, and tried again by the sweeper. */
const TELL_DEADLINE_MS = 5_000;
/** Pause before the n-th try, ms: soon at first, every ten seconds in a long outage. */
const retryDelay = (tries: number): number => Math.min(10_000, 250 * 2 ** Math.min(tries, 6));
/** Between two looks at a lifecycle that another process is telling, ms. */
const LOOK_EVERY_MS = 40;

/**
 * Tells Temporal what PostgreSQL already holds: the only way from one to the other. One teller a lifecycle, in order,
 * one thing at a time; whatever fails stays in the outbox for the sweeper, and telling twice is harmless.
 */
export class Teller {
  private readonly id = randomUUID();
  /** Lifecycles that this process is telling, so that its own requests wait for each other instead of racing. */
  private readonly underWay = new Map<string, Promise<void>>();
  private closed = false;

  constructor(private readonly parts: TellerParts) {}

  /** Tells what is due of one lifecycle, for at most `deadlineMs`. Never throws: what was not told stays in the outbox. */
  async tellNow(tenant: string, lifecycleId: string, deadlineMs: number): Promise<void> {
    const until = performance.now() + deadlineMs;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    // The request has only set it off: what is told may lead beyond what its key may see.
    await Promise.race([acrossKeyScopes(() => this.tellUntilNothingIsLeft(tenant, lifecycleId, until)), late]);
    clearTimeout(timer);
  }

  /** The same without anybody waiting. */
  tellSoon(lifecycles: readonly { readonly tenant: string; readonly lifecycleId: string }[]): void {
    for (const { tenant, lifecycleId } of lifecycles) void this.tellNow(tenant, lifecycleId, TELL_DEADLINE_MS);
  }

  /** Breaks off what is being told and waits until it has settled; what is left, the next process tells. */
  async close(): Promise<void> {
    this.closed = true;
    this.parts.temporal.close();
    await Promise.allSettled(this.underWay.values());
  }

  private async tellUntilNothingIsLeft(tenant: string, lifecycleId: string, until: number): Promise<void> {
    while (performance.now() < until && !this.closed) {
      const other = this.underWay.get(lifecycleId);
      if (other) {
        await other;
        if (!(await this.hasSomethingToTell(tenant, lifecycleId))) return;
        continue;
      }
      const mine = this.tellAll(tenant, lifecycleId);
      this.underWay.set(
        lifecycleId,
        mine.then(() => undefined),
      );
      const outcome = await mine.finally(() => this.underWay.delete(lifecycleId));
      if (outcome !== 'another process tells') return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  private async hasSomethingToTell(tenant: string, lifecycleId: string): Promise<boolean> {
    return this.guarded(lifecycleId, false, () =>
      inTenant(this.parts.dataSource, tenant, async (tx) => (await nextToTell(tx, lifecycleId)) !== undefined),
    );
  }

  private tellAll(tenant: string, lifecycleId: string): Promise<'done' | 'another process tells'> {
    const { dataSource } = this.parts;
    return this.guarded(lifecycleId, 'done', async () => {
      if (!(await inTenant(dataSource, tenant, (tx) => claimTelling(tx, lifecycleId, this.id))))
        return 'another process tells';
      try {
        for (;;) {
          const row = await inTenant(dataSource, tenant, (tx) => nextToTell(tx, lifecycleId));
          if (!row || !(await this.tell(tenant, lifecycleId, row))) return 'done';
          // Whoever was so slow that another took over stops: what that one has told must not be told over.
          if (!(await inTenant(dataSource, tenant, (tx) => claimTelling(tx, lifecycleId, this.id)))) return 'done';
        }
      } finally {
        await inTenant(dataSource, tenant, (tx) => releaseTelling(tx, lifecycleId, this.id));
      }
    });
  }

  /** Tells one thing; false when it must be tried again later. */
  private async tell(tenant: string, lifecycleId: string, row: OutboxRow): Promise<boolean> {
    try {
      const told = await this.say(tenant, lifecycleId, row);
      if (told.kind === 'gone') await this.parts.examiner.examine(tenant, lifecycleId);
      return await inTenant(this.parts.dataSource, tenant, async (tx) => {
        const settled = await this.land(tx, tenant, lifecycleId, row, told);
        if (settled === true) await markTold(tx, row.id);
        else await postponeTelling(tx, row.id, retryDelay(row.tries), settled);
        return settled === true;
      });
    } catch (error) {
      if (error instanceof PersonErased) return this.settle(tenant, lifecycleId, row);
      // Postponed as any other: a row that always fails would otherwise be first in every sweep, before all the rest.
      const code = error instanceof Error ? error.name : 'UNKNOWN';
      await inTenant(this.parts.dataSource, tenant, (tx) => postponeTelling(tx, row.id, retryDelay(row.tries), code));
      throw error;
    }
  }

  /** Whose data it needs has been erased: it will never be told. */
  private settle(tenant: string, lifecycleId: string, row: OutboxRow): Promise<true> {
    return inTenant(this.parts.dataSource, tenant, async (tx) => {
      await settleUntold(tx, this.parts.keys, lifecycleId, row, this.parts.now());
      await markTold(tx, row.id);
      return true as const;
    });
  }

  private async say(tenant: string, lifecycleId: string, row: OutboxRow): Promise<Told> {
    const { dataSource, keys, temporal } = this.parts;
    switch (row.kind) {
      case 'start': {
        const dealer = await this.dealerOf(tenant, lifecycleId);
        const start = await inTenant(dataSource, tenant, (tx) => readStartInput(tx, keys, lifecycleId));
        return temporal.start({ ...start, dealer }, TELL_DEADLINE_MS);
      }
      case 'event': {
        const [event, arrived] = await inTenant(dataSource, tenant, async (tx) => [
          await readEventForTelling(tx, keys, requiredId(row.payload.eventRowId)),
          await arrivedInBundles(tx, lifecycleId),
        ]);
        const known = arrived.length > 0 ? { arrived } : {};
        if (event.kind === 'cancel')
          return temporal.cancel(tenant, lifecycleId, { ...inTurn(event.message, row), ...known }, TELL_DEADLINE_MS);
        if (event.kind === 'migrate')
          return temporal.migrate(tenant, lifecycleId, { ...inTurn(event.message, row), ...known }, TELL_DEADLINE_MS);
        if (event.kind === 'steering')
          return temporal.steer(tenant, lifecycleId, { ...inTurn(event.message, row), ...known }, TELL_DEADLINE_MS);
        return temporal.event(tenant, lifecycleId, { ...inTurn(event.message, row), ...known }, TELL_DEADLINE_MS);
      }
      case 'undelivered':
        return this.sayUndelivered(tenant, lifecycleId, row);
      case 'bundle':
        return this.sayBundle(tenant, lifecycleId, requiredId(row.payload.messageId));
      case 'callback': {
        const { callbackId, round = 1 } = row.payload;
        return temporal.callBack({ tenant, callbackId: requiredId(callbackId), round }, lifecycleId, TELL_DEADLINE_MS);
      }
      case 'settings':
      case 'calendar': {
        const now = await inTenant(dataSource, tenant, (tx) => readContextOf(tx, lifecycleId));
        return temporal.signal(
          tenant,
          lifecycleId,
          row.kind,
          row.kind === 'settings' ? now.settings : now.calendar,
          TELL_DEADLINE_MS,
        );
      }
    }
  }

  /** While the lifecycle lives it carries on its message; afterwards the message goes on by itself. */
  private async sayUndelivered(tenant: string, lifecycleId: string, row: OutboxRow): Promise<Told> {
    const { dataSource, temporal } = this.parts;
    const messageId = requiredId(row.payload.messageId);
    const attempt = row.payload.attempt ?? 1;
    const [message] = await inTenant(dataSource, tenant, (tx) =>
      tx.query<{ send: unknown; state: string | null }[]>(
        `select m.send, l.state from messages m left join lifecycles l on l.id = m.lifecycle_id where m.id = $1`,
        [messageId],
      ),
    );
    if (!message) return { kind: 'told' };
    if (message.state === null) return this.sayBundle(tenant, lifecycleId, messageId, attempt);
    if (message.state === 'open') {
      const payload = { messageId, attempt, send: message.send };
      const told = await temporal.signal(tenant, lifecycleId, 'undelivered', payload, TELL_DEADLINE_MS);
      if (told.kind !== 'gone') return told;
    }
    const dealer = await this.dealerOf(tenant, lifecycleId);
    return temporal.carryOn({ tenant, lifecycleId, messageId, dealer }, { attempt }, TELL_DEADLINE_MS);
  }

  private async sayBundle(
    tenant: string,
    lifecycleId: string,
    bundleId: string,
    failedAttempt?: number,
  ): Promise<Told> {
    const { dataSource, temporal } = this.parts;
    const closesAt = await inTenant(dataSource, tenant, (tx) => bundleClosesAt(tx, bundleId));
    if (closesAt === undefined) return { kind: 'told' };
    const dealer = await this.dealerOf(tenant, lifecycleId);
    return temporal.bundle({ tenant, lifecycleId, bundleId, closesAt, dealer }, failedAttempt, TELL_DEADLINE_MS);
  }

  /** On whose queue it runs, so that the rate is that of the dealer which the tenant's weights give it to. */
  private async dealerOf(tenant: string, lifecycleId: string): Promise<string> {
    const { dataSource, dealer } = this.parts;
    const [row] = await inTenant(dataSource, tenant, (tx) =>
      tx.query<{ dealer: string | null; dealers: DealerWeights | null }[]>(
        `select settings->>'dealer' as dealer, nullif(settings->'dealers', 'null'::jsonb) as dealers from tenants where id = $1`,
        [tenant],
      ),
    );
    return preferred(weightsOf(row ?? {}, dealer), lifecycleId)[0] ?? dealer;
  }

  /** Writes what came of it; true when it is settled, else the code of what went wrong. */
  private async land(
    tx: EntityManager,
    tenant: string,
    lifecycleId: string,
    row: OutboxRow,
    told: Told,
  ): Promise<true | string> {
    switch (told.kind) {
      case 'told':
        return true;
      case 'later':
        return told.code;
      case 'answered':
        await this.landAnswer(tx, tenant, lifecycleId, row, told.answer);
        return true;
      case 'refused':
        await answerEvent(tx, this.parts.keys, requiredId(row.payload.eventRowId), {
          state: 'refused',
          answer: told.refusal,
        });
        return true;
      case 'behind':
        await tellAfterOthers(tx, lifecycleId, requiredId(row.payload.eventRowId));
        return true;
      case 'gone':
        return goneLifecycle(tx, this.parts.keys, lifecycleId, row);
    }
  }

  private async landAnswer(
    tx: EntityManager,
    tenant: string,
    lifecycleId: string,
    row: OutboxRow,
    answer: LifecycleAnswer,
  ): Promise<void> {
    const { journal, plan, withdrawals } = answer;
    await recordDecisions(tx, tenant, lifecycleId, { journal, plan });
    await answerEvent(tx, this.parts.keys, requiredId(row.payload.eventRowId), {
      state: 'accepted',
      answer: { plan: withoutEngine(plan), withdrawals },
    });
  }

  private async guarded<T>(lifecycleId: string, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.parts.logger.warn({ err: error, lifecycleId }, 'telling failed; the sweeper tries again');
      return otherwise;
    }
  }
}

/** An answer is kept for good; what the engine stands at is kept once, with the lifecycle. */
function withoutEngine({ engine: _state, ...plan }: PlanSnapshot): PlanSnapshot {
  return plan;
}

/** What was put behind the others is told without asking for them a second time. */
function inTurn<T extends { readonly after?: number }>(message: T, { payload }: OutboxRow): T {
  if (!payload.afterOthers) return message;
  const { after: _known, ...rest } = message;
  return rest as T;
}

function requiredId(id: string | undefined): string {
  if (id === undefined) throw new Error('An outbox row lacks the id that its kind needs.');
  return id;
}
