import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** What README.md tells a newcomer to paste, pasted block by block into a shell. */

const PHONE = '01055001234';

async function blocksOfReadme(): Promise<string[]> {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, section = ''] = /^## Your first loan\n([\s\S]*?)^## /m.exec(readme) ?? [];
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

describe('The first loan of README.md', () => {
  let platform: Platform;
  let folder: string;

  beforeAll(async () => {
    platform = await Platform.start();
    folder = await mkdtemp(join(tmpdir(), 'bongsu-first-loan-'));
    await mkdir(join(folder, '.bongsu'));
    const { apiUrl, apiKey } = platform;
    await writeFile(join(folder, '.bongsu/dev.json'), JSON.stringify({ apiUrl, apiKey }));
  });
  afterAll(async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('works as pasted: two messages on the phone, and the whole course in Korean', async () => {
    const [start = '', comesBack = '', timeline = ''] = await blocksOfReadme();
    const shell = execa('bash', ['-e'], { cwd: folder, reject: false });
    shell.stdin.write(start);
    await eventually('the loan is told of', () => platform.received(PHONE).length === 1);
    shell.stdin.write(comesBack);
    await eventually('the return is told of', () => platform.received(PHONE).length === 2);
    shell.stdin.end(timeline);
    const { stdout, exitCode } = await shell;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"outcome":"accepted"');
    expect(stdout).toMatch(/^\S+\+09:00 {2}종료: 반납 완료$/m);
  });
});
