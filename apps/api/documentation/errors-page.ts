import { ERROR_CODES, type ErrorCodeEntry } from '#libs/contracts/error-codes.js';

const INTRODUCTION = `Every error is answered as problem details (RFC 9457, \`application/problem+json\`).

\`type\` leads to the entry on this page, \`code\` names it for programs, \`detail\` says what went wrong this time, \`remedy\`
what to do about it, and \`problems\` lists every place that is wrong, each with a path and a code of its own. Where all
places share a code, it is the code of the whole answer; otherwise that is \`INPUT_INVALID\`. \`retryable\` says whether the
same request may succeed later as it stands. \`instance\` names the occurrence in our log. Codes never change their
meaning. No answer repeats a name, a phone number or a key.`;

const GROUPS: readonly ErrorCodeEntry['group'][] = [
  'Request',
  'Fields',
  'Access',
  'Repeating',
  'Lifecycles',
  'Receipts',
  'Service',
];

const grouped = (): [group: string, entries: [code: string, entry: ErrorCodeEntry][]][] =>
  GROUPS.map((group) => [group, Object.entries(ERROR_CODES).filter(([, entry]) => entry.group === group)]);

/** docs/errors.md, whole. */
export function errorsMarkdown(): string {
  const sections = grouped().map(
    ([group, entries]) =>
      `## ${group}\n\n${entries
        .map(
          ([code, { status, title, remedy, retryable }]) =>
            `### ${code}\n\n${title}. Status ${status}${retryable ? ', retryable' : ''}.\n\n${remedy}\n`,
        )
        .join('\n')}`,
  );
  return `# Errors\n\n${INTRODUCTION}\n\n${sections.join('\n')}`;
}

/** The same as a page of the running API, at /docs/errors. */
export function errorsHtml(): string {
  const sections = grouped().map(
    ([group, entries]) =>
      `<h2>${group}</h2>${entries
        .map(
          ([code, { status, title, remedy, retryable }]) =>
            `<section id="${code}"><h3><code>${code}</code></h3><p>${escaped(title)}. Status ${status}${retryable ? ', retryable' : ''}.</p><p>${escaped(remedy)}</p></section>`,
        )
        .join('')}`,
  );
  const introduction = escaped(INTRODUCTION.replaceAll('`', '')).replaceAll('\n\n', '</p><p>');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bongsu: errors</title><style>body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}section:target{background:#fff3c4}h3{margin-bottom:0}section p{margin:.2rem 0}</style></head><body><h1>Errors</h1><p>${introduction}</p>${sections.join('')}</body></html>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
