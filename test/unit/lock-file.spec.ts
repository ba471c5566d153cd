import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/** Where Node would find `name` from the package at `from`, innermost first. */
function* placesOf(name: string, from: string): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield join(folder, 'node_modules', name);
    if (folder === '' || folder === '.') return;
  }
}

describe('The lock file', () => {
  it('names the builds of every platform: without them `npm ci` refuses a fresh clone', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => ![...placesOf(name, path)].some((place) => place in packages)),
    );
    expect(missing).toEqual([]);
  });
});
