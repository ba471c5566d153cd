// What a tenant says of its calendar reaches the lifecycles that count it, and no others.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { changeDays, readDayChanges } from '#libs/database/calendar-store.js';
import { tellOfHolidayTable } from '#libs/database/holiday-table.js';
import { readContextOf, readStartInput } from '#libs/database/lifecycle-store.js';
import { changeSettings, SitesInUse } from '#libs/database/tenant-store.js';
import { writtenAnswer } from '../fixtures/written-answer.js';
import { createWorld, type World } from './database-world.js';

const TENANT = 'library-a';
const OTHER = 'library-b';
const PROCLAIMED = { day: '2026-12-24', holiday: { kind: 'temporary', name: '임시공휴일' } } as const;
const WORKED_ON = { day: '2026-12-25', holiday: undefined } as const;

describe('the calendar of a tenant', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld([TENANT, OTHER]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    for (const tenant of [TENANT, OTHER]) {
      await world.in(tenant, async (tx) => {
        await tx.query(`update calendar_days set withdrawn_at = now()`);
        await tx.query(`update lifecycles set state = 'ended', closed_at = now() where state = 'open'`);
      });
    }
    await world.in(TENANT, (tx) => changeSettings(tx, { closedDays: [], sites: {} }));
    await forgetTelling();
  });

  const forgetTelling = () => world.in(TENANT, (tx) => tx.query(`update outbox set told_at = now()`));
  const counting = (change = {}) =>
    world.start(TENANT, { definition: writtenAnswer, fields: { askedAt: '2026-12-21T10:00:00+09:00' }, ...change });
  /** Starts both kinds of lifecycle, as if their starts had been told. */
  const startBoth = async () => {
    const ids = { counting: await counting(), other: await world.start(TENANT) };
    await forgetTelling();
    return ids;
  };
  const toTell = async (): Promise<string[]> => {
    const rows = await world.in(TENANT, (tx) =>
      tx.query<{ id: string; kind: string }[]>(
        `select lifecycle_id as id, kind from outbox where told_at is null order by id`,
      ),
    );
    return rows.map(({ id, kind }) => `${kind} ${id}`);
  };
  const say = (...wishes: Parameters<typeof changeDays>[1][number][]) =>
    world.in(TENANT, (tx) => changeDays(tx, wishes, 'operator'));
  const holidaysOf = async (lifecycleId: string) =>
    (await world.in(TENANT, (tx) => readStartInput(tx, world.keys, lifecycleId))).calendar.holidays;

  it('is handed, with holidays on weekdays from sixty days before the start, only to lifecycles that count them', async () => {
    const ids = await startBoth();
    const { calendar } = await world.in(TENANT, (tx) => readStartInput(tx, world.keys, ids.other));
    expect(calendar).toEqual({ closedDays: [] });
    const holidays = await holidaysOf(ids.counting);
    expect(holidays?.[0]).toBe('2026-09-24');
    expect(holidays).toContain('2026-12-25');
    expect(holidays).not.toContain('2027-05-01');
  });

  it('tells running lifecycles the same as starting ones', async () => {
    await say(PROCLAIMED);
    const id = await counting();
    const { settings, calendar } = await world.in(TENANT, (tx) => readStartInput(tx, world.keys, id));
    expect(await world.in(TENANT, (tx) => readContextOf(tx, id))).toEqual({ settings, calendar });
    expect(calendar.holidays).toContain('2026-12-24');
  });

  it('that gets a holiday tells the open lifecycles that count business days, and no others', async () => {
    const ids = await startBoth();
    await say(PROCLAIMED);
    expect(await toTell()).toEqual([`calendar ${ids.counting}`]);
  });

  it('that is told the same again tells nobody', async () => {
    await startBoth();
    await say(PROCLAIMED, WORKED_ON);
    await forgetTelling();
    await say(PROCLAIMED, WORKED_ON);
    expect(await toTell()).toEqual([]);
  });

  it('tells nobody of a holiday on a Saturday, nor of another name', async () => {
    await startBoth();
    await say(PROCLAIMED);
    await forgetTelling();
    await say({ day: '2026-12-26', holiday: { kind: 'temporary', name: '임시공휴일' } });
    await say({ ...PROCLAIMED, holiday: { kind: 'temporary', name: '쉬는 날' } });
    expect(await toTell()).toEqual([]);
  });

  it('makes a shipped holiday a working day, and takes that back', async () => {
    const { counting: id } = await startBoth();
    await say(WORKED_ON);
    expect(await holidaysOf(id)).not.toContain('2026-12-25');
    await say({ day: '2026-12-25', holiday: { kind: 'holiday', name: '성탄절' } });
    expect(await holidaysOf(id)).toContain('2026-12-25');
    expect(await toTell()).toEqual([`calendar ${id}`, `calendar ${id}`]);
  });

  it('keeps nothing of what the shipped table says anyhow', async () => {
    await say({ day: '2026-12-25', holiday: { kind: 'holiday', name: '성탄절' } });
    await say(PROCLAIMED);
    await say({ ...PROCLAIMED, holiday: undefined });
    expect(await world.in(TENANT, (tx) => readDayChanges(tx, '2026-01-01', '2026-12-31'))).toEqual([]);
  });

  it('of a new release is told to lifecycles that know another table, once', async () => {
    const ids = await startBoth();
    const know = (table: string | null) =>
      world.in(TENANT, (tx) => tx.query(`update tenants set holiday_table = $1`, [table]));
    for (const table of ['older', null]) {
      await know(table);
      await forgetTelling();
      expect(await tellOfHolidayTable(world.dataSource)).toEqual([TENANT]);
      expect(await tellOfHolidayTable(world.dataSource)).toEqual([]);
      expect(await toTell()).toEqual([`calendar ${ids.counting}`]);
    }
  });

  it('is its own: another tenant has other days', async () => {
    await say(PROCLAIMED);
    expect(await world.in(OTHER, (tx) => readDayChanges(tx, '2026-01-01', '2027-12-31'))).toEqual([]);
    const id = await world.start(OTHER, {
      definition: writtenAnswer,
      fields: { askedAt: '2026-12-21T10:00:00+09:00' },
    });
    const { calendar } = await world.in(OTHER, (tx) => readStartInput(tx, world.keys, id));
    expect(calendar.holidays).not.toContain('2026-12-24');
  });

  it('has the closing days of a site for lifecycles of that site', async () => {
    const branch = { title: '분관', closedDays: ['2026-12-08'] };
    await world.in(TENANT, (tx) => changeSettings(tx, { closedDays: ['2026-12-07'], sites: { branch } }));
    const ids = [await world.start(TENANT, { site: 'branch' }), await world.start(TENANT)];
    const closed = await Promise.all(
      ids.map((id) => world.in(TENANT, (tx) => readStartInput(tx, world.keys, id)).then((input) => input.calendar)),
    );
    expect(closed).toEqual([{ closedDays: ['2026-12-07', '2026-12-08'] }, { closedDays: ['2026-12-07'] }]);
  });

  it('tells only lifecycles of a site that its closing days have changed', async () => {
    const sites = { branch: { title: '분관', closedDays: [] }, main: { title: '본관', closedDays: ['2026-12-07'] } };
    await world.in(TENANT, (tx) => changeSettings(tx, { sites }));
    const [branch] = [await world.start(TENANT, { site: 'branch' }), await world.start(TENANT, { site: 'main' })];
    await world.start(TENANT);
    await forgetTelling();
    const changed = { ...sites, branch: { title: '분관', closedDays: ['2026-12-08'] } };
    await world.in(TENANT, (tx) => changeSettings(tx, { sites: changed }));
    expect(await toTell()).toEqual([`calendar ${branch}`]);
  });

  it('keeps a site while lifecycles of it are open', async () => {
    await world.in(TENANT, (tx) => changeSettings(tx, { sites: { branch: { title: '분관', closedDays: [] } } }));
    await world.start(TENANT, { site: 'branch' });
    const change = world.in(TENANT, (tx) => changeSettings(tx, { sites: {} }));
    await expect(change).rejects.toEqual(new SitesInUse(['branch']));
  });

  it('tells of other working hours only the lifecycles that count them', async () => {
    const ids = await startBoth();
    await world.in(TENANT, (tx) => changeSettings(tx, { workingHours: [['10:00', '17:00']] }));
    expect(await toTell()).toEqual([`settings ${ids.counting}`]);
    const { settings } = await world.in(TENANT, (tx) => readContextOf(tx, ids.counting));
    expect(settings).toEqual({ reminderTime: '10:00', workingHours: [['10:00', '17:00']] });
  });
});
