/**
 * What a daily quota costs a start: lifecycles accepted without being counted, counted without a limit, counted at the commit with
 * a limit (as shipped), and with the day's row taken by the transaction's first statement. Eight at once, all of one tenant. Each
 * way in turn, in so many rounds, so that a busy machine is busy for all of them. Prints one line of JSON.
 * Run: `node --import ./scripts/typescript-hooks.mjs bench/message-quotas.ts [how many a round, 400] [rounds, 4]`.
 */
import { performance } from 'node:perf_hooks';
import type { EntityManager } from 'typeorm';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { changeSettings } from '#libs/database/tenant-store.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { createWorld, loanRequest } from '../test/integration/database-world.js';

const COUNT = Number(process.argv[2] ?? 400);
const ROUNDS = Number(process.argv[3] ?? 4);
const AT_ONCE = 8;
const TENANT = 'city-library';

await startTestEngines();
const world = await createWorld([TENANT]);
try {
  const accept =
    (messages: number, first: (tx: EntityManager) => Promise<unknown> = () => Promise.resolve()) =>
    (): Promise<unknown> =>
      world.in(TENANT, async (tx) => {
        await first(tx);
        await acceptStart(tx, world.keys, loanRequest(TENANT, { messages }));
        // A start also keeps its answer and its entry in the audit log.
        await tx.query('select 1');
        await tx.query('select 1');
      });
  const takeRow = (tx: EntityManager): Promise<unknown> =>
    tx.query(
      `insert into message_days as d (tenant_id, day, part, messages) values ($1, '2026-11-23', 16, 1)
       on conflict (tenant_id, day, part) do update set messages = d.messages + 1`,
      [TENANT],
    );
  const ways: Record<string, { readonly limit: number | null; readonly way: () => Promise<unknown> }> = {
    uncounted: { limit: null, way: accept(0) },
    withoutLimit: { limit: null, way: accept(1) },
    withLimit: { limit: 10_000_000, way: accept(1) },
    rowTakenFirst: { limit: null, way: accept(0, takeRow) },
  };
  const spentMs: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, { limit, way }] of Object.entries(ways)) {
      await world.in(TENANT, (tx) => changeSettings(tx, { dailyMessageLimit: limit }));
      const began = performance.now();
      let left = COUNT;
      const lane = async (): Promise<void> => {
        while (left-- > 0) await way();
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      spentMs[name] = (spentMs[name] ?? 0) + performance.now() - began;
    }
  }
  const perSecond = Object.fromEntries(
    Object.entries(spentMs).map(([name, spent]) => [name, Math.round((COUNT * ROUNDS * 1000) / spent)]),
  );
  process.stdout.write(`${JSON.stringify({ count: COUNT * ROUNDS, perSecond })}\n`);
} finally {
  await world.close();
  await stopTestEngines();
}
