import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE, timeOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { lendLoans } from '../harness/lent-loans.js';
import { Processes, type MetricsOf } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const PATIENCE_MS = 60_000;
/** So few that messages wait on the dealer's queue for a while. */
const PER_SECOND = 1;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The lines of an answer to Prometheus. */
const samplesIn = (text: string): Sample[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
    });

describe('What Prometheus is told', () => {
  let processes: Processes;
  let receiver: CallbackReceiver;

  beforeAll(async () => {
    receiver = await CallbackReceiver.start();
    processes = await Processes.start(testTemporal(), { settings: { SOLAPI_PER_SECOND: String(PER_SECOND) } });
    await processes.call('POST', '/v1/callbacks/endpoints', { url: receiver.url });
    await lend(1);
    await eventually(
      'its receipt has come',
      () => valueOf('api', 'bongsu_receipts_total', { dealer: 'solapi' }),
      PATIENCE_MS,
    );
  }, 120_000);
  afterAll(async () => {
    await processes.close();
    await receiver.close();
  }, 30_000);

  const lend = (loans: number): Promise<void> =>
    lendLoans(
      processes,
      Array.from({ length: loans }, () => processes.keyOf('solapi')),
    );

  /** The first that has at least these labels. */
  async function valueOf(of: MetricsOf, name: string, labels: Sample['labels'] = {}): Promise<number | undefined> {
    const fits = (sample: Sample): boolean =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value);
    return samplesIn(await processes.metrics(of)).find(fits)?.value;
  }

  it('counts requests by operation and status, and what is no operation as one', async () => {
    await processes.call('GET', '/v1/lifecycles/01932f1e-0000-7000-8000-000000000099');
    await processes.call('GET', '/v1/nothing-of-the-kind');
    const count = (labels: Sample['labels']) => valueOf('api', 'bongsu_http_request_seconds_count', labels);
    expect(await count({ method: 'POST', route: '/v1/lifecycles', status: '201' })).toBe(1);
    expect(await count({ method: 'GET', route: '/v1/lifecycles/:id', status: '404' })).toBe(1);
    expect(await count({ method: 'GET', route: '(none)', status: '404' })).toBe(1);
  });

  it('counts calls to dealers by channel and what they came to', async () => {
    const labels = { dealer: 'solapi', call: 'commit', channel: 'alimtalk', outcome: 'accepted' };
    expect(await valueOf('worker', 'bongsu_dealer_call_seconds_count', labels)).toBe(1);
  });

  it('tells how late receipts are', async () => {
    const lag = 'bongsu_receipt_lag_seconds';
    expect(await valueOf('api', `${lag}_count`, { dealer: 'solapi' })).toBeGreaterThan(0);
    expect(await valueOf('api', `${lag}_bucket`, { dealer: 'solapi', le: '60' })).toBeGreaterThan(0);
  });

  it('counts tries to reach senders', () =>
    eventually(
      'a try is counted',
      () => valueOf('worker', 'bongsu_callback_tries_total', { of: 'event', result: 'delivered' }),
      PATIENCE_MS,
    ));

  it('tells how the circuits of dealers stand', async () => {
    await eventually('the circuit is shown', () =>
      valueOf('api', 'bongsu_dealer_circuit', { dealer: 'solapi', state: 'closed' }),
    );
    expect(await valueOf('api', 'bongsu_dealer_circuit', { dealer: 'solapi', state: 'open' })).toBe(0);
    expect(await valueOf('api', 'bongsu_dealer_rate', { dealer: 'solapi' })).toBe(PER_SECOND);
  });

  it('tells what has waited for how long to be told to Temporal', async () => {
    // Postponed, so that nobody tells it before it is seen.
    await processes.rows(
      `update outbox set told_at = null, created_at = now() - interval '1 hour', next_try_at = now() + interval '1 day'
       where id = (select min(id) from outbox)`,
    );
    await eventually('it is shown', async () => ((await valueOf('api', 'bongsu_outbox_oldest_seconds')) ?? 0) >= 3_600);
    expect(await valueOf('api', 'bongsu_outbox_untold')).toBeGreaterThan(0);
    await processes.rows(`update outbox set told_at = now() where told_at is null`);
  });

  it('tells how much waits for the turn of its dealer', async () => {
    await lend(20);
    await eventually(
      'a queue is shown',
      async () => ((await valueOf('worker', 'bongsu_queue_tasks', { queue: 'dealer-solapi' })) ?? 0) > 5,
      PATIENCE_MS,
    );
  });

  it('tells how many messages are held', async () => {
    const at = (moment: number): string => timeOf(moment).slice(0, 5);
    const quietHours = { from: at(Date.now() - 60 * MINUTE), to: at(Date.now() + 120 * MINUTE) };
    expect((await processes.call('PATCH', '/v1/settings', { quietHours })).status).toBe(200);
    await lend(1);
    await eventually('it is shown', async () => ((await valueOf('api', 'bongsu_messages_held')) ?? 0) > 0, PATIENCE_MS);
  });

  it('tells how pools are used', async () => {
    for (const whose of ['api', 'worker'] as const) {
      expect(await valueOf(whose, 'bongsu_database_pool_size')).toBe(20);
      expect(await valueOf(whose, 'bongsu_database_pool_connections', { state: 'idle' })).toBeGreaterThanOrEqual(0);
      expect(await valueOf(whose, 'bongsu_database_pool_connections', { state: 'waiting' })).toBe(0);
    }
  });

  it('has the SDK of Temporal tell of itself', async () => {
    const names = samplesIn(await processes.metrics('sdk')).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['temporal_worker_task_slots_available', 'temporal_request_total']));
  });

  it('has no label but those of closed sets, and so no tenant', async () => {
    const samples = [...samplesIn(await processes.metrics('api')), ...samplesIn(await processes.metrics('worker'))];
    const labels = new Set(
      samples.filter(({ name }) => name.startsWith('bongsu_')).flatMap(({ labels: each }) => Object.keys(each)),
    );
    const known = [
      'call',
      'channel',
      'dealer',
      'le',
      'method',
      'of',
      'outcome',
      'queue',
      'result',
      'route',
      'state',
      'status',
    ];
    expect([...labels].filter((label) => !known.includes(label))).toEqual([]);
    expect(
      samples.filter(({ labels: each }) => Object.values(each).some((text) => text.includes(processes.tenant))),
    ).toEqual([]);
  });

  it('is told of in the operators’ handbook, and nothing else is', async () => {
    const text = (await processes.metrics('api')) + (await processes.metrics('worker'));
    const told = new Set([...text.matchAll(/^# TYPE (bongsu_\w+)/gm)].map(([, name]) => name));
    const handbook = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
    const documented = new Set([...handbook.matchAll(/^\| `(bongsu_\w+)`/gm)].map(([, name]) => name));
    expect([...documented].sort()).toEqual([...told].sort());
  });

  it('is not told at the address of the API, nor at the health of the worker', async () => {
    for (const role of ['api', 'worker'] as const)
      expect((await fetch(`${processes.urlOf(role)}/metrics`)).status).toBe(404);
  });
});
