import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import pg from 'pg';
import { Dispatching } from '#activities/dispatch.js';
import { ReceiptReconciler } from '#activities/receipt-reconciler.js';
import { addDays, momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { RIDE_OVER_MS } from '#libs/contracts/bundle-workflow.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { createDataSource } from '#libs/database/data-source.js';
import { layTombstones } from '#libs/database/withdrawal-store.js';
import { recordConsents } from '#libs/database/consent-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart, type StartRequest } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { erasePerson } from '#libs/database/person-store.js';
import type { DealerMessage } from '#libs/dealers/dealer.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { loanRequest } from './database-world.js';
import { DealerDouble } from './dealer-double.js';

const TENANT = 'city-library';
const DAY = '2026-12-04';
const MORNING = momentAt(DAY, '10:00');
const MINUTE = 60_000;

/** Keeps what it is given to say. */
class ListeningDealer extends DealerDouble {
  readonly letters: DealerMessage[] = [];

  override prepare(message: DealerMessage) {
    this.letters.push(message);
    return super.prepare(message);
  }
}

/** The delivery of bundles on a real PostgreSQL, at moments that the tests choose. The tenant is quiet from 21:00 to 08:00. */
describe('A bundle', () => {
  let database!: TestDatabase;
  let superuser!: pg.Client;
  let dataSource!: Awaited<ReturnType<ReturnType<typeof createDataSource>['initialize']>>;
  let dispatching!: Dispatching;
  let now = MORNING;
  let people = 0;
  const dealer = new ListeningDealer(
    () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit: 'accepts', at: () => undefined }),
    1_000,
  );
  const keys = new PersonalDataKeys({
    masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    lookupKey: Buffer.alloc(32, 8),
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    dataSource = await createDataSource({ url: database.appUrl, poolSize: 4 }).initialize();
    const settings = { senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now: () => now,
      dealerTimeoutMs: 1_000,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
  });
  afterAll(async () => {
    await superuser.end();
    await dataSource.destroy();
    await database.drop();
  });

  /** Somebody whom no other test knows. */
  function somebody(): { readonly name: string; readonly phone: string } {
    people += 1;
    return { name: `홍길동 ${people}`, phone: '01055010001' };
  }

  async function lend(person: ReturnType<typeof somebody>, bookTitle: string, change: Partial<StartRequest> = {}) {
    const request = loanRequest(TENANT, {
      parties: { borrower: person },
      fields: { bookTitle, dueDate: DAY },
      ...change,
    });
    await inTenant(dataSource, TENANT, (tx) => acceptStart(tx, keys, request));
    return request.lifecycleId;
  }

  function reminder(lifecycleId: string, change: Partial<SendEffect> = {}, closesAt = now + MINUTE): DispatchInput {
    const key = 'timer:on-loan/dueToday#0';
    return {
      tenant: TENANT,
      lifecycleId,
      messageId: messageIdFor(lifecycleId, key, now),
      eventsAccepted: 0,
      send: {
        key,
        template: 'LOAN_DUE_TODAY',
        party: 'borrower',
        purpose: 'informational',
        urgent: false,
        plannedAt: now,
        night: 'after',
        bundle: { name: 'dueToday', closesAt, plural: 'LOAN_DUE_TODAY_MANY' },
        origin: { kind: 'timer', stage: 'on-loan', timer: 'dueToday', identity: 'on-loan/dueToday' },
        final: false,
        fields: { dueDate: DAY, dueDay: DAY },
        ...change,
      },
    };
  }

  const dispatch = (input: DispatchInput): Promise<DispatchResult> => dispatching.dispatch(input);

  /** What Temporal does with an activity that asks to be tried again. */
  async function retried(input: DispatchInput): Promise<DispatchResult> {
    try {
      return await dispatch(input);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nextRetryDelay == null) throw error;
      now += Number(error.nextRetryDelay);
      return retried(input);
    }
  }

  const rows = async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<T[]> =>
    (await superuser.query<T>(text, [...values])).rows;

  async function bundleOf({ messageId, lifecycleId }: DispatchInput): Promise<DispatchInput> {
    const [row] = await rows<{ id: string }>(`select bundle_id as id from messages where id = $1`, [messageId]);
    return { tenant: TENANT, lifecycleId, messageId: row!.id, bundle: true };
  }

  /** The bundle that these items have come to ride in, a minute later. */
  async function gathered(...items: DispatchInput[]): Promise<DispatchInput> {
    for (const item of items) expect(await dispatch(item)).toMatchObject({ kind: 'parked' });
    const bundle = await bundleOf(items[0]!);
    now += MINUTE;
    return bundle;
  }

  async function stateOf({ messageId }: DispatchInput): Promise<string | undefined> {
    const [row] = await rows<{ state: string }>(`select state from messages where id = $1`, [messageId]);
    return row?.state;
  }

  /** Items that their lifecycles are told to look after again. */
  const givenBack = async (...items: DispatchInput[]): Promise<string[]> =>
    (
      await rows<{ id: string }>(
        `select payload->>'messageId' as id from outbox where kind = 'undelivered' and payload->>'messageId' = any($1)`,
        [items.map(({ messageId }) => messageId)],
      )
    ).map(({ id }) => id);

  /** What a dealer says of a bundle's 알림톡 later: nobody with that number is on KakaoTalk. */
  const failed = ({ messageId }: DispatchInput): Promise<unknown> =>
    superuser.query(
      `update attempts set state = 'failed', class = 'permanent-recipient', fallback = 'yes',
         tried_at = to_timestamp($2 / 1000.0), settled_at = to_timestamp($2 / 1000.0) where message_id = $1`,
      [messageId, now],
    );

  const lastLetter = (): DealerMessage => dealer.letters.at(-1)!;

  /** Nights and bundles do not cross the tests. */
  function at(moment: Moment): void {
    now = moment;
  }

  async function twoLoans(): Promise<[string, string]> {
    const person = somebody();
    return [await lend(person, '토지 1'), await lend(person, '토지 2')];
  }

  describe('in the night', () => {
    const opening = momentAt(addDays(DAY, 1), '08:00');

    /** How long after the quiet hours it leaves, ms. */
    async function waitAfterOpening(bundle: DispatchInput): Promise<number> {
      const result = await dispatch(bundle);
      if (result.kind !== 'wait') throw new Error(`It does not wait: ${result.kind}.`);
      return result.until - opening;
    }

    const expectPlaceInTheMorning = (place: number): void => {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(10 * MINUTE);
    };

    it('waits for the morning when it closes in quiet hours', async () => {
      at(momentAt(DAY, '22:00'));
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one), reminder(other));
      const place = await waitAfterOpening(bundle);
      expectPlaceInTheMorning(place);
      at(opening);
      expect(await waitAfterOpening(bundle)).toBe(place);
      at(opening + place);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
    });

    it('leaves before the first of its items expires', async () => {
      at(momentAt(DAY, '22:00'));
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one, { expiresAt: opening + 20_000 }), reminder(other));
      const place = await waitAfterOpening(bundle);
      expect(place).toBeLessThan(10_000);
      at(opening + place);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
      expect(
        await rows(`select cardinality(items) as told from attempts where message_id = $1`, [bundle.messageId]),
      ).toEqual([{ told: 2 }]);
    });

    it('that closes as the quiet hours end does not wait', async () => {
      at(opening - MINUTE);
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one), reminder(other));
      at(opening);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
    });

    it('waits for the morning with the text that follows an 알림톡 which did not arrive', async () => {
      at(momentAt(DAY, '20:30'));
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one), reminder(other));
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
      at(momentAt(DAY, '21:30'));
      await failed(bundle);
      expectPlaceInTheMorning(await waitAfterOpening(bundle));
    });

    it('is looked after by the patrol again while it waits with its text', async () => {
      at(momentAt(DAY, '20:30'));
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one), reminder(other));
      await dispatch(bundle);
      at(momentAt(DAY, '21:30'));
      await failed(bundle);
      await dispatch(bundle);
      const [row] = await rows(
        `select state, next_check_at > to_timestamp($2 / 1000.0) as later from bundles where id = $1`,
        [bundle.messageId, opening],
      );
      expect(row).toEqual({ state: 'closing', later: true });
    });
  });

  describe('that nobody could deliver for an hour', () => {
    it('drops what has expired meanwhile and tells of the others', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const expiring = reminder(one, { expiresAt: now + 30 * MINUTE });
      const bundle = await gathered(expiring, reminder(other));
      now += 60 * MINUTE;
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
      expect(lastLetter().text).toMatch(/도서명: 토지 2\n/);
      expect(await stateOf(expiring)).toBe('dropped');
    });

    it('is dropped itself when all of it has expired', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const expiresAt = now + 30 * MINUTE;
      const bundle = await gathered(reminder(one, { expiresAt }), reminder(other, { expiresAt }));
      now += 60 * MINUTE;
      expect(await dispatch(bundle)).toMatchObject({ kind: 'dropped' });
    });
  });

  describe('gathers', () => {
    it('nothing that expires before it closes: that goes alone', async () => {
      at(MORNING);
      const item = reminder(await lend(somebody(), '토지 1'), { expiresAt: now + MINUTE / 2 });
      expect(await dispatch(item)).toMatchObject({ kind: 'handed-over' });
    });

    it('no advertising together with information', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const consent = { purpose: 'advertising', channel: 'text', act: 'given', night: false, how: 'online' } as const;
      const entry = { ...consent, textVersion: 'v1', phoneHash: keys.phoneHash(TENANT, '01055010001'), at: now };
      await inTenant(dataSource, TENANT, (tx) => recordConsents(tx, TENANT, [entry], now));
      const [plain, advertising] = [reminder(one), reminder(other, { purpose: 'advertising' })];
      await dispatch(plain);
      expect(await dispatch(advertising)).toMatchObject({ kind: 'parked' });
      expect((await bundleOf(plain)).messageId).not.toBe((await bundleOf(advertising)).messageId);
    });

    it('no items of different lifecycle types, though their bundles bear one name', async () => {
      at(MORNING);
      const person = somebody();
      const loan = reminder(await lend(person, '토지 1'));
      const definition: Definition = { ...libraryLoan, name: 'city-library/tool-loan' };
      const tool = reminder(await lend(person, '전동 드릴', { definition }));
      await dispatch(loan);
      await dispatch(tool);
      expect((await bundleOf(loan)).messageId).not.toBe((await bundleOf(tool)).messageId);
    });
  });

  describe('speaks', () => {
    /** The loans of later have words of their own, and no longer know the old. */
    const { LOAN_DUE_TODAY_MANY: _gone, ...templates } = libraryLoan.templates;
    const later: Definition = { ...libraryLoan, templates };

    it('by the definition that its items were decided by, after their lifecycles have moved to another', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const bundle = await gathered(reminder(one), reminder(other));
      await lend(somebody(), '혼불 1', { definition: later });
      await superuser.query(`update lifecycles set definition_hash = $2 where id = any($1)`, [
        [one, other],
        definitionHash(later),
      ]);
      await superuser.query(`update messages set definition_hash = $2 where lifecycle_id = any($1)`, [
        [one, other],
        definitionHash(libraryLoan),
      ]);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over', channel: 'alimtalk' });
      expect(lastLetter().text).toContain('토지 1 외 1권');
    });

    it('not at all when what its items have in common cannot be written: each goes by itself', async () => {
      at(MORNING);
      const person = somebody();
      const items = [
        reminder(await lend(person, '토지 1', { definition: later })),
        reminder(await lend(person, '토지 2', { definition: later })),
      ];
      const bundle = await gathered(...items);
      expect(await retried(bundle)).toMatchObject({ kind: 'withdrawn' });
      expect((await givenBack(...items)).sort()).toEqual(items.map(({ messageId }) => messageId).sort());
      expect(await dispatch(items[0]!)).toMatchObject({ kind: 'handed-over' });
    });

    it('of the others when somebody else who is concerned by one of its items was erased', async () => {
      at(MORNING);
      const person = somebody();
      const guardian = somebody();
      const one = reminder(await lend(person, '토지 1', { parties: { borrower: person, guardian } }));
      const other = reminder(await lend(person, '토지 2'));
      const bundle = await gathered(one, other);
      const [party] = await rows<{ id: string }>(
        `select person_id as id from parties where lifecycle_id = $1 and role = 'guardian'`,
        [one.lifecycleId],
      );
      await inTenant(dataSource, TENANT, (tx) => erasePerson(tx, party!.id, now));
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
      expect(lastLetter().text).toMatch(/도서명: 토지 2\n/);
      expect(await stateOf(one)).toBe('dropped');
    });
  });

  describe('lets go', () => {
    it('of what it could not deliver for a day, so that its lifecycle is asked whether it still holds', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const items = [reminder(one), reminder(other)];
      const bundle = await gathered(...items);
      now += RIDE_OVER_MS / 2 + MINUTE;
      expect(await dispatch(bundle)).toMatchObject({ kind: 'withdrawn' });
      expect(await givenBack(...items)).toHaveLength(2);
    });

    it('of an item whose affair is paused, and tells of the other', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const paused = reminder(one);
      const bundle = await gathered(paused, reminder(other));
      await superuser.query(`update lifecycles set paused_at = now() where id = $1`, [one]);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
      expect(lastLetter().text).toMatch(/도서명: 토지 2\n/);
      expect(await givenBack(paused)).toEqual([paused.messageId]);
    });

    it('of an item whose recipient was corrected, which goes to the new one alone', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const corrected = reminder(one);
      const bundle = await gathered(corrected, reminder(other));
      const stranger = { name: '바로 그 사람', phone: '01055010009' };
      const theirs = await lend(stranger, '혼불 1');
      await superuser.query(
        `update parties set person_id = (select person_id from parties where lifecycle_id = $2) where lifecycle_id = $1`,
        [one, theirs],
      );
      await dispatch(bundle);
      expect(lastLetter().text).toMatch(/도서명: 토지 2\n/);
      expect(await dispatch(corrected)).toMatchObject({ kind: 'handed-over' });
      expect(lastLetter()).toMatchObject({ to: stranger.phone, text: expect.stringContaining('토지 1') });
    });
  });

  describe('of which nothing is heard', () => {
    const urgentEnough = { textAfterMs: 30_000 };
    const asked = (): Promise<unknown> =>
      new ReceiptReconciler({ dataSource, dealers: [dealer], now: () => now, receiptPatienceMs: 60_000 }).run();

    async function silent(...items: DispatchInput[]): Promise<DispatchInput> {
      const bundle = await gathered(...items);
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over', channel: 'alimtalk' });
      now += 31_000;
      return bundle;
    }

    it('has its workflow told that a text is due, once', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const bundle = await silent(reminder(one, urgentEnough), reminder(other, urgentEnough));
      await asked();
      now += MINUTE;
      await asked();
      expect(await givenBack(bundle)).toEqual([bundle.messageId]);
    });

    it('is followed by one text that tells of what is left', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const returned = reminder(one, urgentEnough);
      const bundle = await silent(returned, reminder(other, urgentEnough));
      await inTenant(dataSource, TENANT, (tx) =>
        layTombstones(tx, {
          tenant: TENANT,
          lifecycleId: one,
          messages: [{ messageId: returned.messageId, plannedAt: returned.send!.plannedAt }],
          reason: '반납됨',
          now,
        }),
      );
      await asked();
      expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over', channel: 'sms' });
      expect(lastLetter().text).toMatch(/「토지 2」 반납예정일/);
    });

    it('is followed by none once it has arrived', async () => {
      at(MORNING);
      const [one, other] = await twoLoans();
      const bundle = await silent(reminder(one, urgentEnough), reminder(other, urgentEnough));
      await superuser.query(`update attempts set state = 'delivered', next_check_at = null where message_id = $1`, [
        bundle.messageId,
      ]);
      await asked();
      expect([await givenBack(bundle), await dispatch(bundle)]).toMatchObject([[], { channel: 'alimtalk' }]);
    });
  });

  it('brings the last word of an affair that was cancelled while it was paused', async () => {
    at(MORNING);
    const [one, other] = await twoLoans();
    const lastWord = reminder(one, { final: true, origin: { kind: 'cancel' } as SendEffect['origin'] });
    const bundle = await gathered(lastWord, reminder(other));
    await superuser.query(
      `update lifecycles set paused_at = now(), state = 'cancelled', closed_at = now() where id = $1`,
      [one],
    );
    expect(await dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
    expect(lastLetter().text).toContain('토지 1 외 1권');
  });
});
