import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerEvent } from '#libs/database/event-store.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import {
  lifecycleById,
  lifecycleByReference,
  listLifecycles,
  messageById,
  readTimeline,
  searchByPhone,
  type LifecycleFilter,
} from '#libs/database/lifecycle-reads.js';
import { definitionHash } from '#libs/lifecycle/definition.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';
const PLANNED = {
  timer: 'dueSoon',
  title: '반납 3일 전 안내',
  occurrence: 1,
  at: STARTED_AT + 1000,
  templates: ['LOAN_DUE_SOON'],
};

describe('reads', () => {
  let world: World;
  /** Oldest first. */
  const ids: string[] = [];

  beforeAll(async () => {
    world = await createWorld([TENANT, 'library-b']);
    for (let index = 0; index < 5; index += 1) {
      ids.push(
        await world.start(TENANT, {
          reference: `L-${index}`,
          parties: { borrower: { name: `이름${index}`, phone: index < 2 ? '01055010001' : `0105501001${index}` } },
          plan: {
            stage: 'on-loan',
            nextDueAt: STARTED_AT + 1000,
            planned: [PLANNED],
          },
        }),
      );
    }
    await world.start('library-b', { reference: 'L-0', parties: { borrower: { name: '이름', phone: '01055010001' } } });
  });
  afterAll(() => world.close());

  const list = (filter: LifecycleFilter): Promise<{ items: string[]; next?: string }> =>
    world.in(TENANT, async (tx) => {
      const { items, ...next } = await listLifecycles(tx, filter);
      return { items: items.map(({ id }) => id), ...next };
    });

  it('give lifecycles newest first, page by page, each once', async () => {
    const newest = [...ids].reverse();
    const first = await list({ limit: 2 });
    expect(first).toEqual({ items: newest.slice(0, 2), next: newest[1] });
    const second = await list({ limit: 2, cursor: first.next! });
    expect(second).toEqual({ items: newest.slice(2, 4), next: newest[3] });
    expect(await list({ limit: 2, cursor: second.next! })).toEqual({ items: newest.slice(4) });
  });

  it('filter by type, stage, state and reference, all at once', async () => {
    const wanted = { type: 'library-loan', stage: 'on-loan', state: 'open', reference: 'L-3' } as const;
    expect(await list({ limit: 10, ...wanted })).toEqual({ items: [ids[3]] });
    for (const other of [{ type: 'x' }, { stage: 'x' }, { state: 'failed' as const }, { reference: 'x' }]) {
      expect(await list({ limit: 10, ...wanted, ...other })).toEqual({ items: [] });
    }
  });

  it('show a lifecycle with its Korean titles and what is planned, before any worker has seen it', async () => {
    const view = await world.in(TENANT, (tx) => lifecycleById(tx, ids[0]!));
    expect(view).toEqual({
      id: ids[0],
      type: 'library-loan',
      title: '도서 대출',
      reference: 'L-0',
      state: 'open',
      keyKind: 'live',
      stage: 'on-loan',
      stageTitle: '대출 중',
      startedAt: STARTED_AT,
      createdAt: expect.any(Number),
      eventsAccepted: 0,
      version: definitionHash(libraryLoan),
      nextDueAt: STARTED_AT + 1000,
      planned: [PLANNED],
    });
  });

  it('find everybody’s affairs at a number, of the own tenant alone, newest first', async () => {
    const search = (phone: string, cursor?: string): Promise<string[]> =>
      world.in(TENANT, async (tx) => {
        const found = await searchByPhone(tx, world.keys, {
          tenant: TENANT,
          phone,
          limit: 10,
          ...(cursor === undefined ? {} : { cursor }),
        });
        return found.items.map(({ id }) => id);
      });
    expect(await search('01055010001')).toEqual([ids[1], ids[0]]);
    expect(await search('01055010001', ids[1])).toEqual([ids[0]]);
    expect(await search('01055019990')).toEqual([]);
  });

  it('give the latest lifecycle of a reference when none is open', async () => {
    const closed = [await world.start(TENANT, { reference: 'L-x' })];
    const close = (id: string): Promise<unknown> =>
      world.in(TENANT, (tx) =>
        tx.query(`update lifecycles set state = 'ended', closed_at = to_timestamp(0) where id = $1`, [id]),
      );
    await close(closed[0]!);
    closed.push(await world.start(TENANT, { reference: 'L-x' }));
    await close(closed[1]!);
    const found = await world.in(TENANT, (tx) => lifecycleByReference(tx, 'library-loan', 'L-x'));
    expect(found).toMatchObject({ id: closed[1], state: 'ended', closedAt: 0, planned: [] });
    expect(await world.in(TENANT, (tx) => lifecycleByReference(tx, 'library-loan', 'nothing'))).toBeUndefined();
  });

  it('tell a lifecycle’s whole story: decisions, events with answers, messages with attempts and receipts', async () => {
    const id = await world.start(TENANT);
    const messageId = await world.message(TENANT, id, 'start#0');
    const { row } = await world.event(TENANT, id, {
      eventId: 'E-1',
      type: 'extended',
      data: { dueDate: '2026-12-21' },
    });
    const plan = { runId: 'r', stage: 'returned', state: 'ended' as const, closedAt: STARTED_AT, eventsAccepted: 1 };
    await world.in(TENANT, async (tx) => {
      await recordDecisions(tx, TENANT, id, {
        journal: [
          { key: 'ended', number: 2, at: STARTED_AT, kind: 'ended', text: '끝남', detail: { stage: 'returned' } },
        ],
        plan: { ...plan, decision: 1, planned: [] },
      });
      await answerEvent(tx, world.keys, row.id, {
        state: 'accepted',
        answer: { plan: { stage: 'returned', none: null } },
      });
    });
    const timeline = await world.in(TENANT, (tx) => readTimeline(tx, world.keys, id));
    expect(timeline.journal.map(({ key }) => key)).toEqual(['start#0', 'ended']);
    expect(timeline.journal[1]).toEqual({
      key: 'ended',
      number: 2,
      at: STARTED_AT,
      kind: 'ended',
      text: '끝남',
      detail: { stage: 'returned' },
    });
    expect(timeline.events).toEqual([
      {
        eventId: 'E-1',
        kind: 'event',
        source: 'sender',
        type: 'extended',
        occurredAt: STARTED_AT,
        receivedAt: STARTED_AT,
        state: 'accepted',
        sequence: 1,
        answeredAt: expect.any(Number),
        answer: { plan: { stage: 'returned', none: null } },
        data: { dueDate: '2026-12-21' },
      },
    ]);
    const message = await world.in(TENANT, (tx) => messageById(tx, world.keys, messageId));
    expect(timeline.messages).toEqual([message]);
    expect(message).toMatchObject({
      id: messageId,
      lifecycleId: id,
      party: 'borrower',
      template: 'LOAN_STARTED',
      state: 'handed-over',
      plannedAt: STARTED_AT,
      items: [{ lifecycleId: id, key: 'start#0' }],
      attempts: [
        {
          number: 1,
          channel: 'alimtalk',
          state: 'accepted',
          text: '홍길동님, 대출되었습니다.',
          receipts: [{ statusCode: '4000', class: 'ok', applied: true }],
        },
      ],
    });
    expect(JSON.stringify(message)).not.toContain('iphertext');
  });

  it('are empty for what is not there or belongs to another tenant', async () => {
    const foreign = await world.start('library-b');
    const messageId = await world.message('library-b', foreign, 'start#0');
    expect(await world.in(TENANT, (tx) => lifecycleById(tx, foreign))).toBeUndefined();
    expect(await world.in(TENANT, (tx) => messageById(tx, world.keys, messageId))).toBeUndefined();
    expect(await world.in(TENANT, (tx) => readTimeline(tx, world.keys, foreign))).toEqual({
      journal: [],
      events: [],
      messages: [],
      callbacks: [],
      alerts: [],
    });
  });
});
