import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { momentAt } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { lockMessageToCall, recordConsents, type NewConsent } from '#libs/database/consent-store.js';
import { beginCalling, lockMessage, openMessage, reserveAttempt } from '#libs/database/delivery-store.js';
import { wishesOf } from '#libs/message/consent.js';
import { saleNotice, saleSend } from '../fixtures/sale-notice.js';
import { eventually } from '../harness/eventually.js';
import { createWorld, type World } from './database-world.js';

const TENANT = 'bookshop';
const NOON = momentAt('2026-12-01', '12:00');

/**
 * The one order of events in which an opt-out and a call miss each other: the opt-out has looked for messages to stop before
 * there was this one, the call reads the ledger before the opt-out has committed, and is begun after it was answered. The
 * lock makes it impossible; without it (the row of the message alone is locked) it happens.
 */
describe('An opt-out that commits between the last look at the ledger and the call', () => {
  let world!: World;
  let people = 0;

  beforeAll(async () => {
    world = await createWorld([TENANT]);
  });
  afterAll(() => world?.close());

  /** Whether the call was begun after the opt-out had been answered. */
  async function calledAfterwards(lock: (tx: EntityManager, messageId: string) => Promise<void>): Promise<boolean> {
    const phone = `010555${String((people += 1)).padStart(5, '0')}`;
    const lifecycleId = await world.start(TENANT, {
      definition: saleNotice(`${TENANT}/sale`),
      parties: { customer: { name: '김하나', phone } },
      fields: { sale: '봄맞이 할인' },
      plan: { stage: 'open', planned: [] },
    });
    const word = (change: Partial<NewConsent>): NewConsent => ({
      phoneHash: world.keys.phoneHash(TENANT, phone),
      purpose: 'advertising',
      channel: 'all',
      act: 'given',
      night: false,
      how: 'online',
      at: NOON - 60_000,
      ...change,
    });
    await world.in(TENANT, (tx) => recordConsents(tx, TENANT, [word({ textVersion: 'v1' })], NOON));

    const searched = gate();
    const mayCommit = gate();
    const answered = world.in(TENANT, async (tx) => {
      await recordConsents(tx, TENANT, [word({ act: 'withdrawn', at: NOON })], NOON);
      searched.open();
      await mayCommit.passed;
    });
    await searched.passed;

    const send = saleSend(`event:${people}#0`, NOON);
    const messageId = messageIdFor(lifecycleId, send.key, NOON);
    const message = { tenant: TENANT, lifecycleId, messageId, now: NOON };
    const attempt = { messageId, number: 1, dealer: 'solapi' };
    await world.in(TENANT, async (tx) => {
      await openMessage(tx, { ...message, send });
      await reserveAttempt(tx, { ...attempt, tenant: TENANT, channel: 'sms', textCiphertext: '', now: NOON });
    });

    let hasLooked = false;
    const called = world.in(TENANT, async (tx) => {
      await lock(tx, messageId);
      const { ledger } = (await openMessage(tx, message))!;
      hasLooked = true;
      await answered;
      return wishesOf(ledger, false, NOON).advertising.text === undefined && beginCalling(tx, attempt, 'group', NOON);
    });
    await eventually('the call has looked, or waits for the opt-out', async () => hasLooked || (await waitsForLock()));
    mayCommit.open();
    await answered;
    return called;
  }

  const waitsForLock = async (): Promise<boolean> => {
    const [row] = await world.dataSource.query<{ waits: boolean }[]>(
      `select exists (select from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())) as waits`,
    );
    return row!.waits;
  };

  it('is seen by the call, which waits for it', async () => {
    expect(await calledAfterwards(lockMessageToCall)).toBe(false);
  });

  it('would be missed by a call that locks its message alone', async () => {
    expect(await calledAfterwards(lockMessage)).toBe(true);
  });
});

function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
