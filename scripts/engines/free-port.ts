import getPort, { portNumbers } from 'get-port';

const HOST = '127.0.0.1';
const TRIES = 3;

/** A free port on 127.0.0.1: the preferred one, one of the next twenty, or any. */
export const freePort = (preferred: number): Promise<number> =>
  preferred === 0
    ? getPort({ host: HOST })
    : getPort({ host: HOST, port: portNumbers(preferred, Math.min(preferred + 20, 65_535)) });

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
