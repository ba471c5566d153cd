// What has come to its term goes, tenant by tenant and as whole months; nothing else does, whenever it is broken off.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { addDays, DAY, dayOf } from '#libs/calendar/korean-time.js';
import type { RetentionPlace } from '#libs/contracts/retention-workflow.js';
import { COSTS_BY, costsBy } from '#libs/database/cost-report.js';
import { recordConsents } from '#libs/database/consent-store.js';
import { costsOfLifecycle, messageById, readTimeline } from '#libs/database/lifecycle-reads.js';
import { findOrCreatePersons } from '#libs/database/person-store.js';
import { readProof } from '#libs/database/proof-store.js';
import { dropMonth } from '#libs/database/retention-months.js';
import { lookAtRetention } from '#libs/database/retention-look.js';
import { monthsOfMessages, readMarks } from '#libs/database/retention-store.js';
import { DEFAULT_RETENTION, monthStarts, RETENTION_KINDS } from '#libs/message/retention.js';
import {
  LONGEST,
  monthAfterOld,
  NOW,
  OLD,
  RetentionWorld,
  SHORTEST,
  TABLES,
  type MadeMessage,
} from './retention-world.js';

const BRIEF = 'brief-city';
const LONG = 'long-city';

const costs = (retention: RetentionWorld, tenant: string) =>
  retention.world.in(tenant, async (tx) => {
    const days = { from: addDays(OLD, -40), to: dayOf(NOW) };
    return Object.fromEntries(
      await Promise.all(COSTS_BY.map(async (by) => [by, await costsBy(tx, { tenant, ...days, by })] as const)),
    );
  });

describe('Of two tenants, one of whom keeps everything for long', () => {
  let retention: RetentionWorld;
  let gone: MadeMessage;
  let open: MadeMessage;
  let kept: MadeMessage;
  let before: {
    readonly long: Record<string, unknown[]>;
    readonly costs: unknown;
    readonly ofAffair: unknown;
    readonly proof: unknown;
    readonly untouched: unknown;
  };

  /** What retention must leave as it is. */
  const untouched = () =>
    retention.rowsOf(BRIEF, [
      'lifecycles',
      'events',
      'journal',
      'consents',
      'idempotency_keys',
      'spending',
      'message_days',
    ]);
  const textHashes = async (lifecycleId: string) =>
    (await retention.world.in(BRIEF, (tx) =>
      readProof(tx, retention.world.keys, { tenant: BRIEF, lifecycleId, now: NOW }),
    ))!.messages.flatMap(({ attempts }) => attempts.map(({ textHash, numberHash }) => [textHash, numberHash]));

  beforeAll(async () => {
    retention = await RetentionWorld.create({ [BRIEF]: { ...SHORTEST, people: 3_650 }, [LONG]: LONGEST });
    await retention.cut(OLD);
    gone = await retention.message(BRIEF);
    await retention.message(BRIEF, { lifecycleId: gone.lifecycleId });
    open = await retention.message(BRIEF, { closedAt: null });
    kept = await retention.message(LONG);
    await retention.message(LONG, { closedAt: null });
    await retention.world.in(BRIEF, (tx) =>
      recordConsents(
        tx,
        BRIEF,
        [
          {
            phoneHash: retention.world.keys.phoneHash(BRIEF, '01055010001'),
            purpose: 'advertising',
            channel: 'text',
            act: 'withdrawn',
            night: false,
            how: 'phone',
            source: 'operator',
            actor: '시험',
            at: NOW,
          },
        ],
        NOW,
      ),
    );
    before = {
      long: await retention.rowsOf(LONG),
      costs: await costs(retention, BRIEF),
      ofAffair: await retention.world.in(BRIEF, (tx) => costsOfLifecycle(tx, gone.lifecycleId)),
      proof: await textHashes(open.lifecycleId),
      untouched: await untouched(),
    };
    await retention.round();
  });
  afterAll(() => retention.close());

  it('nothing of that one is lost', async () => {
    expect(before.long['attempts']).toHaveLength(2);
    expect(await retention.rowsOf(LONG)).toEqual(before.long);
  });

  it('the other one’s messages are gone, with all below them', async () => {
    for (const table of ['messages', 'message_items', 'attempts', 'receipts'])
      expect([table, await retention.count(BRIEF, table)]).toEqual([table, 1]);
    expect(await retention.world.in(BRIEF, (tx) => messageById(tx, retention.world.keys, gone.id))).toBeUndefined();
  });

  it('an open affair keeps what it needs, however old it is', async () => {
    const message = await retention.world.in(BRIEF, (tx) => messageById(tx, retention.world.keys, open.id));
    expect(message).toMatchObject({ attempts: [{ text: open.text, receipts: [{ statusCode: '4000' }] }] });
  });

  it('the month stays, because somebody keeps something of it', async () => {
    expect(await retention.partsOf(OLD)).toHaveLength(4);
  });

  it('what was spent is the same in every report as before', async () => {
    expect(before.costs).toMatchObject({ month: expect.arrayContaining([expect.objectContaining({ messages: 3 })]) });
    expect(await costs(retention, BRIEF)).toEqual(before.costs);
  });

  it('what an affair cost is the same as before', async () => {
    expect(before.ofAffair).toEqual({ charged: 1_400, perhaps: 0 });
    expect(await retention.world.in(BRIEF, (tx) => costsOfLifecycle(tx, gone.lifecycleId))).toEqual(before.ofAffair);
  });

  it('affairs, events, journals, consents, idempotency keys and counts outlive it', async () => {
    expect(await untouched()).toEqual(before.untouched);
  });

  it('the timeline of the affair is still told, without its messages', async () => {
    const timeline = await retention.world.in(BRIEF, (tx) => readTimeline(tx, retention.world.keys, gone.lifecycleId));
    expect(timeline).toMatchObject({ messages: [] });
  });

  it('it is written down what was removed of which month, and what is held', async () => {
    const marks = await retention.world.in(BRIEF, readMarks);
    expect(marks.map(({ kind, month, state, removed, held }) => [kind, month, state, removed, held])).toEqual(
      expect.arrayContaining([
        ['attempts', OLD, 'held', 2, 1],
        ['receipts', OLD, 'held', 2, 1],
        ['text', OLD, 'held', 2, 1],
      ]),
    );
  });

  it('the audit log says what was removed, once for each kind', async () => {
    const { rows } = await retention.superuser.query<{ subject: unknown }>(
      `select subject from audit_entries where operation = 'applyRetention' and tenant_id = $1 order by subject->>'kind'`,
      [BRIEF],
    );
    const month = OLD.slice(0, 7);
    expect(rows.map(({ subject }) => subject)).toEqual([
      { kind: 'attempts', month, removed: '2' },
      { kind: 'receipts', month, removed: '2' },
      { kind: 'text', month, removed: '2' },
    ]);
  });

  it('a second round changes nothing, also a day later', async () => {
    const standing = await retention.rowsOf(BRIEF, [...TABLES, 'cost_days', 'lifecycle_costs', 'proof_prints']);
    for (const now of [NOW, NOW + DAY])
      expect(await retention.round({ now })).toEqual({
        removed: { text: 0, receipts: 0, attempts: 0, people: 0 },
        monthsDropped: 0,
      });
    expect(await retention.rowsOf(BRIEF, [...TABLES, 'cost_days', 'lifecycle_costs', 'proof_prints'])).toEqual(
      standing,
    );
    expect(await retention.rowsOf(LONG)).toEqual(before.long);
  });

  it('the affair that was open loses its message, too, once it has ended for as long as it is kept', async () => {
    await retention.world.in(BRIEF, (tx) =>
      tx.query(`update lifecycles set state = 'ended', closed_at = to_timestamp($2 / 1000.0) where id = $1`, [
        open.lifecycleId,
        NOW - 40 * DAY,
      ]),
    );
    const { removed } = await retention.round({ now: NOW + 2 * DAY });
    expect(removed).toMatchObject({ text: 1, receipts: 0, attempts: 0 });
    expect(await textHashes(open.lifecycleId)).toEqual(before.proof);
    const message = await retention.world.in(BRIEF, (tx) => messageById(tx, retention.world.keys, open.id));
    expect(message?.attempts).toMatchObject([{ textRemovedAt: NOW + 2 * DAY }]);
    expect(message?.attempts[0]).not.toHaveProperty('text');
    expect(await retention.round({ now: NOW + 1_200 * DAY })).toMatchObject({ removed: { receipts: 1, attempts: 1 } });
    expect(await retention.count(BRIEF, 'messages')).toBe(0);
    expect(await retention.count(LONG, 'messages', `id = '${kept.id}'`)).toBe(1);
  });
});

describe('A month that nobody keeps any longer', () => {
  let retention: RetentionWorld;
  beforeEach(async () => {
    retention = await RetentionWorld.create({ [BRIEF]: SHORTEST, [LONG]: DEFAULT_RETENTION });
    await retention.cut(OLD);
  });
  afterEach(() => retention.close());

  it('is dropped as a whole, and leaves its costs, its marks and its entries in the audit log', async () => {
    for (const tenant of [BRIEF, LONG, LONG]) await retention.message(tenant);
    const later = await retention.message(LONG, { plannedAt: monthAfterOld(14) });
    const spent = [await costs(retention, BRIEF), await costs(retention, LONG)];
    const round = await retention.round();
    expect(round).toMatchObject({ monthsDropped: 2, removed: { attempts: 3 } });
    expect(await retention.partsOf(OLD)).toEqual([]);
    expect([await costs(retention, BRIEF), await costs(retention, LONG)]).toEqual(spent);
    expect(await retention.world.in(LONG, readMarks)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'attempts', month: OLD, state: 'done', removed: 2, held: 0 }),
      ]),
    );
    expect(
      await retention.count(LONG, 'audit_entries', `operation = 'applyRetention' and subject->>'kind' = 'attempts'`),
    ).toBe(1);
    expect(await retention.rowsOf(LONG, ['messages'])).toMatchObject({ messages: [{ id: later.id }] });
  });

  it('keeps the hashes of its texts for the proofs', async () => {
    const { id, text } = await retention.message(LONG);
    await retention.round();
    const hash = retention.world.keys.proofOfText(LONG, id, 1, text).toString('hex');
    expect(await retention.rowsOf(LONG, ['proof_prints'])).toMatchObject({
      proof_prints: [{ message_id: id, text_hash: `\\x${hash}` }],
    });
  });

  it('is not dropped over an open affair, whose message alone is left in it', async () => {
    await retention.message(BRIEF);
    await retention.message(LONG);
    const open = await retention.message(LONG, { closedAt: null });
    expect(await retention.round()).toMatchObject({ monthsDropped: 0, removed: { attempts: 2 } });
    expect(await retention.partsOf(OLD)).toHaveLength(4);
    expect(await retention.rowsOf(LONG, ['messages'])).toMatchObject({ messages: [{ id: open.id }] });
    expect(await retention.count(BRIEF, 'messages')).toBe(0);
  });

  it('is not dropped for who keeps it longer since the round began', async () => {
    await retention.message(LONG);
    expect((await retention.round({ steps: 1 })).removed.text).toBe(1);
    await retention.keepFor(LONG, LONGEST);
    const left = await retention.rowsOf(LONG, ['messages', 'attempts', 'receipts']);
    expect(await dropMonth(retention.world.dataSource, 'attempts', OLD, NOW)).toEqual({ outcome: 'held', removed: 0 });
    expect(await retention.rowsOf(LONG, ['messages', 'attempts', 'receipts'])).toEqual(left);
  });

  it('loses its receipts first where these are kept for less long, and is dropped later all the same', async () => {
    const terms = { text: 1_095, receipts: 1_095, attempts: 2_300, people: 2_300 };
    await retention.keepFor(BRIEF, terms);
    await retention.keepFor(LONG, terms);
    await retention.message(LONG);
    expect(await retention.round()).toMatchObject({ monthsDropped: 1 });
    expect(await retention.partsOf(OLD)).toHaveLength(3);
    expect(await retention.count(LONG, 'messages')).toBe(1);
    expect(await retention.round({ now: NOW + 150 * DAY })).toMatchObject({
      monthsDropped: 1,
      removed: { attempts: 1 },
    });
    expect(await retention.partsOf(OLD)).toEqual([]);
  });

  it('is left for later while somebody is at work in it', async () => {
    const { id } = await retention.message(LONG);
    expect((await retention.round({ steps: 1 })).removed.text).toBe(1);
    await retention.superuser.query('begin');
    await retention.superuser.query(`update attempts set tries = tries where message_id = $1`, [id]);
    expect((await dropMonth(retention.world.dataSource, 'attempts', OLD, NOW)).outcome).toBe('busy');
    await retention.superuser.query('commit');
    expect((await dropMonth(retention.world.dataSource, 'attempts', OLD, NOW)).outcome).toBe('dropped');
  });

  it('has no part left to be reached: what is planned there later lands in the default one, and goes with a later round', async () => {
    await retention.message(LONG);
    await retention.round();
    const late = await retention.message(LONG);
    expect(
      await retention.count(LONG, 'messages', `id = '${late.id}' and tableoid = 'messages_default'::regclass`),
    ).toBe(1);
    await retention.round({ now: NOW + 31 * DAY });
    expect(await retention.count(LONG, 'messages')).toBe(0);
  });
});

describe('A round that is broken off', () => {
  it('anywhere is gone on with, and comes to what one without a break comes to', async () => {
    const standing: unknown[] = [];
    const tables = ['cost_days', 'lifecycle_costs', 'retention_marks', 'messages', 'attempts', 'receipts'];
    for (const [steps, remembers] of [
      [Infinity, true],
      [1, true],
      [2, true],
      // As after a crash of the workflow: begun from the start again.
      [3, false],
      [1, false],
    ] as const) {
      const retention = await RetentionWorld.create({ [BRIEF]: SHORTEST, [LONG]: LONGEST });
      await retention.cut(OLD);
      for (let message = 0; message < 5; message += 1) await retention.message(BRIEF);
      const spent = await costs(retention, BRIEF);
      const total = { text: 0, receipts: 0, attempts: 0, people: 0 };
      let from: RetentionPlace | undefined;
      let rounds = 0;
      do {
        const { removed, next } = await retention.round({ steps, batchSize: 2, from: remembers ? from : undefined });
        rounds += 1;
        for (const kind of RETENTION_KINDS) total[kind] += removed[kind];
        from = next;
      } while (from && rounds < 60);
      expect(await costs(retention, BRIEF)).toEqual(spent);
      const left = await retention.rowsOf(BRIEF, tables);
      standing.push({
        total,
        finished: from === undefined,
        left: Object.fromEntries(Object.entries(left).map(([table, rows]) => [table, rows.length])),
        marks: (await retention.world.in(BRIEF, readMarks)).map(({ kind, state, removed: ofKind }) => [
          kind,
          state,
          ofKind,
        ]),
      });
      await retention.close();
    }
    expect(standing[0]).toMatchObject({
      total: { text: 5, receipts: 5, attempts: 5, people: 1 },
      finished: true,
      left: { messages: 0, attempts: 0, receipts: 0 },
    });
    for (const each of standing.slice(1)) expect(each).toEqual(standing[0]);
  });
});

describe('People', () => {
  let retention: RetentionWorld;
  const PHONES = {
    gone: '01055010011',
    open: '01055010012',
    quarantined: '01055010013',
    lately: '01055010014',
  } as const;
  beforeAll(async () => {
    retention = await RetentionWorld.create({ [BRIEF]: SHORTEST, [LONG]: LONGEST });
    await retention.message(BRIEF, { name: '김하나', phone: PHONES.gone });
    await retention.message(BRIEF, { name: '김두리', phone: PHONES.open, closedAt: null });
    await retention.message(BRIEF, { name: '김세찬', phone: PHONES.quarantined });
    await retention.message(BRIEF, { name: '김네온', phone: PHONES.lately, closedAt: NOW - 89 * DAY });
    await retention.message(LONG, { name: '김하나', phone: PHONES.gone });
    await retention.world.in(BRIEF, async (tx) => {
      await findOrCreatePersons(tx, retention.world.keys, BRIEF, [{ name: '김다섯', phone: '01055010015' }]);
      await tx.query(
        `insert into quarantines (id, tenant_id, kind, phone_hash, reason_ciphertext, actor, opened_at)
         values ($1, $2, 'number', $3, 'sealed', '시험', now())`,
        [randomUUID(), BRIEF, retention.world.keys.phoneHash(BRIEF, PHONES.quarantined)],
      );
    });
    await retention.round();
  });
  afterAll(() => retention.close());

  const known = (tenant: string, phone: string) =>
    retention.world.in(tenant, async (tx) => {
      const rows = await tx.query<unknown[]>(
        `select 1 from persons p join person_keys k on k.person_id = p.id
         where p.phone_hash = $1 and k.wrapped_key is not null`,
        [retention.world.keys.phoneHash(tenant, phone)],
      );
      return rows.length > 0;
    });

  it('whom nobody needs any more are erased, with or without affairs', async () => {
    expect([await known(BRIEF, PHONES.gone), await known(BRIEF, '01055010015')]).toEqual([false, false]);
  });

  it.each([
    ['who have an open affair', PHONES.open],
    ['whose number is in quarantine', PHONES.quarantined],
    ['whose last affair ended lately', PHONES.lately],
  ])('%s stay', async (_who, phone) => {
    expect(await known(BRIEF, phone)).toBe(true);
  });

  it('of another tenant stay', async () => {
    expect(await known(LONG, PHONES.gone)).toBe(true);
  });

  it('are not erased while an affair is being begun for them', async () => {
    await retention.world.in(LONG, (tx) =>
      findOrCreatePersons(tx, retention.world.keys, LONG, [{ name: '김여섯', phone: '01055010016' }]),
    );
    await retention.keepFor(LONG, { ...LONGEST, text: 30, people: 90 });
    let begun!: () => void;
    let known16!: () => void;
    const found = new Promise<void>((resolve) => (known16 = resolve));
    const goOn = new Promise<void>((resolve) => (begun = resolve));
    const start = retention.world.in(LONG, async (tx) => {
      await findOrCreatePersons(tx, retention.world.keys, LONG, [{ name: '김여섯', phone: '01055010016' }]);
      known16();
      await goOn;
    });
    await found;
    await retention.round({ now: NOW + 2 * DAY });
    expect(await known(LONG, '01055010016')).toBe(true);
    begun();
    await start;
  });
});

describe('A look before', () => {
  let retention: RetentionWorld;
  beforeAll(async () => {
    retention = await RetentionWorld.create({ [BRIEF]: DEFAULT_RETENTION });
    await retention.message(BRIEF);
    await retention.message(BRIEF, { closedAt: null });
    await retention.message(BRIEF, { plannedAt: monthAfterOld(50) });
  });
  afterAll(() => retention.close());

  it('says what is due, what is held and what comes next, and changes nothing', async () => {
    const standing = await retention.rowsOf(BRIEF, [...TABLES, 'retention_marks']);
    const looks = await retention.world.in(BRIEF, (tx) => lookAtRetention(tx, BRIEF, DEFAULT_RETENTION, NOW));
    expect(looks.find(({ kind }) => kind === 'attempts')).toMatchObject({
      due: 1,
      held: 1,
      months: [{ month: OLD, due: 1, held: 1 }],
      next: { messages: 1 },
      removed: 0,
    });
    expect(await retention.rowsOf(BRIEF, [...TABLES, 'retention_marks'])).toEqual(standing);
  });

  it('says so by other terms as well', async () => {
    const looks = await retention.world.in(BRIEF, (tx) => lookAtRetention(tx, BRIEF, LONGEST, NOW));
    expect(looks.map(({ kind, due }) => [kind, due])).toEqual([
      ['text', 0],
      ['receipts', 0],
      ['attempts', 0],
      ['people', 0],
    ]);
  });

  it('is what the round then does', async () => {
    const looks = await retention.world.in(BRIEF, (tx) => lookAtRetention(tx, BRIEF, DEFAULT_RETENTION, NOW));
    const { removed } = await retention.round();
    expect(removed).toEqual(Object.fromEntries(looks.map(({ kind, due }) => [kind, due])));
  });

  it('knows the months that have messages, and no others', async () => {
    const months = await retention.world.in(BRIEF, (tx) => monthsOfMessages(tx, BRIEF));
    expect(months.map(monthStarts)).toEqual([monthStarts(OLD), monthAfterOld(50)]);
  });
});

describe('The database itself, whatever it is asked by the application,', () => {
  let retention: RetentionWorld;
  let ended: MadeMessage;
  let open: MadeMessage;
  beforeAll(async () => {
    retention = await RetentionWorld.create({ [BRIEF]: SHORTEST, [LONG]: SHORTEST });
    await retention.cut(OLD);
    ended = await retention.message(BRIEF);
    open = await retention.message(BRIEF, { closedAt: null });
  });
  afterAll(() => retention.close());

  const remove = async (tenant: string, ids: readonly string[]): Promise<number> => {
    const [row] = await retention.world.in(tenant, (tx) =>
      tx.query<{ gone: number }[]>(`select remove_receipts($1::uuid[]) + remove_messages($1::uuid[]) as gone`, [ids]),
    );
    return row!.gone;
  };

  it.each(['messages', 'message_items', 'attempts', 'receipts'])('deletes nothing of %s', async (table) => {
    await expect(retention.world.in(BRIEF, (tx) => tx.query(`delete from ${table}`))).rejects.toThrow(
      'permission denied',
    );
  });

  it('drops no month that has not been looked through for everybody', async () => {
    const dropped = retention.world.dataSource.query(`select drop_month($1::date, 'attempts')`, [OLD]);
    await expect(dropped).rejects.toThrow('not everybody of the month has been looked at');
    expect(await retention.partsOf(OLD)).toHaveLength(4);
  });

  it('drops no month by marks that another transaction has left', async () => {
    await retention.superuser.query(
      `insert into retention_marks (tenant_id, kind, month, state, looked_at) values ($1, 'attempts', $2, 'done', now())`,
      [BRIEF, OLD],
    );
    const dropped = retention.world.dataSource.query(`select drop_month($1::date, 'attempts')`, [OLD]);
    await expect(dropped).rejects.toThrow('not everybody of the month has been looked at');
  });

  it('drops no month that is young, though nothing is in it', async () => {
    const dropped = retention.world.dataSource.query(
      `select drop_month(date_trunc('month', now() - interval '32 days')::date, 'attempts')`,
    );
    await expect(dropped).rejects.toThrow('not old enough');
  });

  it('removes nothing of an open affair, of another tenant, or that is young', async () => {
    const young = await retention.message(BRIEF, { plannedAt: Date.now() - DAY, closedAt: Date.now() });
    expect(await remove(BRIEF, [open.id, young.id])).toBe(0);
    expect(await remove(LONG, [ended.id])).toBe(0);
    expect(await retention.count(BRIEF, 'receipts')).toBe(3);
  });

  it('removes what has ended', async () => {
    expect(await remove(BRIEF, [ended.id, open.id])).toBe(2);
    expect(await retention.rowsOf(BRIEF, ['messages'])).not.toMatchObject({ messages: [{ id: ended.id }] });
  });
});
