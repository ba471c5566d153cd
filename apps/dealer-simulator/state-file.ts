import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { emptyState } from './state.js';
import type { SimulatorState } from './state.js';

const WRITE_BEHIND_MS = 500;
/** Of all time no larger part goes into this: with ten thousands of messages it would hold up every call. */
const PART_FOR_STRINGIFYING = 1 / 20;

/**
 * The state on disk, as one JSON file: whole or not at all (a new file is renamed over the old one), written behind by half a
 * second, or, once it is large, by twenty times as long as making its text takes.
 */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  #lastTookMs = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly state: () => SimulatorState,
  ) {}

  /** @throws Error when the file is there but is not a state of this version. */
  static async read(path: string): Promise<SimulatorState> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyState();
      throw error;
    }
    const state = JSON.parse(text) as Partial<SimulatorState>;
    if (state.version !== 1) throw new Error('The state file was written by another version of the simulator.');
    return { ...emptyState(), ...state };
  }

  changed(): void {
    const afterMs = Math.max(WRITE_BEHIND_MS, this.#lastTookMs / PART_FOR_STRINGIFYING);
    this.#timer ??= setTimeout(() => void this.flush(), afterMs).unref();
  }

  /** Writes what has not been written yet; a failed write is tried again with the next change. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const write = this.#writing.then(() => this.#write());
    this.#writing = write.catch(() => this.changed());
    await write.catch(() => undefined);
  }

  async #write(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const began = performance.now();
    const text = JSON.stringify(this.state());
    this.#lastTookMs = performance.now() - began;
    const next = `${this.path}.next`;
    const file = await open(next, 'w', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(next, this.path);
  }
}
