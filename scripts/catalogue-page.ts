import type { Definition } from '#libs/lifecycle/definition.js';
import { stateDiagram } from '#libs/lifecycle/diagram.js';

const byName = (a: Definition, b: Definition): number => (a.name < b.name ? -1 : 1);

const chapter = (definition: Definition): string => `## ${definition.title}

\`${definition.name}\`${definition.sensitive ? ' · 민감' : ''} · [정의](../lifecycles/${definition.name}.ts) · [견본이 지나온 길과 글](../test/golden/catalogue/${definition.name}.txt)

${definition.description ?? ''}

\`\`\`mermaid
${stateDiagram(definition)}\`\`\`
`;

/** The shipped lifecycles for people: what each is for, its stages, and where its definition and its messages stand. */
export function catalogueMarkdown(catalogue: readonly Definition[]): string {
  const shipped = [...catalogue].sort(byName);
  const rows = shipped.map(
    ({ name, title, stages, events, templates }) =>
      `| \`${name}\` | ${title} | ${Object.keys(stages).length} | ${Object.keys(events).length} | ${Object.keys(templates).length} |`,
  );
  return `# 함께 나가는 라이프사이클

Made from the definitions (\`npm run docs\`). Each stands with a worked course: what happened when, and every message as the
person first read it.

| name | 이름 | 단계 | 이벤트 | 템플릿 |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${shipped.map(chapter).join('\n')}`;
}
