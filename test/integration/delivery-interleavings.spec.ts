// Interleavings of tellers, dispatches, receipts and withdrawals on a real PostgreSQL, each laid out by hand.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { Dispatching } from '#activities/dispatch.js';
import { LifecycleTeller } from '#apps/api/telling/lifecycle-teller.js';
import { Teller } from '#apps/api/telling/teller.js';
import { WorkflowExaminer } from '#apps/api/telling/workflow-examiner.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import {
  beginCalling,
  moveAttempt,
  openMessage,
  reserveAttempt,
  type AttemptRow,
} from '#libs/database/delivery-store.js';
import { answerEvent } from '#libs/database/event-store.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { closeFromOutside } from '#libs/database/lifecycle-runs.js';
import { dueLifecycles } from '#libs/database/outbox-store.js';
import { erasePerson } from '#libs/database/person-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import { postponeChecks } from '#libs/database/reconciler-store.js';
import type { Dealer, DealerReceipt } from '#libs/dealers/dealer.js';
import { createLogger } from '#libs/platform/logging.js';
import { lazyTemporalClient } from '#libs/temporal/client.js';
import { loanStarted } from '../fixtures/loan-started.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';

const SEND = loanStarted(STARTED_AT);

const receipt = (change: Partial<DealerReceipt>): DealerReceipt => ({
  code: '4000',
  class: 'ok',
  fallback: 'no',
  pending: false,
  dedupeKey: newId(),
  safeBody: {},
  ...change,
});

describe('On the way from a decision to a phone', () => {
  let world!: World;

  beforeAll(async () => {
    world = await createWorld([TENANT]);
  });

  afterAll(() => world.close());

  /** A message with its first attempt brought to `calling` by the group `G1`. */
  async function calling(group = 'G1'): Promise<{ lifecycleId: string; messageId: string; number: number }> {
    const lifecycleId = await world.start(TENANT);
    const messageId = messageIdFor(lifecycleId, SEND.key, SEND.plannedAt);
    const attempt = { messageId, number: 1 };
    await world.in(TENANT, async (tx) => {
      await openMessage(tx, { tenant: TENANT, lifecycleId, messageId, send: SEND, now: STARTED_AT });
      await reserveAttempt(tx, {
        ...attempt,
        tenant: TENANT,
        channel: 'alimtalk',
        dealer: 'solapi',
        textCiphertext: '',
        now: STARTED_AT,
      });
      await beginCalling(tx, { ...attempt, dealer: 'solapi' }, group, STARTED_AT);
    });
    return { lifecycleId, ...attempt };
  }

  const attemptOf = async (messageId: string): Promise<AttemptRow & { nextCheckAt: Date | null }> => {
    const [row] = await world.in(TENANT, (tx) =>
      tx.query<(AttemptRow & { nextCheckAt: Date | null })[]>(
        `select number, state, tries, next_check_at as "nextCheckAt" from attempts where message_id = $1`,
        [messageId],
      ),
    );
    return row!;
  };

  it('asks for a result when a "taken" by webhook was faster than the answer to the call', async () => {
    const { messageId, number } = await calling();
    const pending = receipt({
      key: `${TENANT}/${messageId}/${number}`,
      class: 'accepted',
      code: '2000',
      pending: true,
    });
    await recordReceipts(world.dataSource, 'solapi', [pending], STARTED_AT);
    expect(await attemptOf(messageId)).toMatchObject({ state: 'accepted', nextCheckAt: new Date(STARTED_AT) });
  });

  it('asks no more for what a receipt settled between two steps of the reconciler', async () => {
    const { messageId, number } = await calling();
    await world.in(TENANT, (tx) =>
      moveAttempt(tx, { messageId, number }, ['calling'], { state: 'accepted', nextCheckAt: STARTED_AT }, STARTED_AT),
    );
    const due = {
      tenant: TENANT,
      messageId,
      number,
      dealer: 'solapi',
      channel: 'alimtalk',
      groupId: 'G1',
      acceptedAt: STARTED_AT,
    } as const;
    await recordReceipts(world.dataSource, 'solapi', [receipt({ key: `${TENANT}/${messageId}/1` })], STARTED_AT);
    await postponeChecks(world.dataSource, [{ ...due, nextCheckAt: STARTED_AT + 60_000 }], STARTED_AT);
    expect(await attemptOf(messageId)).toMatchObject({ state: 'delivered', nextCheckAt: null });
  });

  it('calls what was proven not taken with the group of its first call, and with no other', async () => {
    const { messageId, number } = await calling();
    const begun = await world.in(TENANT, async (tx) => {
      const attempt = { messageId, number };
      await moveAttempt(tx, attempt, ['calling'], { state: 'not-taken' }, STARTED_AT);
      return [
        await beginCalling(tx, { ...attempt, dealer: 'solapi' }, 'filled by a process that slept', STARTED_AT),
        await beginCalling(tx, { ...attempt, dealer: 'solapi' }, 'G1', STARTED_AT),
      ];
    });
    expect(begun).toEqual([false, true]);
  });

  it('takes no look-up of an earlier call for news of the one under way', async () => {
    const { messageId, number } = await calling();
    const attempt = { messageId, number };
    const later = STARTED_AT + 20_000;
    const moved = await world.in(TENANT, async (tx) => {
      await moveAttempt(tx, attempt, ['calling'], { state: 'not-taken' }, later);
      await beginCalling(tx, { ...attempt, dealer: 'solapi' }, 'G1', later);
      const proof = { state: 'not-taken' } as const;
      return [
        await moveAttempt(tx, { ...attempt, callingAt: STARTED_AT }, ['calling', 'unknown'], proof, later),
        await moveAttempt(tx, { ...attempt, callingAt: later }, ['calling', 'unknown'], proof, later),
      ];
    });
    expect(moved).toEqual([false, true]);
  });

  it('says of no message that it never left while its call is under way, when its workflow is terminated', async () => {
    const { lifecycleId, messageId, number } = await calling();
    const end = { state: 'failed', explanation: '강제로 끝냄' } as const;
    await world.in(TENANT, (tx) => closeFromOutside(tx, lifecycleId, end, STARTED_AT));
    const [found] = await world.in(TENANT, (tx) =>
      tx.query<unknown[]>(
        `select m.state, m.tombstoned_at is not null as tombstoned, o.payload
         from messages m join outbox o on o.lifecycle_id = m.lifecycle_id and o.kind = 'undelivered' where m.id = $1`,
        [messageId],
      ),
    );
    expect(found).toEqual({ state: 'open', tombstoned: true, payload: { messageId, attempt: number } });
  });

  it('lands an answer while a message of the same lifecycle is being written', async () => {
    const lifecycleId = await world.start(TENANT);
    const { row } = await world.event(TENANT, lifecycleId);
    const messageId = messageIdFor(lifecycleId, SEND.key, SEND.plannedAt);
    const record = {
      journal: [],
      plan: { decision: 1, runId: 'r', stage: 'on-loan', state: 'open', eventsAccepted: 1, planned: [] },
    } as const;
    // A dispatch has written its message and will record decisions; the teller has recorded them and will answer.
    await world.in(TENANT, async (dispatch) => {
      await openMessage(dispatch, { tenant: TENANT, lifecycleId, messageId, send: SEND, now: STARTED_AT });
      await world.in(TENANT, async (teller) => {
        await teller.query(`set local lock_timeout = '2s'`);
        await recordDecisions(teller, TENANT, lifecycleId, record);
        await answerEvent(teller, world.keys, row.id, { state: 'accepted', answer: {} });
      });
      await recordDecisions(dispatch, TENANT, lifecycleId, { ...record, plan: { ...record.plan, decision: 2 } });
    });
    const [lifecycle] = await world.in(TENANT, (tx) =>
      tx.query<unknown[]>(`select events_accepted, plan_decision from lifecycles where id = $1`, [lifecycleId]),
    );
    expect(lifecycle).toEqual({ events_accepted: 1, plan_decision: 2 });
  });

  it('finds out what became of a call under way for someone who was erased meanwhile', async () => {
    const { lifecycleId, messageId } = await calling();
    await world.in(TENANT, async (tx) => {
      const [party] = await tx.query<{ person_id: string }[]>(`select person_id from parties where lifecycle_id = $1`, [
        lifecycleId,
      ]);
      await erasePerson(tx, party!.person_id, STARTED_AT);
    });
    const asked: string[] = [];
    const dealer = {
      name: 'solapi',
      capabilities: { alimtalkBodyLength: 1_000 },
      lookUp: ({ groupId }: { groupId: string }) => {
        asked.push(groupId);
        return Promise.resolve({ kind: 'accepted', messageId: 'M1' });
      },
    } as unknown as Dealer;
    const later = STARTED_AT + 60_000;
    const { dataSource, keys } = world;
    const parts = {
      dataSource,
      keys,
      dealer,
      now: () => later,
      dealerTimeoutMs: 1_000,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    };
    const result = await new Dispatching(parts).dispatch({ tenant: TENANT, lifecycleId, messageId, send: SEND });
    expect({ asked, result: result.kind }).toEqual({ asked: ['G1'], result: 'handed-over' });
  });

  it('lets no thing that cannot be told stand before everything else in each sweep', async () => {
    const lifecycleId = await world.start(TENANT, {
      parties: { borrower: { name: '김철수', phone: '01055010002' } },
    });
    await world.in(TENANT, async (tx) => {
      const [party] = await tx.query<{ person_id: string }[]>(`select person_id from parties where lifecycle_id = $1`, [
        lifecycleId,
      ]);
      await erasePerson(tx, party!.person_id, STARTED_AT);
    });
    const { dataSource, keys } = world;
    const client = lazyTemporalClient({
      address: '127.0.0.1:1',
      namespace: 'none',
      payloadKeys: [{ id: 'test', key: Buffer.alloc(32, 9) }],
    });
    const clients = { of: () => Promise.resolve(client) };
    const teller = new Teller({
      dataSource,
      keys,
      temporal: new LifecycleTeller(clients, ''),
      examiner: new WorkflowExaminer({ dataSource, clients, now: () => STARTED_AT }),
      logger: createLogger('test', 'silent'),
      now: () => STARTED_AT,
      dealer: 'solapi',
    });
    await teller.tellNow(TENANT, lifecycleId, 2_000);
    expect((await dueLifecycles(dataSource, 100)).map((due) => due.lifecycleId)).not.toContain(lifecycleId);
    await client.connection.close();
  });
});
