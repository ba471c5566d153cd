// What holds a message is said twice, in the core and in SQL: both say the same of every message.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { DAY } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { idsOfMonth, RELEASED } from '#libs/database/retention-conditions.js';
import { ATTEMPT_STATES } from '#libs/message/attempt.js';
import { cutOff, isReleased, monthEnds, monthStarts, UNSETTLED_DAYS, type Holds } from '#libs/message/retention.js';
import { createWorld, type World } from './database-world.js';

const TENANT = 'library-a';
const NOW = Date.now();
const CUT = cutOff(365, NOW);

/** Around what matters: long before, just at it, and since. */
const around = (moment: number): fc.Arbitrary<number> =>
  fc.constantFrom(moment - 100 * DAY, moment, moment + 1, moment + 100 * DAY);

const rarely = fc.boolean().chain((first) => (first ? fc.boolean() : fc.constant(false)));
const anyAttempt = fc.record({
  state: fc.constantFrom(...ATTEMPT_STATES),
  askedAfter: rarely,
  reservedAt: around(cutOff(UNSETTLED_DAYS, NOW)),
});
/** No two attempts of a message are at work at once: the database sees to that. */
const atWorkOnce = (attempts: Holds['attempts']): boolean =>
  attempts.filter(({ state }) => state === 'reserved' || state === 'calling').length < 2;
const anyHolds: fc.Arbitrary<Holds> = fc
  .record({
    messageOpen: rarely,
    affairOpen: rarely,
    affairClosedAt: around(CUT),
    bundleOpen: rarely,
    untold: rarely,
    leakOpen: rarely,
    attempts: fc.array(anyAttempt, { maxLength: 2 }).filter(atWorkOnce),
  })
  .map((holds) => ({ ...holds, affairClosedAt: holds.affairOpen ? null : holds.affairClosedAt }));

describe('Whether a message is still needed', () => {
  let world: World;
  let made = 0;
  beforeAll(async () => {
    world = await createWorld([TENANT]);
  });
  afterAll(() => world.close());

  /** A message as it stands with these, told of in a lifecycle of its own or of a bundle. */
  async function make(holds: Holds, inBundle: boolean): Promise<string> {
    made += 1;
    const lifecycleId = await world.start(TENANT);
    const id = messageIdFor(lifecycleId, `m#${made}`, NOW - 900 * DAY);
    await world.in(TENANT, async (tx) => {
      const [party] = await tx.query<{ id: string }[]>(`select person_id as id from parties where lifecycle_id = $1`, [
        lifecycleId,
      ]);
      const personId = party!.id;
      await tx.query(
        `insert into messages (id, tenant_id, lifecycle_id, person_id, planned_at, state)
         values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6)`,
        [
          id,
          TENANT,
          inBundle ? null : lifecycleId,
          personId,
          NOW - 900 * DAY,
          holds.messageOpen ? 'open' : 'delivered',
        ],
      );
      await tx.query(`insert into message_items (message_id, tenant_id, lifecycle_id, key) values ($1, $2, $3, 'x')`, [
        id,
        TENANT,
        lifecycleId,
      ]);
      await tx.query(
        `insert into bundles (id, tenant_id, person_id, name, opened_by, closes_at, state, next_check_at, created_at)
         values ($1, $2, $3, $4, $5, now(), $6, case when $6 = 'closed' then null else now() end, now())`,
        [id, TENANT, personId, `bundle-${made}`, lifecycleId, holds.bundleOpen ? 'closing' : 'closed'],
      );
      for (const [index, { state, askedAfter, reservedAt }] of holds.attempts.entries())
        await tx.query(
          `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at, calling_at, next_check_at)
           values ($1, $2, $3, 'alimtalk', 'solapi', $4, to_timestamp($5 / 1000.0), to_timestamp($5 / 1000.0),
             case when $6 then now() end)`,
          [id, index + 1, TENANT, state, reservedAt, askedAfter],
        );
      if (!holds.untold) await tx.query(`update outbox set told_at = now() where lifecycle_id = $1`, [lifecycleId]);
      if (!holds.affairOpen)
        await tx.query(`update lifecycles set state = 'ended', closed_at = to_timestamp($2 / 1000.0) where id = $1`, [
          lifecycleId,
          holds.affairClosedAt,
        ]);
      await leak(id, lifecycleId, personId, holds.leakOpen);
    });
    return id;

    async function leak(messageId: string, lifecycleId: string, personId: string, open: boolean): Promise<void> {
      const [quarantineId, leakId] = [newId(), newId()];
      await world.in(TENANT, async (tx) => {
        await tx.query(
          `insert into quarantines (id, tenant_id, kind, phone_hash, state, reason_ciphertext, actor, opened_at, lifted_at, lifted_as)
           values ($1, $2, 'number', $3, 'lifted', 'sealed', '시험', now(), now(), 'mistaken')`,
          [quarantineId, TENANT, world.keys.phoneHash(TENANT, '01055010001')],
        );
        await tx.query(
          `insert into leaks (id, tenant_id, quarantine_id, learned_at, sensitive, people, affairs, messages, tell_by, state,
             told_at, closed_at)
           values ($1, $2, $3, now(), false, 1, 1, 1, now(), $4, case when $4 <> 'open' then now() end,
             case when $4 = 'closed' then now() end)`,
          [leakId, TENANT, quarantineId, open ? 'open' : 'closed'],
        );
      });
      await world.in(TENANT, (tx) => addLeaked(tx, leakId, messageId, lifecycleId, personId));
    }
  }

  const addLeaked = (
    tx: Parameters<Parameters<World['in']>[1]>[0],
    leakId: string,
    messageId: string,
    lifecycleId: string,
    personId: string,
  ): Promise<unknown> =>
    tx.query(
      `insert into leaked_messages (leak_id, message_id, tenant_id, lifecycle_id, person_id, purpose, sent_at)
       select $1, $2, $3, l.id, p.id, 'informational', now() from lifecycles l, persons p where l.id = $4 and p.id = $5`,
      [leakId, messageId, TENANT, lifecycleId, personId],
    );

  it('is said alike by the core and by the database', async () => {
    const seen = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(anyHolds, fc.boolean(), async (holds, inBundle) => {
        const id = await make(holds, inBundle);
        const [row] = await world.in(TENANT, (tx) =>
          tx.query<{ released: boolean }[]>(
            `select ${RELEASED('$2', '$3')} as released from messages m where m.id = $1`,
            [id, CUT, cutOff(UNSETTLED_DAYS, NOW)],
          ),
        );
        seen.add(row!.released);
        expect({ holds, inBundle, released: row!.released }).toEqual({
          holds,
          inBundle,
          released: isReleased(holds, CUT, NOW),
        });
      }),
      { numRuns: 150 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });
});

describe('The ids of a month', () => {
  it.each(['2026-11-01', '2020-02-01', '1969-12-01', '2099-12-01'])(
    'of %s are those of the moments in it, and of no other',
    (month) => {
      const { from, below } = idsOfMonth(month);
      const idAt = (moment: number): string => messageIdFor(newId(), 'x', Math.max(0, moment));
      expect(idAt(monthStarts(month)) >= from).toBe(true);
      expect(idAt(monthEnds(month) - 1) < below || monthEnds(month) <= 0).toBe(true);
      expect(idAt(monthEnds(month)) >= below).toBe(true);
      expect(idAt(monthStarts(month) - 1) < from || monthStarts(month) <= 0).toBe(true);
    },
  );
});
