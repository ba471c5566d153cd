/**
 * Templates by language. What a template says in another language is for Kakao a template of its own, registered and
 * reviewed as `CODE.en`; kind, variables, and where its buttons lead are those of the Korean one. Language undefined: Korean.
 */
import type { Definition, TemplateDefinition, TemplateVariant } from './definition.js';
import { fromNearest } from './language-tags.js';

/** Under which the variant of a template is registered. */
export const variantCode = (code: string, language: string): string => `${code}.${language}`;

/** Tags of the languages that a template speaks besides Korean. */
export const languagesOf = ({ in: variants = {} }: Pick<TemplateDefinition, 'in'>): string[] =>
  Object.keys(variants).sort();

/** The template as a whole in one of its languages. @throws Error for a language that it does not speak. */
export function templateIn(template: TemplateDefinition, language: string | undefined): TemplateDefinition {
  const { in: variants, ...korean } = template;
  if (language === undefined) return korean;
  const variant = variants && Object.hasOwn(variants, language) ? variants[language] : undefined;
  if (!variant) throw new Error(`The template is not written in ${language}.`);
  const { title, messageType, secure, image, variables, buttons, quickReplies } = korean;
  const { buttons: buttonNames = [], quickReplies: replyNames = [], fallback: _text, ...said } = variant;
  return {
    title,
    messageType,
    variables,
    ...(secure && { secure }),
    ...(image !== undefined && { image }),
    ...said,
    ...(buttons && { buttons: renamed(buttons, buttonNames) }),
    ...(quickReplies && { quickReplies: renamed(quickReplies, replyNames) }),
    fallback: fallbackIn(template, variant),
  };
}

/** A button without a name of its own keeps the Korean one. */
const renamed = <T extends { readonly name: string }>(buttons: readonly T[], names: readonly string[]): T[] =>
  buttons.map((button, index) => ({ ...button, name: names[index] ?? button.name }));

function fallbackIn(template: TemplateDefinition, { fallback }: TemplateVariant): TemplateDefinition['fallback'] {
  if (fallback && 'text' in fallback) return fallback;
  const other = fallback && template.in?.[fallback.in]?.fallback;
  return other && 'text' in other ? other : template.fallback;
}

/** In which language a variant's text is written. */
function textLanguage({ in: variants = {} }: Pick<TemplateDefinition, 'in'>, language: string): string | undefined {
  const fallback = variants[language]?.fallback;
  if (fallback && 'text' in fallback) return language;
  const other = fallback?.in;
  const text = other === undefined ? undefined : variants[other]?.fallback;
  return text && 'text' in text ? other : undefined;
}

/** The languages of a template that suit a reader of `wanted`, the nearest first: `zh-hant` is served by it, then by `zh`. */
export const suitingLanguages = (
  { in: variants = {} }: Pick<TemplateDefinition, 'in'>,
  wanted: string | undefined,
): string[] => (wanted === undefined ? [] : fromNearest(wanted).filter((tag) => Object.hasOwn(variants, tag)));

/**
 * In which language somebody is told: the nearest to theirs in which the message may leave, else Korean, so that nobody
 * goes untold. A text needs no review, only to be written.
 * @param approved whether the template's variant in that language may be sent as 알림톡
 */
export function languageToSpeak(
  template: Pick<TemplateDefinition, 'in'>,
  channel: 'alimtalk' | 'text',
  wanted: string | undefined,
  approved: (language: string) => boolean,
): string | undefined {
  const suiting = suitingLanguages(template, wanted);
  if (channel === 'alimtalk') return suiting.find(approved);
  return suiting.map((language) => textLanguage(template, language)).find((language) => language !== undefined);
}

/** What a workflow is told of a definition: it decides what is said and when, and never in which words. Histories carry it. */
export const withoutOtherLanguages = (definition: Definition): Definition => ({
  ...definition,
  templates: Object.fromEntries(
    Object.entries(definition.templates).map(([code, template]) => [code, templateIn(template, undefined)]),
  ),
});

/** A template as it is registered. */
export interface RegisteredTemplate {
  /** Of the definition. */
  readonly code: string;
  readonly language: string | undefined;
  readonly template: TemplateDefinition;
}

/** All that has to be registered for a definition, by the code under which it is: each template, then its variants. */
export const templatesToRegister = ({
  templates,
}: Pick<Definition, 'templates'>): Readonly<Record<string, RegisteredTemplate>> =>
  Object.fromEntries(
    Object.entries(templates).flatMap(([code, template]) =>
      [undefined, ...languagesOf(template)].map((language) => [
        language === undefined ? code : variantCode(code, language),
        { code, language, template: templateIn(template, language) },
      ]),
    ),
  );

/** The same, as reviews are asked for: only what is registered. */
export const contentsToRegister = (
  definition: Pick<Definition, 'templates'>,
): Readonly<Record<string, TemplateDefinition>> =>
  Object.fromEntries(Object.entries(templatesToRegister(definition)).map(([code, { template }]) => [code, template]));
