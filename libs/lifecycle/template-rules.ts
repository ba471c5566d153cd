/** Templates in their lifecycle: what fills them, what they lead to, what they may tell. Their content is judged by libs/content. */
import { templateProblems } from '#libs/content/alimtalk-rules.js';
import { variablesOf } from '#libs/content/alimtalk.js';
import { brandTemplateProblems, variablesInBrand } from '#libs/content/brand-template.js';
import type { ContentProblem } from '#libs/content/content-problem.js';
import { INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { variablesIn } from '#libs/content/places.js';
import { fallbackProblems } from '#libs/content/text-message.js';
import { typeOf } from './definition-types.js';
import type { Definition, Problem, TemplateDefinition, TemplateVariable, TemplateVariant } from './definition.js';
import { brokenOptions } from './option-rules.js';
import { languagesOf, templateIn } from './template-languages.js';
import { contentOf, PREVIEW_LINK_BASE } from './template-links.js';

export const brokenTemplateRules = (definition: Definition): Problem[] => [
  ...Object.entries(definition.templates).flatMap(([code, template]) =>
    [
      ...brokenVariables(definition, code, template),
      ...brokenContent(template),
      ...brokenBrand(definition, template),
      ...brokenLinks(definition, template),
      ...(definition.sensitive ? brokenSecrecy(definition, template) : []),
      ...brokenVariants(template),
      ...brokenOptions(definition, template),
    ].map(({ path, message }) => ({ path: `templates.${code}.${path}`, message })),
  ),
  ...Object.keys(definition.templates)
    .filter((code) => !sentTemplates(definition).has(code))
    .map((code) => ({ path: `templates.${code}`, message: 'is sent by nothing; send it or leave it out' })),
];

/** Every template that some action sends, the plural ones of bundles included. */
function sentTemplates(definition: Definition): ReadonlySet<string> {
  const sent = new Set<string>();
  const walk = (piece: unknown): void => {
    if (typeof piece !== 'object' || piece === null) return;
    for (const [name, value] of Object.entries(piece)) {
      if ((name === 'send' || name === 'plural') && typeof value === 'string') sent.add(value);
      else walk(value);
    }
  };
  const { start, stages, on, timers, cancel } = definition;
  walk([start, stages, on, timers, cancel]);
  return sent;
}

function brokenVariables(definition: Definition, code: string, template: TemplateDefinition): Problem[] {
  const wordings = [undefined, ...languagesOf(template)].map((language) => templateIn(template, language));
  const inAlimtalk = new Set(wordings.flatMap(variablesInAlimtalk));
  const used = new Set([
    ...inAlimtalk,
    ...wordings.flatMap(({ fallback }) => variablesIn(fallback.text)),
    ...(template.brand ? variablesInBrand(template.brand) : []),
  ]);
  return [
    ...lackingVariables(template).map((message) => ({ path: 'variables', message })),
    ...Object.entries(template.variables).flatMap(([name, variable]) => {
      const path = `variables.${name}`;
      if (name === INSTITUTION_NAME) return [{ path, message: NAMED_ALREADY }];
      if (!used.has(name)) return [{ path, message: 'is used in no text; leave it out' }];
      if ('link' in variable && inAlimtalk.has(name))
        return [{ path, message: 'is an address for the text message; in 알림톡 give a button the link' }];
      return brokenSource(definition, code, variable).map((message) => ({ path, message }));
    }),
  ];
}

const NAMED_ALREADY =
  'is the institution’s own name, which fills itself in; leave it out, or call yours otherwise and rename its places in the texts';

const variablesInAlimtalk = (template: TemplateDefinition): string[] =>
  variablesOf(contentOf(withoutEventLinks(template), PREVIEW_LINK_BASE));

/** What a wording uses and nothing fills. */
const lackingVariables = (template: TemplateDefinition): string[] =>
  [
    ...new Set([
      ...variablesInAlimtalk(template),
      ...variablesIn(template.fallback.text),
      ...(template.brand ? variablesInBrand(template.brand) : []),
    ]),
  ]
    .filter((name) => name !== INSTITUTION_NAME && !Object.hasOwn(template.variables, name))
    .map(
      (name) =>
        `lacks ${/^[가-힣A-Za-z0-9_]{1,20}$/.test(name) ? `‘${name}’, which the texts use; say what fills it` : 'a variable that the texts use'}`,
    );

/** The variables of those stand for tokens, which we make. */
const withoutEventLinks = (template: TemplateDefinition): TemplateDefinition => ({
  ...template,
  buttons: (template.buttons ?? []).filter((button) => !('link' in button)),
});

const FORMATS = {
  text: undefined,
  date: ['date', 'dateTime'],
  dateTime: ['dateTime'],
  time: ['dateTime'],
  number: ['integer', 'amount'],
  won: ['integer', 'amount'],
} as const;

function brokenSource(definition: Definition, code: string, variable: TemplateVariable): string[] {
  if ('reference' in variable) return [];
  if ('bundle' in variable)
    return isPlural(definition, code) ? [] : ['counts items, and no bundle has this as its plural template'];
  if ('link' in variable)
    return definition.links && Object.hasOwn(definition.links, variable.link)
      ? []
      : ['names no link of this lifecycle'];
  if ('clock' in variable)
    return definition.clocks && Object.hasOwn(definition.clocks, variable.clock)
      ? []
      : ['names no clock of this lifecycle; add it to `clocks`, or show a field'];
  if ('party' in variable)
    return Object.hasOwn(definition.parties, variable.party) ? [] : ['names no party of this lifecycle'];
  const type = typeOf(definition, variable.field);
  if (type === undefined) return ['names no field of this lifecycle'];
  const suiting: readonly string[] | undefined = FORMATS[variable.format ?? 'text'];
  return suiting === undefined || suiting.includes(type) ? [] : ['has a format that does not suit its field'];
}

const isPlural = (definition: Definition, code: string): boolean =>
  JSON.stringify([definition.start, definition.stages, definition.on, definition.timers, definition.cancel]).includes(
    `"plural":${JSON.stringify(code)}`,
  );

/**
 * Each other language's wording by the rules of the Korean one: it is reviewed by itself, and its text goes by the same
 * carriers. What it shares with the Korean one is judged there.
 */
function brokenVariants(template: TemplateDefinition): Problem[] {
  const koreanProblems = new Set(brokenContent(templateIn(template, undefined)).map(placeOf));
  return Object.entries(template.in ?? {}).flatMap(([language, variant]) => {
    const whole = templateIn(template, language);
    const own = new Set(lackingVariables(whole));
    const ofKorean = new Set(lackingVariables(template));
    const { fallback } = variant;
    return [
      ...[...own].filter((message) => !ofKorean.has(message)).map((message) => ({ path: 'body', message })),
      ...brokenNames('buttons', template.buttons, variant.buttons),
      ...brokenNames('quickReplies', template.quickReplies, variant.quickReplies),
      ...brokenContent(whole)
        .filter((problem) => !koreanProblems.has(placeOf(problem)) || isSaid(variant, problem.path))
        .filter(({ path }) => !path.startsWith('fallback.') || (fallback !== undefined && 'text' in fallback))
        .map(({ path, message }) => ({
          path: path.replace(/^(buttons|quickReplies)\.(\d+)\.name$/, '$1.$2'),
          message: message.includes('NOT_EUC_KR') ? `${message}; ${OTHER_TEXT}` : message,
        })),
      ...(fallback && 'in' in fallback && !hasText(template, fallback.in)
        ? [{ path: 'fallback.in', message: 'names no language in which this template has a text of its own' }]
        : []),
    ].map(({ path, message }) => ({ path: `in.${language}.${path}`, message }));
  });
}

const OTHER_TEXT =
  'write the text in English or Korean, name another language’s with `in`, or leave it out for the Korean one';

const placeOf = ({ path, message }: Problem): string => `${path} ${message}`;

/** Whether that part is the variant's own, and so to be mended there: of a button, its name. */
const isSaid = (variant: TemplateVariant, path: string): boolean => {
  const [part = '', , detail] = path.split('.');
  return Object.hasOwn(variant, part) && (!['buttons', 'quickReplies'].includes(part) || detail === 'name');
};

const hasText = ({ in: variants = {} }: TemplateDefinition, language: string): boolean => {
  const fallback = Object.hasOwn(variants, language) ? variants[language]?.fallback : undefined;
  return fallback !== undefined && 'text' in fallback;
};

/** Names stand in the order of what they name. */
const brokenNames = (
  path: 'buttons' | 'quickReplies',
  { length: wanted }: readonly unknown[] = [],
  { length: given }: readonly string[] = [],
): Problem[] =>
  given === wanted
    ? []
    : [{ path, message: `must name each of the template’s ${path} in its order: ${wanted}, not ${given}` }];

/** What Kakao and carriers would refuse is found when it is written, before a reviewer sees it. */
function brokenContent(template: TemplateDefinition): Problem[] {
  const inTextMessage = ({ path, ...rest }: ContentProblem): ContentProblem => ({ ...rest, path: `fallback.${path}` });
  return [
    ...templateProblems(contentOf(template, PREVIEW_LINK_BASE)),
    ...fallbackProblems(template.fallback).map(inTextMessage),
  ].map(({ path, code, english }) => ({ path, message: `${english} (${code})` }));
}

/** What Kakao would refuse of the brand message, or what it may not tell. */
function brokenBrand(definition: Definition, { brand, variables }: TemplateDefinition): Problem[] {
  if (!brand) return [];
  if (definition.sensitive)
    return [{ path: 'brand', message: 'is advertising, which a sensitive lifecycle never sends; leave it out' }];
  const addresses = Object.entries(variables).flatMap(([name, variable]) => ('link' in variable ? [name] : []));
  return brandTemplateProblems(brand, addresses).map(({ path, code, english }) => ({
    path: `brand.${path}`,
    message: `${english} (${code})`,
  }));
}

/** Buttons name links of the lifecycle; whatever else holds for buttons is content. */
const brokenLinks = (definition: Definition, { buttons = [] }: TemplateDefinition): Problem[] =>
  buttons.flatMap((button, index) =>
    !('link' in button) || (definition.links && Object.hasOwn(definition.links, button.link))
      ? []
      : [{ path: `buttons.${index}.link`, message: 'names no link of this lifecycle' }],
  );

/** What is sensitive is read behind a login: the message shows the reference, who is told, days and moments. */
function brokenSecrecy(definition: Definition, { secure, variables }: TemplateDefinition): Problem[] {
  return [
    ...(secure ? [] : [{ path: 'secure', message: 'must be true: this lifecycle is sensitive' }]),
    ...Object.entries(variables)
      .filter(
        ([, variable]) =>
          'field' in variable && !['date', 'dateTime'].includes(typeOf(definition, variable.field) ?? ''),
      )
      .map(([name]) => ({
        path: `variables.${name}`,
        message: 'would show content of a sensitive lifecycle; show the reference and lead to a page behind a login',
      })),
  ];
}
