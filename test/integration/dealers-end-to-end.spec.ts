// Messages through dealers that take them in one call, from the decision to the phone, on PostgreSQL and the simulator.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Dispatching } from '#activities/dispatch.js';
import { ReceiptReconciler } from '#activities/receipt-reconciler.js';
import { DEFAULT_ALIGO_ACCOUNT, DEFAULT_POPBILL_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import type { DispatchInput } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { createDataSource } from '#libs/database/data-source.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { AligoDealer } from '#libs/dealers/aligo/aligo-dealer.js';
import type { Dealer } from '#libs/dealers/dealer.js';
import { PopbillDealer } from '#libs/dealers/popbill/popbill-dealer.js';
import { setUpTenant, simulatorTemplates } from '#scripts/tenant-setup.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { loanRequest } from './database-world.js';

const TENANT = 'city-library';
const CHANNEL = 'channel';
const LINKS = 'http://127.0.0.1';
const FROM = '0212345678';
const TIMEOUT_MS = 1_000;
/** Longer than any message here waits for something. */
const MOST_LOOKS = 40;

interface AttemptSeen {
  readonly dealer: string;
  readonly channel: string;
  readonly state: string;
  readonly code: string | null;
}

describe('Through a dealer that takes a message in one call', () => {
  let database!: TestDatabase;
  let dataSource!: DataSource;
  let simulator!: Simulator;
  let dealers!: Readonly<Record<'aligo' | 'popbill', Dealer>>;
  /** How far the clock of everybody here is ahead of the machine's, ms. */
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const keys = new PersonalDataKeys({
    masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    lookupKey: Buffer.alloc(32, 8),
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 4 }).initialize();
    const settings = { senderNumber: FROM, channelId: CHANNEL, quietHours: null };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings }, undefined, ['aligo', 'popbill']);
    simulator = await createSimulator({
      now,
      senderNumbers: [FROM],
      templates: simulatorTemplates(CHANNEL, LINKS),
    });
    const common = { timeoutMs: TIMEOUT_MS, now };
    const { url } = simulator;
    dealers = {
      aligo: new AligoDealer({ ...common, ...DEFAULT_ALIGO_ACCOUNT, kakaoUrl: url, textUrl: url }),
      popbill: new PopbillDealer({
        ...common,
        ...DEFAULT_POPBILL_ACCOUNT,
        service: 'POPBILL',
        baseUrl: url,
        authUrl: url,
        webhookSecret: 'shared-secret',
      }),
    };
  });
  afterAll(async () => {
    await simulator.close();
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => {
    ahead = 0;
  });

  async function lend(phone: string): Promise<DispatchInput> {
    const request = loanRequest(TENANT, {
      parties: { borrower: { name: '홍길동', phone } },
      fields: { bookTitle: '채식주의자', dueDate: '2030-12-07' },
      startedAt: now(),
    });
    await inTenant(dataSource, TENANT, (tx) => acceptStart(tx, keys, request));
    const { lifecycleId, startedAt: plannedAt } = request;
    const send = {
      key: 'start#0',
      template: 'LOAN_STARTED',
      party: 'borrower',
      purpose: 'informational',
      urgent: false,
      plannedAt,
      night: 'after',
      origin: { kind: 'start' },
      final: false,
      fields: {},
    } as const;
    return {
      tenant: TENANT,
      lifecycleId,
      messageId: messageIdFor(lifecycleId, send.key, plannedAt),
      eventsAccepted: 0,
      send,
    };
  }

  /** As its workflow and its activity's retries have it: looks again after each pause, which passes at once. */
  async function deliver(dealer: Dealer, input: DispatchInput): Promise<AttemptSeen[]> {
    const dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now,
      dealerTimeoutMs: TIMEOUT_MS,
      linkBase: LINKS,
      receiptPatienceMs: 60_000,
    });
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const pause = await dispatching.dispatch(input).then(
        (result) => (result.kind === 'wait' ? Math.max(0, result.until - now()) : undefined),
        (error: unknown) => {
          if (!(error instanceof ApplicationFailure)) throw error;
          return Number(error.nextRetryDelay ?? 1_000);
        },
      );
      const attempts = await attemptsOf(input.messageId);
      if (pause === undefined || attempts.some(({ state }) => state === 'undecidable')) return attempts;
      ahead += pause;
    }
    return attemptsOf(input.messageId);
  }

  async function reconcile(dealer: Dealer): Promise<void> {
    ahead += 61_000;
    await new ReceiptReconciler({ dataSource, dealers: [dealer], now, receiptPatienceMs: 60_000 }).run();
  }

  const attemptsOf = (messageId: string): Promise<AttemptSeen[]> =>
    inTenant(dataSource, TENANT, (tx) =>
      tx.query<AttemptSeen[]>(
        `select dealer, channel, state, result_code as code from attempts where message_id = $1 order by number`,
        [messageId],
      ),
    );
  const onPhone = (number: string) => simulator.control.phone(number).received;

  it.each(['aligo', 'popbill'] as const)('%s delivers, and says so when it is asked', async (name) => {
    const phone = name === 'aligo' ? '01055000101' : '01055000102';
    const input = await lend(phone);
    expect(await deliver(dealers[name], input)).toMatchObject([{ dealer: name, state: 'accepted' }]);
    await reconcile(dealers[name]);
    expect(await attemptsOf(input.messageId)).toMatchObject([{ channel: 'alimtalk', state: 'delivered' }]);
    expect(onPhone(phone)).toHaveLength(1);
  });

  it.each(['aligo', 'popbill'] as const)('%s is found to have taken what it did not answer', async (name) => {
    const phone = name === 'aligo' ? '01055120101' : '01055120102';
    const input = await lend(phone);
    expect(await deliver(dealers[name], input)).toMatchObject([{ dealer: name, state: 'delivered' }]);
    expect(onPhone(phone)).toHaveLength(1);
  });

  it('popbill is called again under the same number for what it had not taken', async () => {
    const input = await lend('01055130102');
    await deliver(dealers.popbill, input);
    await reconcile(dealers.popbill);
    expect(await attemptsOf(input.messageId)).toMatchObject([{ state: 'delivered' }]);
    expect(onPhone('01055130102')).toHaveLength(1);
  });

  it('aligo is called no second time for what it may have taken: a person decides', async () => {
    const input = await lend('01055130101');
    const attempts = await deliver(dealers.aligo, input);
    expect(attempts).toEqual([{ dealer: 'aligo', channel: 'alimtalk', state: 'undecidable', code: 'NOT_IN_HISTORY' }]);
    expect(onPhone('01055130101')).toEqual([]);
  });
});
