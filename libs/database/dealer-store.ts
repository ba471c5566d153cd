import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  afterAccountRefusal,
  afterCalls,
  afterProbe,
  closedCircuit,
  countsFrom,
  probeIsDue,
  withProbe,
  type CallCounts,
  type CircuitRules,
  type DealerCircuit,
  type ProbeResult,
} from '#libs/message/dealer-circuit.js';
import { afterReceipts, isSlow, RECEIPT_RULES, type ReceiptCounts } from '#libs/message/receipt-slowness.js';

/**
 * How dealers stand, for all workers. Of the platform's accounts and of no tenant: no row-level security. Moments are ms
 * since 1970, taken from a clock port and never from the database.
 */

/** Calls are counted by stretches of this length, ms. */
export const STRETCH_MS = 5_000;
/** So many stretches are kept, an hour of them: each takes the place of the one of an hour before. */
const STRETCHES_KEPT = 720;

/** What one process has seen of a dealer since it last told. */
export interface DealerNews {
  readonly dealer: string;
  readonly counts: CallCounts;
  /** The account was refused by a call that was no probe. */
  readonly accountRefused: boolean;
  readonly probes: readonly ProbeResult[];
}

export interface KnownDealer {
  readonly dealer: string;
  /** Calls a second that the contract allows. */
  readonly perSecond: number;
  readonly circuit: DealerCircuit;
}

/** Workers name the dealers that they can call, and at which rate, when they start. */
export async function announceDealers(
  dataSource: DataSource,
  dealers: Readonly<Record<string, number>>,
  now: Moment,
): Promise<void> {
  await dataSource.query(
    `insert into dealer_circuits (dealer, per_second, circuit, changed_at)
     select key, value::int, $2::jsonb, to_timestamp($3 / 1000.0) from jsonb_each_text($1::jsonb) order by key
     on conflict (dealer) do update set per_second = excluded.per_second
     where dealer_circuits.per_second <> excluded.per_second`,
    [JSON.stringify(dealers), JSON.stringify(closedCircuit(now)), now],
  );
}

export const readDealers = (db: Pick<EntityManager, 'query'>): Promise<KnownDealer[]> =>
  db.query<KnownDealer[]>(`select dealer, per_second as "perSecond", circuit from dealer_circuits order by dealer`);

/**
 * Adds what was seen, and answers what became of the circuits. Whoever tells holds the rows of its dealers, so that two
 * that tell at once count on each other's calls.
 */
export const tellDealerNews = (
  dataSource: DataSource,
  news: readonly DealerNews[],
  now: Moment,
  rules: CircuitRules,
): Promise<KnownDealer[]> =>
  dataSource.transaction(async (tx) => {
    const known = await tx.query<KnownDealer[]>(
      `select dealer, per_second as "perSecond", circuit from dealer_circuits where dealer = any($1) order by dealer for update`,
      [news.map(({ dealer }) => dealer)],
    );
    const windows = await countCalls(tx, news, known, now, rules);
    const after = known.map((before) => {
      const seen = news.find(({ dealer }) => dealer === before.dealer);
      const window = windows.get(before.dealer) ?? NO_CALLS;
      return { ...before, circuit: seen ? afterNews(before.circuit, seen, window, now, rules) : before.circuit };
    });
    const changed = after.filter(({ circuit }, index) => circuit !== known[index]!.circuit);
    await writeCircuits(tx, changed, now);
    return after;
  });

const NO_CALLS: CallCounts = { calls: 0, failed: 0, slow: 0 };

/** Pure. */
export function afterNews(
  circuit: DealerCircuit,
  { accountRefused, probes }: DealerNews,
  window: CallCounts,
  now: Moment,
  rules: CircuitRules,
): DealerCircuit {
  const probed = probes.reduce((sofar, came) => afterProbe(sofar, came, now, rules), circuit);
  // Calls that were no probes say nothing of a circuit that a probe has just closed.
  if (probed.state === 'closed' && circuit.state !== 'closed') return probed;
  const refused = accountRefused ? afterAccountRefusal(probed, now, rules) : probed;
  return afterCalls(refused, window, now, rules);
}

/** Adds the counts and answers those of each circuit's window. */
async function countCalls(
  tx: EntityManager,
  news: readonly DealerNews[],
  known: readonly KnownDealer[],
  now: Moment,
  rules: CircuitRules,
): Promise<ReadonlyMap<string, CallCounts>> {
  const counted = news
    .filter(({ counts }) => counts.calls > 0)
    .map(({ dealer, counts }) => ({ dealer, ...counts }))
    .sort((a, b) => (a.dealer < b.dealer ? -1 : 1));
  if (counted.length > 0) {
    const stretch = Math.floor(now / STRETCH_MS);
    await tx.query(
      `insert into dealer_calls as c (dealer, place, from_at, calls, failed, slow)
       select n.dealer, $3, to_timestamp($2 / 1000.0), n.calls, n.failed, n.slow
       from jsonb_to_recordset($1::jsonb) as n(dealer text, calls int, failed int, slow int)
       on conflict (dealer, place) do update
         set from_at = excluded.from_at,
             calls = excluded.calls + case when c.from_at = excluded.from_at then c.calls else 0 end,
             failed = excluded.failed + case when c.from_at = excluded.from_at then c.failed else 0 end,
             slow = excluded.slow + case when c.from_at = excluded.from_at then c.slow else 0 end`,
      [JSON.stringify(counted), stretch * STRETCH_MS, stretch % STRETCHES_KEPT],
    );
  }
  const since = known.map(({ dealer, circuit }) => ({ dealer, since: countsFrom(circuit, now, rules) }));
  const rows = await tx.query<({ dealer: string } & CallCounts)[]>(
    `select c.dealer, sum(c.calls)::int as calls, sum(c.failed)::int as failed, sum(c.slow)::int as slow
     from jsonb_to_recordset($1::jsonb) as k(dealer text, since double precision)
     join dealer_calls c on c.dealer = k.dealer and c.from_at >= to_timestamp(k.since / 1000.0)
     group by c.dealer`,
    [JSON.stringify(since)],
  );
  return new Map(rows.map(({ dealer, calls, failed, slow }) => [dealer, { calls, failed, slow }]));
}

/** Makes the message at hand the probe of its dealer's circuit; false when another was faster. */
export async function claimProbe(
  tx: EntityManager,
  dealer: string,
  now: Moment,
  rules: CircuitRules,
): Promise<boolean> {
  const [known] = await tx.query<KnownDealer[]>(
    `select dealer, per_second as "perSecond", circuit from dealer_circuits where dealer = $1 for update`,
    [dealer],
  );
  if (!known || !probeIsDue(known.circuit, now)) return false;
  await writeCircuits(tx, [{ ...known, circuit: withProbe(known.circuit, now, rules) }], now);
  return true;
}

/** Gives those less whose receipts are slow, when they are; answers which. One statement where there is nothing to do. */
export const judgeReceipts = (dataSource: DataSource, now: Moment, rules: CircuitRules): Promise<string[]> =>
  dataSource.transaction(async (tx) => {
    const counts = await receiptCounts(tx, now);
    if (![...counts.values()].some(isSlow)) return [];
    const known = await tx.query<KnownDealer[]>(
      `select dealer, per_second as "perSecond", circuit from dealer_circuits order by dealer for update`,
    );
    const judged = known.flatMap((each) => {
      const receipts = counts.get(each.dealer);
      return receipts ? [{ ...each, receipts }] : [];
    });
    const changed = afterReceipts(judged, now, rules);
    await writeCircuits(tx, changed, now);
    return changed.map(({ dealer }) => dealer);
  });

/** What became of the messages that each dealer took of late, over all tenants. */
export async function receiptCounts(
  db: Pick<EntityManager, 'query'>,
  now: Moment,
): Promise<ReadonlyMap<string, ReceiptCounts>> {
  const rows = await db.query<({ dealer: string } & ReceiptCounts)[]>(
    `select dealer, handed_over as "handedOver", late as slow
     from dealer_receipts(to_timestamp($1 / 1000.0), to_timestamp($2 / 1000.0), $3 * interval '1 millisecond')`,
    [now, now - RECEIPT_RULES.windowMs, RECEIPT_RULES.slowMs],
  );
  return new Map(rows.map(({ dealer, handedOver, slow }) => [dealer, { handedOver, slow }]));
}

async function writeCircuits(
  tx: EntityManager,
  changed: readonly Pick<KnownDealer, 'dealer' | 'circuit'>[],
  now: Moment,
): Promise<void> {
  if (changed.length === 0) return;
  await tx.query(
    `update dealer_circuits d set circuit = n.circuit, changed_at = to_timestamp($2 / 1000.0)
     from jsonb_to_recordset($1::jsonb) as n(dealer text, circuit jsonb) where d.dealer = n.dealer`,
    [JSON.stringify(changed), now],
  );
}

/** What the calls to each dealer came to since a moment. */
export const callsSince = (
  db: Pick<EntityManager, 'query'>,
  since: Moment,
): Promise<({ dealer: string } & CallCounts)[]> =>
  db.query(
    `select dealer, sum(calls)::int as calls, sum(failed)::int as failed, sum(slow)::int as slow
     from dealer_calls where from_at >= to_timestamp($1 / 1000.0) group by dealer`,
    [since],
  );
