import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { locateApiFuzzer, type ApiFuzzer } from '#scripts/engines/api-fuzzer.js';
import { EngineUnavailable } from '#scripts/engines/engine-steps.js';
import { createTestApi, type TestApi } from './api-setup.js';

/** Seconds for which requests are also invented at random and in sequences; absent: every documented corner, once. */
const SECONDS = Number(process.env['BONGSU_FUZZ_SECONDS'] ?? 0);
const SEED = process.env['BONGSU_FUZZ_SEED'] ?? '1';
const FOLDER = join(import.meta.dirname, '../fuzz');

const said: string[] = [];
const fuzzer: ApiFuzzer | undefined = await locateApiFuzzer(process.env, (line) => said.push(line)).catch(
  (error: unknown) => {
    if (!(error instanceof EngineUnavailable)) throw error;
    process.stdout.write(`SKIPPED: ${error.message}\n`);
    return undefined;
  },
);

/**
 * A fuzzer that nobody here wrote reads the API's document, sends what it allows and what it forbids, and judges every
 * answer: no 5xx, no undocumented status, header or body, nothing wrong accepted, no request without a key let in.
 */
(fuzzer ? describe : describe.skip)('The API, under a fuzzer', () => {
  let api!: TestApi;
  let folder!: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bongsu-fuzz-'));
    api = await createTestApi();
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'answers every invented request as its document says',
    async () => {
      const random = SECONDS > 0 ? ['fuzzing', 'stateful'] : [];
      const { all, exitCode } = await execa(
        fuzzer?.python ?? '',
        [
          ...['-m', 'schemathesis.cli', '--config-file', join(FOLDER, 'schemathesis.toml')],
          ...['run', `${await api.app.getUrl()}/openapi.json`],
          ...['--phases', ['examples', 'coverage', ...random].join(','), '--seed', SEED],
          ...(SECONDS > 0 ? ['--max-time', String(SECONDS)] : []),
          ...['--continue-on-failure', '--max-failures', '50', '--generation-database', 'none', '--no-color'],
        ],
        {
          cwd: folder,
          env: { BONGSU_FUZZ_KEY: api.key, PYTHONPATH: FOLDER, SCHEMATHESIS_HOOKS: 'hooks' },
          stdin: 'ignore',
          all: true,
          reject: false,
        },
      );
      expect(all).toMatch(/\d+ generated, \d+ passed/);
      expect({ exitCode, failures: failuresOf(all) }).toEqual({ exitCode: 0, failures: '' });
    },
    (600 + 2 * SECONDS) * 1000,
  );
});

/** What the fuzzer found, without its summary; the key is filtered out by it. */
const failuresOf = (output: string): string =>
  /=+ (?:ERRORS|FAILURES) =+[\s\S]*?(?==+ (?:WARNINGS|SUMMARY) =+)/.exec(output)?.[0] ?? '';
