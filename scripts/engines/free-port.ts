import { randomInt } from 'node:crypto';
import getPort, { portNumbers } from 'get-port';

const HOST = '127.0.0.1';
const TRIES = 3;
/**
 * Where any port is looked for: below those that systems hand out to outgoing connections (from 32768 on Linux, 49152
 * elsewhere). One of those may be taken by a connection between the look and the start, or while a server that is to
 * come back at its old port is away.
 */
const ANY = { from: 15_000, to: 32_000, tried: 50 } as const;

/** A free port on 127.0.0.1: the preferred one or one of the next twenty; for 0 any that no outgoing connection takes. */
export function freePort(preferred: number): Promise<number> {
  const first = preferred === 0 ? randomInt(ANY.from, ANY.to) : preferred;
  return getPort({
    host: HOST,
    port: portNumbers(first, Math.min(first + (preferred === 0 ? ANY.tried : 20), 65_535)),
  });
}

/** Starts something on a free port; another one is tried when the first was taken between the look and the start. */
export async function onFreePort<T>(preferred: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (attempt === TRIES || !/address already in use|EADDRINUSE/i.test(String(error))) throw error;
    }
  }
}
