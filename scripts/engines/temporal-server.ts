import { startChild, type Child } from './child.js';
import type { Say } from './engine-steps.js';
import { freePort, onFreePort } from './free-port.js';
import type { Ledger } from './ledger.js';
import { untilReady } from './readiness.js';
import { registerSearchAttributes } from './search-attributes.js';
import { locateTemporalCli } from './temporal-cli.js';

export const NAMESPACE = 'default';

export interface TemporalServer {
  readonly address: string;
  /** Undefined for a server that was running already. */
  readonly uiUrl: string | undefined;
  readonly child: Child | undefined;
  stop(graceMs?: number): Promise<void>;
}

export interface TemporalOptions {
  /** SQLite file with everything the server knows; it survives a restart. */
  readonly databaseFile: string;
  readonly logFile: string;
  readonly preferredPort: number;
  readonly preferredUiPort: number;
  /** Where the UI asks to have payloads decoded. */
  readonly codecEndpoint?: string | undefined;
  /** Settings of the server by their names, for tests that need them otherwise than they are. */
  readonly dynamicConfig?: Readonly<Record<string, number>> | undefined;
  /** Absent: warn. */
  readonly logLevel?: 'debug' | undefined;
  readonly say: Say;
  readonly ledger?: Ledger | undefined;
  /** BONGSU_TEMPORAL_ADDRESS: host:port of a running server. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Finds a running Temporal, or starts a dev server with its UI on 127.0.0.1; with our search attributes registered. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const configured = options.env['BONGSU_TEMPORAL_ADDRESS'];
  if (configured !== undefined && configured !== '') {
    await registerSearchAttributes(configured, NAMESPACE);
    options.say('Temporal: the server that BONGSU_TEMPORAL_ADDRESS names');
    return { address: configured, uiUrl: undefined, child: undefined, stop: () => Promise.resolve() };
  }
  const program = await locateTemporalCli(options.env, options.say);
  return onFreePort(options.preferredPort, async (port) => startDevServer(program, options, port));
}

/** A dev server of our own on a given port. */
export async function startDevServer(
  program: string,
  options: Omit<TemporalOptions, 'preferredPort' | 'env' | 'say'>,
  port: number,
): Promise<TemporalServer> {
  const uiPort = await freePort(options.preferredUiPort);
  const child = await startChild({
    name: 'Temporal',
    file: program,
    args: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      `--ui-port=${uiPort}`,
      '--ui-ip=127.0.0.1',
      `--http-port=${await freePort(0)}`,
      `--metrics-port=${await freePort(0)}`,
      `--db-filename=${options.databaseFile}`,
      // One tenant's burst does not delay another's messages (docs/adr): off by default in the server.
      '--dynamic-config-value=matching.enableFairness=true',
      // Urgency and fairness hold within a part of a queue: of four parts, what is urgent in one waits for those in the others.
      '--dynamic-config-value=matching.numTaskqueueReadPartitions=1',
      '--dynamic-config-value=matching.numTaskqueueWritePartitions=1',
      // A new namespace cache entry every second rather than every ten: search attributes are there at once.
      '--dynamic-config-value=system.forceSearchAttributesCacheRefreshOnRead=true',
      ...Object.entries(options.dynamicConfig ?? {}).map(([key, value]) => `--dynamic-config-value=${key}=${value}`),
      `--log-level=${options.logLevel ?? 'warn'}`,
      '--log-format=json',
      ...(options.codecEndpoint === undefined ? [] : [`--ui-codec-endpoint=${options.codecEndpoint}`]),
    ],
    logFile: options.logFile,
    ledger: options.ledger,
  });
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(child, 'Temporal', 60_000, () => registerSearchAttributes(address, NAMESPACE));
  } catch (error) {
    await child.stop(3000);
    throw error;
  }
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, child, stop: (graceMs = 5000) => child.stop(graceMs) };
}
