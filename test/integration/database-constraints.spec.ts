import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { messageIdFor } from '#libs/contracts/ids.js';
import { withdrawUnsent } from '#libs/database/withdrawal-store.js';
import { ensurePartitions } from '#libs/database/partitions.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { createWorld, type World } from './database-world.js';

const TENANT = 'library-a';

describe('the database refuses', () => {
  let world: World;
  let lifecycleId: string;
  let messageId: string;
  let eventRowId: string;

  beforeAll(async () => {
    world = await createWorld([TENANT]);
  });
  beforeEach(async () => {
    lifecycleId = await world.start(TENANT);
    messageId = await world.message(TENANT, lifecycleId, 'start#0');
    eventRowId = (await world.event(TENANT, lifecycleId)).row.id;
  });
  afterAll(() => world.close());

  const run = (sql: string, ...values: unknown[]): Promise<unknown> => world.in(TENANT, (tx) => tx.query(sql, values));

  it.each([
    ['a closed lifecycle without a moment', `update lifecycles set state = 'ended' where id = $1`],
    ['an open lifecycle with a closing moment', `update lifecycles set closed_at = now() where id = $1`],
    ['a lifecycle in a state that there is not', `update lifecycles set state = 'paused' where id = $1`],
    ['a teller without a lease', `update lifecycles set telling_by = gen_random_uuid() where id = $1`],
  ])('%s', async (_, sql) => {
    await expect(run(sql, lifecycleId)).rejects.toThrow('check constraint');
  });

  it.each([
    [
      'an accepted event without its place',
      `update events set state = 'accepted', answer = '{}', answered_at = now() where id = $1`,
    ],
    ['a refused event without an answer', `update events set state = 'refused', answered_at = now() where id = $1`],
    ['an answer to a pending event', `update events set answer = '{}' where id = $1`],
  ])('%s', async (_, sql) => {
    await expect(run(sql, eventRowId)).rejects.toThrow('check constraint');
  });

  it('two accepted events at one place', async () => {
    const second = (await world.event(TENANT, lifecycleId)).row.id;
    const accept = `update events set state = 'accepted', sequence = 1, answer = '{}', answered_at = now() where id = $1`;
    await run(accept, eventRowId);
    await expect(run(accept, second)).rejects.toThrow('events_sequence');
  });

  it.each([
    [
      'a withdrawn message without a tombstone',
      `update messages set state = 'withdrawn', tombstoned_at = null where id = $1`,
    ],
    ['an open message that is settled', `update messages set state = 'open', settled_at = now() where id = $1`],
  ])('%s', async (_, sql) => {
    await expect(run(sql, messageId)).rejects.toThrow('check constraint');
  });

  it('no withdrawal of a message that never had a tombstone: it gets one', async () => {
    const fresh = messageIdFor(lifecycleId, 'fresh', momentAt('2026-11-23', '10:00'));
    await run(
      `insert into messages (id, tenant_id, lifecycle_id, planned_at) values ($1, 'library-a', $2, now())`,
      fresh,
      lifecycleId,
    );
    await world.in(TENANT, (tx) => withdrawUnsent(tx, fresh, '끝난 건', momentAt('2026-11-23', '11:00')));
    expect(
      await run(`select state, tombstoned_at = settled_at as tombstoned from messages where id = $1`, fresh),
    ).toEqual([{ state: 'withdrawn', tombstoned: true }]);
  });

  it('an attempt with the dealer that was never called', async () => {
    await expect(run(`update attempts set calling_at = null where message_id = $1`, messageId)).rejects.toThrow(
      'check constraint',
    );
  });

  const attempt = `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at)
    values ($1, $2, 'library-a', 'sms', 'solapi', 'reserved', now())`;

  it('the same attempt twice', async () => {
    await expect(run(attempt, messageId, 1)).rejects.toThrow('attempts');
  });

  it('two attempts at work for one message', async () => {
    await run(attempt, messageId, 2);
    await expect(run(attempt, messageId, 3)).rejects.toThrow('message_id');
  });

  it('an attempt for no message', async () => {
    await expect(run(attempt, '01990000-0000-8000-8000-000000000000', 1)).rejects.toThrow('foreign key');
  });

  it('the same receipt twice', async () => {
    const again = `insert into receipts (id, tenant_id, dealer, dedupe_key, message_id, attempt_number, status_code, class, body, applied)
      select gen_random_uuid(), tenant_id, dealer, dedupe_key, message_id, attempt_number, '4000', 'ok', '{}', false
      from receipts where message_id = $1`;
    await expect(run(again, messageId)).rejects.toThrow('duplicate key');
  });

  it.each(['journal', 'idempotency_keys', 'lifecycle_definitions'])('to change what %s once said', async (table) => {
    await expect(run(`update ${table} set tenant_id = tenant_id`)).rejects.toThrow('permission denied');
  });

  const tablesWith = async (privileges: string): Promise<string[]> => {
    const superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    await superuser.connect();
    const { rows } = await superuser.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and has_table_privilege('bongsu_app', oid, $1) order by relname`,
      [privileges],
    );
    await superuser.end();
    return rows.map(({ relname }) => relname);
  };

  it('to empty anything for the application', async () => {
    expect(await tablesWith('truncate, references, trigger')).toEqual([]);
  });

  it('to delete anything for the application but old events for senders’ systems, which are copies, and hashes of starts, which tell repetitions for a day', async () => {
    expect(await tablesWith('delete')).toEqual(['callback_deliveries', 'callback_events', 'start_prints']);
  });
});

describe('partitions', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld([TENANT]);
  });
  afterAll(() => world.close());

  const partOf = async (at: number): Promise<string> => {
    const superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    await superuser.connect();
    try {
      await superuser.query('begin');
      const { rows } = await superuser.query<{ part: string }>(
        `insert into messages (id, tenant_id, planned_at) values (id_floor(to_timestamp($1::double precision / 1000.0)), $2, now())
         returning tableoid::regclass::text as part`,
        [at, TENANT],
      );
      await superuser.query('rollback');
      return rows[0]!.part;
    } finally {
      await superuser.end();
    }
  };

  it('hold a Korean month from its first moment to its last', async () => {
    await ensurePartitions(world.dataSource, momentAt('2031-03-10', '12:00'));
    const first = momentAt('2031-04-01', '00:00');
    expect(await partOf(first - 1)).toBe('messages_2031_03');
    expect(await partOf(first)).toBe('messages_2031_04');
    expect(await partOf(momentAt('2031-05-01', '00:00') - 1)).toBe('messages_2031_04');
  });

  it('are cut once, also when many processes begin at once', async () => {
    const now = momentAt('2035-03-10', '12:00');
    const made = await Promise.all(Array.from({ length: 6 }, () => ensurePartitions(world.dataSource, now)));
    expect(made.filter((count) => count > 0)).toHaveLength(1);
    expect(await ensurePartitions(world.dataSource, now)).toBe(0);
  });

  it('leave what is planned far off or long ago to the default, and cut no month around it later', async () => {
    const longAgo = momentAt('2012-05-05', '12:00');
    expect(await partOf(longAgo)).toBe('messages_default');
    const lifecycleId = await world.start(TENANT);
    await world.in(TENANT, (tx) =>
      tx.query(
        `insert into messages (id, tenant_id, lifecycle_id, planned_at)
         values (id_floor(to_timestamp($1::double precision / 1000.0)), $2, $3, now())`,
        [longAgo, TENANT, lifecycleId],
      ),
    );
    await ensurePartitions(world.dataSource, longAgo);
    expect(await partOf(longAgo + 1)).toBe('messages_default');
    expect(await partOf(momentAt('2012-06-05', '12:00'))).toBe('messages_2012_06');
  });

  it('are dropped month by month, in this order, without touching a row of another', async () => {
    const christmas = momentAt('2040-12-24', '12:00');
    await ensurePartitions(world.dataSource, christmas);
    expect(await partOf(christmas)).toBe('messages_2040_12');
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    for (const table of ['receipts', 'attempts', 'message_items', 'messages']) {
      await owner.query(`alter table ${table} detach partition ${table}_2040_12`);
      await owner.query(`drop table ${table}_2040_12`);
    }
    await owner.end();
    expect(await partOf(christmas)).toBe('messages_default');
    expect(await ensurePartitions(world.dataSource, christmas)).toBe(4);
  });

  it('cannot be cut for centuries on end', async () => {
    await expect(
      world.dataSource.query(`select ensure_partitions(now(), now() + interval '300 years')`),
    ).rejects.toThrow('ten years');
  });
});
