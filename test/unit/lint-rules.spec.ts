import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';

/** `file:line rule`. */
type Finding = string;

const root = join(import.meta.dirname, '../..');
const fixture = join(root, 'test/lint-fixture');

/** What ESLint finds in the fixture with the project's own rules. */
async function found(): Promise<Finding[]> {
  const { stdout } = await execa(
    process.execPath,
    [
      join(root, 'node_modules/eslint/bin/eslint.js'),
      '--config',
      join(root, 'eslint.config.mjs'),
      '--format',
      'json',
      '.',
    ],
    { cwd: fixture, reject: false },
  );
  const files = JSON.parse(stdout) as { filePath: string; messages: { line: number; ruleId: string | null }[] }[];
  const findings = files.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId }) => `${relative(fixture, filePath)}:${line} ${ruleId ?? 'cannot be read'}`),
  );
  // Imports that the house forbids also close cycles between rooms; the one within a room is the rule's own test.
  const ownFault = (finding: Finding): boolean =>
    !finding.endsWith('import-x/no-cycle') || finding.startsWith('libs/dealers/');
  return [...new Set(findings)].filter(ownFault).sort();
}

/** What the marks in the fixture say must be found. */
async function marked(): Promise<Finding[]> {
  const files = (await readdir(fixture, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const findings = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(join(fixture, file), 'utf8')).split('\n');
      return lines.flatMap((line, index) => {
        const rules = /\/\/ ✗ (.+)$/.exec(line)?.[1]?.split(' ') ?? [];
        return rules.map((rule) => `${file}:${index + 1} ${rule}`);
      });
    }),
  );
  return findings.flat().sort();
}

describe('the rules of the house', () => {
  let findings: Finding[];
  let marks: Finding[];
  beforeAll(async () => {
    [findings, marks] = await Promise.all([found(), marked()]);
  }, 120_000);

  it('fire where the fixture breaks them', () => {
    expect(marks.filter((mark) => !findings.includes(mark))).toEqual([]);
  });

  it('are silent where it keeps them', () => {
    expect(findings.filter((finding) => !marks.includes(finding))).toEqual([]);
  });
});
