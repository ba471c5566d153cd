import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { composeProblems, dockerfileProblems } from '#scripts/compose/compose-problems.js';

const root = join(import.meta.dirname, '../..');

describe('docker-compose.yml', () => {
  let text: string;
  beforeAll(async () => {
    text = await readFile(join(root, 'docker-compose.yml'), 'utf8');
  });

  const changed = async (from: string | RegExp, to: string): Promise<string[]> => {
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    return composeProblems(root, other);
  };

  it('has nothing wrong with it', async () => {
    expect(await composeProblems(root, text)).toEqual([]);
  });

  it.each([
    ['a key that compose does not know', 'shm_size:', 'shmsize:', /additional properties/],
    ['an image of no version', 'postgres:18.4', 'postgres', /postgres is not pinned/],
    ['an image of half a version', 'postgres:18.4', 'postgres:18', /postgres:18 is not pinned/],
    ['the latest image', 'temporalio/ui:2.54.1', 'temporalio/ui:latest', /latest is not pinned/],
    ['a port for everybody', '127.0.0.1:8080:8080', '8080:8080', /open to other machines/],
    ['a secret with a default', ':?draw one with scripts/new-environment.mjs', ':-changeme', /not \$\{…:\?…\}/],
    ['a secret in clear', /SOLAPI_API_SECRET: .*/, 'SOLAPI_API_SECRET: hush', /SOLAPI_API_SECRET holds a secret/],
    ['a dependency on nobody', 'migrate: { condition', 'migration: { condition', /migration, which is not there/],
    ['an API without its database', /DATABASE_URL: .*/, 'OTHER_URL: nowhere', /DATABASE_URL is missing/],
  ])('would be told of %s', async (_, from, to, problem) => {
    expect((await changed(from, to)).join('\n')).toMatch(problem);
  });
});

describe('the Dockerfile', () => {
  it('builds on pinned images only', async () => {
    expect(dockerfileProblems(await readFile(join(root, 'Dockerfile'), 'utf8'))).toEqual([]);
  });

  it('would be told of one that is not', () => {
    expect(dockerfileProblems('FROM node:24 AS build\nFROM build\nFROM node:lts')).toHaveLength(2);
  });
});
