interface WrittenRule {
  readonly rule: string;
  readonly source: string;
  readonly code: string;
  readonly path: string;
  readonly accepted: string;
  readonly refused: string;
}

const CHAPTERS = [
  ['§3', '알림톡'],
  ['§4', 'Advertising: 브랜드 메시지 and texts'],
  ['§5', 'Texts, pictures and sender numbers'],
] as const;

const LONGEST = 240;
const cell = (text: string): string => {
  const line = text.replaceAll('|', '\\|').replaceAll('\n', '⏎');
  return `\`${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}\``;
};

/** The table of content rules, made from the examples by which they are tested. */
export function contentRulesMarkdown(rules: readonly WrittenRule[]): string {
  const chapters = CHAPTERS.map(([source, title]) => {
    const rows = rules
      .filter((rule) => rule.source === source)
      .map(
        ({ rule, code, path, accepted, refused }) =>
          `| ${rule} | \`${code}\` | \`${path}\` | ${cell(accepted)} | ${cell(refused)} |`,
      );
    return `## ${title}

From the digest of dealers’ documents, ${source}.

| rule | code | where | accepted | refused |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
  });
  return `# Content rules

What Kakao, the dealers, the carriers and 정보통신망법 §50 take of a message, and the code under which we refuse the rest. A
definition's templates are judged when they are published; every message again, filled, before it is sent and in a rehearsal.
All problems of a content are told at once. The table is made from the tests (\`npm run docs\`); \`가×20\` stands for twenty of them.
How recipients’ numbers are read, and that a safe number (050) is sent a text and never an 알림톡, stands in
[libs/message/phone-number.ts](../libs/message/phone-number.ts) and the planner.

${chapters.join('\n')}`;
}
