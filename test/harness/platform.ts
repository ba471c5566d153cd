import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test as Nest } from '@nestjs/testing';
import { Client, Connection } from '@temporalio/client';
import { Runtime, type NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import type { DataSource } from 'typeorm';
import { createActivities } from '#activities/create-activities.js';
import { ApiModule } from '#apps/api/api.module.js';
import { prepareApi } from '#apps/api/create-api.js';
import { CLOCK } from '#apps/api/foundation/foundation.module.js';
import { Patrol } from '#apps/api/telling/patrol.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  type Settings as SimulatorSettings,
} from '#apps/dealer-simulator/options.js';
import type { Scheduler } from '#apps/dealer-simulator/scheduler.js';
import { announceDealers } from '#libs/database/dealer-store.js';
import { createDataSource } from '#libs/database/data-source.js';
import { LocalKeyManagement } from '#libs/database/key-management.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { keepTenantKeys } from '#libs/database/tenant-keys.js';
import type { TenantSettingsInput } from '#libs/database/tenant-settings.js';
import { NhnDealer } from '#libs/dealers/nhn/nhn-dealer.js';
import { NhnTemplateDesk } from '#libs/dealers/nhn/template-desk.js';
import { SolapiTemplateDesk } from '#libs/dealers/solapi/template-desk.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { CircuitRules } from '#libs/message/dealer-circuit.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { createLogger, temporalLogger } from '#libs/platform/logging.js';
import { dataConverter } from '#libs/temporal/data-converter.js';
import type { PayloadKey } from '#libs/temporal/payload-codec.js';
import { WorkerSet } from '#libs/temporal/workers.js';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { setUpTenant, simulatorTemplates } from '#scripts/tenant-setup.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { testTemporal, type TestTemporal } from './temporal.js';

const CHANNEL_ID = 'KA01PF_TEST_CHANNEL';
const SENDER_NUMBER = '0212345678';
const WEBHOOK_SECRET = 'test-webhook-secret';

const root = join(import.meta.dirname, '../..');
let bundle: Promise<WorkflowBundle> | undefined;

/** The workflow bundle from source: that of the whole test run, else one's own. */
export const workflowBundle = (): Promise<WorkflowBundle> => (bundle ??= readOrBundle());

async function readOrBundle(): Promise<WorkflowBundle> {
  const file = process.env['BONGSU_TEST_WORKFLOW_BUNDLE'];
  return file === undefined ? bundleWorkflows(root) : { code: await readFile(file, 'utf8') };
}

let runtimeInstalled = false;
/** Before anything of Temporal's runs in this process; afterwards it keeps the runtime that it has. */
export function quietRuntime(): void {
  if (runtimeInstalled) return;
  Runtime.install({ logger: temporalLogger(createLogger('test', 'fatal')), shutdownSignals: [] });
  runtimeInstalled = true;
}

export interface PlatformOptions {
  /** Absent: a new one, which no other suite shares. */
  readonly tenant?: string;
  readonly temporal?: TestTemporal;
  readonly settings?: Partial<TenantSettingsInput>;
  /** NHN Cloud as well, for tenants whose settings name it. */
  readonly nhn?: true;
  readonly simulator?: Partial<SimulatorSettings>;
  /** False: nobody works until `startWorkers`. */
  readonly workers?: boolean;
  /** The clock of API, activities and dealer; absent: the machine's. */
  readonly now?: () => Moment;
  /** Awaited before each activity, to read a clock that answers only when asked. */
  readonly beforeActivity?: () => Promise<void>;
  /** When the simulator does what it does later; absent: by the machine's clock. */
  readonly scheduler?: Scheduler;
  /** False on a server that cannot list workflows. */
  readonly patrol?: boolean;
  readonly payloadKeys?: readonly PayloadKey[];
  readonly dealerTimeoutMs?: number;
  /** Of each dealer's contract. */
  readonly perSecond?: number;
  readonly circuitRules?: CircuitRules;
  readonly receiptPatienceMs?: number;
  /** Pauses between the tries of a call to the sender's system, ms; absent: more than 24 hours in all. */
  readonly callbackPausesMs?: readonly number[];
  readonly maxCachedWorkflows?: number;
  readonly connection?: NativeConnection;
}

/** An answer of the API. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

/** The whole product in this process, on real engines: API, workers, dealer simulator, one tenant. */
export class Platform {
  private workers: { set: WorkerSet; running: Promise<void> } | undefined;

  private constructor(
    readonly tenant: string,
    readonly apiUrl: string,
    readonly apiKey: string,
    readonly database: TestDatabase,
    readonly dataSource: DataSource,
    readonly temporal: TestTemporal,
    readonly client: Client,
    readonly simulator: Simulator,
    readonly keys: PersonalDataKeys,
    readonly configuration: ApiConfiguration,
    private api: INestApplication,
    private readonly options: PlatformOptions,
  ) {}

  static async start(options: PlatformOptions = {}): Promise<Platform> {
    quietRuntime();
    const tenant = options.tenant ?? `t-${randomBytes(4).toString('hex')}`;
    const database = await createTestDatabase();
    const temporal = options.temporal ?? testTemporal();
    const dataSource = await createDataSource({ url: database.appUrl, poolSize: 20 }).initialize();
    const { apiKey } = await setUpTenant(dataSource, {
      id: tenant,
      name: '시험 도서관',
      settings: {
        quietHours: null,
        // That the books of one visit are told of together is the subject of a few suites, which say so.
        visitSettle: 0,
        senderNumber: SENDER_NUMBER,
        channelId: CHANNEL_ID,
        // That templates are approved first is the subject of a few suites, which say so.
        requireApprovedTemplates: false,
        ...options.settings,
      },
    });
    const simulator = await createSimulator({
      ...(options.now && { now: options.now }),
      ...(options.scheduler && { scheduler: options.scheduler }),
      senderNumbers: [SENDER_NUMBER],
      webhookSecret: WEBHOOK_SECRET,
      settings: { receiptDelayMs: 20, ...options.simulator },
    });
    const configuration = configurationOf(database, temporal, options.payloadKeys);
    const api = await listening(configuration, options);
    const apiUrl = await api.getUrl();
    simulator.control.putTemplates(simulatorTemplates(CHANNEL_ID, apiUrl));
    simulator.control.setWebhook({ url: `${apiUrl}/v1/receipts/solapi`, secret: WEBHOOK_SECRET });
    simulator.control.setWebhook({ url: `${apiUrl}/v1/receipts/nhn`, secret: WEBHOOK_SECRET }, 'nhn');
    const client = new Client({
      connection: await Connection.connect({ address: temporal.address }),
      namespace: temporal.namespace,
      dataConverter: dataConverter(configuration.payloadKeys),
    });
    const keys = new PersonalDataKeys(configuration.database);
    keepTenantKeys(dataSource, keys, new LocalKeyManagement(configuration.database.masterKeys));
    const platform = new Platform(
      tenant,
      apiUrl,
      apiKey,
      database,
      dataSource,
      temporal,
      client,
      simulator,
      keys,
      configuration,
      api,
      options,
    );
    try {
      if (options.workers !== false) await platform.startWorkers();
      return platform;
    } catch (error) {
      await platform.close();
      throw error;
    }
  }

  async startWorkers(): Promise<void> {
    const { temporal, configuration, options } = this;
    const dealerTimeoutMs = options.dealerTimeoutMs ?? 2_000;
    const dealers = [this.dealer(dealerTimeoutMs), ...(options.nhn ? [this.nhn(dealerTimeoutMs)] : [])];
    const rates = Object.fromEntries(dealers.map(({ name }) => [name, options.perSecond ?? 1_000]));
    await announceDealers(this.dataSource, rates, (options.now ?? Date.now)());
    const activities = createActivities({
      dataSource: this.dataSource,
      ...(options.circuitRules && { circuitRules: options.circuitRules }),
      keys: this.keys,
      dealers,
      desks: [this.desk(dealerTimeoutMs), ...(options.nhn ? [this.nhnDesk(dealerTimeoutMs)] : [])],
      now: options.now ?? Date.now,
      dealerTimeoutMs,
      linkBase: this.apiUrl,
      callbacksToLoopback: true,
      ...(options.callbackPausesMs && { callbackPausesMs: options.callbackPausesMs }),
      ...(options.receiptPatienceMs !== undefined && { receiptPatienceMs: options.receiptPatienceMs }),
    });
    const set = await WorkerSet.create({
      ...temporal,
      payloadKeys: configuration.payloadKeys,
      workflowBundle: await workflowBundle(),
      database: preceded(activities.database, options.beforeActivity),
      callbacks: preceded(activities.callbacks, options.beforeActivity),
      callbackEndpoints: preceded(activities.callbackEndpoints, options.beforeActivity),
      dealers: dealers.map(({ name }) => ({
        name,
        perSecond: options.perSecond ?? 1_000,
        activities: preceded(activities.dealer(name), options.beforeActivity),
      })),
      maxCachedWorkflows: options.maxCachedWorkflows ?? 500,
      shutdownGraceMs: 2_000,
      ...(options.connection && { connection: options.connection }),
    });
    this.workers = { set, running: set.run() };
  }

  async stopWorkers(): Promise<void> {
    this.workers?.set.shutdown();
    await this.workers?.running;
    this.workers = undefined;
  }

  dealer(timeoutMs: number): SolapiDealer {
    return new SolapiDealer({
      baseUrl: this.simulator.url,
      ...DEFAULT_ACCOUNT,
      webhookSecret: WEBHOOK_SECRET,
      timeoutMs,
      now: this.options.now ?? Date.now,
    });
  }

  private desk(timeoutMs: number): SolapiTemplateDesk {
    const now = this.options.now ?? Date.now;
    return new SolapiTemplateDesk({ baseUrl: this.simulator.url, ...DEFAULT_ACCOUNT, timeoutMs, now });
  }

  private nhnDesk(timeoutMs: number): NhnTemplateDesk {
    const baseUrl = this.simulator.url;
    return new NhnTemplateDesk({
      alimtalk: { baseUrl, ...DEFAULT_NHN_ACCOUNT.alimtalk },
      text: { baseUrl, ...DEFAULT_NHN_ACCOUNT.text },
      timeoutMs,
      now: this.options.now ?? Date.now,
    });
  }

  private nhn(timeoutMs: number): NhnDealer {
    const baseUrl = this.simulator.url;
    return new NhnDealer({
      alimtalk: { baseUrl, ...DEFAULT_NHN_ACCOUNT.alimtalk },
      text: { baseUrl, ...DEFAULT_NHN_ACCOUNT.text },
      webhookSecret: WEBHOOK_SECRET,
      timeoutMs,
      settlingMs: 0,
      now: this.options.now ?? Date.now,
    });
  }

  /** Calls the API as the tenant's system would; a POST carries an Idempotency-Key unless one is given. */
  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  /** What a phone really received, oldest first. */
  received(phone: string) {
    return this.simulator.control.phone(phone).received;
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await this.api.close();
    await this.simulator.close();
    await this.client.connection.close();
    await this.dataSource.destroy();
    await this.database.drop();
  }
}

async function listening(
  configuration: ApiConfiguration,
  { now, patrol = true }: PlatformOptions,
): Promise<INestApplication> {
  let assembling = Nest.createTestingModule({ imports: [ApiModule.with(configuration)] });
  if (now) assembling = assembling.overrideProvider(CLOCK).useValue({ now });
  if (!patrol) {
    assembling = assembling
      .overrideProvider(Patrol)
      .useValue({ start: () => undefined, stop: () => Promise.resolve() });
  }
  const module = await assembling.compile();
  const api = prepareApi(module.createNestApplication<NestExpressApplication>({ bodyParser: false }), configuration);
  await api.listen(configuration.http.port, configuration.http.host);
  return api;
}

/** The same activities, each begun only after `before`. */
function preceded<T extends object>(activities: T, before: (() => Promise<void>) | undefined): T {
  if (!before) return activities;
  return new Proxy(activities, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        await before();
        return Reflect.apply(member, target, args);
      };
    },
  });
}

function configurationOf(
  database: TestDatabase,
  temporal: TestTemporal,
  payloadKeys: readonly PayloadKey[] = [{ id: 'p1', key: randomBytes(32) }],
): ApiConfiguration {
  return {
    logLevel: 'silent',
    payloadKeys,
    proofKeys: [{ id: 's1', key: randomBytes(32) }],
    database: {
      url: database.appUrl,
      poolSize: 20,
      masterKeys: [{ id: 'm1', key: randomBytes(32) }],
      lookupKey: randomBytes(32),
      keyManagement: undefined,
    },
    temporal: { address: temporal.address, namespace: temporal.namespace, queuePrefix: temporal.queuePrefix },
    dealers: {
      usual: 'solapi',
      names: ['solapi', 'nhn'],
      secrets: { solapi: WEBHOOK_SECRET, nhn: WEBHOOK_SECRET },
    },
    http: { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1', trustedProxies: [] },
    signIn: undefined,
    limits: { perKey: 1e6, perTenant: 1e6, linksPerAddress: 1e6 },
    linkBase: 'http://127.0.0.1',
    callbacksToLoopback: true,
    metrics: undefined,
  };
}
