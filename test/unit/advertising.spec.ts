import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { BUBBLES, brandPictures, type BrandContent } from '#libs/content/brand-content.js';
import { text as field } from '#libs/lifecycle/builders.js';
import { parseDefinition, type Definition } from '#libs/lifecycle/definition.js';
import { entriesOf, noticeWith, played, sampleOf, template } from '#libs/rehearsal/spec-support.js';

/** The page on advertising, whose every bubble is rehearsed. With UPDATE_GOLDEN=1 what is read of them is written anew. */
const page = join(import.meta.dirname, '../../docs/advertising.md');

interface Example {
  readonly heading: string;
  /** What fills its places. */
  readonly values: Readonly<Record<string, string>>;
  readonly brand: BrandContent;
  /** As the page has it. */
  readonly words: string;
}

const EXAMPLE = /<!-- read\n(?<values>[\s\S]*?)-->\s+```yaml\n(?<brand>[\s\S]*?)```\s+```text\n(?<words>[\s\S]*?)```/g;

const examplesOf = (written: string): Example[] =>
  [...written.matchAll(EXAMPLE)].map(({ index, groups }) => ({
    heading: [...written.slice(0, index).matchAll(/^### (.+)$/gm)].at(-1)?.[1] ?? '',
    values: parse(groups?.['values'] ?? '') as Example['values'],
    ...(parse(groups?.['brand'] ?? '') as Pick<Example, 'brand'>),
    words: groups?.['words'] ?? '',
  }));

const fieldOf = (index: number): string => `field${index}`;

/** Advertising that says it, with a field for each of its places. */
function definitionOf({ values, brand }: Example): Definition {
  const names = Object.keys(values);
  const written = noticeWith(
    { purpose: 'advertising', channels: ['brand'] },
    {
      input: Object.fromEntries(names.map((name, index) => [fieldOf(index), field(name)])),
      templates: {
        NOTICE: template('행사', {
          brand,
          variables: Object.fromEntries(names.map((name, index) => [name, { field: fieldOf(index) }])),
        }),
      },
    },
  );
  const parsed = parseDefinition(JSON.parse(JSON.stringify(written)));
  if ('definition' in parsed) return parsed.definition;
  throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
}

function read(example: Example): string {
  const data = Object.fromEntries(Object.values(example.values).map((value, index) => [fieldOf(index), value]));
  const rehearsal = played({ definition: definitionOf(example), samples: [sampleOf({ data })] });
  return entriesOf(rehearsal, 'sent')
    .map(({ message }) => `${message ?? ''}\n`)
    .join('');
}

const written = readFileSync(page, 'utf8');
const examples = examplesOf(written);

if (process.env['UPDATE_GOLDEN'] === '1') {
  let index = 0;
  writeFileSync(
    page,
    written.replaceAll(EXAMPLE, (whole: string) => {
      const before = whole.slice(0, whole.lastIndexOf('```text\n'));
      return `${before}\`\`\`text\n${read(examples[index++]!)}\`\`\``;
    }),
  );
}

describe('the page on advertising', () => {
  it('has an example of every bubble, under its name, and no other', () => {
    expect(examples.map(({ heading, brand }) => [heading, brand.bubble])).toEqual(
      [
        'TEXT',
        'IMAGE',
        'WIDE',
        'WIDE_ITEM_LIST',
        'PREMIUM_VIDEO',
        'COMMERCE',
        'CAROUSEL_FEED',
        'CAROUSEL_COMMERCE',
      ].map((bubble) => [bubble, bubble]),
    );
    expect([...written.matchAll(/^```yaml$/gm)]).toHaveLength(BUBBLES.length);
  });

  it.each(examples)('shows what is read of its example: $heading', (example) => {
    const shown = examplesOf(readFileSync(page, 'utf8')).find(({ heading }) => heading === example.heading);
    expect(shown?.words).toBe(read(example));
  });

  it.each(examples)('says for what the pictures of its example are kept: $heading', ({ heading, brand }) => {
    const chapter = written.slice(
      written.indexOf(`### ${heading}\n`),
      written.indexOf('```yaml', written.indexOf(`### ${heading}\n`)),
    );
    for (const { use } of brandPictures(brand)) expect(chapter).toContain(`\`${use}\``);
  });
});
