import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Withdrawal } from '#libs/contracts/lifecycle-workflow.js';
import { layTombstones, outcomesNow } from '#libs/database/withdrawal-store.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const TENANT = 'city-library';

/** What a withdrawal answers and leaves behind, by how far the message had come. */
describe('Withdrawing a message', () => {
  let world!: World;
  let lifecycleId!: string;
  let count = 0;
  beforeAll(async () => {
    world = await createWorld([TENANT]);
    lifecycleId = await world.start(TENANT);
  });
  afterAll(() => world.close());

  /** Withdraws a message whose one attempt is in `state`. */
  async function withdraw(state: string): Promise<{ outcome: Withdrawal['outcome'] | undefined; left: string }> {
    count += 1;
    const messageId = await world.message(TENANT, lifecycleId, `key-${count}`);
    return world.in(TENANT, async (tx) => {
      await tx.query(`update attempts set state = $2 where message_id = $1`, [messageId, state]);
      const [withdrawal] = await layTombstones(tx, {
        tenant: TENANT,
        lifecycleId,
        messages: [{ messageId, plannedAt: STARTED_AT }],
        reason: '반납됨',
        now: STARTED_AT,
      });
      const [message] = await tx.query<{ state: string }[]>(`select state from messages where id = $1`, [messageId]);
      return { outcome: withdrawal?.outcome, left: message?.state ?? 'gone' };
    });
  }

  for (const state of ['reserved', 'not-taken', 'rejected']) {
    it(`says withdrawn of an attempt that is ${state}`, async () => {
      expect(await withdraw(state)).toEqual({ outcome: 'withdrawn', left: 'withdrawn' });
    });
  }

  it('withdraws the fallback of an attempt that failed, and so explains what becomes of the message', async () => {
    expect(await withdraw('failed')).toEqual({ outcome: 'withdrawn', left: 'withdrawn' });
  });

  for (const state of ['accepted', 'delivered', 'unconfirmed']) {
    it(`says handed over of an attempt that is ${state}, and leaves the message as it is`, async () => {
      expect(await withdraw(state)).toEqual({ outcome: 'handed-over', left: 'handed-over' });
    });
  }

  it('leaves no attempt behind that is proven not taken once its message has been withdrawn', async () => {
    const messageId = await world.message(TENANT, lifecycleId, 'proven-later');
    const left = await world.in(TENANT, async (tx) => {
      const attemptIs = (state: string): Promise<unknown> =>
        tx.query(`update attempts set state = $2 where message_id = $1`, [messageId, state]);
      await attemptIs('calling');
      const messages = [{ messageId, plannedAt: STARTED_AT }];
      await layTombstones(tx, { tenant: TENANT, lifecycleId, messages, reason: '반납됨', now: STARTED_AT });
      await attemptIs('not-taken');
      const [withdrawal] = await outcomesNow(tx, [messageId], '반납됨', STARTED_AT);
      const [attempt] = await tx.query<{ state: string }[]>(`select state from attempts where message_id = $1`, [
        messageId,
      ]);
      return { outcome: withdrawal?.outcome, attempt: attempt?.state };
    });
    expect(left).toEqual({ outcome: 'withdrawn', attempt: 'withdrawn' });
  });

  for (const state of ['calling', 'unknown', 'undecidable']) {
    it(`says in flight of an attempt that is ${state}: nobody knows whether the phone will show it`, async () => {
      expect(await withdraw(state)).toEqual({ outcome: 'in-flight', left: 'handed-over' });
    });
  }
});
