import { join } from 'node:path';
import { execa } from 'execa';
import { cachedEngine, fromCache, intoCache } from './engine-cache.js';
import { firstThatWorks, type Say } from './engine-steps.js';
import { namedProgram, onPath } from './temporal-cli.js';

/** Schemathesis (MIT): invents requests from an OpenAPI document and judges the answers by it. */
export const API_FUZZER_VERSION = '4.32.5';

type Env = Readonly<Record<string, string | undefined>>;

/** A Python that has Schemathesis. */
export interface ApiFuzzer {
  readonly python: string;
}

/**
 * Where the fuzzer is, installed once per user and machine into a virtual environment of its own, within seconds.
 * BONGSU_API_FUZZER_PYTHON names a Python that has it. Throws EngineUnavailable with every way that was tried.
 */
export async function locateApiFuzzer(env: Env, say: Say): Promise<ApiFuzzer> {
  const cached = cachedEngine(env, 'schemathesis', API_FUZZER_VERSION, 'bin/python');
  const python = await firstThatWorks(
    'API fuzzer',
    [
      {
        name: 'the Python in BONGSU_API_FUZZER_PYTHON',
        attempt: () => namedProgram(env['BONGSU_API_FUZZER_PYTHON']),
      },
      { name: `the cache of this user (${cached.folder})`, attempt: () => fromCache(cached) },
      {
        name: 'installing it with python3 and pip',
        attempt: async () => {
          const python3 = await onPath(env, 'python3');
          return intoCache(cached, say, (folder) => install(python3, folder));
        },
      },
    ],
    say,
  );
  return { python };
}

/** Not copied but linked: the environment is moved to its place afterwards, and finds its packages beside itself. */
async function install(python3: string, folder: string): Promise<void> {
  await execa(python3, ['-m', 'venv', '--symlinks', folder]);
  const own = join(folder, 'bin/python');
  await execa(own, ['-m', 'pip', 'install', '--quiet', '--no-input', `schemathesis==${API_FUZZER_VERSION}`]);
}
