import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { endProcess, identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

interface Entry extends ProcessIdentity {
  readonly name: string;
  readonly signal: NodeJS.Signals;
}

/**
 * The children that a process has started, on file, so that a later one can end what a killed one left behind.
 * Written synchronously: a child must be on file before anything else can go wrong.
 */
export class Ledger {
  private entries: Entry[] = [];

  constructor(private readonly file: string) {}

  async add(name: string, pid: number, signal: NodeJS.Signals): Promise<void> {
    const identity = await identityOf(pid);
    if (!identity) return;
    this.entries.push({ name, signal, ...identity });
    this.write();
  }

  remove(pid: number): void {
    this.entries = this.entries.filter((entry) => entry.pid !== pid);
    this.write();
  }

  private write(): void {
    if (this.entries.length === 0) rmSync(this.file, { force: true });
    else writeFileSync(this.file, JSON.stringify(this.entries, null, 2), { mode: 0o600 });
  }
}

/** Ends the recorded children of a process that is gone, last started first. Answers their names. */
export async function endLeftBehind(file: string, graceMs: number): Promise<string[]> {
  let entries: Entry[];
  try {
    entries = JSON.parse(readFileSync(file, 'utf8')) as Entry[];
  } catch {
    return [];
  }
  const ended: string[] = [];
  for (const entry of entries.reverse()) {
    if (!(await isRunning(entry))) continue;
    await endProcess(entry, entry.signal, graceMs);
    ended.push(entry.name);
  }
  rmSync(file, { force: true });
  return ended;
}
