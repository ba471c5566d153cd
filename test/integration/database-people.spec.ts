import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { acceptEvent } from '#libs/database/event-store.js';
import { messageById, readTimeline, searchByPhone } from '#libs/database/lifecycle-reads.js';
import { readStartInput } from '#libs/database/lifecycle-store.js';
import { PersonErased } from '#libs/database/personal-data.js';
import {
  erasePerson,
  findOrCreatePerson,
  findOrCreatePersons,
  readAffair,
  readData,
  readPerson,
} from '#libs/database/person-store.js';
import { createWorld, loanRequest, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';

describe('people', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld([TENANT, 'library-b']);
  });
  afterAll(() => world.close());

  const someone = { tenant: TENANT, name: '김영희', phone: '01055010002' };

  it('are read back with name, number and kind of number', async () => {
    const person = await world.in(TENANT, async (tx) => {
      const { personId } = await findOrCreatePerson(tx, world.keys, { ...someone, phone: '050512345678' });
      return readPerson(tx, world.keys, personId);
    });
    expect(person).toMatchObject({ name: '김영희', phone: '050512345678', phoneKind: 'safe' });
  });

  it('are one row for a name and number, and another for another name at the same number', async () => {
    const ids = await world.in(TENANT, async (tx) => {
      const first = await findOrCreatePerson(tx, world.keys, someone);
      const again = await findOrCreatePerson(tx, world.keys, { ...someone, name: ' 김영희 ' });
      const other = await findOrCreatePerson(tx, world.keys, { ...someone, name: '김철수' });
      return [first.personId, again.personId, other.personId];
    });
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('come back in the order in which they were given, twice the same as one', async () => {
    const people = [
      { name: '다', phone: '01055010013' },
      { name: '가', phone: '01055010011' },
      { name: '다', phone: '01055010013' },
    ];
    const found = await world.in(TENANT, (tx) => findOrCreatePersons(tx, world.keys, TENANT, people));
    expect(found.map(({ name, phone }) => ({ name, phone }))).toEqual(people);
    expect(found[2]?.personId).toBe(found[0]?.personId);
  });

  it('end as one row when many requests bring the same new ones at once, in any order', async () => {
    const people = ['가', '나', '다', '라'].map((name, index) => ({ name, phone: `0105502000${index}` }));
    const rounds = await Promise.all(
      Array.from({ length: 12 }, (_, round) =>
        world.in(TENANT, (tx) =>
          findOrCreatePersons(tx, world.keys, TENANT, round % 2 === 0 ? people : [...people].reverse()),
        ),
      ),
    );
    expect(new Set(rounds.flat().map(({ personId }) => personId)).size).toBe(people.length);
  });

  it('leave neither name nor number nor field readable in any column of the database', async () => {
    const lifecycleId = await world.start(TENANT, {
      parties: { borrower: { name: '남궁비밀', phone: '01055019999' } },
      fields: { bookTitle: '아무도모르는책', dueDate: '2026-12-07' },
    });
    await world.event(TENANT, lifecycleId, { kind: 'cancel', type: 'cancel', data: { reason: '남궁비밀님의 요청' } });
    const superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    await superuser.connect();
    const { rows } = await superuser.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition`,
    );
    for (const { name } of rows) {
      const found = await superuser.query(
        `select 1 from ${name} t where t::text ~ '남궁비밀|01055019999|아무도모르는책'`,
      );
      expect({ name, rows: found.rowCount }).toEqual({ name, rows: 0 });
    }
    await superuser.end();
    const affair = await world.in(TENANT, (tx) => readAffair(tx, world.keys, lifecycleId));
    expect(affair).toMatchObject({
      fields: { bookTitle: '아무도모르는책' },
      parties: { borrower: { name: '남궁비밀', phone: '01055019999', phoneKind: 'mobile' } },
    });
  });

  it('enter a workflow only with the fields that its timers and guards read', async () => {
    const lifecycleId = await world.start(TENANT);
    const input = await world.in(TENANT, (tx) => readStartInput(tx, world.keys, lifecycleId));
    expect(input).toMatchObject({
      tenant: TENANT,
      lifecycleId,
      fields: { dueDate: '2026-12-07' },
      settings: { reminderTime: '10:00' },
      calendar: { closedDays: [] },
      startedAt: STARTED_AT,
    });
    expect(JSON.stringify(input.fields)).not.toContain('채식주의자');
  });

  describe('once erased', () => {
    let lifecycleId: string;
    let messageId: string;
    let personId: string;
    const borrower = { name: '홍길동', phone: '01055010001' };

    beforeAll(async () => {
      lifecycleId = await world.start('library-b', { parties: { borrower } });
      messageId = await world.message('library-b', lifecycleId, 'start#0');
      await world.event('library-b', lifecycleId);
      ({ personId } = await world.in('library-b', (tx) =>
        findOrCreatePerson(tx, world.keys, { tenant: 'library-b', ...borrower }),
      ));
      const before = await world.in('library-b', (tx) => messageById(tx, world.keys, messageId));
      expect(before?.attempts[0]?.text).toBe('홍길동님, 대출되었습니다.');
      expect(await world.in('library-b', (tx) => erasePerson(tx, personId, STARTED_AT))).toBe(true);
    });

    it('cannot be read any more, nor their fields', async () => {
      await expect(world.in('library-b', (tx) => readPerson(tx, world.keys, personId))).rejects.toThrow(PersonErased);
      await expect(world.in('library-b', (tx) => readData(tx, world.keys, lifecycleId))).rejects.toThrow(PersonErased);
    });

    it('leave a timeline without texts and data', async () => {
      const timeline = await world.in('library-b', (tx) => readTimeline(tx, world.keys, lifecycleId));
      expect(timeline.messages[0]?.attempts[0]).toMatchObject({
        state: 'accepted',
        receipts: [{ statusCode: '4000' }],
      });
      expect(timeline.messages[0]?.attempts[0]?.text).toBeUndefined();
      expect(timeline.events[0]?.data).toBeUndefined();
    });

    it('are not found by their number', async () => {
      const search = { tenant: 'library-b', phone: borrower.phone, limit: 10 };
      expect(await world.in('library-b', (tx) => searchByPhone(tx, world.keys, search))).toEqual({ items: [] });
    });

    it('take no new data under their name', async () => {
      const event = {
        tenant: 'library-b',
        lifecycleId,
        eventId: 'later',
        kind: 'event' as const,
        type: 'returned',
        occurredAt: STARTED_AT,
        receivedAt: STARTED_AT,
        data: {},
        fingerprint: world.keys.fingerprint('library-b', '{}'),
      };
      await expect(world.in('library-b', (tx) => acceptEvent(tx, world.keys, event))).rejects.toThrow(PersonErased);
    });

    it('are someone new when they come again', async () => {
      const again = loanRequest('library-b', { parties: { borrower } });
      await world.start('library-b', again);
      const affair = await world.in('library-b', (tx) => readAffair(tx, world.keys, again.lifecycleId));
      expect(affair?.parties['borrower']).toMatchObject(borrower);
      expect(affair?.parties['borrower']?.personId).not.toBe(personId);
    });

    it('are not erased twice', async () => {
      expect(await world.in('library-b', (tx) => erasePerson(tx, personId, STARTED_AT))).toBe(false);
    });
  });
});
