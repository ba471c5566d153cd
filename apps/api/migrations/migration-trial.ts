import type { EntityManager } from 'typeorm';
import { dayOf, isoKorean } from '#libs/calendar/korean-time.js';
import { stateOfPlan } from '#libs/contracts/plan-snapshot.js';
import { readSettingsForTelling } from '#libs/database/lifecycle-store.js';
import { concernedBy, type MigrationPlan } from '#libs/database/migration-store.js';
import { readTrials, type TrialLifecycle } from '#libs/database/migration-trials.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import { previewMigration, type MigrationMapping, type MigrationPreview } from '#libs/lifecycle/migration.js';
import type { Fields, Moment, PlannedFiring } from '#libs/lifecycle/state.js';
import { needsHolidays } from '#libs/lifecycle/visibility.js';
import type { MigrationReport } from './migration.schemas.js';

/** So many lifecycles are read at a time. */
const PAGE = 200;
/** So many are shown one by one; all are counted. */
const SHOWN = 100;

type ByHash = ReadonlyMap<string, Definition>;

/** Tries a move on every running lifecycle that it concerns. Changes nothing, and asks neither Temporal nor a worker. */
export async function tryMigration(
  tx: EntityManager,
  keys: PersonalDataKeys,
  plan: MigrationPlan & { readonly after: Definition; readonly before: ByHash },
  now: Moment,
): Promise<MigrationReport> {
  const report = new Report();
  const contexts = new Contexts(tx);
  for (let last: string | undefined; ;) {
    const ids = await concernedBy(tx, plan, last, PAGE);
    for (const lifecycle of await readTrials(tx, keys, ids)) {
      const before = plan.before.get(lifecycle.hash);
      if (!before) throw new Error('A lifecycle runs by a version that was not read.');
      const preview = previewOf(
        lifecycle,
        await contexts.of(before, lifecycle),
        await contexts.of(plan.after, lifecycle),
        plan,
        now,
      );
      report.add(lifecycle, preview);
    }
    last = ids.at(-1);
    if (ids.length < PAGE) return report.whole();
  }
}

function previewOf(
  { plan, data }: TrialLifecycle,
  before: EngineContext,
  after: EngineContext,
  { stages, fields }: MigrationMapping,
  now: Moment,
): MigrationPreview {
  const state = plan ? stateOfPlan(plan) : undefined;
  if (!state) throw new Error('An open lifecycle has no plan.');
  return previewMigration(before, after, state, {
    eventId: 'trial',
    at: now,
    stages,
    fields,
    data: moved(data, fields),
  });
}

/** The data under the new names, as the move writes it. */
const moved = (data: Fields, names: Readonly<Record<string, string>>): Fields => ({
  ...data,
  ...Object.fromEntries(
    Object.entries(names).flatMap(([name, source]) => {
      const value = data[source];
      return value === undefined ? [] : [[name, value] as const];
    }),
  ),
});

/** Settings and calendar are the same for most lifecycles, so each is read once. */
class Contexts {
  private readonly known = new Map<Definition, Map<string, EngineContext>>();

  constructor(private readonly tx: EntityManager) {}

  async of(definition: Definition, { site, startedAt }: TrialLifecycle): Promise<EngineContext> {
    const ofDefinition = this.known.get(definition) ?? new Map<string, EngineContext>();
    this.known.set(definition, ofDefinition);
    const key = `${site ?? ''}|${needsHolidays(definition) ? dayOf(startedAt) : ''}`;
    const known = ofDefinition.get(key);
    if (known) return known;
    const whose = { definition, startedAt, ...(site !== undefined && { site }) };
    const context = { definition, ...(await readSettingsForTelling(this.tx, whose)) };
    ofDefinition.set(key, context);
    return context;
  }
}

type Counts = Map<string, { timer: string; title: string; count: number }>;

class Report {
  private total = 0;
  private moves = 0;
  private readonly refused = new Map<string, { code: string; message: string; count: number; examples: string[] }>();
  private readonly appear: Counts = new Map();
  private readonly vanish: Counts = new Map();
  private readonly shift: Counts = new Map();
  private readonly lifecycles: MigrationReport['lifecycles'][number][] = [];

  add({ id, reference }: TrialLifecycle, { refusal, stage, appear, vanish, shift }: MigrationPreview): void {
    this.total += 1;
    if (refusal) {
      const key = `${refusal.code}|${refusal.message}`;
      const known = this.refused.get(key) ?? { code: refusal.code, message: refusal.message, count: 0, examples: [] };
      known.count += 1;
      if (known.examples.length < 10) known.examples.push(id);
      this.refused.set(key, known);
      return;
    }
    this.moves += 1;
    for (const firing of appear) counted(this.appear, firing);
    for (const firing of vanish) counted(this.vanish, firing);
    for (const { to } of shift) counted(this.shift, to);
    if (this.lifecycles.length >= SHOWN) return;
    this.lifecycles.push({
      id,
      reference,
      stage: { from: stage.from, to: stage.to },
      appear: appear.map(shownFiring),
      vanish: vanish.map(shownFiring),
      shift: shift.map(({ from, to }) => ({
        timer: to.timer,
        title: to.title,
        occurrence: to.occurrence,
        from: isoKorean(from.at),
        to: isoKorean(to.at),
      })),
    });
  }

  whole(): MigrationReport {
    const { total, moves, lifecycles } = this;
    return {
      total,
      moves,
      refused: [...this.refused.values()],
      appear: [...this.appear.values()],
      vanish: [...this.vanish.values()],
      shift: [...this.shift.values()],
      lifecycles,
    };
  }
}

function counted(counts: Counts, { timer, title }: PlannedFiring): void {
  const known = counts.get(timer) ?? { timer, title, count: 0 };
  known.count += 1;
  counts.set(timer, known);
}

const shownFiring = ({ timer, title, occurrence, at }: PlannedFiring) => ({
  timer,
  title,
  occurrence,
  at: isoKorean(at),
});
