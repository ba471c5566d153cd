import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, type Child } from './child.js';
import { cachedEngine, fromCache, intoCache } from './engine-cache.js';
import { firstThatWorks, type Say } from './engine-steps.js';
import { freePort } from './free-port.js';
import type { Ledger } from './ledger.js';
import { answersWell, untilReady } from './readiness.js';
import { installWithGo, namedProgram, onPath } from './temporal-cli.js';

/** Toxiproxy (MIT): stands between two programs and makes their connection slow, narrow, deaf or dead. */
export const FAULT_PROXY_VERSION = '2.5.0';
const MODULE = `github.com/Shopify/toxiproxy/v2/cmd/server@v${FAULT_PROXY_VERSION}`;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Path of the fault proxy's program, built once per user and machine, within seconds. BONGSU_FAULT_PROXY names one.
 * Throws EngineUnavailable with every way that was tried.
 */
export function locateFaultProxy(env: Env, say: Say): Promise<string> {
  const cached = cachedEngine(env, 'toxiproxy', FAULT_PROXY_VERSION, 'toxiproxy-server');
  return firstThatWorks(
    'Fault proxy',
    [
      { name: 'the program in BONGSU_FAULT_PROXY', attempt: () => namedProgram(env['BONGSU_FAULT_PROXY']) },
      { name: '`toxiproxy-server` on the PATH', attempt: () => onPath(env, 'toxiproxy-server') },
      { name: `the cache of this user (${cached.folder})`, attempt: () => fromCache(cached) },
      {
        name: 'building it with go',
        attempt: async () => {
          const go = await onPath(env, 'go');
          return intoCache(cached, say, async (folder) => {
            await installWithGo(go, MODULE, folder);
            // The module calls its program `server`.
            await rename(join(folder, 'server'), join(folder, 'toxiproxy-server'));
          });
        },
      },
    ],
    say,
  );
}

export interface FaultProxyProcess {
  /** Where it is told what to do. */
  readonly url: string;
  readonly child: Child;
}

/** Starts it on 127.0.0.1; it leads nowhere yet. */
export async function startFaultProxy(program: string, logFile: string, ledger: Ledger): Promise<FaultProxyProcess> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'Fault proxy',
    file: program,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    logFile,
    ledger,
  });
  await untilReady(child, 'Fault proxy', 10_000, () => answersWell(`${url}/version`));
  return { url, child };
}
