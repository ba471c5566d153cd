/**
 * How soon a dealer's receipt is answered, from the post to the 200, after it has been stored: of as many lived messages,
 * one receipt each, against an answer of the same API that stores nothing. Prints one line of JSON.
 * Run: `node --import ./scripts/typescript-hooks.mjs bench/receipts.ts [how many, 500]`.
 */
import { performance } from 'node:perf_hooks';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { startTestEngines, stopTestEngines } from '../test/harness/engines.js';
import { eventually } from '../test/harness/eventually.js';
import { WEBHOOK_SECRET } from '../test/harness/dealer-environments.js';
import { Processes } from '../test/harness/processes.js';
import { createOwnTemporal } from '../test/harness/temporal.js';

const MESSAGES = Number(process.argv[2] ?? 500);
const AT_ONCE = 4;

/** One after the other within each of some lanes, as dealers post. */
async function inLanes(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function timed(count: number, ask: (number: number) => Promise<Response>): Promise<number[]> {
  const times: number[] = [];
  await inLanes(count, async (number) => {
    const began = performance.now();
    const response = await ask(number);
    await response.text();
    times.push(performance.now() - began);
    if (response.status !== 200) throw new Error(`Answered with ${response.status}.`);
  });
  return times.sort((a, b) => a - b);
}

const at = (times: readonly number[], share: number): number =>
  Number(times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1));

await startTestEngines();
const temporal = await createOwnTemporal();
const processes = await Processes.start(temporal);
try {
  // The simulator posts none of its own: they are posted here, and timed.
  await processes.control('PUT', 'settings', { receipts: 'never' });
  await inLanes(MESSAGES, async (number) => {
    const { status } = await processes.call('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `R-${number}`,
      recipient: { name: '김하늘', phone: `0105500${String(number % 10_000).padStart(4, '0')}` },
      data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    if (status !== 201) throw new Error(`A start was answered with ${status}.`);
  });
  const accepted = (): Promise<{ key: string; groupId: string; messageId: string | null }[]> =>
    processes.rows(
      `select a.tenant_id || '/' || a.message_id || '/' || a.number as key, a.dealer_group_id as "groupId",
              a.dealer_message_id as "messageId" from attempts a where a.state = 'accepted'`,
    );
  await eventually('the dealer has every message', async () => (await accepted()).length >= MESSAGES, 300_000);
  const attempts = await accepted();
  const receipts = await timed(attempts.length, (number) => {
    const { key, groupId, messageId } = attempts[number]!;
    return fetch(`${processes.apiUrl}/v1/receipts/solapi`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-solapi-event-name': 'SINGLE-REPORT',
        'x-solapi-secret': WEBHOOK_SECRET,
      },
      body: JSON.stringify([
        {
          messageId: messageId ?? `M${number}`,
          groupId,
          type: 'ATA',
          statusCode: '4000',
          customFields: { bongsu: key },
        },
      ]),
    });
  });
  const [{ delivered } = { delivered: 0 }] = await processes.rows<{ delivered: number }>(
    `select count(*)::int as delivered from attempts where state = 'delivered'`,
  );
  const baseline = await timed(attempts.length, () => fetch(`${processes.apiUrl}/health/live`));
  const report = {
    receipts: receipts.length,
    delivered,
    medianMs: at(receipts, 0.5),
    p95Ms: at(receipts, 0.95),
    storesNothingMedianMs: at(baseline, 0.5),
    ratio: Number((at(receipts, 0.5) / at(baseline, 0.5)).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await processes.close();
  await temporal.remove();
  await stopTestEngines();
}
