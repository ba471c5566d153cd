import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePerson } from '#libs/database/person-store.js';
import { apiClient } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TYPE = 'election';
const PHONE = '010-5500-0001';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

let votes = 0;
/** Voters of a vote of their own: told apart by their references. */
async function voters(count: number): Promise<string[]> {
  votes += 1;
  const references = Array.from({ length: count }, (_, at) => `V-${votes}-${at}`);
  for (const [at, reference] of references.entries())
    await api
      .start({
        type: TYPE,
        reference,
        recipient: { name: `김유권${votes}·${at}`, phone: PHONE },
        data: { opensAt: '2030-11-20T14:00:00+09:00', minutesOpen: 120 },
      })
      .expect(201);
  return references;
}

const opened = (change: Record<string, unknown> = {}) => ({
  lifecycleType: TYPE,
  type: 'opened',
  eventId: `opened-${votes}`,
  data: { declaredAt: '2030-11-18T09:00:00+09:00' },
  ...change,
});
const report = (body: object) => api.ask.post('/v1/lifecycle-events').send(body);

const eventsOf = (eventId: string): Promise<{ reference: string; state: string }[]> =>
  inTenant(api.dataSource, 'city-library', (tx) =>
    tx.query(
      `select l.reference, e.state from events e join lifecycles l on l.id = e.lifecycle_id
       where e.event_id = $1 order by l.reference`,
      [eventId],
    ),
  );
const untold = (eventId: string): Promise<unknown[]> =>
  inTenant(api.dataSource, 'city-library', (tx) =>
    tx.query(
      `select o.id from outbox o join events e on o.payload ->> 'eventRowId' = e.id::text
       where e.event_id = $1 and o.told_at is null`,
      [eventId],
    ),
  );

/** Today is 18 November 2030. */
describe('an event that happens to many', () => {
  it('is stored for each of them, with what tells its workflow', async () => {
    const references = await voters(3);
    const { body } = await report(opened({ references })).expect(202);
    expect(body).toMatchObject({ addressed: 3, stored: 3, known: 0, erased: 0, notOpen: { count: 0 } });
    expect((await eventsOf(body.eventId)).map(({ reference }) => reference)).toEqual(references);
    expect(await untold(body.eventId)).toHaveLength(3);
  });

  it('reaches all open lifecycles of the type where no fewer are named', async () => {
    const references = await voters(2);
    const { body } = await report(opened()).expect(202);
    expect((await eventsOf(body.eventId)).map(({ reference }) => reference)).toEqual(
      expect.arrayContaining(references),
    );
  });

  it('is passed over by those that know it when it is reported again', async () => {
    const references = await voters(2);
    await report(opened({ references: references.slice(0, 1) })).expect(202);
    const { body } = await report(opened({ references })).expect(202);
    expect(body).toMatchObject({ stored: 1, known: 1 });
    expect(await eventsOf(body.eventId)).toHaveLength(2);
  });

  it('is known also to one that was told of it alone', async () => {
    const [reference] = await voters(1);
    const { lifecycleType: _type, ...alone } = opened();
    await api.ask.post(`/v1/lifecycles/by-reference/${TYPE}/${reference}/events`).send(alone);
    const { body } = await report(opened({ references: [reference] })).expect(202);
    expect(body).toMatchObject({ stored: 0, known: 1 });
  });

  it('names the references under which nothing is open', async () => {
    const references = await voters(1);
    const { body } = await report(opened({ references: [...references, 'NOBODY'] })).expect(202);
    expect(body).toMatchObject({ stored: 1, notOpen: { count: 1, references: ['NOBODY'] } });
  });

  it('passes over those in other stages', async () => {
    const references = await voters(1);
    const { body } = await report(opened({ references, stages: ['counting'] })).expect(202);
    expect(body).toMatchObject({ addressed: 0, stored: 0 });
  });

  it('passes over somebody who was erased', async () => {
    const [reference] = await voters(1);
    await inTenant(api.dataSource, 'city-library', async (tx) => {
      const [row] = await tx.query<{ id: string }[]>(
        `select data_person_id as id from lifecycles where reference = $1`,
        [reference],
      );
      await erasePerson(tx, row!.id, api.clock.moment);
    });
    const { body } = await report(opened({ references: [reference], eventId: `erased-${votes}` })).expect(202);
    expect(body).toMatchObject({ stored: 0, erased: 1 });
  });

  it('is refused with everything that is wrong with it, and changes nothing', async () => {
    const references = await voters(1);
    const { body } = await report({
      lifecycleType: TYPE,
      type: 'opened',
      eventId: `wrong-${votes}`,
      references,
      data: { declaredAt: 'noon', by: 'chair' },
      everybody: true,
    }).expect(400);
    const places = body.problems.map(({ path }) => path);
    expect(places.sort()).toEqual(['data.by', 'data.declaredAt', 'everybody']);
    expect(await eventsOf(`wrong-${votes}`)).toEqual([]);
  });

  it('is refused where it is nothing at all', async () => {
    const { body } = await api.ask.post('/v1/lifecycle-events').expect(400);
    expect(body).toMatchObject({ code: 'BODY_MISSING' });
  });

  it('is refused for a type that the tenant does not have', async () => {
    const { body } = await report(opened({ lifecycleType: 'no-such-type' })).expect(422);
    expect(body.code).toBe('LIFECYCLE_TYPE_UNKNOWN');
  });

  it('is refused when one of them knows another event by its id', async () => {
    const references = await voters(2);
    await report(opened({ references: references.slice(0, 1) })).expect(202);
    const { body } = await report(opened({ references, data: { declaredAt: '2030-11-18T09:01:00+09:00' } })).expect(
      422,
    );
    expect(body.code).toBe('EVENT_ID_REUSED');
    expect(await eventsOf(opened().eventId)).toHaveLength(1);
  });

  it('is followed by its id', async () => {
    const references = await voters(2);
    const { body } = await report(opened({ references })).expect(202);
    const progress = (await api.ask.get(body.links.self).expect(200)).body;
    expect(progress).toMatchObject({ type: 'opened', pending: 2, accepted: 0, refused: 0, answeredAt: null });
  });

  it('is unknown where nobody was told of it', async () => {
    const { body } = await api.ask.get(`/v1/lifecycle-events/nothing?lifecycleType=${TYPE}`).expect(404);
    expect(body.code).toBe('EVENT_NOT_FOUND');
  });

  it('is its tenant’s own', async () => {
    const references = await voters(1);
    const other = apiClient(await api.app.getUrl(), await api.addTenant('other-party'));
    const { body } = await other.post('/v1/lifecycle-events').send(opened({ references })).expect(202);
    expect(body).toMatchObject({ addressed: 0, stored: 0, notOpen: { count: 1 } });
  });
});
