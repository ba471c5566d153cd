import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import type { DealerName } from '#libs/contracts/dealers.js';
import type { DealerWeights } from '#libs/message/dealer-choice.js';
import { createDataSource } from '#libs/database/data-source.js';
import { startChild, type Child } from '#scripts/engines/child.js';
import { freePort } from '#scripts/engines/free-port.js';
import type { Ledger } from '#scripts/engines/ledger.js';
import { answersWell, untilReady } from '#scripts/engines/readiness.js';
import { setUpTenant, simulatorTemplates } from '#scripts/tenant-setup.js';
import { createTestDatabase, settingsOf, type TestDatabase } from './database.js';
import { CALLING_BACK, dealerAccounts, dealerSettings, SOLAPI_ACCOUNT, WEBHOOK_SECRET } from './dealer-environments.js';
import { eventually } from './eventually.js';
import { workflowBundle } from './platform.js';
import { scratchFolder } from './scratch-folder.js';
import type { TestTemporal } from './temporal.js';

const CHANNEL_ID = 'KA01PF_TEST_CHANNEL';
const SENDER_NUMBER = '0212345678';
const READY_MS = 60_000;
const RESTART_GRACE_MS = 20_000;
/** Whoever waits longer for a row holds another that its holder waits for. */
const HOLD_TIMEOUT_MS = 20_000;
/** Longer than any answer takes; one that never comes is to be named instead of the test's own end. */
const CALL_TIMEOUT_MS = 60_000;

const root = join(import.meta.dirname, '../..');

export type Role = 'api' | 'worker' | 'dealer-simulator';

/** How long a call to the dealer may take in these processes, ms: long enough to be killed in the middle of one. */
export const DEALER_TIMEOUT_MS = 15_000;

/** Whose metrics: Temporal's SDK in the worker answers its own. */
export type MetricsOf = 'api' | 'worker' | 'sdk';

/** A connection between two of them that something may be put into. */
export type Link = 'database' | 'temporal' | 'dealer' | 'receipts';

export interface ProcessesOptions {
  /** Answers the address, host:port, under which the other end of a link is to be reached instead. */
  readonly lead?: (link: Link, address: string) => Promise<string>;
  /** Instead of DEALER_TIMEOUT_MS. */
  readonly dealerTimeoutMs?: number;
  /** Who carries messages, each for a tenant of its own; the first one's is that of `call`. Absent: Solapi. */
  readonly dealers?: readonly DealerName[];
  /** How the first tenant's messages are divided among the dealers, which then stand in for each other; absent: one has all. */
  readonly weights?: DealerWeights;
  /** As `lead`, of the way to a single dealer; undefined: the way that all of them go. */
  readonly leadDealer?: (dealer: DealerName, address: string) => Promise<string> | undefined;
  /** More settings of a role's environment, or others. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Settings of PostgreSQL in their database. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

/** A message as a phone shows it. */
export interface Received {
  readonly channel: string;
  readonly text: string;
}

/** A row that a test holds in a transaction of its own, so that whoever needs it waits. */
export interface HeldRow {
  /** Resolves when another process waits for it with a statement that contains `words`. */
  awaited(words: string): Promise<void>;
  release(): Promise<void>;
}

/** API, worker and dealer simulator as processes of their own, from source, to be killed and started again. */
export class Processes {
  private readonly children = new Map<Role, Child>();
  private readonly held = new Set<HeldRow>();

  private constructor(
    readonly tenant: string,
    private readonly apiKeys: Readonly<Partial<Record<DealerName, string>>>,
    private readonly dealers: readonly DealerName[],
    private readonly folder: string,
    private readonly ledger: Ledger,
    private readonly database: TestDatabase,
    private readonly environment: Readonly<Record<Role, Record<string, string>>>,
    private readonly urls: Readonly<Record<Role, string>>,
    private readonly metricsPorts: Readonly<Record<MetricsOf, number>>,
    private readonly superuser: pg.Pool,
  ) {}

  static async start(temporal: TestTemporal, options: ProcessesOptions = {}): Promise<Processes> {
    const tenant = `t-${randomBytes(4).toString('hex')}`;
    const { folder, ledger } = await scratchFolder();
    const bundle = join(folder, 'workflows.js');
    await writeFile(bundle, (await workflowBundle()).code);
    const database = await createTestDatabase();
    await settingsOf(database.superuserUrl, options.databaseSettings ?? {});
    const { dealers = ['solapi'] } = options;
    const apiKeys: Partial<Record<DealerName, string>> = {};
    const first = { dealer: dealers[0]!, dealers: options.weights ?? null };
    for (const [place, dealer] of dealers.entries())
      apiKeys[dealer] = await (place === 0
        ? newTenant(database, tenant, first)
        : newTenant(database, `${tenant}-${dealer}`, { dealer }));
    const ports = { api: await freePort(0), worker: await freePort(0), 'dealer-simulator': await freePort(0) };
    const metricsPorts = { api: await freePort(0), worker: await freePort(0), sdk: await freePort(0) };
    const urls = mapped(ports, (port) => `http://127.0.0.1:${port}`);
    const led = await leads(options, {
      database: database.appUrl,
      temporal: `http://${temporal.address}`,
      dealer: urls['dealer-simulator'],
      receipts: urls.api,
    });
    const dealerUrls = await ofEachDealer(dealers, led.dealer, options.leadDealer);
    const dealerTimeoutMs = options.dealerTimeoutMs ?? DEALER_TIMEOUT_MS;
    const { settings: others = {} } = options;
    const processes = new Processes(
      tenant,
      apiKeys,
      dealers,
      folder,
      ledger,
      database,
      environmentOf({
        temporal,
        ports,
        metricsPorts,
        publicUrl: urls.api,
        led,
        folder,
        bundle,
        dealerUrls,
        dealerTimeoutMs,
        others,
      }),
      urls,
      metricsPorts,
      new pg.Pool({ connectionString: database.superuserUrl, max: 12 }),
    );
    try {
      await processes.begin('dealer-simulator');
      await processes.control('PUT', 'templates', simulatorTemplates(CHANNEL_ID, urls.api));
      for (const dealer of CALLING_BACK)
        await processes.control('PUT', 'webhook', {
          url: `${led.receipts}/v1/receipts/${dealer}`,
          secret: WEBHOOK_SECRET,
          dealer,
        });
      await Promise.all([processes.begin('api'), processes.begin('worker')]);
      return processes;
    } catch (error) {
      await processes.close();
      throw error;
    }
  }

  /** Starts one of them, at its old address and with what it had stored, and waits until it is ready. */
  async begin(role: Role): Promise<void> {
    const child = await startChild({
      name: role,
      file: process.execPath,
      args: ['--import', join(root, 'scripts/typescript-hooks.mjs'), join(root, 'apps', role, 'main.ts')],
      env: this.environment[role],
      cwd: root,
      logFile: join(this.folder, `${role}.log`),
      ledger: this.ledger,
    });
    this.children.set(role, child);
    const health = role === 'dealer-simulator' ? '/_simulator/health' : '/health/ready';
    await untilReady(child, role, READY_MS, () => answersWell(this.urls[role] + health));
  }

  /** As a new version or another configuration is rolled out: asks it to end, and starts it again with what is configured by now. */
  async restart(role: Role): Promise<void> {
    await this.children.get(role)?.stop(RESTART_GRACE_MS);
    await this.begin(role);
  }

  /** What API and worker read from their environment when they begin the next time, beside what they have. */
  configure(settings: Readonly<Record<string, string>>): void {
    for (const role of ['api', 'worker'] as const) Object.assign(this.environment[role], settings);
  }

  /** What the API reads from its environment. */
  configured(name: string): string {
    const value = this.environment.api[name];
    if (value === undefined) throw new Error(`${name} is not set.`);
    return value;
  }

  /** Gives a command at the machine, in the API's environment; answers what it said, and fails with it. */
  async command(name: string, ...args: readonly string[]): Promise<string> {
    const hooks = ['--import', join(root, 'scripts/typescript-hooks.mjs')];
    const { all } = await execa(process.execPath, [...hooks, join(root, `scripts/${name}.ts`), ...args], {
      cwd: root,
      env: this.environment.api,
      all: true,
    });
    return all;
  }

  /** SIGKILL: it gets to know nothing of it and tidies nothing up. */
  async kill(role: Role): Promise<void> {
    const child = this.children.get(role);
    if (!child?.running()) throw new Error(`The ${role} does not run.`);
    process.kill(child.pid, 'SIGKILL');
    await child.ended;
  }

  /** The process that runs now; another one after a restart. */
  pidOf(role: Role): number | undefined {
    const child = this.children.get(role);
    return child?.running() ? child.pid : undefined;
  }

  /** Calls the API as a tenant's system would, the first dealer's unless told; rejects when the connection breaks. */
  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    idempotencyKey: string = randomUUID(),
    apiKey: string = this.keyOf(this.dealers[0]!),
  ): Promise<Answer<T>> {
    const response = await fetch(this.urls.api + path, {
      method,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** Another tenant beside the first, with settings like its; answers its key. */
  async addTenant(namespace?: string): Promise<{ readonly tenant: string; readonly apiKey: string }> {
    const tenant = `t-${randomBytes(4).toString('hex')}`;
    return { tenant, apiKey: await newTenant(this.database, tenant, { dealer: 'solapi' }, namespace) };
  }

  get apiUrl(): string {
    return this.urls.api;
  }

  /** The API key of the tenant whose messages a dealer carries. */
  keyOf(dealer: DealerName): string {
    const key = this.apiKeys[dealer];
    if (key === undefined) throw new Error(`No tenant has ${dealer}.`);
    return key;
  }

  /** The simulator's control API (docs/dealer-simulator.md). */
  async control<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.urls['dealer-simulator']}/_simulator/${path}`, {
      method,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** What a phone really received, oldest first. */
  async received(phone: string): Promise<readonly Received[]> {
    const { received } = await this.control<{ received: readonly Received[] }>('GET', `phones/${phone}`);
    return received;
  }

  /** Looks into the database past row-level security. */
  async rows<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.superuser.query<T>(text, [...values])).rows;
  }

  /** Holds the row that `select … for update` finds or that `insert … returning` writes; releasing it undoes all. */
  async hold(statement: string, values: readonly unknown[]): Promise<HeldRow> {
    const client = await this.superuser.connect();
    const found = await heldBy(client, statement, values);
    const [{ pid } = { pid: 0 }] = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    const held: HeldRow = {
      awaited: async (words) => {
        await eventually(`somebody waits with "${words}" for a row that is held`, async () => {
          const waiting = await this.rows<{ query: string }>(
            `select query from pg_stat_activity where $1 = any(pg_blocking_pids(pid))`,
            [pid],
          );
          if (waiting.some(({ query }) => query.includes(words))) return true;
          throw new Error(`waiting: ${waiting.map(({ query }) => query).join('; ') || 'nobody'}`);
        });
      },
      release: async () => {
        if (!this.held.delete(held)) return;
        await client.query('rollback');
        client.release();
      },
    };
    this.held.add(held);
    if (found.rowCount === 0) {
      await held.release();
      throw new Error('There is no such row to hold.');
    }
    return held;
  }

  async releaseAll(): Promise<void> {
    for (const held of [...this.held]) await held.release();
  }

  /** All that a process has logged, in every life of it. */
  log(role: Role): Promise<Buffer> {
    return readFile(join(this.folder, `${role}.log`));
  }

  /** What Prometheus would be told now. */
  async metrics(of: MetricsOf): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.metricsPorts[of]}/metrics`);
    if (!response.ok) throw new Error(`The metrics of the ${of} were answered with ${response.status}.`);
    return response.text();
  }

  /** To look into the database past row-level security. */
  get superuserUrl(): string {
    return this.database.superuserUrl;
  }

  urlOf(role: Role): string {
    return this.urls[role];
  }

  /** The last lines that each process wrote, for the message of a test that fails. */
  lastWords(): string {
    return [...this.children].map(([role, child]) => `--- ${role}\n${child.lastWords(30)}`).join('\n');
  }

  async close(): Promise<void> {
    await this.releaseAll();
    await Promise.all([...this.children.values()].map((child) => child.stop(5_000)));
    await this.superuser.end();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function heldBy(client: pg.PoolClient, statement: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = ${HOLD_TIMEOUT_MS}`);
    // Nothing but that row: what triggers write would be held as well, the counts of the day for one, and starts wait for them.
    await client.query('set local session_replication_role = replica');
    return await client.query(statement, [...values]);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Sets up a tenant with the shipped templates and without quiet hours; answers its key. */
async function newTenant(
  database: TestDatabase,
  id: string,
  carriers: { readonly dealer: DealerName; readonly dealers?: DealerWeights | null } = { dealer: 'solapi' },
  namespace?: string,
): Promise<string> {
  const dataSource = await createDataSource({ url: database.appUrl, poolSize: 2 }).initialize();
  try {
    // That templates are approved first is the subject of other suites.
    const requireApprovedTemplates = false;
    const settings = {
      quietHours: null,
      // Nobody waits for the books of one visit but the suites on it, which lend at a machine.
      visitSettle: 0,
      senderNumber: SENDER_NUMBER,
      channelId: CHANNEL_ID,
      ...carriers,
      requireApprovedTemplates,
    };
    const { apiKey } = await setUpTenant(dataSource, { id, name: '시험 도서관', settings, namespace });
    return apiKey;
  } finally {
    await dataSource.destroy();
  }
}

/** The URL of each link's other end, by the way that the test wants it to be reached. */
async function leads(
  { lead }: ProcessesOptions,
  direct: Readonly<Record<Link, string>>,
): Promise<Readonly<Record<Link, string>>> {
  if (!lead) return direct;
  const led = await Promise.all(
    Object.entries(direct).map(async ([link, url]) => {
      const { host } = new URL(url);
      return [link, url.replace(host, await lead(link as Link, host))] as const;
    }),
  );
  return Object.fromEntries(led) as Record<Link, string>;
}

/** The URL of each dealer, by a way of its own where the test wants it. */
const ofEachDealer = (
  dealers: readonly DealerName[],
  url: string,
  lead: ProcessesOptions['leadDealer'],
): Promise<(readonly [DealerName, string])[]> =>
  Promise.all(
    dealers.map(async (dealer) => {
      const { host } = new URL(url);
      return [dealer, url.replace(host, (await lead?.(dealer, host)) ?? host)] as const;
    }),
  );

function environmentOf(house: {
  readonly temporal: TestTemporal;
  readonly ports: Readonly<Record<Role, number>>;
  readonly metricsPorts: Readonly<Record<MetricsOf, number>>;
  readonly publicUrl: string;
  readonly led: Readonly<Record<Link, string>>;
  readonly folder: string;
  readonly bundle: string;
  readonly dealerUrls: readonly (readonly [DealerName, string])[];
  readonly dealerTimeoutMs: number;
  readonly others: Readonly<Record<string, string>>;
}): Record<Role, Record<string, string>> {
  const { temporal, ports, metricsPorts, publicUrl, led, folder, bundle, dealerUrls, dealerTimeoutMs, others } = house;
  const key = (): string => randomBytes(32).toString('base64');
  const common = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    DATABASE_URL: led.database,
    DATABASE_POOL_SIZE: '20',
    BONGSU_MASTER_KEYS: `m1:${key()}`,
    BONGSU_LOOKUP_KEY: key(),
    BONGSU_PAYLOAD_KEYS: `p1:${key()}`,
    TEMPORAL_ADDRESS: new URL(led.temporal).host,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TASK_QUEUE_PREFIX: temporal.queuePrefix,
    ...dealerSettings(dealerUrls.map(([dealer]) => dealer)),
    BONGSU_PUBLIC_URL: publicUrl,
    CALLBACKS_TO_LOOPBACK: 'allowed',
    // Bursts are what these tests are about, and one key makes them.
    REQUESTS_PER_MINUTE_PER_KEY: '1000000',
    REQUESTS_PER_MINUTE_PER_TENANT: '1000000',
    ...others,
  };
  return {
    api: { ...common, PORT: String(ports.api), METRICS_PORT: String(metricsPorts.api) },
    worker: {
      SOLAPI_PER_SECOND: '1000',
      ...common,
      WORKER_PORT: String(ports.worker),
      WORKER_METRICS_PORT: String(metricsPorts.worker),
      WORKER_SDK_METRICS_PORT: String(metricsPorts.sdk),
      WORKFLOW_BUNDLE: bundle,
      ...Object.assign({}, ...dealerUrls.map(([dealer, url]) => dealerAccounts([dealer], url))),
      DEALER_TIMEOUT_MS: String(dealerTimeoutMs),
      ...others,
    },
    'dealer-simulator': {
      HOST: '127.0.0.1',
      SIMULATOR_PORT: String(ports['dealer-simulator']),
      SIMULATOR_API_KEY: SOLAPI_ACCOUNT.apiKey,
      SIMULATOR_API_SECRET: SOLAPI_ACCOUNT.apiSecret,
      SIMULATOR_STATE_FILE: join(folder, 'simulator.json'),
      SIMULATOR_SENDER_NUMBERS: SENDER_NUMBER,
    },
  };
}

const mapped = <K extends string, A, B>(record: Readonly<Record<K, A>>, to: (value: A) => B): Record<K, B> =>
  Object.fromEntries(Object.entries<A>(record).map(([name, value]) => [name, to(value)])) as Record<K, B>;
