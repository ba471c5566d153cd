import { z } from 'zod';

/** Of `npm audit --json` (audit report version 2), what decides. */
const auditReport = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      /** Advisories of the package itself; a bare name is the package through which it is affected. */
      via: z.array(z.union([z.string(), z.object({ url: z.string(), title: z.string(), severity: z.string() })])),
    }),
  ),
});

/** A weakness that is known and stays for a while. */
export interface AuditException {
  /** The advisory's address, as the registry names it. */
  readonly advisory: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** The last day (Korean time, `YYYY-MM-DD`) on which the exception holds. */
  readonly until: string;
}

export type DependencyFindings =
  | { readonly answered: false; readonly why: string }
  | { readonly answered: true; readonly problems: readonly string[] };

const FAILS: readonly string[] = ['high', 'critical'];

/**
 * What stands against a release: each advisory of high or critical severity without an exception that holds on `today`
 * (Korean time, `YYYY-MM-DD`). A registry that does not answer audits is said to be so, which is not the same as "nothing found".
 */
export function dependencyFindings(
  output: string,
  exceptions: readonly AuditException[],
  today: string,
): DependencyFindings {
  const report = auditReport.safeParse(jsonIn(output));
  if (!report.success) return { answered: false, why: firstLine(output) };
  const found = new Map<string, string>();
  for (const [name, { via }] of Object.entries(report.data.vulnerabilities))
    for (const advisory of via)
      if (typeof advisory !== 'string' && FAILS.includes(advisory.severity))
        found.set(advisory.url, `${name}: ${advisory.title} (${advisory.severity}, ${advisory.url})`);
  const problems = [...found].flatMap(([url, text]) => {
    const exception = exceptions.find(({ advisory }) => advisory === url);
    if (!exception) return [`${text}: renew the package, or write down an exception with a date`];
    return exception.until < today ? [`${text}: its exception ended on ${exception.until}`] : [];
  });
  const past = exceptions.filter(({ advisory }) => !found.has(advisory));
  return {
    answered: true,
    problems: [
      ...problems,
      ...past.map(({ advisory }) => `The exception for ${advisory} fits nothing any more: take it out`),
    ],
  };
}

function jsonIn(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    return undefined;
  }
}

const firstLine = (output: string): string => {
  const said = z.object({ message: z.string() }).safeParse(jsonIn(output));
  return said.success ? (said.data.message.split(' - ')[0] ?? '') : (output.split('\n')[0] ?? '');
};
