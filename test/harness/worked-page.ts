import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One block of commands of a page, and what the page shows of their output. */
export interface WorkedStep {
  readonly commands: string;
  /** Absent: the page shows nothing, so nothing may be printed. */
  readonly output?: string;
}

/** No step takes longer, also on a busy machine. */
const STEP_MS = 60_000;

const STEP = /^```sh\n([\s\S]*?)^```\n(?:\n```(?!sh\n)\w+\n([\s\S]*?)^```\n)?/gm;

/** The blocks of shell commands of a page, in order, each with the block of another kind that follows directly, if one does. */
export const stepsOf = (page: string): WorkedStep[] =>
  [...page.matchAll(STEP)].map(([, commands = '', output]) => ({
    commands,
    ...(output !== undefined && { output }),
  }));

/** The page with other outputs, step by step; a step that shows none keeps to that. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  let index = 0;
  return page.replaceAll(STEP, (whole: string, _commands: string, shown: string | undefined) => {
    const output = outputs[index] ?? '';
    index += 1;
    return shown === undefined
      ? whole
      : whole.replace(/(\n\n```\w+\n)[\s\S]*$/, (_, fence: string) => `${fence}${output}\`\`\`\n`);
  });
}

/**
 * Pastes commands into one shell, step by step, as a reader does.
 * @param between awaited before each step: a reader takes longer than what they have set going
 * @returns what each step printed, without what it said on stderr
 * @throws Error when a command fails, with what was printed until then.
 */
export async function pasted(
  steps: readonly WorkedStep[],
  folder: string,
  between: () => Promise<void>,
): Promise<string[]> {
  const end = `end of step ${randomUUID()}`;
  const file = join(folder, `${randomUUID()}.sh`);
  const shell = spawn('bash', ['-e'], { cwd: folder });
  const said: string[] = [];
  shell.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const printed = shell.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
  const outputs: string[] = [];
  try {
    for (const { commands } of steps) {
      await between();
      await writeFile(file, commands);
      // From a file: what a command reads from its own input must not be the commands that follow it.
      shell.stdin.write(`source ${file} </dev/null; echo '${end}'\n`);
      let output = '';
      const hanging = setTimeout(() => {
        shell.stdout.destroy(new Error(`This does not end:\n${commands}\n${output}\n${said.join('')}`));
      }, STEP_MS);
      while (!output.endsWith(`${end}\n`)) {
        const { value, done } = await printed.next();
        if (done === true) throw new Error(`This failed:\n${commands}\n${output}\n${said.join('')}`);
        output += value;
      }
      clearTimeout(hanging);
      outputs.push(endingTheLine(output.slice(0, -end.length - 1)));
    }
    return outputs;
  } finally {
    shell.kill();
    await rm(file, { force: true });
  }
}

const endingTheLine = (output: string): string => (output === '' || output.endsWith('\n') ? output : `${output}\n`);
