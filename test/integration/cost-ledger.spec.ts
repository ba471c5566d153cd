// What an attempt costs stands with it from the moment it is handed over, and the sum of a month is that of its attempts,
// whichever way attempts go, in whatever order and however many at once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { addDays, momentAt } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { enterPrices, pricesOn, storeListedPrices } from '#libs/database/price-store.js';
import { recordReceipts } from '#libs/database/receipt-store.js';
import type { DealerReceipt } from '#libs/dealers/dealer.js';
import { ATTEMPT_STATES, statesBefore, type AttemptState } from '#libs/message/attempt.js';
import {
  costOf,
  DEFAULT_PRICES,
  PRICED_CHANNELS,
  priceOn,
  type ListedPrice,
  type PricedChannel,
} from '#libs/message/cost.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const TENANT = 'library-a';
const DAY = '2026-11-23';

interface Ledger {
  readonly price: number | null;
  readonly source: string | null;
  readonly lms: number | null;
  readonly cost: number | null;
  readonly day: string | null;
}

describe('The ledger', () => {
  let world!: World;
  let lifecycleId!: string;
  let made = 0;

  beforeAll(async () => {
    world = await createWorld([TENANT, 'library-b']);
    lifecycleId = await world.start(TENANT);
  });
  afterAll(() => world.close());

  const inTenant = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => world.in(TENANT, work);

  /** A reserved attempt of a message of its own. */
  async function reserve(channel: 'alimtalk' | 'sms' | 'lms' = 'alimtalk', dealer = 'solapi'): Promise<string> {
    made += 1;
    const id = messageIdFor(lifecycleId, `m#${made}`, STARTED_AT);
    await inTenant(async (tx) => {
      await tx.query(
        `insert into messages (id, tenant_id, lifecycle_id, planned_at, state) values ($1, $2, $3, now(), 'open')`,
        [id, TENANT, lifecycleId],
      );
      await tx.query(
        `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at)
         values ($1, 1, $2, $3, $4, 'reserved', now())`,
        [id, TENANT, channel, dealer],
      );
    });
    return id;
  }

  const move = (tx: EntityManager, id: string, state: AttemptState, day = DAY) =>
    tx.query(
      `update attempts set state = $2::text,
         calling_at = case when $2 in ('reserved', 'withdrawn', 'rejected') then calling_at else to_timestamp($3 / 1000.0) end
       where message_id = $1`,
      [id, state, momentAt(day, '12:00')],
    );

  async function ledgerOf(id: string): Promise<Ledger> {
    const [row] = await inTenant((tx) =>
      tx.query<Ledger[]>(
        `select (price_krw * 100)::float8 as price, price_source as source, (lms_krw * 100)::float8 as lms,
           (cost_krw * 100)::float8 as cost, charged_on::text as day from attempts where message_id = $1`,
        [id],
      ),
    );
    return row!;
  }

  /** By month: what is kept, and what the attempts say. */
  const sums = () =>
    inTenant(async (tx) => {
      const kept = await tx.query<{ month: string; charged: number; perhaps: number }[]>(
        `select month::text, sum(charged_krw)::float8 as charged, sum(perhaps_krw)::float8 as perhaps from spending
         group by month having sum(charged_krw) <> 0 or sum(perhaps_krw) <> 0 order by month`,
      );
      const told = await tx.query<{ month: string; charged: number; perhaps: number }[]>(
        `select date_trunc('month', charged_on)::date::text as month,
           sum(case when state in ('accepted', 'delivered') then cost_krw else 0 end)::float8 as charged,
           sum(case when state in ('accepted', 'delivered') then 0 else cost_krw end)::float8 as perhaps
         from attempts where cost_krw > 0 group by 1 order by 1`,
      );
      return { kept, told };
    });

  it('has the defaults that the core has, for every channel', async () => {
    const prices = await inTenant((tx) => pricesOn(tx, { tenant: TENANT, dealers: ['nhn'], day: DAY }));
    expect(Object.fromEntries(prices.map(({ channel, price }) => [channel, price]))).toEqual(DEFAULT_PRICES);
    expect(new Set(prices.map(({ source }) => source))).toEqual(new Set(['default']));
  });

  it('finds the price that the core finds, whatever was entered in whichever order', async () => {
    const entry = fc.record({
      source: fc.constantFrom('operator', 'dealer'),
      validFrom: fc.integer({ min: -20, max: 20 }).map((days) => addDays(DAY, days)),
      price: fc.integer({ min: 0, max: 100_000 }),
    }) as fc.Arbitrary<ListedPrice>;
    const byDay = (list: readonly ListedPrice[]): ListedPrice[] =>
      [...list].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 8 }),
        fc.constantFrom(...PRICED_CHANNELS),
        fc.integer({ min: -25, max: 25 }),
        async (entries, channel: PricedChannel, offset) => {
          const day = addDays(DAY, offset);
          // A dealer's list comes day after day.
          const dealers = byDay(entries.filter(({ source }) => source === 'dealer'));
          const operators = entries.filter(({ source }) => source === 'operator');
          const rolledBack = new Error('enough');
          let found: unknown;
          await inTenant(async (tx) => {
            for (const { validFrom, price } of operators)
              await enterPrices(tx, TENANT, [{ dealer: 'solapi', channel, validFrom, price }], { setBy: 'x', now: 0 });
            for (const { validFrom, price } of dealers)
              await storeListedPrices(tx, 'solapi', { [channel]: price }, { day: validFrom, now: 0 });
            const all = await pricesOn(tx, { tenant: TENANT, dealers: ['solapi'], day });
            found = all.find((each) => each.channel === channel);
            throw rolledBack;
          }).catch((error: unknown) => {
            if (error !== rolledBack) throw error;
          });
          expect(found).toMatchObject(priceOn([...operators, ...dealers], channel, day));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('charges each state as the core does, and keeps the sum, along every way that an attempt may go', async () => {
    const price = DEFAULT_PRICES.alimtalk;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 7 }), async (choices) => {
        const id = await reserve();
        let state: AttemptState = 'reserved';
        let called = false;
        for (const choice of choices) {
          const from: AttemptState = state;
          const next: readonly AttemptState[] = ATTEMPT_STATES.filter((to) => statesBefore(to).includes(from));
          if (next.length === 0) break;
          state = next[choice % next.length]!;
          called ||= state === 'calling';
          await inTenant((tx) => move(tx, id, state));
          expect({ state, ...(await ledgerOf(id)) }).toMatchObject({
            state,
            cost: called ? costOf(state, price) : null,
          });
        }
        const { kept, told } = await sums();
        expect(kept).toEqual(told);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the price of the day on which it was handed over, whatever is entered afterwards', async () => {
    const id = await reserve('lms');
    await inTenant(async (tx) => {
      await move(tx, id, 'calling');
      await move(tx, id, 'accepted');
    });
    await inTenant((tx) =>
      enterPrices(tx, TENANT, [{ dealer: 'solapi', channel: 'lms', validFrom: '2026-11-01', price: 3_000 }], {
        setBy: 'x',
        now: 0,
      }),
    );
    await inTenant((tx) => move(tx, id, 'delivered'));
    const held = { price: 2_600, source: 'default', lms: 2_600, cost: 2_600, day: DAY };
    expect(await ledgerOf(id)).toEqual(held);
    const later = await reserve('lms');
    await inTenant((tx) => move(tx, later, 'calling'));
    expect(await ledgerOf(later)).toMatchObject({ price: 3_000, source: 'operator', lms: 3_000 });
  });

  it('counts by the Korean day and month, not by that of Greenwich', async () => {
    const id = await reserve();
    await inTenant((tx) =>
      tx.query(`update attempts set state = 'calling', calling_at = '2026-11-30T23:30:00Z' where message_id = $1`, [
        id,
      ]),
    );
    expect(await ledgerOf(id)).toMatchObject({ day: '2026-12-01' });
  });

  it('takes nothing back from the month of the handing over when the failure is heard in the next', async () => {
    const id = await reserve();
    await inTenant((tx) => move(tx, id, 'calling', '2027-03-31'));
    await inTenant((tx) => tx.query(`update attempts set state = 'accepted' where message_id = $1`, [id]));
    const march = async () => (await sums()).kept.find(({ month }) => month === '2027-03-01');
    expect(await march()).toMatchObject({ charged: 7 });
    await inTenant((tx) => tx.query(`update attempts set state = 'failed' where message_id = $1`, [id]));
    expect(await march()).toBeUndefined();
  });

  it('loses nothing when many are accepted and many receipts come at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, (_, n) => reserve(n % 3 === 0 ? 'lms' : 'sms')));
    await Promise.all(
      ids.map((id) =>
        inTenant(async (tx) => {
          await tx.query(`select id from messages where id = $1 for update`, [id]);
          await move(tx, id, 'calling', Number.parseInt(id.at(-1)!, 16) % 2 === 0 ? '2027-04-30' : '2027-05-01');
          await tx.query(`update attempts set state = 'accepted', dealer_group_id = $2 where message_id = $1`, [
            id,
            `g-${id}`,
          ]);
        }),
      ),
    );
    const receipt = (id: string, n: number): DealerReceipt => ({
      groupId: `g-${id}`,
      code: n % 4 === 0 ? '3010' : '4000',
      class: n % 4 === 0 ? 'permanent-recipient' : 'ok',
      fallback: 'no',
      pending: false,
      dedupeKey: `d-${id}`,
      safeBody: {},
    });
    const receipts = ids.map(receipt);
    await Promise.all(
      [0, 1, 2, 3].map((part) =>
        recordReceipts(
          world.dataSource,
          'solapi',
          receipts.filter((_, n) => n % 4 === part),
          STARTED_AT,
        ),
      ),
    );
    const { kept, told } = await sums();
    expect(kept).toEqual(told);
  });

  it('is shut to other tenants', async () => {
    const seen = await world.in('library-b', (tx) =>
      tx.query<unknown[]>(`select 1 from spending union all select 1 from prices union all select 1 from budgets`),
    );
    expect(seen).toEqual([]);
  });
});
