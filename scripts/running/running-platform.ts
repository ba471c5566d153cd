import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { Listr, type ListrTask } from 'listr2';
import { createRoles } from '#libs/database/create-roles.js';
import { migrate } from '#libs/database/data-source.js';
import type { Say } from '../engines/engine-steps.js';
import { freePort } from '../engines/free-port.js';
import { Ledger } from '../engines/ledger.js';
import { startPostgres } from '../engines/postgres.js';
import { postgresUser } from '../engines/postgres-binaries.js';
import { startTemporal, type TemporalServer } from '../engines/temporal-server.js';
import { DEMONSTRATION_TENANT, registerWithSimulator, seedTenant } from './demonstration-tenant.js';
import type { Household } from './household.js';
import {
  startApi,
  startCodecEndpoint,
  startSignInSimulator,
  startSimulator,
  startWorker,
  type House,
  type MetricsPorts,
  type Service,
} from './services.js';
import { clusterFolder, readSecrets, writePrivately, type StateFolder } from './state-folder.js';

/** `.bongsu/dev.json`: what a developer or a tool on this machine needs to call the running platform. */
export interface DevFile {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly temporalAddress: string;
  /** Null when Temporal was running already. */
  readonly temporalUiUrl: string | null;
  readonly simulatorUrl: string;
  /** As the application's role. */
  readonly databaseUrl: string;
  readonly codecUrl: string;
  /** For Prometheus; `sdk`: those of Temporal's SDK in the worker. */
  readonly metricsUrls: Readonly<Record<keyof MetricsPorts, string>>;
  /** The sign-in of operators, and what it gives a token for. */
  readonly signInUrl: string;
  readonly signInSecret: string;
}

/** Filled task by task; a task reads only what an earlier one has put there. */
interface Started {
  databaseUrl: string;
  temporal: TemporalServer;
  simulator: Service;
  signIn: Service;
  apiKey: string;
  api: Service;
  codec: Service;
}

/** Starts engines and services in their order, showing progress, and writes dev.json. Throws with what went wrong. */
export async function startPlatform(root: string, state: StateFolder, household: Household): Promise<DevFile> {
  const secrets = await readSecrets(state.secretsFile);
  const house: House = { root, state, secrets, ledger: new Ledger(state.ledgerFile) };
  const codecPort = await freePort(8081);
  const metricsPorts = { api: await freePort(9464), worker: await freePort(9465), sdk: await freePort(9466) };
  const engines = ({ databaseUrl, temporal }: Started) => ({
    databaseUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  });

  const engineTasks: ListrTask<Started>[] = [
    {
      title: 'PostgreSQL',
      task: async (started, task) => {
        started.databaseUrl = await startDatabase(house, household, (line) => (task.output = line));
      },
    },
    {
      title: 'Temporal, with its UI',
      task: async (started, task) => {
        started.temporal = await startTemporal({
          databaseFile: state.temporalDatabase,
          logFile: join(state.logs, 'temporal.log'),
          preferredPort: 7233,
          preferredUiPort: 8233,
          codecEndpoint: `http://127.0.0.1:${codecPort}`,
          say: (line) => (task.output = line),
          ledger: house.ledger,
          env: process.env,
        });
        household.addEngine(started.temporal.child);
        if (started.temporal.child) await chmod(state.temporalDatabase, 0o600);
      },
    },
    {
      title: 'Dealer simulator',
      task: async (started) => {
        const { senderNumber } = DEMONSTRATION_TENANT.settings;
        started.simulator = await household.addService(() => startSimulator(house, senderNumber));
      },
    },
    {
      title: 'Sign-in simulator',
      task: async (started) => {
        started.signIn = await household.addService(() => startSignInSimulator(house));
      },
    },
  ];
  // One after the other: links in messages lead to the API's address.
  const messageTasks: ListrTask<Started>[] = [
    {
      title: 'API',
      task: async (started) => {
        started.api = await household.addService(() =>
          startApi(house, engines(started), started.signIn.url, metricsPorts),
        );
      },
    },
    {
      title: 'Worker',
      task: async (started) => {
        await household.addService(() =>
          startWorker(house, engines(started), started.simulator.url, started.api.url, metricsPorts),
        );
      },
    },
  ];
  const serviceTasks: ListrTask<Started>[] = [
    { title: 'API and worker', task: (_, task) => task.newListr(messageTasks, { concurrent: false }) },
    {
      title: 'Codec endpoint',
      task: async (started) => {
        started.codec = await household.addService(() => startCodecEndpoint(house, engines(started), codecPort));
      },
    },
  ];

  const started = await new Listr<Started>(
    [
      { title: 'Engines', task: (_, task) => task.newListr(engineTasks, { concurrent: true }) },
      {
        title: `Tenant of the demonstration: ${DEMONSTRATION_TENANT.name}`,
        task: async (so) => {
          so.apiKey = await seedTenant(so.databaseUrl, secrets.apiKey, so.signIn.url);
          await writePrivately(state.secretsFile, { ...secrets, apiKey: so.apiKey });
        },
      },
      { title: 'Services', task: (_, task) => task.newListr(serviceTasks, { concurrent: true }) },
      {
        title: 'Templates and the address for receipts, at the dealer',
        task: (so) => registerWithSimulator(so.simulator.url, so.api.url, secrets.webhookSecret),
      },
    ],
    { registerSignalListeners: false, rendererOptions: { collapseSubtasks: false }, fallbackRenderer: 'simple' },
  ).run();

  const dev: DevFile = {
    apiUrl: started.api.url,
    apiKey: started.apiKey,
    temporalAddress: started.temporal.address,
    temporalUiUrl: started.temporal.uiUrl ?? null,
    simulatorUrl: started.simulator.url,
    databaseUrl: started.databaseUrl,
    codecUrl: started.codec.url,
    metricsUrls: {
      api: metricsUrl(metricsPorts.api),
      worker: metricsUrl(metricsPorts.worker),
      sdk: metricsUrl(metricsPorts.sdk),
    },
    signInUrl: started.signIn.url,
    signInSecret: secrets.signInSecret,
  };
  await writePrivately(state.devFile, dev);
  return dev;
}

const metricsUrl = (port: number): string => `http://127.0.0.1:${port}/metrics`;

async function startDatabase({ state, secrets, ledger }: House, household: Household, say: Say): Promise<string> {
  const server = await startPostgres({
    dataFolder: await clusterFolder(state, secrets, await postgresUser(say)),
    logFile: join(state.logs, 'postgres.log'),
    superuserPassword: secrets.superuserPassword,
    preferredPort: 5433,
    say,
    ledger,
    env: process.env,
  });
  household.addEngine(server.child);
  say('roles and migrations');
  const { ownerUrl, appUrl } = await createRoles({
    superuserUrl: server.superuserUrl,
    database: 'bongsu',
    ownerPassword: secrets.ownerPassword,
    appPassword: secrets.appPassword,
  });
  await migrate(ownerUrl);
  return appUrl;
}
