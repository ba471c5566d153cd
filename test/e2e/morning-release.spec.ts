import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { MINUTE } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { eventually } from '../harness/eventually.js';
import { HeldMessages, type Departure } from '../harness/held-messages.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

/** `BONGSU_MORNING_MESSAGES` holds more of them, or fewer. */
const MESSAGES = Number(process.env['BONGSU_MORNING_MESSAGES'] ?? 1_000);
/** What the dealer takes a second. */
const PER_SECOND = 25;
const SPAN_MINUTES = 1;
/** The worker is there before the hours open, if the machine is not slower than this, ms. */
const AHEAD_MS = 15_000;
/** A phone's time is that of the call, not of the decision; clocks may differ by as much, ms. */
const TOLERANCE_MS = 2_000;
const CATCH_UP_MS = 15 * MINUTE;

/** Five tenants of very different size, all of whose messages a night has held; the worker is killed when half have left. */
describe('The morning after', () => {
  const temporal = testTemporal();
  let processes!: Processes;
  let held!: HeldMessages;
  let opening!: Moment;
  let departures!: readonly Departure[];

  beforeAll(async () => {
    processes = await Processes.start(temporal, { settings: { SOLAPI_PER_SECOND: String(PER_SECOND) } });
    held = await HeldMessages.lend(
      processes,
      [0.6, 0.25, 0.1, 0.04, 0.01].map((share) => Math.round(share * MESSAGES)),
    );
    opening = await held.quietFor(AHEAD_MS, SPAN_MINUTES);
    await processes.begin('worker');
    await left(Math.floor(held.count / 2));
    await processes.kill('worker');
    await processes.begin('worker');
    await left(held.count);
    departures = await held.departures(opening, SPAN_MINUTES);
  }, 3 * CATCH_UP_MS);
  afterAll(() => processes.close(), 30_000);

  const left = (count: number): Promise<unknown> =>
    eventually(`${count} have left`, async () => (await held.left()) >= count, CATCH_UP_MS);

  it('brings each message to its phone exactly once', () => {
    expect(departures).toHaveLength(held.count);
    expect(new Set(departures.map(({ messageId }) => messageId)).size).toBe(held.count);
  });

  it('lets none leave before the hours open', () => {
    expect(departures[0]!.at).toBeGreaterThanOrEqual(opening);
  });

  it('lets none leave before its place, and the places are spread over the span', () => {
    for (const { at, place } of departures) expect(at).toBeGreaterThan(place - TOLERANCE_MS);
    const quarters = [0, 0, 0, 0];
    for (const { place } of departures) quarters[Math.floor((4 * (place - opening)) / (SPAN_MINUTES * MINUTE))]! += 1;
    for (const count of quarters) expect(count).toBeGreaterThan(held.count / 8);
  });

  it('does not leave a small tenant behind a large one', () => {
    const small = new Set(held.lenders.filter(({ loans }) => loans <= MESSAGES / 10).map(({ tenant }) => tenant));
    const isSmall = departures.map(({ tenant }) => small.has(tenant));
    const few = isSmall.filter(Boolean).length;
    const many = departures.length - few;
    // Of all pairs of a small tenant's message and a large one's, in how many the small one's left later: half, give or take.
    let largeSoFar = 0;
    const later = isSmall.reduce((pairs, of) => {
      if (!of) largeSoFar += 1;
      return of ? pairs + largeSoFar : pairs;
    }, 0);
    const deviation = Math.sqrt((few + many + 1) / (12 * few * many));
    expect(later / (few * many)).toBeLessThan(0.5 + 5 * deviation);
  });

  it('lets Temporal be fair between tenants with the workflows themselves, which a crowd waits for after an outage', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    try {
      const { workflow } = new Client({ connection, namespace: temporal.namespace });
      for (const { tenant } of held.lenders) {
        const [row] = await processes.rows<{ id: string }>(`select id from lifecycles where tenant_id = $1 limit 1`, [
          tenant,
        ]);
        const { priority } = await workflow.getHandle(lifecycleWorkflowId(tenant, row!.id)).describe();
        expect(priority?.fairnessKey).toBe(tenant);
      }
    } finally {
      await connection.close();
    }
  });

  it("keeps within the dealer's rate", () => {
    // What a rate lets through at once, and what was at work when the others came, besides.
    const mostInTenSeconds = 10 * PER_SECOND + PER_SECOND + 50;
    departures.forEach(({ at }, index) => {
      const tenSecondsOn = departures.findLastIndex((other) => other.at < at + 10_000);
      expect(tenSecondsOn - index + 1).toBeLessThanOrEqual(mostInTenSeconds);
    });
  });

  it('leaves nothing behind', async () => {
    const [row] = await processes.rows<{ held: number }>(
      `select count(*)::int as held from messages where state = 'open' or held_until is not null`,
    );
    expect(row?.held).toBe(0);
  });
});
