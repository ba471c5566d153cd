import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateBrowser } from './browser.js';
import { EngineUnavailable, type Say } from './engine-steps.js';
import { endLeftBehind, Ledger } from './ledger.js';
import { startPostgres, type PostgresServer } from './postgres.js';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
import { startTemporal, type TemporalServer } from './temporal-server.js';
import { locateTestServer } from './test-server.js';

/** What suites read from the environment; test/harness is the only reader. */
export interface Announcement extends Record<string, string> {
  BONGSU_TEST_POSTGRES_URL: string;
  BONGSU_TEST_TEMPORAL_ADDRESS: string;
  /** What PostgreSQL logs; empty for one that was running already, whose log is not ours to read. */
  BONGSU_TEST_POSTGRES_LOG: string;
}

export interface TestEngines {
  readonly announcement: Announcement;
  /** Stops them and removes their data. */
  stop(): Promise<void>;
}

const PREFIX = 'bongsu-tests-';

/**
 * Starts PostgreSQL and Temporal on fresh data in a temporary folder and finds the time-skipping server. Engines that
 * an earlier run left behind, because it was killed, are ended first. Where the time-skipping server or a browser is not
 * to be had, BONGSU_TEST_TIME_SERVER_MISSING or BONGSU_TEST_BROWSER_MISSING says why. Throws EngineUnavailable for the
 * other two.
 */
export async function startEnginesForTests(env: NodeJS.ProcessEnv, say: Say): Promise<TestEngines> {
  await endOthersLeftBehind(say);
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  // User postgres must get at its data below.
  await chmod(folder, 0o711);
  await writeFile(join(folder, 'owner.json'), JSON.stringify(await identityOf(process.pid)));
  const ledger = new Ledger(join(folder, 'children.json'));
  let postgres: PostgresServer | undefined;
  let temporal: TemporalServer | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([temporal?.stop(3000), postgres?.stop(5000)]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const logs = join(folder, 'logs');
    await mkdir(logs);
    const timeServer = await foundOrMissing('BONGSU_TEST_TIME_SERVER', locateTestServer(env, say));
    const browser = await foundOrMissing('BONGSU_TEST_BROWSER', locateBrowser(env, say));
    const postgresLog = join(logs, 'postgres.log');
    postgres = await startPostgres({
      dataFolder: join(folder, 'postgres'),
      logFile: postgresLog,
      superuserPassword: randomBytes(18).toString('base64url'),
      preferredPort: 0,
      // Test data need not survive a power failure.
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
      say,
      ledger,
      env,
    });
    temporal = await startTemporal({
      databaseFile: join(folder, 'temporal.db'),
      logFile: join(logs, 'temporal.log'),
      preferredPort: 0,
      preferredUiPort: 0,
      say,
      ledger,
      env,
    });
    say(`Test engines: PostgreSQL at ${new URL(postgres.superuserUrl).host}, Temporal at ${temporal.address}`);
    return {
      announcement: {
        BONGSU_TEST_POSTGRES_URL: postgres.superuserUrl,
        BONGSU_TEST_TEMPORAL_ADDRESS: temporal.address,
        BONGSU_TEST_POSTGRES_LOG: postgres.child ? postgresLog : '',
        ...timeServer,
        ...browser,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The engine's path under its name, or why there is none under the name with _MISSING. */
const foundOrMissing = (name: string, located: Promise<string>): Promise<Record<string, string>> =>
  located.then(
    (path) => ({ [name]: path }),
    (error: unknown) => {
      if (!(error instanceof EngineUnavailable)) throw error;
      return { [`${name}_MISSING`]: error.message };
    },
  );

async function endOthersLeftBehind(say: Say): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    let owner: ProcessIdentity;
    try {
      owner = JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8')) as ProcessIdentity;
    } catch {
      // Another user's, or just being made.
      continue;
    }
    if (await isRunning(owner)) continue;
    const ended = await endLeftBehind(join(folder, 'children.json'), 3000);
    if (ended.length > 0) say(`ended what an earlier run left behind: ${ended.join(', ')}`);
    await rm(folder, { recursive: true, force: true });
  }
}
