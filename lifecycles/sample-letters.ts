/** What the people of a sample read: each message when it is first told, in their language, with the text that stands in for it. */
import type { ButtonDefinition, Definition } from '#libs/lifecycle/definition.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { languageToSpeak, templateIn } from '#libs/lifecycle/template-languages.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { EXAMPLE_INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { render } from '#libs/content/places.js';
import { SMS_BYTES } from '#libs/content/text-message.js';
import type { PlayedMessage } from './play-sample.js';
import type { Sample } from './sample.js';

/** Of so many a bundle's message tells, in a golden timeline. */
const BUNDLED = 3;

/** A message as a person reads it. */
export interface Letter {
  readonly template: string;
  /** Undefined: Korean. */
  readonly language: string | undefined;
  readonly message: PlayedMessage;
}

/** Each template in each language, once, in the order in which people first read them; after one that may be bundled, its plural. */
export function lettersOf(definition: Definition, sample: Sample, messages: readonly PlayedMessage[]): Letter[] {
  const letters = new Map<string, Letter>();
  for (const message of messages)
    for (const template of [message.template, ...(message.bundle ? [message.bundle.plural] : [])]) {
      const language = spokenTo(definition, sample, template, message.party);
      const name = `${template} ${language ?? ''}`;
      if (!letters.has(name)) letters.set(name, { template, language, message });
    }
  return [...letters.values()];
}

/** In which language a role of the sample reads a template; undefined: Korean. */
export const spokenTo = (
  { templates }: Definition,
  { parties }: Sample,
  template: string,
  role: string,
): string | undefined => languageToSpeak(templates[template] ?? {}, 'alimtalk', parties[role]?.language, () => true);

/** @throws Error for a variable without a value, and for a text that no message can carry. */
export function letterLines(
  definition: Definition,
  { parties, reference }: Sample,
  { template: code, language, message }: Letter,
): string[] {
  const template = templateIn(definition.templates[code]!, language);
  const textLanguage = languageToSpeak(
    definition.templates[code]!,
    'text',
    parties[message.party]?.language,
    () => true,
  );
  const links = Object.fromEntries(
    Object.keys(definition.links ?? {}).map((name) => [name, 'https://bongsu.example/l/0123456789abcdefghijkl']),
  );
  const filled = (text: string, spoken: string | undefined): string => {
    const fields = { ...message.data, ...message.fields };
    const sources = {
      ...{ fields, parties, institution: EXAMPLE_INSTITUTION_NAME, reference, clockEnds: message.clockEnds, links },
      ...{ language: spoken, bundle: { count: BUNDLED } },
    };
    const rendered = render(text, templateValues(definition, code, sources));
    if ('text' in rendered) return rendered.text;
    throw new Error(`${code} lacks values for ${rendered.missing.join(', ')}.`);
  };
  const text = filled(template.fallback.text, textLanguage);
  return [
    `── ${code} 「${template.title}」${language === undefined ? '' : ` ${languageTitle(language)}`}`,
    ...(template.emphasize ? [`【${filled(template.emphasize.title, language)}】 ${template.emphasize.subtitle}`] : []),
    ...filled(template.body, language).split('\n'),
    ...(template.extra?.split('\n') ?? []),
    ...(template.buttons ?? []).map((button) => `[${filled(buttonLine(button), language)}]`),
    `문자(${lengthText(text)}): ${text}`,
  ];
}

/** @throws Error for characters that no text message can carry. */
function lengthText(text: string): string {
  const bytes = eucKrBytes(text);
  if (typeof bytes !== 'number') throw new Error(`No text message can carry ${bytes.unencodable.join(' ')}.`);
  return `${bytes <= SMS_BYTES ? 'SMS' : 'LMS'} ${bytes}바이트`;
}

const buttonLine = (button: ButtonDefinition): string =>
  'link' in button ? `${button.name} → 신청` : 'linkMo' in button ? `${button.name} → ${button.linkMo}` : button.name;
