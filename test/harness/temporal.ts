import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#scripts/engines/free-port.js';
import { locateTemporalCli } from '#scripts/engines/temporal-cli.js';
import {
  NAMESPACE,
  startDevServer,
  type TemporalOptions,
  type TemporalServer,
} from '#scripts/engines/temporal-server.js';
import { announced } from './announced.js';
import { scratchFolder } from './scratch-folder.js';

export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  /** For TASK_QUEUE_PREFIX: nobody else's workers listen on these queues. Ends in '-'. */
  readonly queuePrefix: string;
}

/** The server that all suites share: a real one, with our search attributes; a new queue prefix for each call. */
export const testTemporal = (): TestTemporal => ({
  address: announced('BONGSU_TEST_TEMPORAL_ADDRESS'),
  namespace: NAMESPACE,
  queuePrefix: `t${randomBytes(6).toString('hex')}-`,
});

/** A server of one suite's own, to be stopped and started again on the same file and port. */
export interface OwnTemporal extends TestTemporal {
  start(): Promise<void>;
  /** In good order, or by SIGKILL. */
  stop(how?: 'in order' | 'killed'): Promise<void>;
  /** Where its UI is, while it runs. */
  uiUrl(): string;
  /** What it has written to its log so far. */
  log(): Promise<string>;
  /** Stops it and removes its file. */
  remove(): Promise<void>;
}

/** Starts a dev server of its own; call `remove` in afterAll. */
export async function createOwnTemporal({
  dynamicConfig = {},
  codecEndpoint,
  logLevel,
}: Pick<TemporalOptions, 'dynamicConfig' | 'codecEndpoint' | 'logLevel'> = {}): Promise<OwnTemporal> {
  const { folder, ledger } = await scratchFolder();
  const program = await locateTemporalCli(process.env, () => undefined);
  const logFile = join(folder, 'temporal.log');
  const databaseFile = join(folder, 'temporal.db');
  const port = await freePort(0);
  let server: TemporalServer | undefined;
  const start = async (): Promise<void> => {
    server ??= await startDevServer(
      program,
      { databaseFile, logFile, preferredUiPort: 0, ledger, dynamicConfig, codecEndpoint, logLevel },
      port,
    );
  };
  const stop = async (how: 'in order' | 'killed' = 'in order'): Promise<void> => {
    await server?.stop(how === 'killed' ? 0 : 5000);
    server = undefined;
  };
  await start();
  return {
    address: `127.0.0.1:${port}`,
    namespace: NAMESPACE,
    queuePrefix: `t${randomBytes(6).toString('hex')}-`,
    start,
    stop,
    uiUrl: () => server?.uiUrl ?? '',
    log: () => readFile(logFile, 'utf8'),
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
