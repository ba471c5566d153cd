import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { resetToFirstTask } from '../harness/reset.js';

const MEMBERS = 30;
/** So many of them stand in a stage that the new version does not have. */
const AT_THE_DOOR = 2;
const meetingDay = addDays(dayOf(Date.now()), 9);

interface Migration {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly progress: {
    readonly total: number;
    readonly moved: number;
    readonly pending: number;
    readonly left: number;
    readonly refused: readonly { readonly code: string; readonly count: number }[];
  };
  readonly report: {
    readonly total: number;
    readonly moves: number;
    readonly refused: readonly { readonly code: string; readonly count: number }[];
    readonly shift: readonly { readonly timer: string; readonly count: number }[];
    readonly appear: readonly { readonly timer: string; readonly count: number }[];
    readonly lifecycles: readonly {
      readonly id: string;
      readonly shift: readonly { readonly timer: string; readonly to: string }[];
    }[];
  };
}
interface Club {
  readonly id: string;
  readonly version: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly planned: readonly { readonly timer: string; readonly at: string }[];
}

/** Each test goes on where the one before it stopped: one migration from its trial to its end. */
describe('Running lifecycles moved to another version', () => {
  let platform: Platform;
  let name: string;
  let ids: readonly string[];
  let trial: Migration;
  let migration: Migration;
  const phoneOf = (index: number): string => `010550070${String(index).padStart(2, '0')}`;

  const read = async (id: string): Promise<Club> => (await platform.call<Club>('GET', `/v1/lifecycles/${id}`)).body;
  const ask = async (path: string, body?: object): Promise<Migration> =>
    (await platform.call<Migration>(body ? 'POST' : 'GET', `/v1/lifecycle-types/${name}/migrations${path}`, body)).body;
  const progress = async (): Promise<Migration> => (migration = await ask(`/${migration.id}`));
  const move = { toVersion: 2, fields: { room: 'place' }, perMinute: 120, reason: '이틀 전에 알리기로 함' };
  const report = (id: string, type: string, eventId: string, data?: object) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, { type, eventId, ...(data && { data }) });

  beforeAll(async () => {
    platform = await Platform.start();
    name = `${platform.tenant}/reading-club`;
    const example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
    const [first, second] = versionsOf(example, name);
    expect((await platform.call('POST', '/v1/lifecycle-types', first)).status).toBe(201);
    const started = await Promise.all(
      Array.from({ length: MEMBERS }, (_, index) =>
        platform.call<Club>('POST', '/v1/lifecycles', {
          type: name,
          reference: `C-${index}`,
          recipient: { name: '홍길동', phone: phoneOf(index) },
          data: { bookTitle: '토지 1', meetingDay, place: '제1강의실' },
        }),
      ),
    );
    ids = started.map(({ body }) => body.id);
    await eventually('everybody has heard', () =>
      ids.every((_, index) => platform.received(phoneOf(index)).length === 1),
    );
    await Promise.all(ids.slice(0, AT_THE_DOOR).map((id) => report(id, 'arrived', 'a-1')));
    expect((await platform.call('POST', '/v1/lifecycle-types', second)).status).toBe(201);
    await registerOwnTemplates(platform.dataSource, platform.tenant, platform.apiUrl, (templates) =>
      platform.simulator.control.putTemplates(templates),
    );
  }, 120_000);
  afterAll(() => platform.close());

  it('refuses a mapping that leaves out what the new version needs', async () => {
    const { code } = await ask('', { ...move, fields: {}, dryRun: true });
    expect(code).toBe('MIGRATION_FIELD_MISSING');
  });

  it('first shows what would happen and changes nothing', async () => {
    trial = await ask('', { ...move, dryRun: true });
    expect(trial).toMatchObject({ state: 'dry-run', report: { total: MEMBERS, moves: MEMBERS - AT_THE_DOOR } });
    expect(trial.report.refused).toMatchObject([{ code: 'MIGRATION_STAGE_UNMAPPED', count: AT_THE_DOOR }]);
    expect(trial.report.shift).toMatchObject([{ timer: 'dayBefore', count: MEMBERS - AT_THE_DOOR }]);
    const versions = new Set((await Promise.all(ids.map(read))).map(({ version }) => version));
    expect(versions.size).toBe(1);
  });

  it('is stopped in the middle, and nothing moves after that', async () => {
    migration = await ask('', { ...move, dryRun: false });
    await eventually('some have moved', async () => (await progress()).progress.moved >= 3);
    migration = await ask(`/${migration.id}/stop`, {});
    await eventually('what was told is answered', async () => (await progress()).progress.pending === 0);
    const { state, progress: stopped } = migration;
    expect(state).toBe('stopped');
    expect(stopped.left).toBeGreaterThan(0);
    expect((await progress()).progress).toEqual(stopped);
  });

  it('admits no second migration of the type meanwhile', async () => {
    expect((await ask('', { ...move, dryRun: false })).code).toBe('MIGRATION_UNDER_WAY');
  });

  it('goes on where it stopped, also after its workers had gone', async () => {
    await ask(`/${migration.id}/resume`, {});
    await eventually('it goes on', async () => (await progress()).progress.left < MEMBERS - 5);
    await platform.stopWorkers();
    await platform.startWorkers();
    await eventually('it has completed', async () => (await progress()).state === 'completed', 60_000);
    expect(migration.progress).toEqual({
      total: MEMBERS,
      moved: MEMBERS - AT_THE_DOOR,
      pending: 0,
      left: 0,
      refused: [expect.objectContaining({ code: 'MIGRATION_STAGE_UNMAPPED', count: AT_THE_DOOR })],
    });
  }, 120_000);

  it('has come out as its trial said', async () => {
    for (const { id, shift } of trial.report.lifecycles) {
      const { planned } = await read(id);
      expect(planned.find(({ timer }) => timer === 'dayBefore')?.at).toBe(shift[0]?.to);
    }
  });

  it('leaves with its version what could not be moved', async () => {
    const [stayed, moved] = [await read(ids[0]!), await read(ids.at(-1)!)];
    expect(stayed.version).not.toBe(moved.version);
    expect(stayed.planned.map(({ timer }) => timer)).toEqual(['over']);
  });

  it('gives a field its new name', async () => {
    expect((await read(ids.at(-1)!)).data).toMatchObject({ room: '제1강의실', bookTitle: '토지 1' });
  });

  it('has sent nobody anything', () => {
    expect(ids.map((_, index) => platform.received(phoneOf(index)).length)).toEqual(ids.map(() => 1));
  });

  it('tells what happens next in the words of the new version, once', async () => {
    await report(ids.at(-1)!, 'moved', 'm-1', { meetingDay: addDays(meetingDay, 2) });
    await eventually('it is received', () => platform.received(phoneOf(MEMBERS - 1)).length === 2);
    expect(platform.received(phoneOf(MEMBERS - 1))[1]!.text).toContain('새 날짜');
  });

  it('comes to the same version again after a reset, and tells nothing twice', async () => {
    const id = ids.at(-1)!;
    const before = await read(id);
    await resetToFirstTask(platform.client, lifecycleWorkflowId(platform.tenant, id), 'nothing');
    await report(id, 'moved', 'm-2', { meetingDay: addDays(meetingDay, 3) });
    await eventually('the next is received', () => platform.received(phoneOf(MEMBERS - 1)).length === 3, 30_000);
    const after = await read(id);
    expect(after.version).toBe(before.version);
    expect(platform.received(phoneOf(MEMBERS - 1))).toHaveLength(3);
  });

  it('records each move once', async () => {
    const rows = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ count: number }[]>(
        `select count(*)::int as count from journal where kind = 'migrated' group by lifecycle_id having count(*) > 0`,
      ),
    );
    expect(rows).toEqual(Array.from({ length: MEMBERS - AT_THE_DOOR }, () => ({ count: 1 })));
  });
});

/** A club, and how it is to go on: reminded two days before, its place called its room, nobody waiting at the door. */
function versionsOf(example: string, name: string): readonly [object, object] {
  const club = { ...(parse(example) as Record<string, Record<string, unknown>>), name } as unknown as Record<
    string,
    Record<string, unknown>
  >;
  const door = structuredClone(club);
  door['events']!['arrived'] = { title: '도착' };
  door['stages']!['at-the-door'] = {
    title: '도착함',
    timers: { over: { title: '모임 끝', at: { field: 'meetingDay', plus: { days: 1 } }, goto: 'over' } },
  };
  (door['stages']!['joined'] as { on: Record<string, unknown> }).on['arrived'] = { goto: 'at-the-door' };
  const text = JSON.stringify(club)
    .replaceAll('"place"', '"room"')
    .replaceAll('{"days":1},"time"', '{"days":2},"time"')
    .replaceAll('바뀐 날짜', '새 날짜');
  return [door, JSON.parse(text) as object];
}
