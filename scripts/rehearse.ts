import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import { diagramPage } from './rehearsal/rehearsal-diagram.js';
import { readRehearsalFile, RehearsalFileError } from './rehearsal/rehearsal-file.js';
import { rehearsalReport } from './rehearsal/rehearsal-report.js';

const USAGE = `npm run rehearse -- <file> [--timelines <n>] [--diagram <file.md>]
Plays what the file says (docs/rehearsals.md) and prints what would be sent, when, and what is wrong.
--timelines: so many samples are shown in full, 1 unless given. --diagram: writes a page with two Mermaid diagrams.
Ends with 0 when nothing is wrong or only warnings are, 1 when there are errors, 64 for a wrong call, 65 for a wrong file.`;

async function main(args: readonly string[]): Promise<number> {
  const call = readCall(args);
  if (!call) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  try {
    const request = await readRehearsalFile(call.file);
    const rehearsal = rehearse(request);
    process.stdout.write(rehearsalReport(request, rehearsal, call.timelines));
    if (call.diagram !== undefined) await writeFile(call.diagram, diagramPage(request, rehearsal));
    return rehearsal.violations.some(({ severity }) => severity === 'error') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RehearsalFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 65;
  }
}

interface Call {
  readonly file: string;
  readonly timelines: number;
  readonly diagram: string | undefined;
}

function readCall(args: readonly string[]): Call | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { timelines: { type: 'string', default: '1' }, diagram: { type: 'string' } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1 || !/^\d{1,4}$/.test(values.timelines)) return undefined;
    return { file, timelines: Number(values.timelines), diagram: values.diagram };
  } catch {
    return undefined;
  }
}

process.exitCode = await main(process.argv.slice(2));
