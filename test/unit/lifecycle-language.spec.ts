import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseDefinition, type Definition } from '#libs/lifecycle/definition.js';
import { playSample, timelineLines } from '#lifecycles/play-sample.js';
import { letterLines, lettersOf } from '#lifecycles/sample-letters.js';
import type { Sample } from '#lifecycles/sample.js';

/** The page on the language, whose every example is played. With UPDATE_GOLDEN=1 the timelines are written anew. */
const page = join(import.meta.dirname, '../../docs/lifecycle-language.md');

/** What is played, and which messages are shown as the person reads them. */
type Play = Partial<Sample> & { readonly read?: readonly string[] };

interface Example {
  readonly heading: string;
  /** Laid over the first example of the page. */
  readonly change: unknown;
  readonly play: Play;
  /** As the page has it. */
  readonly timeline: string;
}

const EXAMPLE =
  /<!-- play\n(?<play>[\s\S]*?)-->\s+(?:```yaml\n(?<change>[\s\S]*?)```\s+)?```text\n(?<timeline>[\s\S]*?)```/g;

function examplesOf(text: string): Example[] {
  return [...text.matchAll(EXAMPLE)].map(({ index, groups }) => ({
    heading: [...text.slice(0, index).matchAll(/^#{1,3} (?!yaml-)(.+)$/gm)].at(-1)?.[1] ?? '',
    change: parse(groups?.['change'] ?? '{}') as unknown,
    play: parse(groups?.['play'] ?? '') as Play,
    timeline: groups?.['timeline'] ?? '',
  }));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `change` laid over `base`; null takes a key away. */
function laidOver(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(change)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      if (!Object.hasOwn(change, key)) return [[key, base[key]]];
      return change[key] === null ? [] : [[key, laidOver(base[key], change[key])]];
    }),
  );
}

function played(definition: Definition, { read = [], ...play }: Play): string {
  const parties = Object.keys(definition.parties).filter((role) => definition.parties[role]?.optional !== true);
  const sample: Sample = {
    lifecycle: definition.name,
    startedAt: '2027-01-04T09:00:00+09:00',
    reference: 'P-1',
    parties: Object.fromEntries(parties.map((role) => [role, { name: '김하늘', phone: '01055001234' }])),
    data: {},
    steps: [],
    until: '2027-12-31T00:00:00+09:00',
    ...play,
  };
  const course = playSample(definition, sample);
  const letters = lettersOf(definition, sample, course.messages)
    .filter(({ template }) => read.includes(template))
    .flatMap((letter) => [...letterLines(definition, sample, letter), '']);
  return `${[...timelineLines(definition, sample, course), ...(letters.length > 0 ? ['', ...letters.slice(0, -1)] : [])].join('\n')}\n`;
}

const text = readFileSync(page, 'utf8');
const base = parse(/<!-- base -->\s+```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '') as unknown;
const examples = examplesOf(text);

const definitionOf = ({ change }: Example): Definition => {
  const result = parseDefinition(laidOver(base, change));
  if ('definition' in result) return result.definition;
  throw new Error(result.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
};

if (process.env['UPDATE_GOLDEN'] === '1') {
  let index = 0;
  const renewed = text.replaceAll(EXAMPLE, (whole: string) => {
    const example = examples[index++]!;
    return `${whole.slice(0, whole.lastIndexOf('```text\n'))}\`\`\`text\n${played(definitionOf(example), example.play)}\`\`\``;
  });
  writeFileSync(page, renewed);
}

describe('the page on the language', () => {
  it('has examples, all of which are played', () => {
    expect(examples.length).toBeGreaterThan(12);
    expect([...text.matchAll(/^```yaml$/gm)]).toHaveLength(examples.length + 1);
  });

  it.each(examples)('shows what comes of its example: $heading', (example) => {
    const shown = examplesOf(readFileSync(page, 'utf8')).find(
      ({ heading, change }) => heading === example.heading && JSON.stringify(change) === JSON.stringify(example.change),
    );
    expect(shown?.timeline).toBe(played(definitionOf(example), example.play));
  });
});
