import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as newId } from 'uuid';
import { Dispatching } from '#activities/dispatch.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { answerEvent } from '#libs/database/event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { findOrCreatePerson } from '#libs/database/person-store.js';
import type { DealerMessage, PrepareOutcome } from '#libs/dealers/dealer.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { createWorld, type World } from './database-world.js';
import { DealerDouble, type Spot, type Treatment } from './dealer-double.js';

const RACES = 400;
const AT_ONCE = 10;
const TENANT = 'city-library';
const WRONG = '01055010001';
const RIGHT = '01055010002';

const WHENS = ['begins', 'prepare', 'fill', 'filled', 'commit', 'taken', 'any'] as const;

interface Race {
  readonly act: 'pause' | 'recipient';
  readonly messageId: string;
  /** Whether the dealer might already have had it when the act was answered. */
  readonly mayHaveLeft: boolean;
  readonly acknowledgedAt: number;
  readonly result: DispatchResult;
}

/** Remembers for which number a group was filled. */
class AddressedDealer extends DealerDouble {
  readonly addressed = new Map<string, string>();

  override async prepare(message: DealerMessage): Promise<PrepareOutcome> {
    const prepared = await super.prepare(message);
    if (prepared.kind === 'prepared') this.addressed.set(prepared.groupId, message.to);
    return prepared;
  }
}

/** Operators' acts against messages on their way, on a real PostgreSQL. What leaves asks as a bundle does: it knows of no events. */
describe('A pause or a corrected recipient that races against a message', () => {
  let world: World;
  let dealer: AddressedDealer;
  let dispatching: Dispatching;
  let right: string;
  let races: readonly Race[] = [];
  const treatments = new Map<string, Treatment>();

  beforeAll(async () => {
    world = await createWorld([]);
    const { dataSource, keys } = world;
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    right = (
      await inTenant(dataSource, TENANT, (tx) =>
        findOrCreatePerson(tx, keys, { tenant: TENANT, name: '홍길동', phone: RIGHT }),
      )
    ).personId;
    dealer = new AddressedDealer((messageId) => treatments.get(messageId)!, 100);
    dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now: Date.now,
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
  }, 180_000);
  afterAll(() => world.close());

  async function race(number: number): Promise<Race> {
    const act = number % 2 === 0 ? 'pause' : 'recipient';
    const when = WHENS[number % WHENS.length]!;
    const lifecycleId = await world.start(TENANT, { parties: { borrower: { name: '홍길동', phone: WRONG } } });
    const input = reminder(lifecycleId);
    const { messageId } = input;
    let answered: Promise<Pick<Race, 'mayHaveLeft' | 'acknowledgedAt'>> | undefined;
    const steer = (): Promise<Pick<Race, 'mayHaveLeft' | 'acknowledgedAt'>> =>
      (answered ??= steered(act, lifecycleId, messageId));
    treatments.set(messageId, {
      prepareMs: randomInt(8),
      fillMs: randomInt(8),
      takeMs: randomInt(12),
      answerMs: randomInt(12),
      commit: number % 5 === 0 ? 'refuses-once' : number % 7 === 0 ? 'rejects' : 'accepts',
      at: (spot: Spot) => {
        if (spot === when) void steer();
      },
    });
    if (when === 'begins') void steer();
    if (when === 'any') setTimeout(() => void steer(), randomInt(60));
    const result = await settled(input);
    const fact = await steer();
    return { act, messageId, ...fact, result: act === 'recipient' ? await handedOn(input) : result };
  }

  async function steered(
    act: Race['act'],
    lifecycleId: string,
    messageId: string,
  ): Promise<Pick<Race, 'mayHaveLeft' | 'acknowledgedAt'>> {
    const { row } = await world.event(TENANT, lifecycleId, {
      kind: act,
      type: act,
      data: { reason: '시험', by: '시험' },
      ...(act === 'recipient' && { detail: { recipient: { party: 'borrower', personId: right } } }),
    });
    await inTenant(world.dataSource, TENANT, (tx) =>
      answerEvent(tx, world.keys, row.id, { state: 'accepted', answer: { plan: {}, withdrawals: [] } }),
    );
    const acknowledgedAt = Date.now();
    const attempts = await inTenant(world.dataSource, TENANT, (tx) =>
      tx.query<unknown[]>(`select 1 from attempts where message_id = $1 and calling_at is not null`, [messageId]),
    );
    return { mayHaveLeft: attempts.length > 0, acknowledgedAt };
  }

  /** The activity as Temporal runs it: again, until it answers. */
  async function settled(input: DispatchInput): Promise<DispatchResult> {
    for (;;) {
      try {
        return await dispatching.dispatch(input);
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(200, Number(error.nextRetryDelay ?? 50))));
      }
    }
  }

  /** The same, and after every wait: on a busy machine a call may be found under way, and is asked after later. */
  async function handedOn(input: DispatchInput): Promise<DispatchResult> {
    for (;;) {
      const result = await settled(input);
      if (result.kind !== 'wait') return result;
      await new Promise((resolve) => setTimeout(resolve, Math.max(10, Math.min(200, result.until - Date.now()))));
    }
  }

  const those = (act: Race['act'], mayHaveLeft: boolean): Race[] =>
    races.filter((each) => each.act === act && each.mayHaveLeft === mayHaveLeft);
  const commitsOf = (messageId: string) => dealer.commits.filter((each) => each.messageId === messageId);

  it('comes early and late often enough to prove something', () => {
    for (const act of ['pause', 'recipient'] as const)
      for (const late of [true, false]) {
        const enough = those(act, late).length >= 20;
        expect({ act, late, enough }).toEqual({ act, late, enough: true });
      }
  });

  it('lets no call be made after the pause was acknowledged, unless one had been made before', () => {
    const called = those('pause', false).filter(({ messageId }) => commitsOf(messageId).length > 0);
    expect(called).toEqual([]);
  });

  it('lets what is paused wait, and neither lose nor drop it', () => {
    const kinds = new Set(those('pause', false).map(({ result }) => result.kind));
    expect([...kinds]).toEqual(['wait']);
  });

  it('lets no call to the wrong number be made after the correction was acknowledged, unless one had been made before', () => {
    const wrong = those('recipient', false).filter(({ messageId }) =>
      commitsOf(messageId).some(({ groupId }) => dealer.addressed.get(groupId) !== RIGHT),
    );
    expect(wrong).toEqual([]);
  });

  it('brings what had not left to the right number, once', () => {
    const counts = new Set(
      those('recipient', false).map(
        ({ messageId }) => dealer.taken.filter((each) => each.messageId === messageId).length,
      ),
    );
    expect([...counts]).toEqual([1]);
  });

  it('lets nothing be taken twice', () => {
    const twice = races.filter(
      ({ messageId }) => dealer.taken.filter((each) => each.messageId === messageId).length > 1,
    );
    expect(twice).toEqual([]);
  });
});

function reminder(lifecycleId: string): DispatchInput {
  const key = `timer:on-loan/dueSoon/${newId()}#0`;
  const plannedAt = Date.now();
  return {
    tenant: TENANT,
    lifecycleId,
    messageId: messageIdFor(lifecycleId, key, plannedAt),
    send: {
      key,
      template: 'LOAN_DUE_SOON',
      party: 'borrower',
      purpose: 'informational',
      urgent: false,
      plannedAt,
      expiresAt: plannedAt + 3_600_000,
      night: 'after',
      origin: { kind: 'timer', stage: 'on-loan', timer: 'dueSoon', identity: 'on-loan/dueSoon/1' },
      final: false,
      fields: {},
    },
  };
}
