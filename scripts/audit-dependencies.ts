import { join } from 'node:path';
import { execa } from 'execa';
import { dayOf } from '#libs/calendar/korean-time.js';
import { AUDIT_EXCEPTIONS } from './gates/audit-exceptions.js';
import { dependencyFindings } from './gates/dependency-findings.js';

/**
 * `npm run audit`: the gate before a release. Ends with 1 when a package has a weakness of high severity that nobody has
 * excepted, with 0 otherwise; also when the registry answers no audits, which it says loudly.
 */
const { stdout, stderr } = await execa('npm', ['audit', '--json'], {
  cwd: join(import.meta.dirname, '..'),
  reject: false,
});
const findings = dependencyFindings(stdout || stderr, AUDIT_EXCEPTIONS, dayOf(Date.now()));
if (!findings.answered) {
  process.stdout.write(`SKIPPED: this registry answers no audits (${findings.why}). NOTHING WAS CHECKED.\n`);
} else if (findings.problems.length > 0) {
  process.stdout.write(`${findings.problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('No package has a known weakness of high severity.\n');
}
