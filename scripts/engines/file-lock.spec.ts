import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LockHeld, takeLock, withLock } from './file-lock.js';
import { identityOf } from './process-identity.js';

describe('a lock file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is not given twice while its holder lives', async () => {
    await takeLock(file);
    await expect(takeLock(file)).rejects.toThrow(LockHeld);
  });

  it('says who holds it', async () => {
    await takeLock(file);
    await expect(takeLock(file)).rejects.toMatchObject({ pid: process.pid });
  });

  it('is given again after it was given back', async () => {
    await (
      await takeLock(file)
    )();
    await expect(takeLock(file)).resolves.toBeInstanceOf(Function);
  });

  it('is taken from a process whose pid somebody else has now', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, startedAs: 'another start', token: 'x' }));
    await expect(takeLock(file)).resolves.toBeInstanceOf(Function);
  });

  it('is taken when what it says cannot be read', async () => {
    await writeFile(file, '{"pid": 1');
    await expect(takeLock(file)).resolves.toBeInstanceOf(Function);
  });

  it('is not given back by one from whom it was taken', async () => {
    const giveBack = await takeLock(file);
    const other = JSON.stringify({ ...(await identityOf(process.pid)), token: 'another' });
    await writeFile(file, other);
    await giveBack();
    expect(await readFile(file, 'utf8')).toBe(other);
  });

  it('goes to exactly one of many who find it stale', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, startedAs: 'another start', token: 'x' }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(file)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lets one in after the other, not two at once', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, () => undefined, work)));
    expect(most).toBe(1);
  });
});
