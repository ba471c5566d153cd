import type { EntityManager } from 'typeorm';
import { dayOf } from '#libs/calendar/korean-time.js';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import { stateOfPlan } from '#libs/contracts/plan-snapshot.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import { previewMigration, type MigrationPreview } from '#libs/lifecycle/migration.js';
import { withTried, type Tried } from '#libs/lifecycle/migration-report.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { needsHolidays } from '#libs/lifecycle/visibility.js';
import { dataAfterMove } from './event-store.js';
import { readSettingsForTelling } from './lifecycle-store.js';
import { concernedBy, type MigrationPlan, type Trial } from './migration-store.js';
import { decrypt, place, type PersonalDataKeys } from './personal-data.js';
import { unwrapKey } from './person-store.js';

/** So many lifecycles are read at a time; between two such pages whoever else is on this thread has its turn. */
const PAGE = 100;

/** A migration and the definitions that it is tried between. */
export interface TrialPlan extends MigrationPlan {
  readonly after: Definition;
  /** By hash: those of `fromHashes`. */
  readonly before: ReadonlyMap<string, Definition>;
}

/**
 * Tries a move on the next open lifecycles that it concerns, `atMost` of them, and adds them to the report, which is
 * complete once none was left. Changes nothing, and asks neither Temporal nor a worker.
 */
export async function tryNext(
  tx: EntityManager,
  keys: PersonalDataKeys,
  plan: TrialPlan,
  { report, triedThrough }: Trial,
  { atMost, now }: { readonly atMost: number; readonly now: Moment },
): Promise<Trial> {
  const contexts = new Contexts(tx);
  let whole = report;
  let last = triedThrough;
  for (let left = atMost; left > 0; left -= PAGE) {
    const size = Math.min(PAGE, left);
    const ids = await concernedBy(tx, plan, last ?? undefined, size);
    const tried: Tried[] = [];
    for (const lifecycle of await readTrials(tx, keys, ids)) {
      const before = plan.before.get(lifecycle.hash);
      // Another migration of the type may have just moved it: it is no longer this one's.
      if (!before) continue;
      const preview = previewOf(
        lifecycle,
        await contexts.of(before, lifecycle),
        await contexts.of(plan.after, lifecycle),
        plan,
        now,
      );
      tried.push({ id: lifecycle.id, reference: lifecycle.reference, preview });
    }
    whole = withTried(whole, tried);
    last = ids.at(-1) ?? last;
    if (ids.length < size) return { report: { ...whole, complete: true }, triedThrough: last };
  }
  return { report: whole, triedThrough: last };
}

function previewOf(
  { plan, data }: TrialLifecycle,
  before: EngineContext,
  after: EngineContext,
  { stages, fields }: MigrationPlan,
  now: Moment,
): MigrationPreview {
  const state = plan ? stateOfPlan(plan) : undefined;
  if (!state) throw new Error('An open lifecycle has no plan.');
  return previewMigration(before, after, state, {
    eventId: 'trial',
    at: now,
    stages,
    fields,
    data: dataAfterMove(data, fields),
  });
}

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

/** An open lifecycle on which a move is tried, as PostgreSQL knows it. */
interface TrialLifecycle {
  readonly id: string;
  readonly reference: string;
  readonly hash: string;
  readonly plan: PlanSnapshot | null;
  readonly site?: string;
  readonly startedAt: Moment;
  readonly data: Fields;
}

/** In the order of their ids; whoever has ended or was erased since is left out. */
async function readTrials(
  tx: EntityManager,
  keys: PersonalDataKeys,
  ids: readonly string[],
): Promise<TrialLifecycle[]> {
  const rows = await tx.query<
    (Omit<TrialLifecycle, 'data' | 'site'> & {
      readonly site: string | null;
      readonly tenant: string;
      readonly dataCiphertext: string;
      readonly personId: string;
      readonly wrappedKey: string;
    })[]
  >(
    `select l.id, l.reference, l.definition_hash as hash, l.plan, l.site,
       (extract(epoch from l.started_at) * 1000)::double precision as "startedAt", l.tenant_id as tenant,
       l.data_ciphertext as "dataCiphertext", k.person_id as "personId", k.wrapped_key as "wrappedKey"
     from lifecycles l join person_keys k on k.person_id = l.data_person_id
     where l.id = any($1::uuid[]) and l.state = 'open' and k.wrapped_key is not null order by l.id`,
    [ids],
  );
  return rows.map(({ id, reference, hash, plan, site, startedAt, dataCiphertext, ...person }) => ({
    id,
    reference,
    hash,
    plan,
    ...(site !== null && { site }),
    startedAt,
    data: JSON.parse(decrypt(unwrapKey(keys, person), place.lifecycleData(id), dataCiphertext)) as Fields,
  }));
}
