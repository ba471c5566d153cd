import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import Table from 'cli-table3';
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
import { seenCalling, watchCalling } from './calls-seen.js';
import { loanRequest } from './database-world.js';
import { DealerDouble, type Spot, type Treatment } from './dealer-double.js';

const RACES = 2_400;
const AT_ONCE = 40;
const TENANT = 'city-library';
/** How long a withdrawal waits for a call under way, ms. */
const DEALER_TIMEOUT_MS = 60;
const SETTLING_MS = 150;

/** When the return is reported. `scheduled`: the activity is, and has not begun; `any`: some time or other. */
const WHENS = ['scheduled', 'begins', 'prepare', 'fill', 'filled', 'commit', 'taken', 'any'] as const;
type When = (typeof WHENS)[number];

interface Race {
  readonly input: DispatchInput;
  readonly when: When;
  readonly treatment: Treatment;
  readonly outcome: Withdrawal['outcome'];
  /** When the withdrawal was acknowledged, ms since 1970. */
  readonly acknowledgedAt: number;
  readonly result: DispatchResult;
}

/** Returns against reminders falling due at the same moment, thousands of them, on a real PostgreSQL. */
describe('A return that races against a reminder', () => {
  const seed = Number(process.env['BONGSU_SEED'] ?? randomInt(2 ** 31));
  const chance = seeded(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);

  let database!: TestDatabase;
  let dataSource!: DataSource;
  let dealer!: DealerDouble;
  let dispatching!: Dispatching;
  let withdrawing!: DatabaseActivitySet;
  let races: readonly Race[] = [];
  /** When PostgreSQL itself saw attempts of a message enter `calling`, ms since 1970. */
  let entered = new Map<string, number[]>();
  const treatments = new Map<string, Treatment>();

  beforeAll(async () => {
    process.stdout.write(`withdrawal races: BONGSU_SEED=${seed}\n`);
    database = await createTestDatabase();
    await watchCalling(database.superuserUrl);
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 24 }).initialize();
    const keys = new PersonalDataKeys({
      masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
      lookupKey: Buffer.alloc(32, 8),
    });
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    dealer = new DealerDouble((messageId) => required(treatments.get(messageId)), SETTLING_MS);
    const parts = {
      dataSource,
      keys,
      now: Date.now,
      dealerTimeoutMs: DEALER_TIMEOUT_MS,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    };
    dispatching = new Dispatching({ ...parts, dealer });
    const reconciler = new ReceiptReconciler({ ...parts, dealers: [dealer] });
    withdrawing = new DatabaseActivitySet({
      ...parts,
      reconciler,
      prices: new PriceFetcher({ ...parts, dealers: [dealer] }),
      templateDesk: new TemplateDeskWork({ ...parts, desks: [] }),
      lookEveryMs: 5,
    });
    const lifecycles: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      const request = loanRequest(TENANT);
      await inTenant(dataSource, TENANT, (tx) => acceptStart(tx, keys, request));
      lifecycles.push(request.lifecycleId);
    }
    const numbers = Array.from({ length: RACES }, (_, number) => number);
    const run: Race[] = [];
    const lane = async (): Promise<void> => {
      for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) {
        run.push(await race(required(lifecycles[next % lifecycles.length]), next));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    races = run;
    entered = await seenCalling(database.superuserUrl);
    report(races);
  }, 240_000);

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function race(lifecycleId: string, number: number): Promise<Race> {
    const input = reminder(lifecycleId, number);
    const { messageId } = input;
    const when = required(WHENS[number % WHENS.length]);
    let reported: Promise<Pick<Race, 'outcome' | 'acknowledgedAt'>> | undefined;
    const report = (): Promise<Pick<Race, 'outcome' | 'acknowledgedAt'>> => (reported ??= withdraw(input));
    const treatment = treat((spot) => {
      if (spot === when) void report();
    });
    treatments.set(messageId, treatment);

    if (when === 'scheduled') await report();
    if (when === 'begins') void report();
    if (when === 'any') setTimeout(() => void report(), below(900));
    // Temporal may start an activity a second time while the first, believed dead, is still at it.
    const twice = below(5) === 0;
    const [result] = await Promise.all([
      settled(input),
      ...(twice ? [pause(below(30)).then(() => settled(input))] : []),
    ]);
    return { input, when, treatment, result, ...(await report()) };
  }

  function treat(at: (spot: Spot) => void): Treatment {
    const slow = (): number => (below(6) === 0 ? 70 + below(60) : below(12));
    const commits: readonly Treatment['commit'][] = [
      'accepts',
      'accepts',
      'accepts',
      'taken-unanswered',
      'lost',
      'refuses-once',
      'rejects',
    ];
    return {
      prepareMs: below(8),
      fillMs: below(8),
      takeMs: slow(),
      answerMs: slow(),
      commit: required(commits[below(commits.length)]),
      at,
    };
  }

  async function withdraw({
    lifecycleId,
    messageId,
    send,
  }: DispatchInput): Promise<Pick<Race, 'outcome' | 'acknowledgedAt'>> {
    const [withdrawal] = await withdrawing.withdraw({
      tenant: TENANT,
      lifecycleId,
      messages: [{ messageId, plannedAt: required(send).plannedAt }],
      reason: '반납됨',
    });
    return { outcome: required(withdrawal).outcome, acknowledgedAt: Date.now() };
  }

  /** The activity as Temporal runs it: again, until it answers. */
  async function settled(input: DispatchInput): Promise<DispatchResult> {
    for (;;) {
      try {
        return await dispatching.dispatch(input);
      } catch (error) {
        if (error instanceof ApplicationFailure && !error.nonRetryable) await pause(Number(error.nextRetryDelay ?? 50));
        else if (reservedTwice(error)) await pause(20);
        else throw error;
      }
    }
  }

  const takenOf = (messageId: string) => dealer.taken.filter((each) => each.messageId === messageId);
  const those = (outcome: Withdrawal['outcome']): Race[] => races.filter((each) => each.outcome === outcome);
  const idsOf = (found: readonly Race[]): string[] => found.map(({ input }) => input.messageId);

  it('ends in each of the three ways often enough to prove something', () => {
    for (const outcome of ['withdrawn', 'handed-over', 'in-flight'] as const) {
      expect({ outcome, enough: those(outcome).length >= 30 }).toEqual({ outcome, enough: true });
    }
  });

  it('is reported at each point of the delivery', () => {
    for (const when of WHENS) {
      expect({ when, enough: races.filter((each) => each.when === when).length >= 100 }).toEqual({
        when,
        enough: true,
      });
    }
  });

  it('lets no attempt enter `calling` after it was acknowledged, whatever the answer', () => {
    const late = races.filter(({ input, acknowledgedAt }) =>
      (entered.get(input.messageId) ?? []).some((at) => at > acknowledgedAt + 1),
    );
    expect(idsOf(late)).toEqual([]);
  });

  it('lets the dealer be called no more once it was answered `withdrawn`', () => {
    const called = those('withdrawn').filter(({ input, acknowledgedAt }) =>
      dealer.commits.some(({ messageId, at }) => messageId === input.messageId && at > acknowledgedAt),
    );
    expect(idsOf(called)).toEqual([]);
  });

  it('lets nothing leave that was answered `withdrawn`', () => {
    expect(idsOf(those('withdrawn').filter(({ input }) => takenOf(input.messageId).length > 0))).toEqual([]);
  });

  it('answers `handed over` only for what the dealer has', () => {
    const untrue = those('handed-over').filter(({ input, acknowledgedAt }) => {
      const [taken] = takenOf(input.messageId);
      return !taken || taken.at > acknowledgedAt;
    });
    expect(idsOf(untrue)).toEqual([]);
  });

  it('lets nothing leave twice', () => {
    expect(idsOf(races.filter(({ input }) => takenOf(input.messageId).length > 1))).toEqual([]);
  });

  it('never calls the dealer when the activity begins after the acknowledgement', () => {
    const called = races.filter(
      ({ when, input }) =>
        when === 'scheduled' && dealer.commits.some(({ messageId }) => messageId === input.messageId),
    );
    expect(idsOf(called)).toEqual([]);
  });

  it('brings every message to the end that the dealer knows', () => {
    const untrue = races.filter(
      ({ input, result }) => (takenOf(input.messageId).length === 1) !== (result.kind === 'handed-over'),
    );
    expect(
      untrue.map(({ input, when, treatment, outcome, result }) => ({
        id: input.messageId,
        when,
        commit: treatment.commit,
        outcome,
        result,
      })),
    ).toEqual([]);
  });
});

function reminder(lifecycleId: string, number: number): DispatchInput {
  const key = `timer:on-loan/dueSoon/${number}#0`;
  const plannedAt = Date.now();
  return {
    tenant: TENANT,
    lifecycleId,
    messageId: messageIdFor(lifecycleId, key, plannedAt),
    eventsAccepted: 0,
    send: {
      key,
      template: 'LOAN_DUE_SOON',
      party: 'borrower',
      purpose: 'informational',
      urgent: false,
      plannedAt,
      expiresAt: plannedAt + 3_600_000,
      night: 'after',
      origin: { kind: 'timer', stage: 'on-loan', timer: 'dueSoon', identity: `on-loan/dueSoon/${number}` },
      final: false,
      fields: {},
    },
  };
}

/** Two runs of one activity may both want to reserve; the key of the attempt admits one. */
const reservedTwice = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === '23505' && /attempts/.test(error.message);

function report(races: readonly Race[]): void {
  const outcomes = ['withdrawn', 'handed-over', 'in-flight'] as const;
  const count = (found: readonly Race[]): number[] =>
    outcomes.map((outcome) => found.filter((each) => each.outcome === outcome).length);
  const table = new Table({ head: ['returned', ...outcomes], style: { head: [], border: [] } });
  for (const when of WHENS) table.push([when, ...count(races.filter((each) => each.when === when))]);
  table.push([`all ${races.length}`, ...count(races)]);
  process.stdout.write(`${table.toString()}\n`);
}

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

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A race lacks something that it was given.');
  return value;
}
