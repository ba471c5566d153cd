import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { DatabaseActivitySet } from '#activities/database-activities.js';
import { Dispatching } from '#activities/dispatch.js';
import { PriceFetcher } from '#activities/price-fetcher.js';
import { ReceiptReconciler } from '#activities/receipt-reconciler.js';
import { TemplateDeskWork } from '#activities/template-desk.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import type { Withdrawal } from '#libs/contracts/lifecycle-workflow.js';
import { createDataSource } from '#libs/database/data-source.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { loanRequest } from './database-world.js';
import { DealerDouble, type Spot, type Treatment } from './dealer-double.js';

/** Bundles of one round. */
const BUNDLES = 160;
/** Rounds at most, until bundles are many and each way of ending was met often enough: how often depends on the machine's pace. */
const ROUNDS = 4;
const ENOUGH = 10;
const LEAST_BUNDLES = 100;
const OUTCOMES = ['withdrawn', 'handed-over', 'in-flight', undefined] as const;
const ITEMS = 3;
const AT_ONCE = 12;
/** A bundle that waits to be tried again keeps no other waiting, ms. */
const PATIENCE_MS = 1_500;
const TENANT = 'city-library';
/** How long a withdrawal waits for a call under way, ms. */
const DEALER_TIMEOUT_MS = 60;
const SETTLING_MS = 150;
/** From the first item's reminder until its bundle closes, ms. */
const GATHERED_MS = 600;

const SPOTS: readonly Spot[] = ['prepare', 'fill', 'filled', 'commit', 'taken'];

interface Item {
  readonly input: DispatchInput;
  readonly result: DispatchResult;
  /** Undefined: the book was not returned. */
  readonly withdrawal: { readonly outcome: Withdrawal['outcome']; readonly acknowledgedAt: number } | undefined;
}

/** What PostgreSQL saw enter `calling`: of a bundle its items, else the message itself. */
interface Call {
  readonly groupId: string;
  readonly told: readonly string[];
  /** ms since 1970. */
  readonly at: number;
}

/** Returns against the closing and the delivery of their bundles, at every moment of it, on a real PostgreSQL. */
describe('Returns that race against the bundle that their reminders ride in', () => {
  const seed = Number(process.env['BONGSU_SEED'] ?? randomInt(2 ** 31));
  const chance = seeded(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);

  let database!: TestDatabase;
  let dataSource!: DataSource;
  let keys!: PersonalDataKeys;
  let dealer!: DealerDouble;
  let dispatching!: Dispatching;
  let withdrawing!: DatabaseActivitySet;
  let items: readonly Item[] = [];
  let calls: readonly Call[] = [];
  let bundles = 0;
  let rounds = 0;
  const treatments = new Map<string, Treatment>();

  beforeAll(async () => {
    process.stdout.write(`bundle races: BONGSU_SEED=${seed}\n`);
    database = await createTestDatabase();
    await watchCalling(database.superuserUrl);
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 24 }).initialize();
    keys = new PersonalDataKeys({
      masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
      lookupKey: Buffer.alloc(32, 8),
    });
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    const plain = treat(() => undefined);
    dealer = new DealerDouble((messageId) => treatments.get(messageId) ?? plain, SETTLING_MS);
    const parts = {
      dataSource,
      keys,
      now: Date.now,
      dealerTimeoutMs: DEALER_TIMEOUT_MS,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    };
    dispatching = new Dispatching({ ...parts, dealer });
    withdrawing = new DatabaseActivitySet({
      ...parts,
      prices: new PriceFetcher({ ...parts, dealers: [dealer] }),
      reconciler: new ReceiptReconciler({ ...parts, dealers: [dealer] }),
      templateDesk: new TemplateDeskWork({ ...parts, desks: [] }),
      lookEveryMs: 5,
    });
    const enough = (): boolean =>
      bundles >= LEAST_BUNDLES && OUTCOMES.every((outcome) => those(outcome).length >= ENOUGH);
    while (rounds < ROUNDS && !enough()) {
      items = [...items, ...(await playRound(rounds * BUNDLES))];
      rounds += 1;
    }
    calls = await seenCalling(database.superuserUrl);
  }, 600_000);

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** Bundles of the numbers after `first`, a dozen at a time. */
  async function playRound(first: number): Promise<Item[]> {
    const races: Promise<Item[]>[] = [];
    let next = first;
    const lane = async (): Promise<void> => {
      while (next < first + BUNDLES) {
        next += 1;
        const number = next;
        const parties = { borrower: { name: `홍길동 ${number}`, phone: '01055010001' } };
        const requests = Array.from({ length: ITEMS }, () => loanRequest(TENANT, { parties }));
        for (const request of requests) await inTenant(dataSource, TENANT, (tx) => acceptStart(tx, keys, request));
        const racing = race(
          number,
          requests.map(({ lifecycleId }) => lifecycleId),
        );
        races.push(racing);
        await Promise.race([racing, pause(PATIENCE_MS)]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return (await Promise.all(races)).flat();
  }

  async function race(number: number, lifecycleIds: readonly string[]): Promise<Item[]> {
    const closesAt = Date.now() + GATHERED_MS;
    const inputs = lifecycleIds.map((lifecycleId) => reminder(lifecycleId, number, closesAt));
    const returned = inputs.filter(() => below(3) > 0);
    const withdrawals = new Map<string, Promise<NonNullable<Item['withdrawal']>>>();
    const giveBack = (input: DispatchInput): Promise<NonNullable<Item['withdrawal']>> => {
      const known = withdrawals.get(input.messageId) ?? withdraw(input);
      withdrawals.set(input.messageId, known);
      return known;
    };
    const at = new Map(returned.map((input) => [input, below(2) === 0 ? SPOTS[below(SPOTS.length)] : undefined]));
    const treatment = treat((spot) => {
      for (const [input, when] of at) if (when === spot) void giveBack(input);
    });
    const byClock = [...at].filter(([, when]) => when === undefined).map(([input]) => input);
    const dispatched = inputs.map(async (input) => {
      await pause(below(6) === 0 ? GATHERED_MS - 40 + below(80) : below(60));
      return settled(input);
    });
    const results = await Promise.all([
      ...dispatched,
      ...byClock.map(async (input) => {
        await pause(below(GATHERED_MS + 400));
        await giveBack(input);
      }),
      pause(below(40)).then(() => deliver(inputs, treatment, Promise.allSettled(dispatched))),
    ]);
    // A spot that was never reached: the book comes back afterwards.
    for (const input of returned) await giveBack(input);
    return Promise.all(
      inputs.map(async (input, index) => ({
        input,
        result: results[index] as DispatchResult,
        withdrawal: await withdrawals.get(input.messageId),
      })),
    );
  }

  /** The bundle's workflow, which may start late, and be believed dead and started a second time. */
  async function deliver(
    inputs: readonly DispatchInput[],
    treatment: Treatment,
    dispatched: Promise<unknown>,
  ): Promise<void> {
    const found = await bundleOf(inputs, dispatched);
    if (found === undefined) return;
    bundles += 1;
    treatments.set(found, treatment);
    const input: DispatchInput = {
      tenant: TENANT,
      lifecycleId: inputs[0]!.lifecycleId,
      messageId: found,
      bundle: true,
    };
    const twice = below(5) === 0;
    await Promise.all([settled(input), ...(twice ? [pause(below(30)).then(() => settled(input))] : [])]);
  }

  /** The bundle that an item of these has joined; undefined when none has once all are dispatched. */
  async function bundleOf(inputs: readonly DispatchInput[], dispatched: Promise<unknown>): Promise<string | undefined> {
    let over = false;
    void dispatched.then(() => (over = true));
    for (;;) {
      const last = over;
      const [row] = await inTenant(dataSource, TENANT, (tx) =>
        tx.query<{ id: string }[]>(`select message_id as id from message_items where item_id = any($1::uuid[])`, [
          inputs.map(({ messageId }) => messageId),
        ]),
      );
      if (row) return row.id;
      if (last) return undefined;
      await pause(10);
    }
  }

  function treat(at: (spot: Spot) => void): Treatment {
    const slow = (): number => (below(6) === 0 ? 70 + below(60) : below(12));
    const commits: readonly Treatment['commit'][] = [
      'accepts',
      'accepts',
      'accepts',
      'accepts',
      'taken-unanswered',
      'lost',
      'refuses-once',
      'rejects',
    ];
    return {
      prepareMs: below(20),
      fillMs: below(20),
      takeMs: slow(),
      answerMs: slow(),
      commit: commits[below(commits.length)]!,
      at,
    };
  }

  async function withdraw({ lifecycleId, messageId, send }: DispatchInput): Promise<NonNullable<Item['withdrawal']>> {
    const [withdrawal] = await withdrawing.withdraw({
      tenant: TENANT,
      lifecycleId,
      messages: [{ messageId, plannedAt: send!.plannedAt }],
      reason: '반납됨',
    });
    return { outcome: withdrawal!.outcome, acknowledgedAt: Date.now() };
  }

  /** The activity as Temporal runs it: again, until it answers something else than to wait. */
  async function settled(input: DispatchInput): Promise<DispatchResult> {
    for (;;) {
      try {
        const result = await dispatching.dispatch(input);
        if (result.kind !== 'wait') return result;
        await pause(Math.max(1, result.until - Date.now()));
      } catch (error) {
        if (error instanceof ApplicationFailure && !error.nonRetryable) await pause(Number(error.nextRetryDelay ?? 50));
        else if (reservedTwice(error)) await pause(20);
        else throw error;
      }
    }
  }

  const takenOf = ({ input }: Item) => {
    const groups = new Map(dealer.taken.map((taken) => [taken.groupId, taken]));
    return calls.flatMap((call) => {
      const taken = call.told.includes(input.messageId) ? groups.get(call.groupId) : undefined;
      return taken ? [taken] : [];
    });
  };
  const those = (outcome: Withdrawal['outcome'] | undefined): Item[] =>
    items.filter(({ withdrawal }) => withdrawal?.outcome === outcome);
  const idsOf = (found: readonly Item[]): string[] => found.map(({ input }) => input.messageId);

  it('are enough of each kind to prove something', () => {
    expect(bundles).toBeGreaterThanOrEqual(LEAST_BUNDLES);
    for (const outcome of OUTCOMES)
      expect({ outcome, enough: those(outcome).length >= ENOUGH }).toEqual({ outcome, enough: true });
    for (const kind of ['parked', 'handed-over'])
      expect({ kind, enough: items.filter(({ result }) => result.kind === kind).length >= ENOUGH }).toEqual({
        kind,
        enough: true,
      });
    expect(calls.filter(({ told }) => told.length > 1).length).toBeGreaterThan(30);
  });

  it('let no text enter `calling` that tells of an item after its withdrawal was acknowledged', () => {
    const late = items.filter(({ input, withdrawal }) =>
      calls.some(({ told, at }) => withdrawal && told.includes(input.messageId) && at > withdrawal.acknowledgedAt + 1),
    );
    expect(idsOf(late)).toEqual([]);
  });

  it('let nothing leave of an item that was answered `withdrawn`', () => {
    expect(idsOf(those('withdrawn').filter((item) => takenOf(item).length > 0))).toEqual([]);
  });

  it('are answered `handed over` only where the dealer has the text', () => {
    const untrue = those('handed-over').filter((item) => {
      const [taken] = takenOf(item);
      return !taken || taken.at > item.withdrawal!.acknowledgedAt;
    });
    expect(idsOf(untrue)).toEqual([]);
  });

  it('let no item be told twice', () => {
    const told = items.filter((item) => new Set(takenOf(item).map(({ groupId }) => groupId)).size > 1);
    expect(idsOf(told)).toEqual([]);
  });

  it('lose no item that was not returned', () => {
    expect(idsOf(those(undefined).filter((item) => takenOf(item).length === 0))).toEqual([]);
  });
});

function reminder(lifecycleId: string, number: number, closesAt: number): DispatchInput {
  const key = `timer:on-loan/dueToday/${number}#0`;
  const plannedAt = closesAt - GATHERED_MS;
  return {
    tenant: TENANT,
    lifecycleId,
    messageId: messageIdFor(lifecycleId, key, plannedAt),
    eventsAccepted: 0,
    send: {
      key,
      template: 'LOAN_DUE_TODAY',
      party: 'borrower',
      purpose: 'informational',
      urgent: false,
      plannedAt,
      expiresAt: plannedAt + 3_600_000,
      night: 'after',
      bundle: { name: 'dueToday', closesAt, plural: 'LOAN_DUE_TODAY_MANY' },
      origin: { kind: 'timer', stage: 'on-loan', timer: 'dueToday', identity: `on-loan/dueToday/${number}` },
      final: false,
      fields: { dueDate: '2026-12-07', dueDay: '2026-12-07' },
    },
  };
}

/** PostgreSQL writes down by its own clock what an attempt tells of when it enters `calling`. */
async function watchCalling(superuserUrl: string): Promise<void> {
  await asSuperuser(superuserUrl, (client) =>
    client.query(`
      create table calling_seen (group_id text not null, told uuid[] not null, at timestamptz not null);
      create function see_calling() returns trigger language plpgsql security definer as $$
      begin
        insert into public.calling_seen
        values (new.dealer_group_id, coalesce(new.items, array[new.message_id]), clock_timestamp());
        return null;
      end $$;
      create trigger see_calling after update on attempts for each row
        when (new.state = 'calling' and old.state <> 'calling') execute function see_calling();`),
  );
}

const seenCalling = (superuserUrl: string): Promise<Call[]> =>
  asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query<{ groupId: string; told: string[]; at: string }>(
      `select group_id as "groupId", told::text[] as told, extract(epoch from at) * 1000 as at from calling_seen`,
    );
    return rows.map(({ groupId, told, at }) => ({ groupId, told, at: Number(at) }));
  });

async function asSuperuser<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Two runs of one activity may both want to reserve; the key of the attempt admits one. */
const reservedTwice = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === '23505' && /attempts/.test(error.message);

/** Mulberry32: small, seeded, good enough to aim with. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
