import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as newId } from 'uuid';
import { Dispatching } from '#activities/dispatch.js';
import { DAY, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { recordConsents, type NewConsent } from '#libs/database/consent-store.js';
import { changeSettings } from '#libs/database/tenant-store.js';
import { OPT_OUT_NUMBER, SENDER_NAME, saleNotice, saleSend } from '../fixtures/sale-notice.js';
import { seenCalling, watchCalling } from './calls-seen.js';
import { createWorld, type World } from './database-world.js';
import { DealerDouble, type Spot, type Treatment } from './dealer-double.js';

const TENANT = 'bookshop';
const RACES = 400;
const AT_ONCE = 20;
/** When the person opts out. `scheduled`: the activity is, and has not begun; `begins`: at once with it. */
const WHENS = ['scheduled', 'begins', 'prepare', 'fill', 'filled', 'commit', 'taken'] as const;
type When = (typeof WHENS)[number];

interface Race {
  readonly when: When;
  readonly messageId: string;
  /** When the opt-out was answered, ms since 1970. */
  readonly acknowledgedAt: number;
  readonly result: DispatchResult;
}

/** Noon, so that the hours allow advertising whenever the test runs. */
const NOON = momentAt(dayOf(Date.now()), '12:00') + DAY;

/** People opting out against advertising to them, hundreds at the same moment, on a real PostgreSQL. */
describe('An opt-out that races against advertising', () => {
  let world!: World;
  let dealer!: DealerDouble;
  let dispatching!: Dispatching;
  let races: readonly Race[] = [];
  let entered = new Map<string, number[]>();
  const treatments = new Map<string, Treatment>();

  beforeAll(async () => {
    world = await createWorld([TENANT]);
    await watchCalling(world.database.superuserUrl);
    await world.in(TENANT, (tx) => changeSettings(tx, { senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER }));
    dealer = new DealerDouble((messageId) => treatments.get(messageId)!, 150);
    dispatching = new Dispatching({
      dataSource: world.dataSource,
      keys: world.keys,
      dealer,
      now: () => NOON,
      dealerTimeoutMs: 60,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
    const numbers = Array.from({ length: RACES }, (_, number) => number);
    const run: Race[] = [];
    const lane = async (): Promise<void> => {
      for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) run.push(await race(next));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    races = run;
    entered = await seenCalling(world.database.superuserUrl);
  }, 240_000);
  afterAll(() => world?.close());

  const word = (phone: string, change: Partial<NewConsent>): NewConsent => ({
    phoneHash: world.keys.phoneHash(TENANT, phone),
    purpose: 'advertising',
    channel: 'all',
    act: 'given',
    night: false,
    how: 'online',
    textVersion: 'v1',
    at: NOON - DAY,
    ...change,
  });
  const record = (entry: NewConsent) => world.in(TENANT, (tx) => recordConsents(tx, TENANT, [entry], NOON));

  async function race(number: number): Promise<Race> {
    const phone = `0105${String(5_000_000 + number)}`;
    const lifecycleId = await world.start(TENANT, {
      definition: saleNotice(`${TENANT}/sale`),
      parties: { customer: { name: '김하나', phone } },
      fields: { sale: '봄맞이 할인' },
      plan: { stage: 'open', planned: [] },
    });
    await record(word(phone, {}));
    const input = advertising(lifecycleId, number);
    const when = WHENS[number % WHENS.length]!;
    let optedOut: Promise<number> | undefined;
    const optOut = (): Promise<number> =>
      (optedOut ??= record(word(phone, { act: 'withdrawn', at: NOON, textVersion: undefined })).then(() => Date.now()));
    treatments.set(input.messageId, {
      prepareMs: number % 3,
      fillMs: number % 4,
      takeMs: number % 5,
      answerMs: number % 6,
      commit: 'accepts',
      at: (spot: Spot) => {
        if (spot === when) void optOut();
      },
    });
    if (when === 'scheduled') await optOut();
    if (when === 'begins') void optOut();
    const result = await settled(input);
    return { when, messageId: input.messageId, result, acknowledgedAt: await optOut() };
  }

  async function settled(input: DispatchInput): Promise<DispatchResult> {
    for (;;) {
      try {
        return await dispatching.dispatch(input);
      } catch (error) {
        if (!(error instanceof ApplicationFailure) || error.nonRetryable) throw error;
      }
    }
  }

  const taken = (messageId: string): boolean => dealer.taken.some((each) => each.messageId === messageId);

  it('ends in both ways often enough to prove something', () => {
    const left = races.filter(({ messageId }) => taken(messageId)).length;
    expect(left).toBeGreaterThan(RACES / 20);
    expect(RACES - left).toBeGreaterThan(RACES / 20);
  });

  it('wins whenever it was answered before the call was begun', () => {
    const late = races.filter(({ messageId, acknowledgedAt }) =>
      (entered.get(messageId) ?? []).some((at) => at > acknowledgedAt + 1),
    );
    expect(late.map(({ when, messageId }) => ({ when, messageId }))).toEqual([]);
    expect(races.filter(({ when, messageId }) => when === 'scheduled' && entered.has(messageId))).toEqual([]);
  });

  it('leaves what had not left explained, and nothing of it with the dealer', () => {
    for (const { result, messageId } of races.filter((each) => !taken(each.messageId))) {
      expect(result).toMatchObject({
        kind: expect.stringMatching(/^(withdrawn|dropped)$/),
        reason: '광고 수신을 거부하여 보내지 않음',
      });
      expect(dealer.commits.filter((each) => each.messageId === messageId)).toEqual([]);
    }
  });
});

function advertising(lifecycleId: string, number: number): DispatchInput {
  const key = `event:${number}#${newId()}`;
  return {
    tenant: TENANT,
    lifecycleId,
    messageId: messageIdFor(lifecycleId, key, NOON),
    eventsAccepted: 0,
    send: saleSend(key, NOON),
  };
}
