import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import type { Ledger } from './ledger.js';

export interface ChildOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its output is appended here. */
  readonly logFile: string;
  /** To run as another user, when this process is root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What it takes as the request to end in good order; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  readonly ledger?: Ledger | undefined;
}

/** A supervised process in a group of its own: Ctrl-C at the terminal reaches only us, who end all in the right order. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason, with one line about how. */
  readonly ended: Promise<string>;
  running(): boolean;
  /** Asks it to end, insists after the grace, and resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
  /** The last lines of its log, for an error message. */
  lastWords(lines?: number): string;
}

/** Throws when the file cannot be run at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  // Any descriptor will do; execa's types know only the single digits from 3.
  const log = openSync(options.logFile, 'a', 0o600) as 3;
  const from = lengthOf(options.logFile);
  const subprocess = execa(options.file, options.args, {
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    env: { ...options.env },
    cwd: options.cwd ?? process.cwd(),
    ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
  });
  let over = false;
  const ended = subprocess.then((result) => {
    over = true;
    return result.signal === undefined
      ? `${options.name} ended with exit code ${result.exitCode ?? 'unknown'}`
      : `${options.name} was ended by ${result.signal}`;
  });
  closeSync(log);
  const pid = subprocess.pid;
  if (pid === undefined) throw new Error(`${options.name} could not be started: ${await ended}`);
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  await options.ledger?.add(options.name, pid, stopSignal);
  void ended.then(() => options.ledger?.remove(pid));
  return {
    name: options.name,
    pid,
    ended,
    running: () => !over,
    stop: async (graceMs) => {
      if (over) return;
      subprocess.kill(stopSignal);
      const insist = setTimeout(() => {
        killGroup(pid);
      }, graceMs);
      await ended;
      clearTimeout(insist);
    },
    lastWords: (lines = 12) =>
      readFileSync(options.logFile).subarray(from).toString('utf8').trim().split('\n').slice(-lines).join('\n'),
  };
}

const lengthOf = (file: string): number => readFileSync(file).length;

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
