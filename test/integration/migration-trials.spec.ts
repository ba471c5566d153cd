import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import type { EntityManager } from 'typeorm';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import { migrateNext } from '#libs/database/migration-page.js';
import {
  countConcerned,
  createMigration,
  progressOf,
  readMigration,
  runningMigrations,
  type StoredMigration,
} from '#libs/database/migration-store.js';
import { tryNext } from '#libs/database/migration-trials.js';
import { erasePerson } from '#libs/database/person-store.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import * as engine from '#libs/lifecycle/engine.js';
import { EMPTY_REPORT } from '#libs/lifecycle/migration-report.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const entitled = (title: string): Definition => ({ ...libraryLoan, title });
const first = entitled('처음 판');
const second = entitled('둘째 판');
const third = entitled('셋째 판');
const NOW = STARTED_AT + 60_000;

describe('What a migration concerns', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(['library-a', 'library-b', 'library-c', 'library-d']);
  });
  afterAll(() => world.close());

  async function lend(tenant: string, definition: Definition): Promise<string> {
    const fields = { bookTitle: '채식주의자', dueDate: '2026-12-07' };
    const context = { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
    const { state } = engine.start(context, { fields, at: STARTED_AT });
    return world.start(tenant, {
      definition,
      parties: { borrower: { name: '홍길동', phone: `010550${String(phones++).padStart(5, '0')}` } },
      fields,
      plan: planOf(context, state, { decision: 1, runId: 'run' }),
    });
  }
  let phones = 10_001;

  const write = (tenant: string, change: Partial<StoredMigration> = {}): Promise<string> =>
    world.in(tenant, async (tx) => {
      const id = newId();
      await createMigration(tx, tenant, {
        id,
        type: first.name,
        fromHash: null,
        fromHashes: [definitionHash(first)],
        toHash: definitionHash(second),
        definition: second,
        stages: {},
        fields: {},
        perMinute: 6000,
        reason: '시험',
        actor: '시험',
        state: 'running',
        total: 0,
        report: EMPTY_REPORT,
        triedThrough: null,
        at: NOW,
        ...change,
      });
      return id;
    });
  const read = (tenant: string, id: string): Promise<StoredMigration> =>
    world.in(tenant, async (tx) => (await readMigration(tx, id))!);
  const page = (tenant: string, migrationId: string) =>
    world.in(tenant, (tx) => migrateNext(tx, world.keys, { tenant, migrationId, now: NOW }));
  const moves = (tx: EntityManager): Promise<{ id: string }[]> =>
    tx.query(`select lifecycle_id as id from events where kind = 'migrate' order by 1`);
  const plan = {
    type: first.name,
    fromHashes: [definitionHash(first)],
    toHash: definitionHash(second),
    stages: {},
    fields: {},
    before: new Map([[definitionHash(first), first]]),
    after: second,
  };

  it('is tried in pages that together say what one page says', async () => {
    for (let each = 0; each < 5; each += 1) await lend('library-a', first);
    await world.in('library-a', async (tx) => {
      const atOnce = await tryNext(
        tx,
        world.keys,
        plan,
        { report: EMPTY_REPORT, triedThrough: null },
        {
          atMost: 100,
          now: NOW,
        },
      );
      let trial: Parameters<typeof tryNext>[3] = { report: EMPTY_REPORT, triedThrough: null };
      const totals: number[] = [];
      while (!trial.report.complete) {
        trial = await tryNext(tx, world.keys, plan, trial, { atMost: 2, now: NOW });
        totals.push(trial.report.total);
      }
      expect(totals).toEqual([2, 4, 5]);
      expect(trial.report).toEqual(atOnce.report);
    });
  });

  it('is not tried on someone who has been erased', async () => {
    await world.in('library-a', async (tx) => {
      const [row] = await tx.query<{ id: string }[]>(`select data_person_id as id from lifecycles order by id limit 1`);
      await erasePerson(tx, row!.id, NOW);
      const start = { report: EMPTY_REPORT, triedThrough: null };
      const { report } = await tryNext(tx, world.keys, plan, start, { atMost: 100, now: NOW });
      expect(report).toMatchObject({ complete: true, total: 4 });
      expect(await countConcerned(tx, plan)).toBe(4);
    });
  });

  it('is moved only once its report covers all of it', async () => {
    const ids = [await lend('library-b', first), await lend('library-b', first)];
    const id = await write('library-b');
    expect(await page('library-b', id)).toMatchObject({ state: 'running' });
    expect(await world.in('library-b', moves)).toEqual([]);
    expect((await read('library-b', id)).report).toMatchObject({ complete: true, total: 2, moves: 2 });
    await page('library-b', id);
    expect((await world.in('library-b', moves)).map((each) => each.id)).toEqual(ids);
  });

  it('is tried by a worker for a dry run, too, which then wants nothing more', async () => {
    await lend('library-b', first);
    const id = await write('library-b', { state: 'dry-run' });
    const wanted = async (): Promise<boolean> =>
      (await runningMigrations(world.dataSource)).some(({ migrationId }) => migrationId === id);
    expect(await wanted()).toBe(true);
    expect(await page('library-b', id)).toMatchObject({ state: 'dry-run' });
    expect((await read('library-b', id)).report.complete).toBe(true);
    expect(await wanted()).toBe(false);
  });

  it('leaves out what a version starts that was published later', async () => {
    const old = await lend('library-c', first);
    const id = await write('library-c');
    await lend('library-c', third);
    await page('library-c', id);
    await page('library-c', id);
    await page('library-c', id);
    expect((await world.in('library-c', moves)).map((each) => each.id)).toEqual([old]);
  });

  it('is nothing any more once it has completed', async () => {
    const id = await write('library-d');
    await page('library-d', id);
    expect(await page('library-d', id)).toMatchObject({ state: 'completed' });
    await lend('library-d', first);
    const { left } = await world.in('library-d', async (tx) => progressOf(tx, (await readMigration(tx, id))!));
    expect(left).toBe(0);
  });
});
