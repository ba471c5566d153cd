// What the API accepts is written once, whoever asks how often at the same moment.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.js';
import { v7 as newId } from 'uuid';
import { answerEvent, readEvent, readEventForTelling } from '#libs/database/event-store.js';
import { claimKey, storeAnswer, type Claim, type IdempotentRequest } from '#libs/database/idempotency-store.js';
import { lifecycleByReference } from '#libs/database/lifecycle-reads.js';
import { acceptStart, LifecycleUnknown, ReferenceTaken } from '#libs/database/lifecycle-store.js';
import { readData } from '#libs/database/person-store.js';
import { changeSettings, createTenant, getTenant } from '#libs/database/tenant-store.js';
import { liveTemplate, putTemplate } from '#libs/database/template-store.js';
import { createWorld, loanRequest, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';

describe('acceptance', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld([TENANT, 'library-b']);
  });
  afterAll(() => world.close());

  const count = async (table: string, lifecycleId: string): Promise<number> => {
    const [row] = await world.in(TENANT, (tx) =>
      tx.query<{ count: number }[]>(`select count(*)::int as count from ${table} where lifecycle_id = $1`, [
        lifecycleId,
      ]),
    );
    return row!.count;
  };
  const outbox = (lifecycleId: string): Promise<{ kind: string }[]> =>
    world.in(TENANT, (tx) => tx.query(`select kind from outbox where lifecycle_id = $1 order by id`, [lifecycleId]));

  describe('of a start', () => {
    it('writes the parties and what tells Temporal of it', async () => {
      const lifecycleId = await world.start(TENANT);
      expect(await count('parties', lifecycleId)).toBe(1);
      expect(await outbox(lifecycleId)).toEqual([{ kind: 'start' }]);
    });

    it('is refused for a reference that an open lifecycle of the type bears, naming it', async () => {
      const first = await world.start(TENANT, { reference: 'L-taken' });
      const second = world.start(TENANT, { reference: 'L-taken' });
      await expect(second).rejects.toThrow(ReferenceTaken);
      await expect(second).rejects.toMatchObject({ lifecycleId: first, reference: 'L-taken', type: 'library-loan' });
    });

    it('takes the reference of a closed lifecycle, and of another tenant', async () => {
      const first = await world.start(TENANT, { reference: 'L-again' });
      await world.start('library-b', { reference: 'L-again' });
      await world.in(TENANT, (tx) =>
        tx.query(`update lifecycles set state = 'ended', closed_at = now() where id = $1`, [first]),
      );
      const second = await world.start(TENANT, { reference: 'L-again' });
      const found = await world.in(TENANT, (tx) => lifecycleByReference(tx, 'library-loan', 'L-again'));
      expect(found).toMatchObject({ id: second, state: 'open', title: '도서 대출', stage: 'on-loan' });
    });

    it('lets one of many with the same reference through', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, () => world.start(TENANT, { reference: 'L-race' })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ReferenceTaken);
      }
    });
  });

  describe('of an event', () => {
    it('stores it once and answers a repetition with what is there', async () => {
      const lifecycleId = await world.start(TENANT);
      const first = await world.event(TENANT, lifecycleId, { eventId: 'E-1' });
      const again = await world.event(TENANT, lifecycleId, { eventId: 'E-1' });
      expect(first).toMatchObject({ created: true, sameBody: true, row: { state: 'pending', eventId: 'E-1' } });
      expect(again).toEqual({ ...first, created: false });
      expect(await outbox(lifecycleId)).toEqual([{ kind: 'start' }, { kind: 'event' }]);
    });

    it('tells when the same id comes with another body', async () => {
      const lifecycleId = await world.start(TENANT);
      await world.event(TENANT, lifecycleId, { eventId: 'E-1' });
      const other = await world.event(TENANT, lifecycleId, {
        eventId: 'E-1',
        fingerprint: world.keys.fingerprint(TENANT, '{"other":1}'),
      });
      expect(other).toMatchObject({ created: false, sameBody: false });
    });

    it('creates one of many that come with one id at once', async () => {
      const lifecycleId = await world.start(TENANT);
      const all = await Promise.all(
        Array.from({ length: 12 }, () => world.event(TENANT, lifecycleId, { eventId: 'E-race' })),
      );
      expect(all.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(all.map(({ row }) => row.id)).size).toBe(1);
      expect(await count('events', lifecycleId)).toBe(1);
    });

    it('is refused for a lifecycle that is not there', async () => {
      await expect(world.event(TENANT, newId())).rejects.toThrow(LifecycleUnknown);
    });

    it('tells the workflow only what its engine reads', async () => {
      const lifecycleId = await world.start(TENANT);
      const { row } = await world.event(TENANT, lifecycleId, { type: 'extended', data: { dueDate: '2026-12-21' } });
      const told = await world.in(TENANT, (tx) => readEventForTelling(tx, world.keys, row.id));
      expect(told).toEqual({
        kind: 'event',
        message: { eventId: row.eventId, type: 'extended', occurredAt: STARTED_AT, data: { dueDate: '2026-12-21' } },
      });
      const cancel = await world.event(TENANT, lifecycleId, {
        kind: 'cancel',
        type: 'requested',
        data: { reason: '홍길동님의 요청' },
      });
      expect(await world.in(TENANT, (tx) => readEventForTelling(tx, world.keys, cancel.row.id))).toEqual({
        kind: 'cancel',
        message: { eventId: cancel.row.eventId, occurredAt: STARTED_AT, reasonCode: 'requested' },
      });
    });
  });

  describe('of an answer', () => {
    it('is final: a second one changes nothing', async () => {
      const lifecycleId = await world.start(TENANT);
      const { row } = await world.event(TENANT, lifecycleId);
      const first = await world.in(TENANT, (tx) =>
        answerEvent(tx, world.keys, row.id, { state: 'refused', answer: { code: 'EVENT_LIMIT_REACHED' } }),
      );
      const second = await world.in(TENANT, (tx) =>
        answerEvent(tx, world.keys, row.id, { state: 'accepted', answer: { plan: {} } }),
      );
      expect(first).toMatchObject({ settled: true, row: { state: 'refused' } });
      expect(second).toEqual({ row: first.row, settled: false });
      expect(await world.in(TENANT, (tx) => readEvent(tx, row.id))).toEqual(first.row);
    });

    it('writes an accepted event into the data, and a refused one not', async () => {
      const lifecycleId = await world.start(TENANT);
      for (const [state, dueDate] of [
        ['accepted', '2026-12-21'],
        ['refused', '2026-12-31'],
      ] as const) {
        const { row } = await world.event(TENANT, lifecycleId, { type: 'extended', data: { dueDate } });
        await world.in(TENANT, (tx) => answerEvent(tx, world.keys, row.id, { state, answer: {} }));
      }
      const data = await world.in(TENANT, (tx) => readData(tx, world.keys, lifecycleId));
      expect(data).toEqual({ bookTitle: '채식주의자', dueDate: '2026-12-21' });
    });

    it('numbers accepted events 1, 2, 3 … even when they are answered at once, each by two', async () => {
      const lifecycleId = await world.start(TENANT);
      const events = await Promise.all(Array.from({ length: 6 }, () => world.event(TENANT, lifecycleId)));
      const answers = await Promise.all(
        [...events, ...events].map(({ row }) =>
          world.in(TENANT, (tx) => answerEvent(tx, world.keys, row.id, { state: 'accepted', answer: {} })),
        ),
      );
      expect(answers.filter(({ settled }) => settled)).toHaveLength(6);
      const sequences = answers.filter(({ settled }) => settled).map(({ row }) => row.sequence);
      expect(sequences.sort()).toEqual([1, 2, 3, 4, 5, 6]);
      const [row] = await world.in(TENANT, (tx) =>
        tx.query<unknown[]>(`select events_accepted from lifecycles where id = $1`, [lifecycleId]),
      );
      expect(row).toEqual({ events_accepted: 6 });
    });

    it('does not count an event twice that the workflow has already reported', async () => {
      const lifecycleId = await world.start(TENANT);
      const { row } = await world.event(TENANT, lifecycleId);
      await world.in(TENANT, (tx) =>
        tx.query(`update lifecycles set events_accepted = 1 where id = $1`, [lifecycleId]),
      );
      await world.in(TENANT, (tx) => answerEvent(tx, world.keys, row.id, { state: 'accepted', answer: {} }));
      const [lifecycle] = await world.in(TENANT, (tx) =>
        tx.query<unknown[]>(`select events_accepted from lifecycles where id = $1`, [lifecycleId]),
      );
      expect(lifecycle).toEqual({ events_accepted: 1 });
    });
  });

  describe('under an idempotency key', () => {
    const request = (key: string, body = '{}'): IdempotentRequest => ({
      tenant: TENANT,
      key,
      operation: 'POST /v1/lifecycles',
      fingerprint: world.keys.fingerprint(TENANT, body),
    });
    /** What a handler does: claim, work, store, all in one transaction. */
    const handle = (asked: IdempotentRequest, work?: () => void): Promise<Claim> =>
      world.in(TENANT, async (tx) => {
        const claim = await claimKey(tx, asked);
        if (claim.kind !== 'claimed') return claim;
        work?.();
        const start = loanRequest(TENANT);
        await acceptStart(tx, world.keys, start);
        await storeAnswer(tx, asked, { status: 201, resourceId: start.lifecycleId, body: { id: start.lifecycleId } });
        return claim;
      });

    it('answers a repetition as the first time, and another body or operation as a conflict', async () => {
      await handle(request('k-1'));
      const again = await handle(request('k-1'));
      expect(again).toMatchObject({ kind: 'answered', answer: { status: 201 } });
      expect(await handle(request('k-1', '{"other":1}'))).toEqual({ kind: 'conflict' });
      expect(await handle({ ...request('k-1'), operation: 'POST cancel' })).toEqual({ kind: 'conflict' });
    });

    it('does the work once when many ask at once, and gives all the same answer', async () => {
      const claims = await Promise.all(Array.from({ length: 12 }, () => handle(request('k-race'))));
      expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      const answers = claims.flatMap((claim) => (claim.kind === 'answered' ? [claim.answer.resourceId] : []));
      expect(answers).toHaveLength(11);
      expect(new Set(answers).size).toBe(1);
    });

    it('passes the turn on when the first fails', async () => {
      let tries = 0;
      const fail = (): void => {
        tries += 1;
        if (tries === 1) throw new Error('first fails');
      };
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => handle(request('k-fails'), fail)));
      expect(
        outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.kind : 'failed')).sort(),
      ).toEqual(['answered', 'claimed', 'failed']);
      expect(tries).toBe(2);
    });

    it('belongs to one tenant: the same key is free for another', async () => {
      await handle(request('k-shared'));
      const other = { ...request('k-shared'), tenant: 'library-b' };
      expect(await world.in('library-b', (tx) => claimKey(tx, other))).toEqual({ kind: 'claimed' });
    });
  });

  describe('of settings', () => {
    it('reaches every open lifecycle in one go, and no closed one', async () => {
      await world.in('tenant-c', (tx) =>
        createTenant(tx, { id: 'tenant-c', name: 'C', settings: { senderNumber: '0212345678', channelId: 'c' } }),
      );
      const open = [await world.start('tenant-c'), await world.start('tenant-c')];
      const closed = await world.start('tenant-c');
      await world.in('tenant-c', async (tx) => {
        await tx.query(`update lifecycles set state = 'ended', closed_at = now() where id = $1`, [closed]);
        await tx.query(`update outbox set told_at = now()`);
      });
      const after = await world.in('tenant-c', (tx) =>
        changeSettings(tx, { reminderTime: '09:30', closedDays: ['2026-12-25'] }),
      );
      expect(after).toMatchObject({ reminderTime: '09:30', closedDays: ['2026-12-25'], senderNumber: '0212345678' });
      const told = await world.in('tenant-c', (tx) =>
        tx.query<{ lifecycle_id: string; kind: string }[]>(
          `select lifecycle_id, kind from outbox where told_at is null order by lifecycle_id, kind`,
        ),
      );
      expect(told).toEqual(
        open.sort().flatMap((id) => ['calendar', 'settings'].map((kind) => ({ lifecycle_id: id, kind }))),
      );
    });

    it('that change nothing for an engine wakes nobody', async () => {
      await world.in('tenant-c', (tx) => tx.query(`update outbox set told_at = now()`));
      await world.in('tenant-c', (tx) => changeSettings(tx, { senderNumber: '0298765432', quietHours: null }));
      const told = await world.in('tenant-c', (tx) =>
        tx.query<unknown[]>(`select 1 from outbox where told_at is null`),
      );
      expect(told).toEqual([]);
      expect((await world.in('tenant-c', (tx) => getTenant(tx)))?.settings).toMatchObject({ quietHours: null });
    });

    it('overlooks no start that had not committed yet', async () => {
      const { lifecycleId, ...request } = loanRequest('tenant-c');
      let change: Promise<unknown> | undefined;
      await world.in('tenant-c', async (tx) => {
        await acceptStart(tx, world.keys, { ...request, lifecycleId });
        change = world.in('tenant-c', (other) => changeSettings(other, { reminderTime: '08:15' }));
        await eventually('the change waits for the start', async () => {
          const waiting = await world.in('tenant-c', (third) =>
            third.query<unknown[]>(
              `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            ),
          );
          return waiting.length > 0;
        });
      });
      await change;
      const told = await world.in('tenant-c', (tx) =>
        tx.query<unknown[]>(`select kind from outbox where lifecycle_id = $1 order by id`, [lifecycleId]),
      );
      expect(told).toEqual([{ kind: 'start' }, { kind: 'settings' }]);
    });
  });

  it('of a template makes a version only when something changed, and the highest approved one is live', async () => {
    const template = {
      code: 'LOAN_STARTED',
      dealer: 'solapi',
      dealerTemplateId: 'T-1',
      channelId: 'C',
      content: { body: '안내' },
      status: 'approved' as const,
    };
    const put = (change: object): Promise<number> =>
      world.in(TENANT, (tx) => putTemplate(tx, TENANT, { ...template, ...change }));
    expect([await put({}), await put({}), await put({ dealerTemplateId: 'T-2' })]).toEqual([1, 1, 2]);
    expect(await put({ status: 'inspecting' })).toBe(3);
    const live = await world.in(TENANT, (tx) => liveTemplate(tx, 'LOAN_STARTED'));
    expect(live).toMatchObject({ version: 2, dealerTemplateId: 'T-2' });
  });
});
