import type { Definition } from '#libs/lifecycle/definition.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { languagesOf } from '#libs/lifecycle/template-languages.js';
import { stateDiagram } from '#libs/lifecycle/diagram.js';
import { courses } from '#lifecycles/samples/courses.js';

const byName = (a: Definition, b: Definition): number => (a.name < b.name ? -1 : 1);

/** Titles of the languages that its messages speak besides Korean. */
const spokenBy = (templates: Definition['templates']): string =>
  [...new Set(Object.values(templates).flatMap(languagesOf))].sort().map(languageTitle).join(', ');

/** What a lifecycle's golden timelines show, each by the name of its course. */
const courseLinks = ({ name }: Definition): string =>
  Object.entries(courses)
    .filter(([, { lifecycle }]) => lifecycle === name)
    .map(
      ([course]) =>
        `[${course === name ? '견본' : course.slice(name.length + 1)}](../test/golden/catalogue/${course}.txt)`,
    )
    .join(', ');

const chapter = (definition: Definition): string => `## ${definition.title}

\`${definition.name}\`${definition.sensitive ? ' · 민감' : ''} · [정의](../lifecycles/${definition.name}.ts)

지나온 길과 글: ${courseLinks(definition)}

${definition.description ?? ''}

\`\`\`mermaid
${stateDiagram(definition)}\`\`\`
`;

/** The shipped lifecycles for people: what each is for, its stages, and where its definition and its messages stand. */
export function catalogueMarkdown(catalogue: readonly Definition[]): string {
  const shipped = [...catalogue].sort(byName);
  const rows = shipped.map(
    ({ name, title, stages, events, templates }) =>
      `| \`${name}\` | ${title} | ${Object.keys(stages).length} | ${Object.keys(events).length} | ${Object.keys(templates).length} | ${spokenBy(templates)} |`,
  );
  return `# 함께 나가는 라이프사이클

Made from the definitions (\`npm run docs\`). Each stands with a worked course: what happened when, and every message as the
person first read it.

| name | 이름 | 단계 | 이벤트 | 템플릿 | 다른 언어 |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${shipped.map(chapter).join('\n')}`;
}
