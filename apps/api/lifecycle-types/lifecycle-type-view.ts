import { z } from 'zod';
import type { TypeVersion, VersionUse } from '#libs/database/lifecycle-type-store.js';
import type { TemplateReview } from '#libs/database/template-store.js';
import { isoKorean } from '#libs/calendar/korean-time.js';
import type { ButtonDefinition, Definition, TemplateDefinition } from '#libs/lifecycle/definition.js';
import { KOREAN } from '#libs/lifecycle/language-tags.js';
import { stateDiagram } from '#libs/lifecycle/diagram.js';
import { templatesToRegister } from '#libs/lifecycle/template-languages.js';
import { contentOf } from '#libs/lifecycle/template-links.js';
import { eventTypes, jsonSchemaOfEvent, jsonSchemaOfInput } from '#libs/lifecycle/schemas.js';
import { moment } from '../requests/field-schemas.js';
import type { RegisteredType } from './lifecycle-type-registry.js';

/** What the calls on lifecycle types answer; the OpenAPI document is made from these schemas. */

const jsonSchema = z.record(z.string(), z.unknown()).describe('JSON Schema 2020-12.');

const versionFields = {
  version: z.string().describe('Hash of the definition; a running lifecycle keeps the version it began with.'),
  number: z.int().nullable().describe('1, 2, 3 … of your own types; null for those that ship with the product.'),
  publishedAt: moment.nullable(),
  retiredAt: moment.nullable().describe('From then on nothing starts by it; what runs goes on.'),
  retiredReason: z.string().nullable(),
};

const listedVersion = z.object({
  ...versionFields,
  current: z.boolean().describe('A start that names no version uses it.'),
  openLifecycles: z.int().describe('How many of your lifecycles run by it.'),
});

const typeSummary = {
  name: z.string(),
  title: z.string(),
  origin: z.enum(['shipped', 'own']).describe('Whether it ships with the product or you published it.'),
  parties: z.record(z.string(), z.object({ title: z.string() })),
  events: z.array(z.object({ type: z.string(), title: z.string() })),
  versions: z.array(listedVersion).describe('Newest first.'),
  links: z.object({ self: z.string(), openapi: z.string() }),
};

export const lifecycleTypeList = z.object({ items: z.array(z.object(typeSummary)) }).meta({ id: 'LifecycleTypeList' });

const button = z.object({
  type: z.string(),
  name: z.string(),
  linkMo: z
    .string()
    .optional()
    .describe('As it is to be registered; of a link that is an event, with its token as a variable.'),
  linkPc: z.string().optional(),
  schemeAndroid: z.string().optional(),
  schemeIos: z.string().optional(),
  formId: z.string().optional(),
  relayId: z.string().optional(),
  oneClickId: z.string().optional(),
  productId: z.string().optional(),
  tel: z.string().optional(),
  link: z.string().optional().describe('A link of the definition, whose address is made for each message.'),
});

const titled = z.object({ title: z.string(), description: z.string() });
const itemList = z.object({
  highlight: titled.extend({ image: z.string().optional() }).optional(),
  items: z.array(titled),
  summary: titled.optional(),
});

export const lifecycleType = z
  .object({
    ...typeSummary,
    ...versionFields,
    awaits: z
      .array(z.string())
      .describe('Templates of this version that must be approved before anything starts by it.'),
    description: z.string().nullable(),
    stages: z.array(z.object({ name: z.string(), title: z.string(), final: z.boolean(), events: z.array(z.string()) })),
    inputSchema: jsonSchema,
    eventSchemas: z.record(z.string(), jsonSchema),
    diagram: z.string().describe('State diagram in Mermaid.'),
    templates: z.array(
      z.object({
        code: z
          .string()
          .describe('Under which it is registered: `LOAN_STARTED.en` for the English one of `LOAN_STARTED`.'),
        language: z.string().describe('`ko` for the template itself; its other languages follow it.'),
        title: z.string(),
        review: z
          .enum(['approved', 'inspecting', 'registered', 'rejected', 'draft', 'missing'])
          .describe(
            'Of exactly this text. Messages go out by 알림톡 once it is approved, and as texts until then; where only that of another language is not, in Korean.',
          ),
        messageType: z.enum(['BA', 'EX', 'AD', 'MI']),
        body: z.string(),
        extra: z.string().optional().describe('부가정보.'),
        header: z.string().optional().describe('헤더.'),
        emphasize: z.object({ title: z.string(), subtitle: z.string() }).optional().describe('강조표기형.'),
        image: z.string().optional().describe('이미지형.'),
        itemList: itemList.optional().describe('아이템리스트형.'),
        secure: z.literal(true).optional().describe('보안 템플릿.'),
        variables: z.array(z.string()),
        buttons: z.array(button),
        quickReplies: z.array(button).optional().describe('바로연결.'),
        fallback: z.object({ subject: z.string().optional(), text: z.string() }),
      }),
    ),
    definition: z.record(z.string(), z.unknown()).describe('The definition itself, as data.'),
  })
  .meta({ id: 'LifecycleType' });

export const publishedVersion = z
  .object({
    name: z.string(),
    title: z.string(),
    ...versionFields,
    links: z.object({ self: z.string(), openapi: z.string() }),
  })
  .meta({ id: 'LifecycleTypeVersion' });
export type PublishedVersion = z.output<typeof publishedVersion>;

/** All that a view needs beside the version itself. */
export interface TypeSurroundings {
  /** Of the type, where it is the tenant's own. */
  readonly versions: readonly TypeVersion[];
  /** Of the type. */
  readonly uses: readonly VersionUse[];
  /** The hash by which a start without a version starts; undefined where every version is retired. */
  readonly current: string | undefined;
}

/** A name of one's own has a slash, which stands in the address as it is: proxies do not always keep `%2F`. */
export const typePath = (name: string): string => `/v1/lifecycle-types/${name}`;

export function typeSummaryOf({ definition, number }: RegisteredType, around: TypeSurroundings) {
  return {
    name: definition.name,
    title: definition.title,
    origin: number === null ? ('shipped' as const) : ('own' as const),
    parties: Object.fromEntries(Object.entries(definition.parties).map(([role, { title }]) => [role, { title }])),
    events: eventTypes(definition).map((type) => ({ type, title: definition.events[type]?.title ?? type })),
    versions: versionsOf(around),
    links: linksOf(definition.name),
  };
}

export function typeViewOf(
  type: RegisteredType,
  around: TypeSurroundings,
  { reviews, awaits }: { readonly reviews: ReadonlyMap<string, TemplateReview>; readonly awaits: readonly string[] },
  linkBase: string,
): z.output<typeof lifecycleType> {
  const { definition, hash, number, publishedAt, retired } = type;
  const retirement = typeof retired === 'object' ? retired : null;
  return {
    ...typeSummaryOf(type, around),
    ...(number === null ? {} : { links: linksOf(definition.name, number) }),
    version: hash,
    number,
    publishedAt: publishedAt === null ? null : isoKorean(publishedAt),
    retiredAt: retirement && isoKorean(retirement.at),
    retiredReason: retirement && retirement.reason,
    awaits: [...awaits],
    description: definition.description ?? null,
    stages: Object.entries(definition.stages).map(([name, stage]) => ({
      name,
      title: stage.title,
      final: stage.final === true,
      events: eventsOfStage(definition, name),
    })),
    inputSchema: { ...jsonSchemaOfInput(definition) },
    eventSchemas: Object.fromEntries(
      eventTypes(definition).map((event) => [event, { ...jsonSchemaOfEvent(definition, event) }]),
    ),
    diagram: stateDiagram(definition),
    templates: Object.entries(templatesToRegister(definition)).map(([code, { language = KOREAN, template }]) => ({
      code,
      language,
      review: reviews.get(code) ?? 'missing',
      ...templateOf(template, linkBase),
    })),
    definition: { ...definition },
  };
}

/** The answer to a publication, a retirement, and every repetition of them. */
export const publishedVersionOf = (version: TypeVersion, title: string): PublishedVersion => ({
  name: version.name,
  title,
  ...versionFieldsOf(version),
  links: linksOf(version.name, version.number),
});

const linksOf = (name: string, number?: number) => ({
  self: number === undefined ? typePath(name) : `${typePath(name)}?version=${number}`,
  openapi: `${typePath(name)}/openapi.json${number === undefined ? '' : `?version=${number}`}`,
});

const versionFieldsOf = ({ hash, number, publishedAt, retiredAt, retiredReason }: TypeVersion) => ({
  version: hash,
  number,
  publishedAt: isoKorean(publishedAt),
  retiredAt: retiredAt === null ? null : isoKorean(retiredAt),
  retiredReason,
});

/** The tenant's published ones; of a shipped type the present one, and older ones for as long as something runs by them. */
function versionsOf({ versions, uses, current }: TypeSurroundings): z.output<typeof listedVersion>[] {
  const openBy = (hash: string): number => uses.find((use) => use.hash === hash)?.open ?? 0;
  const known = (hash: string) => ({ current: hash === current, openLifecycles: openBy(hash) });
  if (versions.length > 0) return versions.map((version) => ({ ...versionFieldsOf(version), ...known(version.hash) }));
  const hashes = new Set([...(current === undefined ? [] : [current]), ...uses.map(({ hash }) => hash)]);
  return [...hashes].map((version) => ({
    version,
    number: null,
    publishedAt: null,
    retiredAt: null,
    retiredReason: null,
    ...known(version),
  }));
}

/** Events that a stage accepts: its own and those of every stage; none once it is final. */
export function eventsOfStage(definition: Definition, name: string): string[] {
  const stage = definition.stages[name];
  if (!stage || stage.final) return [];
  return [...new Set([...Object.keys(stage.on ?? {}), ...Object.keys(definition.on ?? {})])].sort();
}

function templateOf(template: TemplateDefinition, linkBase: string) {
  const { title, variables, fallback, buttons = [], messageType, secure } = template;
  const { body, extra, header, emphasize, image, itemList, quickReplies, ...rest } = contentOf(template, linkBase);
  return {
    title,
    messageType,
    body,
    ...(extra !== undefined && { extra }),
    ...(header !== undefined && { header }),
    ...(emphasize && { emphasize }),
    ...(image !== undefined && { image }),
    ...(itemList && { itemList: { ...itemList, items: [...itemList.items] } }),
    ...(secure && { secure }),
    variables: Object.keys(variables),
    ...(quickReplies && { quickReplies: [...quickReplies] }),
    buttons: (rest.buttons ?? []).map((shown, index) => buttonOf(shown, buttons[index])),
    fallback: { ...(fallback.subject === undefined ? {} : { subject: fallback.subject }), text: fallback.text },
  };
}

const buttonOf = (
  registered: z.output<typeof button>,
  defined: ButtonDefinition | undefined,
): z.output<typeof button> => ({ ...registered, ...(defined && 'link' in defined && { link: defined.link }) });
