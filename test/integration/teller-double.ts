import type { DataSource, EntityManager } from 'typeorm';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import { answerEvent, readEventForTelling } from '#libs/database/event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { readStartInput } from '#libs/database/lifecycle-store.js';
import { markTold, nextToTell } from '#libs/database/outbox-store.js';
import { settleUntold } from '#libs/database/person-erasure.js';
import { PersonErased, type PersonalDataKeys } from '#libs/database/personal-data.js';
import * as engine from '#libs/lifecycle/engine.js';
import { migrate } from '#libs/lifecycle/migration.js';
import { steer } from '#libs/lifecycle/steering.js';
import type { EngineState, JournalEntry, Step } from '#libs/lifecycle/state.js';

/**
 * Stands in for Temporal where it is not the subject: works off the outbox with the real engine, in this process, and
 * delivers nothing. `away` makes it behave as when no worker answers.
 */
export class TellerDouble {
  away = false;
  readonly soon: { readonly tenant: string; readonly lifecycleId: string }[] = [];
  private readonly contexts = new Map<string, engine.EngineContext>();
  private readonly inputs = new Map<string, Awaited<ReturnType<typeof readStartInput>>>();
  private readonly states = new Map<string, EngineState>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
  ) {}

  tellSoon(lifecycles: readonly { readonly tenant: string; readonly lifecycleId: string }[]): void {
    this.soon.push(...lifecycles);
  }

  async tellNow(tenant: string, lifecycleId: string): Promise<void> {
    if (this.away) return;
    await inTenant(this.dataSource, tenant, async (tx) => {
      for (let row = await nextToTell(tx, lifecycleId); row; row = await nextToTell(tx, lifecycleId)) {
        const input = await this.inputOf(tx, lifecycleId);
        const event =
          input && row.kind === 'event' && row.payload.eventRowId !== undefined
            ? await unlessErased(readEventForTelling(tx, this.keys, row.payload.eventRowId))
            : undefined;
        if (!input || (row.kind === 'event' && !event)) {
          await settleUntold(tx, this.keys, lifecycleId, row, Date.now());
          await markTold(tx, row.id);
          continue;
        }
        let context = this.contexts.get(lifecycleId) ?? input;
        const before = this.states.get(lifecycleId);
        if (row.kind === 'start' || !before) {
          const step = engine.start(input, {
            fields: input.fields,
            at: input.startedAt,
            ...(input.absentParties && { absentParties: input.absentParties }),
          });
          await recordDecisions(tx, tenant, lifecycleId, this.record(input, lifecycleId, step));
        } else if (event && row.payload.eventRowId !== undefined) {
          const step =
            event.kind === 'cancel'
              ? engine.cancel(context, before, { ...event.message, at: event.message.occurredAt })
              : event.kind === 'migrate'
                ? migrate(context, event.message, before, event.message)
                : event.kind === 'steering'
                  ? steer(context, before, event.message)
                  : engine.applyEvent(context, before, event.message, event.message.occurredAt);
          if (event.kind === 'migrate' && !step.refusal) {
            context = event.message;
            this.contexts.set(lifecycleId, context);
          }
          const record = this.record(context, lifecycleId, step);
          await recordDecisions(tx, tenant, lifecycleId, record);
          await answerEvent(
            tx,
            this.keys,
            row.payload.eventRowId,
            step.refusal
              ? { state: 'refused', answer: step.refusal }
              : { state: 'accepted', answer: { plan: record.plan, withdrawals: [] } },
          );
        }
        await markTold(tx, row.id);
      }
    });
  }

  /** As a workflow has it, which keeps what it was started with. Undefined for somebody erased before the start. */
  private async inputOf(tx: EntityManager, lifecycleId: string) {
    const input = (await unlessErased(readStartInput(tx, this.keys, lifecycleId))) ?? this.inputs.get(lifecycleId);
    if (input) this.inputs.set(lifecycleId, input);
    return input;
  }

  private record(
    context: engine.EngineContext,
    lifecycleId: string,
    { state, journal }: Step,
  ): { readonly journal: readonly JournalEntry[]; readonly plan: PlanSnapshot } {
    this.states.set(lifecycleId, state);
    return { journal, plan: planOf(context, state, { decision: state.entries, runId: 'double' }) };
  }
}

async function unlessErased<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PersonErased) return undefined;
    throw error;
  }
}
