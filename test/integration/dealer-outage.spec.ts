// Outages of dealers from the decision to the call, on PostgreSQL, in a time of the test's own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DealerHealth } from '#activities/dealer-health.js';
import { Dispatching } from '#activities/dispatch.js';
import type { DispatchInput } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { createDataSource } from '#libs/database/data-source.js';
import { waitingForDealers } from '#libs/database/dealer-line.js';
import { announceDealers, readDealers } from '#libs/database/dealer-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { rewriteReserved } from '#libs/database/reserved-attempt.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { CIRCUIT_RULES } from '#libs/message/dealer-circuit.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { loanStarted } from '../fixtures/loan-started.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { DealerOutageDouble } from '../harness/dealer-outage-double.js';
import { QueueOverTime } from '../harness/queue-over-time.js';
import { loanRequest } from './database-world.js';

const PER_SECOND = 20;
const MINUTE = 60_000;
const NOON = Date.UTC(2030, 0, 7, 3);

const ALONE = 'alone-library';
const LARGE = 'large-library';
const TWO_DEALERS = 'two-dealers';

describe('An outage of a dealer', () => {
  let database!: TestDatabase;
  let dataSource!: DataSource;
  let solapi!: DealerOutageDouble;
  let nhn!: DealerOutageDouble;
  let queue!: QueueOverTime;
  const clock = { now: NOON };
  const now = (): number => clock.now;
  const keys = new PersonalDataKeys({
    masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    lookupKey: Buffer.alloc(32, 8),
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 4 }).initialize();
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    for (const id of [ALONE, LARGE]) await setUpTenant(dataSource, { id, name: '시립 도서관', settings });
    const dealers = { solapi: 100, nhn: 0 };
    await setUpTenant(dataSource, { id: TWO_DEALERS, name: '군립 도서관', settings: { ...settings, dealers } });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    clock.now += 86_400_000;
    await asSuperuser('delete from dealer_calls');
    await asSuperuser('delete from dealer_circuits');
    // What a test before left waiting waits no more.
    await asSuperuser('update messages set awaits_dealer = null where awaits_dealer is not null');
    await announceDealers(dataSource, { solapi: PER_SECOND, nhn: PER_SECOND }, now());
    solapi = new DealerOutageDouble('solapi', now);
    nhn = new DealerOutageDouble('nhn', now);
    const dealers = [solapi, nhn];
    const health = new DealerHealth({ dataSource, now, freshMs: 0 });
    const common = { dataSource, keys, dealers, health, now, linkBase: 'http://127.0.0.1' };
    const limits = { dealerTimeoutMs: 1_000, receiptPatienceMs: MINUTE };
    queue = new QueueOverTime(
      clock,
      new Map(dealers.map((dealer) => [dealer.name, new Dispatching({ ...common, ...limits, dealer })])),
      PER_SECOND,
    );
  });

  const asSuperuser = async (statement: string): Promise<void> => {
    const owner = await createDataSource({ url: database.superuserUrl, poolSize: 1 }).initialize();
    await owner.query(statement);
    await owner.destroy();
  };
  const circuitOf = async (name: string) =>
    (await readDealers(dataSource.manager)).find(({ dealer }) => dealer === name)!.circuit;
  const waiting = (tenant: string) => inTenant(dataSource, tenant, waitingForDealers);
  const attemptsOf = (tenant: string, messageId: string) =>
    inTenant(dataSource, tenant, (tx) =>
      tx.query<{ dealer: string; state: string; tries: number }[]>(
        `select dealer, state, tries from attempts where message_id = $1 order by number`,
        [messageId],
      ),
    );

  /** A loan whose first message is to leave now; in the queue of solapi. */
  async function lend(tenant: string, change: Partial<SendEffect> = {}): Promise<DispatchInput> {
    const request = loanRequest(tenant, { startedAt: now() });
    await inTenant(dataSource, tenant, (tx) => acceptStart(tx, keys, request));
    const send = loanStarted(now(), change);
    const { lifecycleId } = request;
    const messageId = messageIdFor(lifecycleId, send.key, send.plannedAt);
    const input = { tenant, lifecycleId, messageId, eventsAccepted: 0, send };
    queue.add('solapi', input);
    return input;
  }
  const lendMany = async (tenant: string, count: number, change?: (index: number) => Partial<SendEffect>) => {
    const inputs: DispatchInput[] = [];
    for (let index = 0; index < count; index += 1) inputs.push(await lend(tenant, change?.(index)));
    return inputs;
  };
  const takenOnce = (of: readonly DispatchInput[], by: readonly DealerOutageDouble[]): boolean[] =>
    of.map(({ messageId }) => {
      const taken = by.flatMap((dealer) => dealer.taken.filter((call) => call.messageId === messageId));
      return taken.length === 1;
    });

  describe('with nobody to fail over to', () => {
    it('is a pause: all wait and are counted, none fails, and after it each leaves once', async () => {
      solapi.mood = 'refuses';
      const began = now();
      const loans = await lendMany(ALONE, 12);
      await queue.workUntil(began + 10 * MINUTE);
      expect(queue.results.size).toBe(0);
      expect(await waiting(ALONE)).toMatchObject([{ dealer: 'solapi', messages: 12 }]);
      const since = (await waiting(ALONE))[0]!.since;
      expect(since - began).toBeLessThan(MINUTE);
      const triesBefore = await Promise.all(loans.map(({ messageId }) => attemptsOf(ALONE, messageId)));

      solapi.mood = 'well';
      const recovered = now();
      await queue.workUntil(recovered + 3 * MINUTE);
      expect(takenOnce(loans, [solapi]).every(Boolean)).toBe(true);
      expect(new Set([...queue.results.values()].map(({ kind }) => kind))).toEqual(new Set(['handed-over']));
      expect(await waiting(ALONE)).toEqual([]);
      expect(await circuitOf('solapi')).toMatchObject({ state: 'closed' });
      // Ten minutes of outage cost none of them more than the few tries before it was known.
      expect(Math.max(...triesBefore.flat().map(({ tries }) => tries))).toBeLessThan(CIRCUIT_RULES.leastCalls + 1);
      expect(queue.histories).toBe(0);
    });

    it('calls nothing but single probes while it lasts', async () => {
      solapi.mood = 'refuses';
      const began = now();
      await lendMany(ALONE, 6);
      await queue.workUntil(began + 10 * MINUTE);
      const { since } = await circuitOf('solapi');
      const probes = solapi.calls.filter(({ at }) => at > since);
      // 5, 10, 20 and 40 s, then a minute each.
      expect(probes.length).toBeGreaterThanOrEqual(10);
      expect(probes.length).toBeLessThanOrEqual(13);
      const gaps = probes.slice(1).map(({ at }, index) => at - probes[index]!.at);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(CIRCUIT_RULES.firstPauseMs);
    });

    it('is over after as many good probes as the rules ask for, of which each counts once', async () => {
      const open = JSON.stringify({ state: 'open', cause: 'errors', nextProbeAt: now() });
      await asSuperuser(`update dealer_circuits set circuit = circuit || '${open}' where dealer = 'solapi'`);
      for (let good = 1; good <= CIRCUIT_RULES.goodProbes; good += 1) {
        await lend(ALONE);
        await queue.workUntil(now() + 2 * MINUTE);
        const over = good === CIRCUIT_RULES.goodProbes;
        expect(await circuitOf('solapi')).toMatchObject(
          over ? { state: 'closed' } : { state: 'half-open', goodProbes: good },
        );
      }
    });

    it('drains by deadline, at the rate', async () => {
      solapi.mood = 'refuses';
      const began = now();
      // The latest deadline is the first to come.
      const loans = await lendMany(ALONE, 20, (index) => ({ expiresAt: began + (200 - index) * MINUTE }));
      await queue.workUntil(began + 4 * MINUTE);
      solapi.mood = 'well';
      await queue.workUntil(now() + 3 * MINUTE);
      expect(takenOnce(loans, [solapi]).every(Boolean)).toBe(true);
      const order = solapi.taken.map(({ messageId }) => loans.findIndex((loan) => loan.messageId === messageId));
      const expected = [...order].sort((a, b) => b - a);
      const displaced = order.map((index, place) => Math.abs(expected.indexOf(index) - place));
      expect(displaced).toEqual(order.map(() => 0));
      const moments = solapi.taken.map(({ at }) => at);
      const gaps = moments.slice(1).map((at, index) => at - moments[index]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 / PER_SECOND);
    });

    it('lets a tenant with little go between those of a tenant with much', async () => {
      solapi.mood = 'refuses';
      const began = now();
      const many = await lendMany(LARGE, 24);
      const few = await lendMany(ALONE, 3);
      await queue.workUntil(began + 4 * MINUTE);
      solapi.mood = 'well';
      await queue.workUntil(now() + 3 * MINUTE);
      expect(takenOnce([...many, ...few], [solapi]).every(Boolean)).toBe(true);
      const places = few.map((loan) => solapi.taken.findIndex(({ messageId }) => messageId === loan.messageId));
      expect(Math.max(...places)).toBeLessThan(9);
    });

    it('drops what lost its point meanwhile, and sends what still has one', async () => {
      solapi.mood = 'refuses';
      const began = now();
      const short = await lend(ALONE, { expiresAt: began + 5 * MINUTE });
      const loans = await lendMany(ALONE, 4);
      await queue.workUntil(began + 6 * MINUTE);
      solapi.mood = 'well';
      await queue.workUntil(now() + 3 * MINUTE);
      expect(queue.results.get(short.messageId)).toMatchObject({ kind: 'dropped' });
      expect(takenOnce(loans, [solapi]).every(Boolean)).toBe(true);
    });

    it('opens at the first refusal of the account, and says so', async () => {
      solapi.mood = 'account';
      await lendMany(ALONE, 10);
      await queue.workUntil(now() + 4_000);
      expect(await circuitOf('solapi')).toMatchObject({ state: 'open', cause: 'account' });
      expect(solapi.calls).toHaveLength(1);
      expect(await waiting(ALONE)).toMatchObject([{ messages: 10 }]);
    });
  });

  describe('with another dealer that may carry it', () => {
    it('gives to the other what was never called, and each leaves once', async () => {
      solapi.mood = 'refuses';
      const loans = await lendMany(TWO_DEALERS, 12);
      await queue.workUntil(now() + MINUTE);
      expect(takenOnce(loans, [solapi, nhn]).every(Boolean)).toBe(true);
      expect(nhn.taken.length).toBe(12);
      expect(await attemptsOf(TWO_DEALERS, loans[0]!.messageId)).toMatchObject([{ dealer: 'nhn', state: 'accepted' }]);
    });

    it('gives to the other what was called and found no connection, once the circuit has opened', async () => {
      solapi.mood = 'unreachable';
      const loans = await lendMany(TWO_DEALERS, 12);
      await queue.workUntil(now() + MINUTE);
      expect(solapi.calls.filter(({ what }) => what === 'commit').length).toBeGreaterThanOrEqual(
        CIRCUIT_RULES.leastCalls,
      );
      expect(takenOnce(loans, [nhn]).every(Boolean)).toBe(true);
    });

    it('gives a single message to the other before its deadline, of which the circuit hears too little to open', async () => {
      solapi.mood = 'unreachable';
      const loan = await lend(TWO_DEALERS, { expiresAt: now() + 6_000 });
      await queue.workUntil(now() + MINUTE);
      expect(await circuitOf('solapi')).toMatchObject({ state: 'closed' });
      expect(nhn.taken).toMatchObject([{ messageId: loan.messageId }]);
      expect(solapi.calls.length).toBeGreaterThan(0);
      expect(await attemptsOf(TWO_DEALERS, loan.messageId)).toMatchObject([{ dealer: 'nhn', state: 'accepted' }]);
    });

    it('drops a single message for its deadline sooner than give away what may have been taken', async () => {
      solapi.mood = 'silent';
      const loan = await lend(TWO_DEALERS, { expiresAt: now() + 6_000 });
      await queue.workUntil(now() + 5 * MINUTE);
      expect(solapi.taken).toMatchObject([{ messageId: loan.messageId }]);
      expect(nhn.calls).toEqual([]);
    });

    it('keeps to the rate of the other, on whose own queue it goes', async () => {
      solapi.mood = 'refuses';
      await lendMany(TWO_DEALERS, 12);
      await queue.workUntil(now() + MINUTE);
      const moments = nhn.taken.map(({ at }) => at);
      const gaps = moments.slice(1).map((at, index) => at - moments[index]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 / PER_SECOND);
    });

    it('never gives away what may have been taken', async () => {
      solapi.mood = 'silent';
      const loans = await lendMany(TWO_DEALERS, 12);
      await queue.workUntil(now() + 5 * MINUTE);
      const doubtful = new Set(solapi.taken.map(({ messageId }) => messageId));
      expect(doubtful.size).toBeGreaterThanOrEqual(CIRCUIT_RULES.leastCalls / 2);
      expect(nhn.calls.filter(({ messageId }) => doubtful.has(messageId))).toEqual([]);
      expect(nhn.taken.length + doubtful.size).toBe(12);

      solapi.mood = 'well';
      await queue.workUntil(now() + 20 * MINUTE);
      expect(takenOnce(loans, [solapi, nhn]).every(Boolean)).toBe(true);
      expect(queue.results.size).toBe(12);
    });

    it('calls the first with nothing that another run has given to the other meanwhile', async () => {
      const loan = await lend(TWO_DEALERS);
      solapi.meanwhile = async (messageId) => {
        solapi.meanwhile = () => Promise.resolve();
        await inTenant(dataSource, TWO_DEALERS, (tx) =>
          rewriteReserved(tx, { messageId, number: 1, channel: 'alimtalk', textCiphertext: '', dealer: 'nhn' }),
        );
      };
      await queue.workUntil(now() + MINUTE);
      expect(solapi.taken).toEqual([]);
      expect(takenOnce([loan], [nhn])).toEqual([true]);
    });

    it('goes back to the first once that one is well', async () => {
      solapi.mood = 'refuses';
      await lendMany(TWO_DEALERS, 8);
      await queue.workUntil(now() + MINUTE);
      solapi.mood = 'well';
      for (let minute = 0; minute < 6; minute += 1) {
        await lend(TWO_DEALERS);
        await queue.workUntil(now() + MINUTE);
      }
      expect(await circuitOf('solapi')).toMatchObject({ state: 'closed' });
      const last = await lend(TWO_DEALERS);
      await queue.workUntil(now() + 1_000);
      expect(await attemptsOf(TWO_DEALERS, last.messageId)).toMatchObject([{ dealer: 'solapi', state: 'accepted' }]);
    });
  });
});
