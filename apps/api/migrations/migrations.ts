import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { isoKorean } from '#libs/calendar/korean-time.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { countOpenByVersion, readUsedDefinition } from '#libs/database/lifecycle-type-store.js';
import {
  countConcerned,
  createMigration,
  keepConcerned,
  listMigrations,
  MigrationUnderWay,
  progressOf,
  readMigration,
  turnMigration,
  type MigrationPlan,
  type StoredMigration,
} from '#libs/database/migration-store.js';
import { tryNext } from '#libs/database/migration-trials.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { EMPTY_REPORT } from '#libs/lifecycle/migration-report.js';
import { mappingProblems } from '#libs/lifecycle/migration-rules.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApprovalAnswer } from '../approvals/approval.schemas.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { named } from '../lifecycle-types/lifecycle-type-registry.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { MigrationTeller } from '../telling/migration-teller.js';
import type { Migrate, MigrationView } from './migration.schemas.js';

/** So many lifecycles are tried before the answer; what is more, a worker tries. */
const TRIED_AT_ONCE = 500;

/** Moving running lifecycles to another version of their type: tried first, then carried out at a pace, stopped and resumed. */
@Injectable()
export class Migrations implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    private readonly teller: MigrationTeller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * 201 with the migration, or 202 where somebody else has to approve it first. Throws LIFECYCLE_TYPE_NOT_FOUND,
   * MIGRATION_UNDER_WAY, and everything that is wrong with the mapping.
   */
  async create(
    caller: Caller,
    type: string,
    body: Migrate,
    idempotencyKey: string,
  ): Promise<{ readonly status: number; readonly body: MigrationView | ApprovalAnswer }> {
    const { tenant } = caller;
    const request = { tenant, idempotencyKey, operation: `migrate ${type}`, body };
    let view: MigrationView | undefined;
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce<MigrationView | ApprovalAnswer>(tx, this.keys, request, async () => {
        const planned = await this.planOf(tx, type, body);
        const count = () => countConcerned(tx, planned.plan);
        const waits = !body.dryRun && (await this.secondWord.isNeeded(tx, caller, 'migrate-lifecycles', count));
        view = await this.write(tx, caller, planned, body, body.dryRun || waits ? 'dry-run' : 'running');
        return waits ? this.ask(tx, caller, planned, body, view) : { status: 201, body: view };
      }),
    );
    const seen = view ?? ('report' in answered.body ? answered.body : undefined);
    if (seen && (seen.state === 'running' || !seen.report.complete)) await this.teller.tell(tenant, seen.id);
    return answered;
  }

  /** Keeps the act until somebody else has decided; its dry run is there for them to read. */
  private ask(tx: EntityManager, caller: Caller, { plan }: Planned, body: Migrate, trial: MigrationView) {
    return this.secondWord.ask(tx, caller, {
      act: 'migrate-lifecycles',
      facts: {
        type: plan.type,
        toVersion: plan.toHash,
        fromVersions: plan.fromHashes,
        perMinute: body.perMinute,
        trial: trial.links.self,
      },
      // With the versions as they are named now: a number may stand for another one later, hashes never do.
      body: {
        type: plan.type,
        fromHashes: plan.fromHashes,
        migrate: { ...body, toVersion: plan.toHash, ...(trial.fromVersion && { fromVersion: trial.fromVersion }) },
      } satisfies KeptMigration,
      reason: body.reason,
      keep: (approvalId) => keepConcerned(tx, approvalId, plan),
    });
  }

  /** Throws as create does. */
  async carryOut(tx: EntityManager, requester: Caller, { approvalId, body }: ApprovedAct): Promise<CarriedOut> {
    // what create gave to be kept
    const { type, fromHashes, migrate } = body as KeptMigration;
    const planned = await this.planOf(tx, type, migrate, { fromHashes, approvalId });
    const { id, links } = await this.write(tx, requester, planned, migrate, 'running');
    return { outcome: { id, links }, afterwards: () => this.teller.tell(requester.tenant, id) };
  }

  private async planOf(tx: EntityManager, type: string, body: Migrate, approved?: Approved): Promise<Planned> {
    const { stages, fields } = body;
    const { toHash, after, fromHash, before } = await this.readVersions(tx, type, body, approved?.fromHashes);
    const problems = [...before.values()].flatMap((each) => mappingProblems(each, after, { stages, fields }));
    if (problems.length > 0) throw inputError(distinct(problems));
    const approvalId = approved?.approvalId ?? null;
    const plan = { type, fromHashes: [...before.keys()], toHash, stages, fields, approvalId };
    return { plan, after, before, fromHash: fromHash ?? null };
  }

  private async write(
    tx: EntityManager,
    caller: Caller,
    { plan, after, before, fromHash }: Planned,
    { perMinute, reason, actor }: Migrate,
    state: 'dry-run' | 'running',
  ): Promise<MigrationView> {
    const now = this.clock.now();
    const total = await countConcerned(tx, plan);
    const nothing = { report: EMPTY_REPORT, triedThrough: null };
    const trial = await tryNext(tx, this.keys, { ...plan, after, before }, nothing, { atMost: TRIED_AT_ONCE, now });
    const migration = {
      ...plan,
      ...trial,
      fromHash,
      id: newId(),
      perMinute,
      reason,
      actor: await nameOfCaller(tx, caller, actor),
      state,
      total,
    };
    try {
      await createMigration(tx, caller.tenant, { ...migration, definition: after, at: now });
    } catch (error) {
      if (error instanceof MigrationUnderWay) throw new ProblemError('MIGRATION_UNDER_WAY');
      throw error;
    }
    return this.viewOf(tx, { ...migration, createdAt: now, changedAt: now });
  }

  /**
   * The new version, and every old one by which an open lifecycle that it concerns runs.
   * @param approved the old ones by hash, where it was approved for them
   */
  private async readVersions(
    tx: EntityManager,
    type: string,
    { fromVersion, toVersion }: Migrate,
    approved?: readonly string[],
  ) {
    const known = await named(tx, type);
    if (!known) throw new ProblemError('LIFECYCLE_TYPE_NOT_FOUND');
    const target = await named(tx, type, toVersion);
    const source = fromVersion === undefined ? undefined : await named(tx, type, fromVersion);
    const unknown: Problem[] = [];
    if (!target) unknown.push(unknownVersion('toVersion'));
    if (fromVersion !== undefined && !source) unknown.push(unknownVersion('fromVersion'));
    if (target && source?.hash === target.hash)
      unknown.push({ path: 'fromVersion', code: 'FIELD_INVALID', message: 'is the version that they shall run by' });
    if (!target || unknown.length > 0) throw inputError(unknown);
    const before = new Map<string, Definition>();
    if (source) before.set(source.hash, source.definition);
    else
      for (const hash of approved ?? (await countOpenByVersion(tx, type)).map((used) => used.hash)) {
        const definition = hash === target.hash ? undefined : await readUsedDefinition(tx, type, hash);
        if (definition) before.set(hash, definition);
      }
    return { toHash: target.hash, after: target.definition, fromHash: source?.hash, before };
  }

  list(tenant: string, type: string): Promise<{ items: MigrationView[] }> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const items: MigrationView[] = [];
      for (const migration of await listMigrations(tx, type)) items.push(inList(await this.viewOf(tx, migration)));
      return { items };
    });
  }

  get(tenant: string, type: string, id: string): Promise<MigrationView> {
    return inTenant(this.dataSource, tenant, async (tx) => this.viewOf(tx, await this.find(tx, type, id)));
  }

  /** From the answer on no other lifecycle is told to move. */
  stop(tenant: string, type: string, id: string, idempotencyKey: string): Promise<MigrationView> {
    return this.turn(tenant, type, id, 'stopped', idempotencyKey);
  }

  resume(tenant: string, type: string, id: string, idempotencyKey: string): Promise<MigrationView> {
    return this.turn(tenant, type, id, 'running', idempotencyKey);
  }

  private async turn(
    tenant: string,
    type: string,
    id: string,
    to: 'running' | 'stopped',
    idempotencyKey: string,
  ): Promise<MigrationView> {
    const request = { tenant, idempotencyKey, operation: `${to} migration ${id}`, body: {} };
    const { body: view } = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        await this.find(tx, type, id);
        if (!(await turnMigration(tx, id, to, this.clock.now())))
          throw new ProblemError(to === 'stopped' ? 'MIGRATION_NOT_RUNNING' : 'MIGRATION_NOT_STOPPED');
        return { status: 200, body: await this.viewOf(tx, await this.find(tx, type, id)) };
      }),
    );
    if (to === 'running') await this.teller.tell(tenant, id);
    else await this.teller.tellStopped(tenant, id);
    return view;
  }

  private async find(tx: EntityManager, type: string, id: string): Promise<StoredMigration> {
    const migration = await readMigration(tx, id);
    if (migration?.type !== type) throw new ProblemError('MIGRATION_NOT_FOUND');
    return migration;
  }

  private async viewOf(tx: EntityManager, migration: StoredMigration): Promise<MigrationView> {
    const { id, type, fromHash, toHash, stages, fields, state, perMinute, reason, actor, total, report } = migration;
    const { moved, pending, refused, left } = await progressOf(tx, migration);
    return {
      id,
      type,
      fromVersion: fromHash,
      toVersion: toHash,
      stages: { ...stages },
      fields: { ...fields },
      state,
      perMinute,
      reason,
      actor,
      createdAt: isoKorean(migration.createdAt),
      changedAt: isoKorean(migration.changedAt),
      progress: { total, moved, pending, refused: refused.map((each) => ({ ...each })), left },
      // the same shape; it is only read
      report: report as MigrationView['report'],
      links: { self: `/v1/lifecycle-types/${type}/migrations/${id}` },
    };
  }
}

/** What is to be moved where, with the definitions that it is tried between. */
interface Planned {
  readonly plan: MigrationPlan;
  readonly after: Definition;
  /** By hash. */
  readonly before: ReadonlyMap<string, Definition>;
  /** The version that was asked for; null: every one but the new. */
  readonly fromHash: string | null;
}

/** What is kept of one that waits for somebody else's word. */
interface KeptMigration {
  readonly type: string;
  readonly fromHashes: readonly string[];
  readonly migrate: Migrate;
}

interface Approved {
  readonly fromHashes: readonly string[];
  readonly approvalId: string;
}

/** In a list its lifecycles are left out: a hundred times a hundred of them. */
const inList = (view: MigrationView): MigrationView => ({ ...view, report: { ...view.report, lifecycles: [] } });

const unknownVersion = (path: string): Problem => ({
  path,
  code: 'LIFECYCLE_TYPE_VERSION_UNKNOWN',
  message: 'names no version of the type',
});

const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.path}|${problem.message}`, problem])).values(),
];
