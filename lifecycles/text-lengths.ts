/**
 * How long the shipped texts are as people usually get them: with a name of the institution, titles and the like of the
 * length that they usually have. By that an operator may reckon what is SMS and what is LMS; a longer value costs more.
 */
import { momentAt, isoKorean } from '#libs/calendar/korean-time.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { USUAL_INSTITUTION_NAME_BYTES } from '#libs/content/institution-name.js';
import { textMessage, type TextMessage } from '#libs/content/text-message.js';
import type { Definition, FieldDefinition } from '#libs/lifecycle/definition.js';
import type { FieldValue } from '#libs/lifecycle/state.js';
import { languagesOf, templateIn } from '#libs/lifecycle/template-languages.js';
import { linkValues, PREVIEW_LINK_BASE, previewToken } from '#libs/lifecycle/template-links.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { storedFields } from '#libs/lifecycle/visibility.js';

/** Characters of what an affair is about, the first text of its input: a book's title, goods. */
const USUAL_TITLE = 10;
/** Characters of what else senders write: places, companies, persons. */
const USUAL_WORDS = 8;
const DAY = '2026-12-31';

/** Korean, and the languages in which a template has a text of its own. */
export const textLanguages = (definition: Definition, code: string): (string | undefined)[] => {
  const template = definition.templates[code]!;
  return [
    undefined,
    ...languagesOf(template).filter((language) => {
      const { fallback } = template.in?.[language] ?? {};
      return fallback !== undefined && 'text' in fallback;
    }),
  ];
};

/** A text as it usually goes out. @throws Error where none can be made of it. */
export function usualText(definition: Definition, code: string, language: string | undefined): TextMessage {
  const template = templateIn(definition.templates[code]!, language);
  const [subject] = Object.keys(definition.input).filter((name) => definition.input[name]?.type === 'text');
  const values = templateValues({ ...definition, templates: { [code]: template } }, code, {
    fields: Object.fromEntries(
      Object.entries(storedFields(definition)).map(([name, field]) => [
        name,
        usualValue(field, name === subject ? USUAL_TITLE : USUAL_WORDS, language),
      ]),
    ),
    parties: Object.fromEntries(Object.keys(definition.parties).map((role) => [role, { name: '홍길동' }])),
    institution: '가'.repeat(USUAL_INSTITUTION_NAME_BYTES / 2),
    reference: 'M-2026-000123',
    clockEnds: Object.fromEntries(Object.keys(definition.clocks ?? {}).map((name) => [name, DAY])),
    links: linkValues(template, PREVIEW_LINK_BASE, previewToken).addresses,
    bundle: { count: 5 },
    language,
  });
  const text = textMessage(template.fallback, values);
  if ('problems' in text) throw new Error(`${code}: ${text.problems.map(({ message }) => message).join(' ')}`);
  return text;
}

function usualValue(field: FieldDefinition, characters: number, language: string | undefined): FieldValue {
  switch (field.type) {
    case 'text':
      return '가'.repeat(Math.min(field.maxLength ?? characters, characters));
    case 'integer':
      return 12;
    case 'amount':
      return 123_456;
    case 'date':
      return DAY;
    case 'dateTime':
      return isoKorean(momentAt(DAY, '14:30'));
    case 'url':
      return 'https://www.example.go.kr/1234';
    case 'boolean':
      return true;
    case 'choice':
      return longestOption(field, language);
  }
}

function longestOption({ options, in: titles = {} }: Extract<FieldDefinition, { type: 'choice' }>, language = 'ko') {
  const length = (option: string): number => {
    const bytes = eucKrBytes(titles[language]?.[option] ?? options[option] ?? '');
    return typeof bytes === 'number' ? bytes : 0;
  };
  return Object.keys(options).reduce((one, other) => (length(other) > length(one) ? other : one));
}
