/** Titles of options in text messages: the one part of a value that is known when a definition is written. */
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { variablesIn } from '#libs/content/places.js';
import { fromNearest } from './language-tags.js';
import type { Definition, FieldDefinition, Problem, TemplateDefinition } from './definition.js';
import { languagesOf, templateIn } from './template-languages.js';
import { baseField, storedFields } from './visibility.js';

/**
 * Options whose title would reach people as `?`, because no carrier knows its characters: in each language in which the
 * template has a text of its own. `path` is that text's place in the template.
 */
export function brokenOptions(definition: Definition, template: TemplateDefinition): Problem[] {
  const written = [undefined, ...languagesOf(template).filter((language) => hasOwnText(template, language))];
  return written.flatMap((language) => {
    const { fallback, variables } = templateIn(template, language);
    const path = `${language === undefined ? '' : `in.${language}.`}fallback.text`;
    return variablesIn(fallback.text).flatMap((name) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      const field = variable && 'field' in variable ? choiceNamed(definition, variable.field) : undefined;
      const unknown = field ? unencodable(titlesIn(field, language)) : [];
      return unknown.length === 0
        ? []
        : [
            {
              path,
              message: `shows options whose titles hold characters that no text message can carry: ${unknown.join(' ')} (NOT_EUC_KR); ${REMEDY}`,
            },
          ];
    });
  });
}

const REMEDY = 'title them otherwise, or show something else here';

type Choice = Extract<FieldDefinition, { type: 'choice' }>;

const hasOwnText = ({ in: variants = {} }: TemplateDefinition, language: string): boolean => {
  const { fallback } = variants[language] ?? {};
  return fallback !== undefined && 'text' in fallback;
};

function choiceNamed(definition: Definition, name: string): Choice | undefined {
  const field = storedFields(definition)[baseField(definition, name)];
  return field?.type === 'choice' ? field : undefined;
}

/** As people who read that language are shown them. */
function titlesIn({ options, in: titles = {} }: Choice, language: string | undefined): string[] {
  const nearest = language === undefined ? undefined : fromNearest(language).find((tag) => Object.hasOwn(titles, tag));
  return Object.entries(options).map(
    ([option, korean]) => (nearest === undefined ? undefined : titles[nearest]?.[option]) ?? korean,
  );
}

function unencodable(titles: readonly string[]): readonly string[] {
  const bytes = eucKrBytes(titles.join(''));
  return typeof bytes === 'number' ? [] : bytes.unencodable;
}
