import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, writeMessage, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const NIGHT = momentAt('2030-11-18', '23:30');
const MORNING = momentAt('2030-11-19', '08:00');

let api: TestApi;
let lifecycleId: string;
beforeAll(async () => {
  api = await createTestApi();
  api.clock.moment = NIGHT;
  lifecycleId = (await api.start()).body.id;
});
beforeEach(async () => {
  api.clock.moment = NIGHT;
  await sql(`update messages set state = 'handed-over', held_until = null`);
});
afterAll(() => api.close());

const sql = (text: string, values: readonly unknown[] = []): Promise<unknown> =>
  inTenant(api.dataSource, TENANT, (tx) => tx.query(text, [...values]));

/** A message as delivery leaves it when it holds it. */
async function hold(until: number, code = 'QUIET_HOURS'): Promise<string> {
  const id = randomUUID();
  await inTenant(api.dataSource, TENANT, (tx) => writeMessage(tx, lifecycleId, id));
  await sql(
    `update messages set held_until = to_timestamp($2 / 1000.0),
       decisions = jsonb_build_array(jsonb_build_object('at', 0, 'code', 'BACK_OFF'), jsonb_build_object('at', 1, 'code', $3::text))
     where id = $1`,
    [id, until, code],
  );
  return id;
}

const held = async (): Promise<object> => (await api.ask.get('/v1/held-messages').expect(200)).body;

describe('what is held', () => {
  it('is counted by reason and by the minute in which it leaves', async () => {
    await hold(MORNING + 12_000);
    await hold(MORNING + 59_999);
    await hold(MORNING + 7 * 60_000);
    await hold(MORNING + 3_600_000, 'NOT_YET_DUE');
    expect(await held()).toEqual({
      at: '2030-11-18T23:30:00+09:00',
      count: 4,
      earliest: '2030-11-19T08:00:12+09:00',
      latest: '2030-11-19T09:00:00+09:00',
      late: 0,
      reasons: [
        { code: 'QUIET_HOURS', count: 3 },
        { code: 'NOT_YET_DUE', count: 1 },
      ],
      minutes: [
        { minute: '2030-11-19T08:00:00+09:00', count: 2 },
        { minute: '2030-11-19T08:07:00+09:00', count: 1 },
        { minute: '2030-11-19T09:00:00+09:00', count: 1 },
      ],
    });
  });

  it('is late once its moment has come and it has not left', async () => {
    await hold(MORNING);
    await hold(MORNING + 60_000);
    api.clock.moment = MORNING;
    expect(await held()).toMatchObject({ count: 1, late: 1, earliest: '2030-11-19T08:01:00+09:00' });
  });

  it('is no more held when it has left, was withdrawn or rides in a bundle', async () => {
    const ids = [await hold(MORNING), await hold(MORNING), await hold(MORNING)];
    await sql(`update messages set state = 'handed-over' where id = $1`, [ids[0]]);
    await sql(`update messages set state = 'withdrawn', tombstoned_at = now() where id = $1`, [ids[1]]);
    await sql(`update messages set state = 'bundled', bundle_id = id where id = $1`, [ids[2]]);
    expect(await held()).toMatchObject({ count: 0, late: 0, earliest: null, latest: null, reasons: [], minutes: [] });
  });

  it('beyond a day is counted, but not by the minute', async () => {
    await hold(NIGHT + 25 * 3_600_000);
    expect(await held()).toMatchObject({ count: 1, latest: '2030-11-20T00:30:00+09:00', minutes: [] });
  });

  it('is nobody else’s to see', async () => {
    await hold(MORNING);
    const key = await api.addTenant('other-library');
    const { body } = await api.anyone.get('/v1/held-messages').set('Authorization', `Bearer ${key}`).expect(200);
    expect(body).toMatchObject({ count: 0, minutes: [] });
  });
});

describe('the span of the morning', () => {
  it('is a setting, ten minutes unless the tenant says otherwise', async () => {
    expect((await api.ask.get('/v1/settings').expect(200)).body).toMatchObject({ morningSpan: 10 });
    const { body } = await api.ask.patch('/v1/settings').send({ morningSpan: 45 }).expect(200);
    expect(body).toMatchObject({ morningSpan: 45 });
  });

  it('is at most two hours of whole minutes', async () => {
    for (const morningSpan of [-1, 121, 1.5, '10']) {
      const { body } = await api.ask.patch('/v1/settings').send({ morningSpan }).expect(400);
      expect(body).toMatchObject({ problems: [{ path: 'morningSpan' }] });
    }
  });
});
