import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { EXAMPLE_SECRETS } from '../gates/example-secrets.js';
import { secretsIn } from '../gates/secrets.js';
import { composeProblems, dockerfileProblems } from '../compose/compose-problems.js';

/** Something that holds for the whole project. `run` throws with what is wrong. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** All checks that are not Jest's. */
export const checksOf = (root: string): readonly Check[] => [
  {
    // The bootstrap has just compiled; what it found out comes with the environment.
    name: 'types',
    run: async () => {
      if (process.env['BONGSU_TYPES'] === 'fit') return;
      if (process.env['BONGSU_TYPES'] === 'unfit') throw new Error('the compiler has said what does not fit, above');
      await tool(root, 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']);
    },
  },
  { name: 'lint', run: () => tool(root, 'eslint/bin/eslint.js', ['.', '--max-warnings=0']) },
  { name: 'formatting', run: () => tool(root, 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']) },
  { name: 'workflow bundle', run: () => bundle(root) },
  { name: 'secrets', run: () => secrets(root) },
  { name: 'docker-compose.yml and Dockerfile', run: () => compose(root) },
];

async function tool(root: string, path: string, args: readonly string[]): Promise<void> {
  const { exitCode, all } = await execa(process.execPath, [join(root, 'node_modules', path), ...args], {
    cwd: root,
    all: true,
    reject: false,
  });
  if (exitCode !== 0) throw new Error(all);
}

/** The bundler refuses what a workflow may not import: the second gate behind lint. */
async function bundle(root: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  await bundleWorkflows(root);
  await Runtime.instance().shutdown();
}

/** No file of the repository holds a secret, but for examples that are none. Not in Jest, where the same takes a hundred times as long. */
async function secrets(root: string): Promise<void> {
  const { stdout } = await execa('git', ['ls-files', '-z'], { cwd: root });
  const found: string[] = [];
  for (const path of stdout.split('\0').filter((each) => each !== '')) {
    const content = await readFile(join(root, path), 'utf8');
    if (content.includes('\0')) continue;
    for (const { line, what, fingerprint } of await secretsIn({ path, content }))
      if (!EXAMPLE_SECRETS.has(fingerprint)) found.push(`${path}:${line}: ${what} (${fingerprint})`);
  }
  if (found.length > 0) throw new Error(found.join('\n'));
}

async function compose(root: string): Promise<void> {
  const [composeFile, dockerfile] = await Promise.all(
    ['docker-compose.yml', 'Dockerfile'].map((name) => readFile(join(root, name), 'utf8')),
  );
  const problems = [...(await composeProblems(root, composeFile ?? '')), ...dockerfileProblems(dockerfile ?? '')];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
