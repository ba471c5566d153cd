import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import { courseDiagram, diagramPage } from './rehearsal-diagram.js';
import { readRehearsalFile } from './rehearsal-file.js';
import { rehearsalReport } from './rehearsal-report.js';

const root = join(import.meta.dirname, '../..');
const example = (name: string): string => join(root, 'examples/rehearsals', name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rehearsal-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The example with a change, in a file of its own. */
async function fileOf(text: string): Promise<string> {
  const path = join(folder, `rehearsal-${text.length}.yaml`);
  await writeFile(path, text);
  return path;
}
const run = (...args: readonly string[]) =>
  execa(process.execPath, ['--import', './scripts/typescript-hooks.mjs', 'scripts/rehearse.ts', ...args], {
    cwd: root,
    reject: false,
  });

/** It ends well, and its only message is one that cannot be written: `place` is missing. */
const broken = `lifecycle: ./broken.json
startAt: '2026-12-01T10:00:00+09:00'
span: { days: 5 }
sample: { recipient: { name: 김하나, phone: 010-5500-0001 }, data: {} }
`;
const brokenDefinition = {
  name: 'a-club/broken',
  title: '고장',
  parties: { member: { kind: 'person', title: '회원' } },
  input: { place: { type: 'text', title: '곳', optional: true } },
  events: {},
  start: [{ send: 'BROKEN' }],
  first: 'open',
  stages: {
    open: { title: '열림', timers: { over: { title: '끝', after: { days: 1 }, goto: 'closed' } } },
    closed: { title: '닫힘', final: true },
  },
  templates: {
    BROKEN: {
      title: '고장 안내',
      messageType: 'BA',
      body: '#{곳}에서 만납니다.',
      variables: { 곳: { field: 'place' } },
      fallback: { text: '곧 만납니다.' },
    },
  },
};

describe('a rehearsal from a file', () => {
  it('plays the shipped example without errors', async () => {
    const { violations, totals } = rehearse(await readRehearsalFile(example('library-loan.yaml')));
    expect([violations.filter(({ severity }) => severity === 'error'), totals.samples, totals.ended]).toEqual([
      [],
      4,
      4,
    ]);
  });

  it('plays a definition that is nowhere published', async () => {
    const { totals } = rehearse(await readRehearsalFile(example('reading-club.yaml')));
    expect(totals.sent).toEqual({ alimtalk: 3, sms: 1, lms: 0, mms: 0, brand: 0 });
  });

  it('reads as docs/rehearsals.md shows it', async () => {
    const request = await readRehearsalFile(example('reading-club.yaml'));
    const page = await readFile(join(root, 'docs/rehearsals.md'), 'utf8');
    expect(page).toContain(rehearsalReport(request, rehearse(request), 1));
    expect(page).toContain(await readFile(example('reading-club.yaml'), 'utf8'));
    expect(page).toContain(courseDiagram(rehearse(request).timelines[0]!, request.until));
  });

  it('draws its stages and its course', async () => {
    const request = await readRehearsalFile(example('reading-club.yaml'));
    const page = diagramPage(request, rehearse(request));
    expect(page).toMatch(/```mermaid\nstateDiagram-v2\n[^]*```mermaid\ngantt\n {2}title C-1\n/);
  });

  it('shows as many samples as it is asked to', async () => {
    const request = await readRehearsalFile(example('library-loan.yaml'));
    const report = rehearsalReport(request, rehearse(request), 2);
    expect([report.includes('L-2:'), report.includes('L-3:'), report.includes('나머지 2건')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('tells everything that is wrong with the file, without what stands there', async () => {
    const path = await fileOf(broken.replace('./broken.json', 'library-loan').replace('010-5500-0001', '010-99'));
    const told = await readRehearsalFile(path).catch((error: unknown) => String(error));
    expect(told).toMatch(/sample\.recipient\.phone: .*\n.*sample\.data\.bookTitle: .*\n.*sample\.data\.dueDate: /);
    expect(told).not.toMatch(/김하나|010-99/);
  });

  it('names the lifecycles that ship, where it names none', async () => {
    await expect(readRehearsalFile(await fileOf(broken.replace('./broken.json', 'nothing')))).rejects.toThrow(
      /one of: .*library-loan/,
    );
  });
});

describe('npm run rehearse', () => {
  it('ends with 1 when a message cannot be written, and says where', async () => {
    await writeFile(join(folder, 'broken.json'), JSON.stringify(brokenDefinition));
    const { exitCode, stdout } = await run(await fileOf(broken));
    expect([exitCode, /오류.*templates\.BROKEN.*VARIABLE_MISSING/.test(stdout)]).toEqual([1, true]);
  }, 60_000);

  it('writes the diagrams where it is told to, and ends with 0', async () => {
    const diagram = join(folder, 'diagram.md');
    const { exitCode } = await run(example('reading-club.yaml'), '--diagram', diagram);
    expect([exitCode, (await readFile(diagram, 'utf8')).startsWith('# 독서 모임')]).toEqual([0, true]);
  }, 60_000);

  it('ends with 64 for a wrong call and 65 for a wrong file', async () => {
    const [call, file] = await Promise.all([run(), run(join(folder, 'nothing.yaml'))]);
    expect([call.exitCode, file.exitCode]).toEqual([64, 65]);
  }, 60_000);
});
