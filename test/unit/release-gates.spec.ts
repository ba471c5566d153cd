import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { LICENCE_EXCEPTIONS } from '#scripts/gates/licence-exceptions.js';
import { licenceProblems } from '#scripts/gates/licences.js';
import type { LockedPackage } from '#scripts/gates/licences.js';

const ROOT = join(import.meta.dirname, '../..');

describe('What is released', () => {
  let paths: readonly string[] = [];

  beforeAll(async () => {
    const { stdout } = await execa('git', ['ls-files', '-z'], { cwd: ROOT });
    paths = stdout.split('\0').filter((path) => path !== '');
  });

  it('uses only packages whose licence is allowed, or was read and excepted', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Readonly<Record<string, LockedPackage>>;
    };
    expect(licenceProblems(lock.packages, LICENCE_EXCEPTIONS)).toEqual([]);
  });

  it('holds no file of an environment and no key file', () => {
    expect(paths).not.toHaveLength(0);
    expect(paths.filter((path) => /(^|\/)(\.env(\..+)?|.*\.(pem|key|p12|pfx))$/.test(path))).toEqual([]);
  });
});
