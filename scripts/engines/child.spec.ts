import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startChild, type Child } from './child.js';
import { endLeftBehind, Ledger } from './ledger.js';
import { untilReady } from './readiness.js';

describe('a supervised process', () => {
  let folder: string;
  const children: Child[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'child-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.stop(0)));
    await rm(folder, { recursive: true });
  });

  const start = async (script: string, ledger?: Ledger): Promise<Child> => {
    const child = await startChild({
      name: 'Child',
      file: process.execPath,
      args: ['-e', script],
      logFile: join(folder, 'child.log'),
      ledger,
    });
    children.push(child);
    return child;
  };
  const saying = (child: Child, word: string): Promise<void> =>
    untilReady(child, 'Child', 10_000, () =>
      child.lastWords().includes(word) ? Promise.resolve() : Promise.reject(new Error('not yet')),
    );
  const FOREVER = 'console.log("up"); setInterval(() => {}, 1000)';
  const STUBBORN = `process.on("SIGTERM", () => {}); ${FOREVER}`;

  it('ends when it is asked to', async () => {
    const child = await start(FOREVER);
    await child.stop(5000);
    expect(await child.ended).toBe('Child was ended by SIGTERM');
  });

  it('is ended when it does not listen', async () => {
    const child = await start(STUBBORN);
    await saying(child, 'up');
    await child.stop(100);
    expect(await child.ended).toBe('Child was ended by SIGKILL');
  });

  it('leaves its last words to whoever waits for it in vain', async () => {
    const child = await start('console.error("no database"); process.exit(3)');
    const waiting = untilReady(child, 'Child', 10_000, () => Promise.reject(new Error('not yet')));
    await expect(waiting).rejects.toThrow('Child ended with exit code 3 before it was ready:\nno database');
  });

  it('is on file while it runs, and no longer', async () => {
    const file = join(folder, 'children.json');
    const child = await start(FOREVER, new Ledger(file));
    await child.stop(5000);
    expect(await endLeftBehind(file, 100)).toEqual([]);
  });

  it('is ended by the next run when its own was killed', async () => {
    const file = join(folder, 'children.json');
    const child = await start(FOREVER, new Ledger(file));
    expect(await endLeftBehind(file, 5000)).toEqual(['Child']);
    expect(await child.ended).toBe('Child was ended by SIGTERM');
  });

  it('is left alone when the recorded pid belongs to another process by now', async () => {
    const file = join(folder, 'children.json');
    const child = await start(FOREVER);
    const entry = { name: 'Other', pid: child.pid, startedAs: 'another start', signal: 'SIGTERM' };
    await writeFile(file, JSON.stringify([entry]));
    expect(await endLeftBehind(file, 100)).toEqual([]);
    expect(child.running()).toBe(true);
  });
});
