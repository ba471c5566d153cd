import { constants } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NotHere, type Say } from './engine-steps.js';
import { withLock } from './file-lock.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Fetched engines of this user, shared by all clones: `$XDG_CACHE_HOME/bongsu/engines`. */
export const cacheFolder = (env: Env): string =>
  join(
    env['XDG_CACHE_HOME'] !== undefined && env['XDG_CACHE_HOME'] !== ''
      ? env['XDG_CACHE_HOME']
      : join(homedir(), '.cache'),
    'bongsu',
    'engines',
  );

/** An engine in the cache: a folder `<name>-<version>` with one file to run. */
export interface CachedEngine {
  readonly folder: string;
  readonly executable: string;
}

export const cachedEngine = (env: Env, name: string, version: string, executable: string): CachedEngine => {
  const folder = join(cacheFolder(env), `${name}-${version}`);
  return { folder, executable: join(folder, executable) };
};

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The executable, if it is in the cache. Throws {@link NotHere} otherwise. */
export async function fromCache(engine: CachedEngine): Promise<string> {
  if (await isExecutable(engine.executable)) return engine.executable;
  throw new NotHere('nothing there yet');
}

/**
 * Puts an engine into the cache: `make` fills a folder beside the final one, which then takes its place in one step.
 * One process at a time; who waited finds it made.
 */
export async function intoCache(
  engine: CachedEngine,
  say: Say,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const onWait = (pid: number): void => {
    say(`another process (${pid}) is fetching the same engine: waiting for it`);
  };
  return withLock(`${engine.folder}.lock`, onWait, async () => {
    if (await isExecutable(engine.executable)) return engine.executable;
    const unfinished = `${engine.folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await make(unfinished);
    await rm(engine.folder, { recursive: true, force: true });
    await rename(unfinished, engine.folder);
    return fromCache(engine);
  });
}
