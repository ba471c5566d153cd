import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const CATCH_UP_MS = 90_000;
const CLUBS = 40;
/** Ten of them are moved every two seconds. */
const PER_MINUTE = 300;

interface Migration {
  readonly id: string;
  readonly state: string;
  readonly progress: { readonly moved: number; readonly pending: number; readonly left: number };
}

/** SIGKILL for the worker while it moves lifecycles, and for the API, which tells them of it, once more of them have moved. */
describe('A migration whose worker and API are killed', () => {
  let processes!: Processes;
  let name: string;
  let migration: Migration;

  beforeAll(async () => {
    processes = await Processes.start(testTemporal());
    name = `${processes.tenant}/reading-club`;
    const example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
    const club = { ...(parse(example) as object), name };
    const later = JSON.parse(JSON.stringify(club).replaceAll('{"days":1},"time"', '{"days":2},"time"')) as object;
    await processes.call('POST', '/v1/lifecycle-types', club);
    const meetingDay = addDays(dayOf(Date.now()), 9);
    await Promise.all(
      Array.from({ length: CLUBS }, (_, index) =>
        processes.call('POST', '/v1/lifecycles', {
          type: name,
          reference: `C-${index}`,
          recipient: { name: '홍길동', phone: `010550071${String(index).padStart(2, '0')}` },
          data: { bookTitle: '토지 1', meetingDay, place: '제1강의실' },
        }),
      ),
    );
    await processes.call('POST', '/v1/lifecycle-types', later);
    const move = { toVersion: 2, dryRun: false, perMinute: PER_MINUTE, reason: '이틀 전에 알리기로 함' };
    migration = (await processes.call<Migration>('POST', `/v1/lifecycle-types/${name}/migrations`, move)).body;
    await moved(1);
    await processes.kill('worker');
    await processes.begin('worker');
    await moved(CLUBS / 2);
    await processes.kill('api');
    await processes.begin('api');
    await eventually('it has completed', async () => (await read()).state === 'completed', CATCH_UP_MS);
  }, 240_000);

  afterAll(() => processes.close(), 30_000);

  const read = async (): Promise<Migration> =>
    (migration = (await processes.call<Migration>('GET', `/v1/lifecycle-types/${name}/migrations/${migration.id}`))
      .body);
  const moved = (count: number): Promise<boolean> =>
    eventually(`${count} have moved`, async () => (await read()).progress.moved >= count, CATCH_UP_MS);

  it('moves every lifecycle all the same', () => {
    expect(migration.progress).toMatchObject({ moved: CLUBS, pending: 0, left: 0 });
  });

  it('moves none of them twice', async () => {
    const rows = await processes.rows(
      `select lifecycle_id from journal where kind = 'migrated' group by lifecycle_id having count(*) = 1`,
    );
    const all = await processes.rows(`select 1 from journal where kind = 'migrated'`);
    expect([rows.length, all.length]).toEqual([CLUBS, CLUBS]);
  });

  it('leaves all of them with the plan of the new version', async () => {
    const days = await processes.rows(
      `select distinct p->>'at' as at from lifecycles, jsonb_array_elements(plan->'planned') p where p->>'timer' = 'dayBefore'`,
    );
    expect(days).toHaveLength(1);
  });
});
