import { parseDefinition } from '#libs/lifecycle/definition.js';

interface WrittenMistake {
  readonly mistake: string;
  readonly written: string;
  readonly definition: unknown;
}

const LONGEST = 140;
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** The table of mistakes with what their author reads, made from the definitions themselves. */
export function mistakesMarkdown(mistakes: readonly WrittenMistake[]): string {
  const rows = mistakes.map(({ mistake, written, definition }) => {
    const result = parseDefinition(definition);
    const problems = 'problems' in result ? result.problems : [];
    const told = problems.map(({ path, message }) => `${code(path)} ${message.replaceAll('|', '\\|')}`).join('<br>');
    return `| ${mistake} | ${written.startsWith('(') ? written : code(shortened(written))} | ${told} |`;
  });
  return `# Mistakes in a definition

What is written wrongly most often, and what its author then reads. Every mistake of a definition is told at once, with its
path and what to do. The table is made from the tests (\`npm run docs\`).

| mistake | written | told |
| --- | --- | --- |
${rows.join('\n')}
`;
}
