/** Random definitions say everything that the language can say: what they leave out, no property test has ever seen. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { anyDefinition } from '../../test/fixtures/any-definition.js';
import { definitionSchema } from './definition.js';

/** What of a schema is walked, by its kind. */
interface Shape {
  readonly keys?: Readonly<Record<string, z.ZodType>>;
  readonly each?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
}

function shapeOf(schema: z.ZodType): Shape {
  if (schema instanceof z.ZodObject) return { keys: schema.def.shape };
  if (schema instanceof z.ZodRecord) return { each: schema.def.valueType as z.ZodType };
  if (schema instanceof z.ZodArray) return { each: schema.def.element as z.ZodType };
  if (schema instanceof z.ZodUnion) return { options: schema.def.options as readonly z.ZodType[] };
  if (schema instanceof z.ZodEnum) return { values: Object.values(schema.def.entries) };
  return {};
}

const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional
    ? (schema.def.innerType as z.ZodType)
    : schema;

/** The words of templates are judged by libs/content, whose fixtures hold each of them. */
const LEFT_TO_CONTENT = 'templates';

/** Every construct by the schema that it belongs to: keys, alternatives and words to choose from. */
function constructsOf(root: z.ZodType): ReadonlyMap<z.ZodType, readonly string[]> {
  const found = new Map<z.ZodType, readonly string[]>();
  const walk = (wrapped: z.ZodType, path: string): void => {
    const schema = bare(wrapped);
    if (found.has(schema)) return;
    const { keys, each, options, values } = shapeOf(schema);
    const names = Object.keys(keys ?? {});
    found.set(schema, [
      ...names.map((name) => `${path}.${name}`),
      ...(options ?? []).map((_, index) => `${path}|${index}`),
      ...(values ?? []).map((value) => `${path}=${String(value)}`),
    ]);
    for (const name of names) if (name !== LEFT_TO_CONTENT) walk(keys![name]!, `${path}.${name}`);
    if (each) walk(each, `${path}.*`);
    options?.forEach((option, index) => walk(option, `${path}|${index}`));
  };
  walk(root, '');
  return found;
}

const constructs = constructsOf(definitionSchema);

function mark(used: Set<string>, wrapped: z.ZodType, value: unknown): void {
  const schema = bare(wrapped);
  const own = constructs.get(schema);
  if (!own) return;
  const { keys, each, options, values } = shapeOf(schema);
  const inner = Object.entries((typeof value === 'object' && value) || {}) as [string, unknown][];
  if (keys)
    for (const [name, part] of inner) {
      used.add(own[Object.keys(keys).indexOf(name)]!);
      mark(used, keys[name]!, part);
    }
  if (each) for (const [, part] of inner) mark(used, each, part);
  options?.forEach((option, index) => {
    if (!mayBe(option, value) || !option.safeParse(value).success) return;
    used.add(own[index]!);
    mark(used, option, value);
  });
  if (values) used.add(own[values.indexOf(value)]!);
}

/** What has a key that an alternative does not know need not be tried against it. */
const mayBe = (option: z.ZodType, value: unknown): boolean =>
  !(option instanceof z.ZodObject) ||
  (typeof value === 'object' && value !== null && Object.keys(value).every((key) => key in option.def.shape));

/** Is in the schema for the sake of its remedy: validation refuses it wherever it stands. */
const NEVER_VALID = ['.stages.*.timers.*|2.once'];

const definitions = fc.sample(anyDefinition, { seed: 20261129, numRuns: 300 });

describe('random definitions', () => {
  it('leave out no key, no alternative and no word of the language', () => {
    const used = new Set<string>();
    const all = [...constructs.values()].flat();
    const missing = () => all.filter((construct) => !used.has(construct));
    for (const definition of definitions) {
      if (missing().length === NEVER_VALID.length) break;
      mark(used, definitionSchema, definition);
    }
    expect(all.length).toBeGreaterThan(200);
    expect(missing()).toEqual(NEVER_VALID);
  });
});
