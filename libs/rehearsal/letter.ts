/** What a person would read, and everything that dealers, Kakao or carriers would refuse in it. */
import { contentProblems } from '#libs/content/alimtalk-rules.js';
import { renderAlimtalk } from '#libs/content/alimtalk.js';
import { brandWords } from '#libs/content/brand-content.js';
import { renderBrand } from '#libs/content/brand-template.js';
import { EXAMPLE_INSTITUTION_NAME } from '#libs/content/institution-name.js';
import type { ContentProblem } from '#libs/content/content-problem.js';
import type { Values } from '#libs/content/places.js';
import { SMS_BYTES, textMessage } from '#libs/content/text-message.js';
import type { Fields, SendEffect } from '#libs/lifecycle/state.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import { languageToSpeak, suitingLanguages, templateIn, variantCode } from '#libs/lifecycle/template-languages.js';
import { contentOf, linkValues, PREVIEW_LINK_BASE, previewToken } from '#libs/lifecycle/template-links.js';
import { namesTogether } from '#libs/lifecycle/names-together.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import type { Channel } from '#libs/message/planner.js';
import type { Finding } from './findings.js';
import type { SentChannel } from './rehearsal.js';
import type { RehearsalRequest, RehearsalSample } from './request.js';

/** What a message tells of: the decision, and the affair as it stood then. */
export interface Told {
  readonly send: SendEffect;
  readonly sample: RehearsalSample;
  readonly data: Fields;
}

export interface Draught {
  readonly template: string;
  /** By the channels that the message may use; absent where no text can be made. */
  readonly letters: Readonly<Partial<Record<Channel, Letter>>>;
  readonly findings: readonly Finding[];
}

/**
 * Writes one message for every channel that it may use. `told`: its items, the first of which lends its fields.
 * `language`: in which whoever is told reads.
 */
export function draughtOf(
  {
    definition,
    institution = EXAMPLE_INSTITUTION_NAME,
    notApproved = NONE,
  }: Pick<RehearsalRequest, 'definition' | 'institution' | 'notApproved'>,
  told: readonly Told[],
  channels: readonly Channel[],
  language: string | undefined,
): Draught {
  const { send, sample, data } = told[0]!;
  const code = told.length > 1 && send.bundle ? send.bundle.plural : send.template;
  const path = `templates.${code}`;
  if (!Object.hasOwn(definition.templates, code)) {
    return {
      template: code,
      letters: {},
      findings: [{ code: 'TEMPLATE_MISSING', path, message: '없는 템플릿입니다.' }],
    };
  }
  const template = definition.templates[code]!;
  const { tokens, addresses } = linkValues(template, PREVIEW_LINK_BASE, previewToken);
  const valuesIn = (spoken: string | undefined): Values => ({
    ...templateValues(definition, code, {
      fields: { ...data, ...send.fields },
      parties: { ...sample.parties, [send.party]: { name: namesOf(told, spoken) } },
      institution,
      reference: sample.reference,
      clockEnds: send.clockEnds,
      links: addresses,
      language: spoken,
      ...(send.bundle && { bundle: { count: told.length } }),
    }),
    ...tokens,
  });
  const isApproved = (spoken: string): boolean => !notApproved.has(variantCode(code, spoken));
  const findings: Finding[] = [];
  const letters: { alimtalk?: Letter; brand?: Letter; text?: Letter } = {};
  if (channels.includes('alimtalk')) {
    const spoken = languageToSpeak(template, 'alimtalk', language, isApproved);
    const content = contentOf(templateIn(template, spoken), PREVIEW_LINK_BASE);
    const rendered = renderAlimtalk(content, valuesIn(spoken));
    const place = placeOf(path, spoken);
    const [nearest] = suitingLanguages(template, language);
    if (nearest !== undefined && !isApproved(nearest)) findings.push(notYetApproved(placeOf(path, nearest), nearest));
    if ('missing' in rendered) findings.push(...rendered.missing.map((name) => missing(place, name)));
    else {
      const problems = contentProblems(content, rendered.content).map((problem) => refused(place, problem));
      findings.push(...problems);
      if (problems.length === 0) letters.alimtalk = letter('alimtalk', rendered.content.body, spoken);
    }
  }
  if (channels.includes('brand') && template.brand) {
    const rendered = renderBrand(template.brand, valuesIn(undefined), REHEARSED_OPT_OUT);
    const place = `${path}.brand`;
    if ('missing' in rendered)
      findings.push(...rendered.missing.map((name) => missing(place, name, '브랜드 메시지를')));
    else if ('problems' in rendered) findings.push(...rendered.problems.map((problem) => refused(place, problem)));
    else letters.brand = letter('brand', brandWords(rendered.message), undefined);
  }
  if (channels.includes('text')) {
    const spoken = languageToSpeak(template, 'text', language, isApproved);
    const text = textMessage(templateIn(template, spoken).fallback, valuesIn(spoken));
    const place = `${placeOf(path, spoken)}.fallback`;
    if ('problems' in text) findings.push(...text.problems.map((problem) => refused(place, problem)));
    else {
      letters.text = letter(text.channel, text.text, spoken);
      findings.push(...textFindings(`${place}.text`, text));
    }
  }
  return { template: code, letters, findings };
}

/** Of a bundle's message: those whom its items are about, each once. */
const namesOf = (told: readonly Told[], language: string | undefined): string => {
  const people = told.map(({ send, sample }) => sample.parties[send.party]);
  return namesTogether(
    [...new Map(people.map((person) => [JSON.stringify(person), person?.name ?? ''])).values()],
    language,
  );
};

export interface Letter {
  readonly channel: SentChannel;
  readonly text: string;
  readonly language?: string;
}

const letter = (channel: SentChannel, text: string, language: string | undefined): Letter => ({
  channel,
  text,
  ...(language !== undefined && { language }),
});

const NONE: ReadonlySet<string> = new Set();

/** Of what is said in a language, in the definition. */
const placeOf = (path: string, language: string | undefined): string =>
  language === undefined ? path : `${path}.in.${language}`;

const notYetApproved = (path: string, language: string): Finding => ({
  code: 'TEMPLATE_NOT_APPROVED',
  path,
  message: `${languageTitle(language)} 템플릿이 아직 승인되지 않아 알림톡은 한국어로 나갑니다.`,
});

/** Stands in for the number of the settings, which a publication asks for. */
const REHEARSED_OPT_OUT = '0800000000';

const missing = (path: string, name: string, what = '알림톡을'): Finding => ({
  code: 'VARIABLE_MISSING',
  path,
  message: `변수 #{${name}}의 값이 없어 ${what} 보낼 수 없습니다.`,
});

const refused = (path: string, { path: part, code, message }: ContentProblem): Finding => ({
  code: code === 'TOO_LONG' ? 'TOO_LONG' : code === 'VALUE_MISSING' ? 'VARIABLE_MISSING' : 'CONTENT_REFUSED',
  path: `${path}.${part}`,
  message,
});

function textFindings(
  path: string,
  {
    channel,
    bytes,
    replaced,
  }: { readonly channel: 'sms' | 'lms' | 'mms'; readonly bytes: number; readonly replaced: readonly string[] },
): Finding[] {
  const long = `대신 보내는 문자가 ${SMS_BYTES}바이트를 넘어 LMS로 나갑니다(지금 ${bytes}바이트).`;
  const unknown = `문자로 보낼 수 없는 글자가 다른 글자로 바뀝니다: ${replaced.join(' ')}`;
  return [
    ...(channel === 'lms' ? [{ code: 'TEXT_LONGER_THAN_SMS', path, message: long } as const] : []),
    ...(replaced.length > 0 ? [{ code: 'TEXT_CHARACTERS_REPLACED', path, message: unknown } as const] : []),
  ];
}
