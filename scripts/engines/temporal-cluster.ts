import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { startChild, type Child } from './child.js';
import { cachedEngine, fromCache, intoCache } from './engine-cache.js';
import { firstThatWorks, type Say } from './engine-steps.js';
import { freePort } from './free-port.js';
import type { Ledger } from './ledger.js';
import { createNamespace } from './namespace.js';
import { untilReady } from './readiness.js';
import { registerSearchAttributes } from './search-attributes.js';
import { installWithGo, namedProgram, onPath } from './temporal-cli.js';

/** The server of docker-compose.yml, for benches: what holds in production is measured there, not on the dev server. */
export const TEMPORAL_SERVER_VERSION = '1.32.0';
const MODULE = `go.temporal.io/server/cmd`;
const NAMESPACE = 'bongsu';
const SERVER = 'temporal-server';
const SQL_TOOL = 'temporal-sql-tool';
/** As in docker-compose.yml. */
const HISTORY_SHARDS = 16;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Path of the real Temporal server, with its tool for schemas beside it; built once per user and machine, within minutes.
 * BONGSU_TEMPORAL_SERVER names one. Throws EngineUnavailable with every way that was tried.
 */
export function locateTemporalServer(env: Env, say: Say): Promise<string> {
  const cached = cachedEngine(env, SERVER, TEMPORAL_SERVER_VERSION, SERVER);
  return firstThatWorks(
    'Temporal server',
    [
      { name: 'the program in BONGSU_TEMPORAL_SERVER', attempt: () => namedProgram(env['BONGSU_TEMPORAL_SERVER']) },
      { name: `\`${SERVER}\` on the PATH`, attempt: () => onPath(env, SERVER) },
      { name: `the cache of this user (${cached.folder})`, attempt: () => fromCache(cached) },
      {
        name: 'building it with go',
        attempt: async () => {
          const go = await onPath(env, 'go');
          say(`building the Temporal server with go, once for this user: some minutes`);
          return intoCache(cached, say, async (folder) => {
            // Modules call their programs by the folders that they lie in.
            await installWithGo(go, `${MODULE}/tools/sql@v${TEMPORAL_SERVER_VERSION}`, folder);
            await rename(join(folder, 'sql'), join(folder, SQL_TOOL));
            await installWithGo(go, `${MODULE}/server@v${TEMPORAL_SERVER_VERSION}`, folder);
            await rename(join(folder, 'server'), join(folder, SERVER));
          });
        },
      },
    ],
    say,
  );
}

export interface TemporalCluster {
  readonly address: string;
  readonly namespace: string;
  readonly child: Child;
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the server on 127.0.0.1, all its services in one process, over two new databases of a PostgreSQL; with our
 * namespace, search attributes and fairness.
 */
export async function startTemporalCluster(
  program: string,
  options: {
    /** A superuser's. */
    readonly postgresUrl: string;
    /** For its configuration and log. */
    readonly folder: string;
    readonly ledger: Ledger;
  },
): Promise<TemporalCluster> {
  const { postgresUrl, folder, ledger } = options;
  await makeSchemas(join(dirname(program), SQL_TOOL), postgresUrl);
  const port = await freePort(0);
  const address = `127.0.0.1:${port}`;
  const dynamicConfig = join(folder, 'dynamic.yaml');
  const configuration = join(folder, 'temporal.yaml');
  // JSON is YAML.
  await writeFile(
    dynamicConfig,
    JSON.stringify({
      'matching.enableFairness': [{ value: true }],
      'matching.numTaskqueueReadPartitions': [{ value: 1 }],
      'matching.numTaskqueueWritePartitions': [{ value: 1 }],
      'system.forceSearchAttributesCacheRefreshOnRead': [{ value: true }],
    }),
  );
  await writeFile(configuration, JSON.stringify(await configurationOf(postgresUrl, port, dynamicConfig)), {
    mode: 0o600,
  });
  const child = await startChild({
    name: 'Temporal server',
    file: program,
    args: ['--config-file', configuration, '--allow-no-auth', 'start'],
    logFile: join(folder, 'temporal.log'),
    ledger,
  });
  try {
    await untilReady(child, 'Temporal server', 120_000, () => createNamespace(address, NAMESPACE));
    await untilReady(child, 'Temporal server', 120_000, () => registerSearchAttributes(address, NAMESPACE));
  } catch (error) {
    await child.stop(3000);
    throw error;
  }
  return { address, namespace: NAMESPACE, child, stop: (graceMs = 5000) => child.stop(graceMs) };
}

/** What it keeps everything in, by name. */
export const DATABASES = ['temporal', 'visibility'] as const;

async function makeSchemas(tool: string, postgresUrl: string): Promise<void> {
  const { hostname, port, username, password } = new URL(postgresUrl);
  for (const database of DATABASES) {
    const on = ['--plugin', 'postgres12', '--endpoint', hostname, '--port', port, '--user', username];
    const run = (...args: string[]) =>
      execa(tool, [...on, '--database', database, ...args], { env: { SQL_PASSWORD: decodeURIComponent(password) } });
    await run('create');
    await run('setup-schema', '--version', '0.0');
    await run('update-schema', '--schema-name', `postgresql/v12/${database}`);
  }
}

async function configurationOf(postgresUrl: string, frontendPort: number, dynamicConfig: string): Promise<object> {
  const { host, username, password } = new URL(postgresUrl);
  const store = (databaseName: string, maxConns: number): object => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: host,
      connectProtocol: 'tcp',
      user: username,
      password: decodeURIComponent(password),
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const service = async (grpcPort: number): Promise<object> => ({
    rpc: { grpcPort, membershipPort: await freePort(0), bindOnLocalHost: true },
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: { default: store('temporal', 20), visibility: store('visibility', 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: await service(frontendPort),
      history: await service(await freePort(0)),
      matching: await service(await freePort(0)),
      worker: await service(await freePort(0)),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${frontendPort}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '60s' },
  };
}
