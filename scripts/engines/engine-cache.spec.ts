import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cachedEngine, fromCache, intoCache } from './engine-cache.js';

describe('the cache of engines', () => {
  let home: string;
  const engine = () => cachedEngine({ XDG_CACHE_HOME: home }, 'engine', '1.2.3', 'run');
  const make = async (folder: string): Promise<void> => {
    await writeFile(join(folder, 'run'), '#!/bin/sh\n', { mode: 0o755 });
  };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'cache-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is the user’s own, by name and version', () => {
    expect(engine().folder).toBe(join(home, 'bongsu/engines/engine-1.2.3'));
  });

  it('has nothing at first', async () => {
    await expect(fromCache(engine())).rejects.toThrow('nothing there yet');
  });

  it('gives what was put into it', async () => {
    await intoCache(engine(), () => undefined, make);
    await expect(fromCache(engine())).resolves.toBe(engine().executable);
  });

  it('is made once, however many ask at the same time', async () => {
    let made = 0;
    const counting = async (folder: string): Promise<void> => {
      made += 1;
      await make(folder);
    };
    await Promise.all([1, 2, 3].map(() => intoCache(engine(), () => undefined, counting)));
    expect(made).toBe(1);
  });

  it('keeps nothing of a build that failed', async () => {
    const broken = async (folder: string): Promise<void> => {
      await make(folder);
      throw new Error('out of breath');
    };
    await expect(intoCache(engine(), () => undefined, broken)).rejects.toThrow('out of breath');
    await expect(fromCache(engine())).rejects.toThrow('nothing there yet');
  });

  it('replaces what an interrupted build left', async () => {
    await mkdir(`${engine().folder}.unfinished`, { recursive: true });
    await writeFile(join(`${engine().folder}.unfinished`, 'half'), '');
    await intoCache(engine(), () => undefined, make);
    expect(await readdir(engine().folder)).toEqual(['run']);
  });
});
