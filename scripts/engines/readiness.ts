import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from './engine-steps.js';
import type { Child } from './child.js';

/**
 * Waits until `probe` succeeds. Throws with the child's last words when it ends first, or when the time is up
 * with the last reason that the probe gave.
 */
export async function untilReady<T>(
  child: Child | undefined,
  what: string,
  timeoutMs: number,
  probe: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last = 'never asked';
  for (;;) {
    if (child && !child.running()) throw new Error(`${await child.ended} before it was ready:\n${child.lastWords()}`);
    try {
      return await probe();
    } catch (error) {
      last = reasonOf(error);
    }
    if (Date.now() >= end) {
      throw new Error(
        `${what} was not ready after ${Math.round(timeoutMs / 1000)} s: ${last}\n${child?.lastWords() ?? ''}`.trim(),
      );
    }
    await pause(100);
  }
}

/** Succeeds when the address answers with a 2xx status within two seconds. */
export async function answersWell(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
