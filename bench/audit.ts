/**
 * What the audit log costs a request: transactions that write one row, alone, with their entry (chained later, as shipped), and
 * with each request chaining its entry before it answers. Eight at once, all of one tenant. Prints one line of JSON.
 * Run: `node --import ./scripts/typescript-hooks.mjs bench/audit.ts [how many, 4000]`.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { v7 as newId } from 'uuid';
import type { EntityManager } from 'typeorm';
import { acting, type Act } from '#libs/database/acting.js';
import { sealAudit } from '#libs/database/audit-chain-store.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { createWorld } from '../test/integration/database-world.js';

const COUNT = Number(process.argv[2] ?? 4_000);
const AT_ONCE = 8;
const TENANT = 'city-library';

await startTestEngines();
const world = await createWorld([TENANT]);
try {
  const act: Act = {
    kind: 'change',
    actorKind: 'system',
    actorId: 'bench',
    operation: 'bench',
    requestId: null,
    subject: {},
    written: () => undefined,
  };
  const write = (tx: EntityManager): Promise<unknown> =>
    tx.query(`insert into api_keys (id, tenant_id, label, key_hash) values ($1, $2, 'bench', $3)`, [
      newId(),
      TENANT,
      randomBytes(32),
    ]);
  const asIs = (): Promise<unknown> => world.in(TENANT, write);
  const ways: Record<string, () => Promise<unknown>> = {
    unlogged: asIs,
    logged: () => acting(act, asIs),
    chainedAtOnce: () =>
      acting(act, () => world.in(TENANT, write)).then(() => world.in(TENANT, (tx) => sealAudit(tx, TENANT))),
  };
  const perSecond: Record<string, number> = {};
  for (const [name, way] of Object.entries(ways)) {
    const began = performance.now();
    let left = COUNT;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await way();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    perSecond[name] = Math.round((COUNT / (performance.now() - began)) * 1000);
    if (name === 'logged') {
      const sealing = performance.now();
      await world.in(TENANT, (tx) => sealAudit(tx, TENANT, { all: true }));
      perSecond['sealed'] = Math.round((COUNT / (performance.now() - sealing)) * 1000);
    }
  }
  const overheadMs = (AT_ONCE * 1000) / perSecond['logged']! - (AT_ONCE * 1000) / perSecond['unlogged']!;
  process.stdout.write(`${JSON.stringify({ count: COUNT, perSecond, overheadMs: Number(overheadMs.toFixed(2)) })}\n`);
} finally {
  await world.close();
  await stopTestEngines();
}
