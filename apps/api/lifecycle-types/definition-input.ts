import type { EntityManager } from 'typeorm';
import { picturesOf } from '#libs/content/alimtalk.js';
import { brandPictures } from '#libs/content/brand-content.js';
import type { Tenant } from '#libs/database/tenant-store.js';
import { foreignAdvertising } from '#libs/lifecycle/advertising-rules.js';
import {
  definitionSchema,
  parseDefinition,
  type Definition,
  type TemplateDefinition,
} from '#libs/lifecycle/definition.js';
import type { Problem as DefinitionProblem } from '#libs/lifecycle/definition.js';
import { unfitPictures, type PictureNamed } from '../images/named-pictures.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { withBrandNames } from './friendtalk-names.js';

/**
 * Checks what is to be a definition and answers it as the language has it. Throws DEFINITION_INVALID with everything that
 * is wrong: first all of its shape, and where that holds, everything between its parts.
 * @param tenant given where it is to be published: its name must then be one of the tenant's own
 */
export function readDefinition(given: unknown, tenant?: string): Definition {
  if (given === undefined) throw new ProblemError('BODY_MISSING');
  const json = withBrandNames(given);
  const shape = definitionSchema.safeParse(json);
  const limits = shape.success ? [...tooMany(shape.data), ...unkeepableTexts(shape.data)] : [];
  // what is far too large is not looked at any further: the rules compare stages with each other
  if (limits.length > 0) throw invalid([...limits, ...foreignName(json, tenant)]);
  const parsed = parseDefinition(json);
  const problems = [...('problems' in parsed ? parsed.problems : []), ...foreignName(json, tenant)];
  if ('problems' in parsed || problems.length > 0) throw invalid(problems);
  return parsed.definition;
}

/** Throws DEFINITION_INVALID where advertising does not carry the tenant's own name and number for opting out. */
export function refuseForeignAdvertising(definition: Definition, tenant: Tenant | undefined): void {
  const { senderName = null, optOutNumber = null } = tenant?.settings ?? {};
  const advertiser = senderName === null || optOutNumber === null ? null : { senderName, optOutNumber };
  const problems = foreignAdvertising(definition, advertiser);
  if (problems.length > 0) throw invalid(problems);
}

/** Throws DEFINITION_INVALID where a template names a picture that is not there, or that cannot be used so. */
export async function refuseUnfitImages(tx: EntityManager, tenant: string, definition: Definition): Promise<void> {
  const problems: DefinitionProblem[] = await unfitPictures(tx, tenant, imagesNamed(definition));
  if (problems.length > 0) throw invalid(problems);
}

const imagesNamed = ({ templates }: Definition): PictureNamed[] =>
  Object.entries(templates).flatMap(([code, template]) => [
    ...imagesOfMessages(template).map(at(`templates.${code}`)),
    ...picturesOf(template).map(at(`templates.${code}`)),
    ...Object.entries(template.in ?? {}).flatMap(([language, variant]) =>
      picturesOf(variant).map(at(`templates.${code}.in.${language}`)),
    ),
  ]);

const at =
  (place: string) =>
  (named: PictureNamed): PictureNamed => ({ ...named, path: `${place}.${named.path}` });

const imagesOfMessages = ({ brand, fallback }: Pick<TemplateDefinition, 'brand' | 'fallback'>): PictureNamed[] => [
  ...(brand ? brandPictures(brand) : []).map(({ path, ...named }) => ({ ...named, path: `brand.${path}` })),
  ...(fallback.image === undefined ? [] : [{ path: 'fallback.image', id: fallback.image, use: 'mms' } as const]),
];

function invalid(problems: readonly DefinitionProblem[]): ProblemError {
  return new ProblemError('DEFINITION_INVALID', {
    detail: `${problems.length === 1 ? 'One place is' : `${problems.length} places are`} wrong.`,
    problems: problems.map(({ path, message }) => ({ path, code: 'DEFINITION_INVALID', message })),
  });
}

function foreignName(json: unknown, tenant: string | undefined): DefinitionProblem[] {
  const { name } = (json ?? {}) as { name?: unknown };
  if (tenant === undefined || typeof name !== 'string' || name.startsWith(`${tenant}/`)) return [];
  return [{ path: 'name', message: `must begin with ${tenant}/, as every lifecycle type of your own does` }];
}

/** Far above what affairs need, and low enough for the rules and the engine, which look at all of it again and again. */
const MOST = {
  parties: 10,
  input: 100,
  fields: 100,
  computed: 50,
  clocks: 20,
  events: 100,
  stages: 100,
  on: 100,
  timers: 50,
  links: 20,
  templates: 100,
} as const;

function tooMany(definition: Definition): DefinitionProblem[] {
  const counted: (readonly [path: string, most: number, what: object | undefined])[] = [
    ...Object.entries(MOST).map(([part, most]) => [part, most, definition[part as keyof typeof MOST]] as const),
    ...Object.entries(definition.stages).map(
      ([name, { timers }]) => [`stages.${name}.timers`, MOST.timers, timers] as const,
    ),
  ];
  return counted
    .filter(([, most, what]) => Object.keys(what ?? {}).length > most)
    .map(([path, most]) => ({ path, message: `may have at most ${most} entries` }));
}

/** Control characters other than line breaks and halves of characters: PostgreSQL and dealers cannot keep them. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const UNKEEPABLE = /[\u0000-\u0009\u000b-\u001f\u007f]|\p{Surrogate}/u;

function unkeepableTexts(value: unknown, path: readonly string[] = []): DefinitionProblem[] {
  if (typeof value === 'string') {
    return UNKEEPABLE.test(value)
      ? [{ path: path.join('.'), message: 'holds control characters or broken Unicode; leave them out' }]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unkeepableTexts(inner, [...path, key]));
}
