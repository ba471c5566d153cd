// What becomes of messages when a month's budget is used up: on a real PostgreSQL, at moments that the tests choose.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Dispatching } from '#activities/dispatch.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { moveAttempt } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { loanStarted } from '../fixtures/loan-started.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { DealerDouble } from './dealer-double.js';

const TENANT = 'city-library';
const NOON = momentAt('2030-11-18', '12:00');
const NEXT_MONTH = momentAt('2030-12-01', '00:00');

let api: TestApi;
let dispatching: Dispatching;
let dealer: DealerDouble;
let now = NOON;

beforeAll(async () => {
  api = await createTestApi();
  dealer = new DealerDouble(
    () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
    1_000,
  );
  dispatching = new Dispatching({
    dataSource: api.dataSource,
    keys: api.keys,
    dealer,
    now: () => now,
    dealerTimeoutMs: 1_000,
    linkBase: 'http://127.0.0.1',
    receiptPatienceMs: 60_000,
  });
});
afterAll(() => api.close());
beforeEach(async () => {
  now = NOON;
  api.clock.moment = NOON;
  await budget(null);
});

async function message(change: Partial<SendEffect> = {}): Promise<DispatchInput> {
  const { id: lifecycleId } = (await api.start().expect(201)).body;
  // Nothing of the tenant's has been reviewed: it goes as a text at once.
  const send = loanStarted(now, { channels: ['text'], ...change });
  return { tenant: TENANT, lifecycleId, messageId: messageIdFor(lifecycleId, send.key, now), eventsAccepted: 0, send };
}

const dispatch = (input: DispatchInput): Promise<DispatchResult> => dispatching.dispatch(input);
const budget = async (limitKrw: number | null, atStop = 'hold') =>
  (await api.ask.put('/v1/budget').send({ limitKrw, atStop }).expect(200)).body as unknown as {
    krw: number;
    state: string;
    heldMessages: number;
  };
/** Exactly as much as has been spent already. */
const useUp = async (atStop = 'hold') => budget((await budget(null)).krw, atStop);

/** What Temporal has not been told yet of a message. */
const word = (messageId: string): Promise<{ kind: string }[]> =>
  inTenant(api.dataSource, TENANT, (tx) =>
    tx.query(`select kind from outbox where payload->>'messageId' = $1 and told_at is null`, [messageId]),
  );

describe('When nothing is left of the budget', () => {
  it('a message waits for the month to turn, and says why', async () => {
    await useUp();
    const input = await message();
    expect(await dispatch(input)).toMatchObject({ kind: 'wait', until: NEXT_MONTH });
    const { body } = await api.ask.get(`/v1/messages/${input.messageId}`).expect(200);
    expect(body).toMatchObject({
      state: 'open',
      heldUntil: '2030-12-01T00:00:00+09:00',
      attempts: [],
      decisions: [{ code: 'BUDGET_EXHAUSTED' }],
    });
  });

  it('the message with which that happens has still left, and the next one waits', async () => {
    const { krw } = await budget(null);
    await budget(krw + 1);
    const [last, next] = [await message(), await message()];
    expect(await dispatch(last)).toMatchObject({ kind: 'handed-over' });
    expect(await dispatch(next)).toMatchObject({ kind: 'wait', until: NEXT_MONTH });
  });

  it('an urgent message leaves all the same', async () => {
    await useUp();
    expect(await dispatch(await message({ urgent: true }))).toMatchObject({ kind: 'handed-over' });
  });

  it('everything leaves where the tenant only wants to be told', async () => {
    await useUp('send');
    expect(await dispatch(await message())).toMatchObject({ kind: 'handed-over' });
  });

  it('a message leaves in the next month, once', async () => {
    await useUp();
    const input = await message();
    await dispatch(input);
    now = momentAt('2030-12-01', '12:00');
    expect(await dispatch(input)).toMatchObject({ kind: 'handed-over' });
    expect(await dispatch(input)).toMatchObject({ kind: 'handed-over' });
    expect(dealer.taken.filter(({ messageId }) => messageId === input.messageId)).toHaveLength(1);
  });

  it('is asked again directly before the call: what was used up meanwhile lets nothing leave', async () => {
    const { krw } = await budget(null);
    await budget(krw + 1);
    const [slow, fast] = [await message(), await message()];
    let first = true;
    const racing = new DealerDouble(
      () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
      1_000,
    );
    const prepare = racing.prepare.bind(racing);
    racing.prepare = async (...args) => {
      if (first) {
        first = false;
        expect(await dispatch(fast)).toMatchObject({ kind: 'handed-over' });
      }
      return prepare(...args);
    };
    const parts = {
      dataSource: api.dataSource,
      keys: api.keys,
      dealer: racing,
      now: () => now,
      dealerTimeoutMs: 1_000,
    };
    const other = new Dispatching({ ...parts, linkBase: 'http://127.0.0.1', receiptPatienceMs: 60_000 });
    expect(await other.dispatch(slow)).toMatchObject({ kind: 'wait', until: NEXT_MONTH });
    expect(racing.commits).toEqual([]);
  });

  it('what failed is money again: a dealer does not charge for it', async () => {
    const before = (await budget(null)).krw;
    const input = await message();
    await dispatch(input);
    await inTenant(api.dataSource, TENANT, (tx) =>
      moveAttempt(tx, { messageId: input.messageId, number: 1 }, ['accepted'], { state: 'failed' }, now),
    );
    expect((await budget(null)).krw).toBe(before);
  });
});

describe('When the budget is raised', () => {
  it('Temporal is told of everything that waits, once', async () => {
    await useUp();
    const [one, other] = [await message(), await message()];
    await dispatch(one);
    await dispatch(other);
    expect((await api.ask.get('/v1/budget').expect(200)).body).toMatchObject({ heldMessages: 2 });
    expect(await word(one.messageId)).toEqual([]);
    expect(await budget(1_000_000)).toMatchObject({ state: 'ok', heldMessages: 0 });
    expect([await word(one.messageId), await word(other.messageId)]).toEqual([
      [{ kind: 'undelivered' }],
      [{ kind: 'undelivered' }],
    ]);
    await budget(2_000_000);
    expect(await word(one.messageId)).toHaveLength(1);
    expect(await dispatch(one)).toMatchObject({ kind: 'handed-over' });
  });

  it('by too little, nothing is told and everything waits on', async () => {
    const { krw } = await useUp();
    const input = await message();
    await dispatch(input);
    expect(await budget(krw, 'hold')).toMatchObject({ state: 'exhausted', heldMessages: 1 });
    expect(await word(input.messageId)).toEqual([]);
  });

  it('what was held, let go and held again is told again', async () => {
    await useUp();
    const input = await message();
    await dispatch(input);
    await budget(1_000_000);
    await useUp();
    await dispatch(input);
    await budget(2_000_000);
    expect(await word(input.messageId)).toHaveLength(2);
  });

  it('a bundle that was held is told of too, and tells of its items once', async () => {
    await useUp();
    const closesAt = now + 60_000;
    const bundle = { name: 'started', closesAt, plural: 'LOAN_DUE_TODAY_MANY' };
    const item = await message({ bundle, channels: ['text'] });
    expect(await dispatch(item)).toMatchObject({ kind: 'parked', until: closesAt });
    now = closesAt;
    api.clock.moment = now;
    const [row] = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ id: string }[]>(`select bundle_id as id from messages where id = $1`, [item.messageId]),
    );
    const { tenant, lifecycleId } = item;
    const whole: DispatchInput = { tenant, lifecycleId, messageId: row!.id, bundle: true };
    expect(await dispatch(whole)).toMatchObject({ kind: 'wait', until: NEXT_MONTH });
    await budget(1_000_000);
    expect(await word(row!.id)).toContainEqual({ kind: 'undelivered' });
    expect(await dispatch(whole)).toMatchObject({ kind: 'handed-over' });
    expect(dealer.taken.filter(({ messageId }) => messageId === row!.id)).toHaveLength(1);
  });

  it('nothing is said of a message that has come to an end meanwhile', async () => {
    await useUp();
    const input = await message();
    await dispatch(input);
    await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query(`update messages set state = 'dropped', settled_at = now() where id = $1`, [input.messageId]),
    );
    await budget(null);
    expect(await word(input.messageId)).toEqual([]);
  });
});
