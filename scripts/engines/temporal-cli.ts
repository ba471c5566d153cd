import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { cachedEngine, fromCache, intoCache, isExecutable } from './engine-cache.js';
import { firstThatWorks, NotHere, type Say } from './engine-steps.js';
import { downloadFromTemporal } from './temporal-download.js';

/** The newest version that `go install` builds: later ones carry a `replace` in their go.mod, which it refuses. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Path of the `temporal` program, which holds the dev server and its UI; fetched or built once per user and machine.
 * BONGSU_TEMPORAL_CLI names one. Throws EngineUnavailable with every way that was tried.
 */
export function locateTemporalCli(env: Env, say: Say): Promise<string> {
  const cached = cachedEngine(env, 'temporal-cli', TEMPORAL_CLI_VERSION, 'temporal');
  return firstThatWorks(
    'Temporal dev server',
    [
      { name: 'the program in BONGSU_TEMPORAL_CLI', attempt: () => namedProgram(env['BONGSU_TEMPORAL_CLI']) },
      { name: '`temporal` on the PATH', attempt: () => onPath(env, 'temporal') },
      { name: `the cache of this user (${cached.folder})`, attempt: () => fromCache(cached) },
      {
        name: 'download',
        attempt: () =>
          intoCache(cached, say, (folder) =>
            downloadFromTemporal('cli', `v${TEMPORAL_CLI_VERSION}`, folder, 'temporal'),
          ),
      },
      {
        name: 'building it with go',
        attempt: async () => {
          const go = await onPath(env, 'go');
          return intoCache(cached, say, (folder) => build(go, folder, say));
        },
      },
    ],
    say,
  );
}

async function build(go: string, folder: string, say: Say): Promise<void> {
  say(`building the Temporal dev server with go, once for this user: about five minutes (${MODULE})`);
  const began = Date.now();
  const tick = setInterval(() => {
    say(`still building the Temporal dev server: ${Math.round((Date.now() - began) / 1000)} s`);
  }, 15_000);
  try {
    await installWithGo(go, MODULE, folder);
  } finally {
    clearInterval(tick);
  }
}

/** Builds a program of a public Go module, `path@version`, into a folder. */
export async function installWithGo(go: string, module: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await execa(go, ['install', module], { env: { GOBIN: folder, GOFLAGS: '-mod=mod' } });
}

/** A program that the configuration names: what is named must be there. */
export async function namedProgram(path: string | undefined): Promise<string> {
  if (path === undefined || path === '') throw new NotHere('not set');
  if (!(await isExecutable(path))) throw new NotHere(`${path} is not an executable file`);
  return path;
}

/** Where the PATH leads to a program. Throws NotHere. */
export async function onPath(env: Env, program: string): Promise<string> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, program)))) return join(folder, program);
  }
  throw new NotHere(`${program} is not on the PATH`);
}
