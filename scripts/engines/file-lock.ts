import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/** Held by a process that lives. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  constructor(readonly pid: number) {
    super(`held by process ${pid}`);
  }
}

/**
 * Takes a lock file, also from a process that died with it. Answers the function that gives it back.
 * Throws {@link LockHeld} when its holder lives.
 */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  const identity = await identityOf(process.pid);
  if (!identity) throw new Error('this process cannot see itself in the process table');
  const mine: Holder = { ...identity, token: randomUUID() };
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const holder = parse(text);
      if (holder && (await isRunning(holder))) throw new LockHeld(holder.pid);
      // An unreadable one may be just being written: it gets a moment before it counts as left behind.
      if (!holder) await pause(200);
      if ((await readFile(file, 'utf8').catch(() => undefined)) === text) {
        await rename(file, `${file}.stale-${mine.token}`).catch(() => undefined);
        await rm(`${file}.stale-${mine.token}`, { force: true });
      }
      continue;
    }
    // Two processes may have found the same stale lock, and the slower one may have moved the faster one's away.
    await pause(20);
    const kept = parse((await readFile(file, 'utf8').catch(() => undefined)) ?? '');
    if (kept?.token === mine.token) {
      return async () => {
        const now = parse((await readFile(file, 'utf8').catch(() => undefined)) ?? '');
        if (now?.token === mine.token) await rm(file, { force: true });
      };
    }
  }
}

/** Waits for the lock, as long as it takes; says once whom it is waiting for. */
export async function withLock<T>(file: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  let said = false;
  for (;;) {
    let release: () => Promise<void>;
    try {
      release = await takeLock(file);
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      if (!said) onWait(error.pid);
      said = true;
      await pause(500);
      continue;
    }
    try {
      return await work();
    } finally {
      await release();
    }
  }
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
