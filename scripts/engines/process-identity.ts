import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';

/** A process as it can be recognised later: pids are used again, the moment of their start is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAs: string;
}

/** What tells this process from a later one with the same pid; undefined when there is none (any more). */
export async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses may hold spaces: fields are counted after it. Field 22 is the start in clock ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `ticks ${fields[19] ?? ''} boot ${await bootId()}`;
  } catch (error) {
    if (await hasProc()) return undefined;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { stdout, exitCode } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return exitCode === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

const bootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
const hasProc = (): Promise<boolean> =>
  readFile('/proc/self/stat').then(
    () => true,
    () => false,
  );

export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAs = await startOf(pid);
  return startedAs === undefined ? undefined : { pid, startedAs };
}

export const isRunning = async (identity: ProcessIdentity): Promise<boolean> =>
  (await startOf(identity.pid)) === identity.startedAs;

/**
 * Ends a process that this one did not start itself but recognises; and only that one.
 * Answers whether there was anything to end.
 */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number): Promise<boolean> {
  if (!(await isRunning(identity))) return false;
  process.kill(identity.pid, signal);
  const end = Date.now() + graceMs;
  while (Date.now() < end) {
    if (!(await isRunning(identity))) return true;
    await pause(50);
  }
  if (await isRunning(identity)) process.kill(identity.pid, 'SIGKILL');
  return true;
}
