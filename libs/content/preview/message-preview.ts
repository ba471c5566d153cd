/** A template with data: how it would look, how long it would be, and what would be refused of it. */
import { contentProblems, templateProblems } from '../alimtalk-rules.js';
import { filledAlimtalk, renderAlimtalk, variablesOf, type AlimtalkContent } from '../alimtalk.js';
import { brandWords, type BrandContent } from '../brand-content.js';
import { brandTemplateProblems, filledBrand, variablesInBrand, type BrandTemplate } from '../brand-template.js';
import { lengthOf, type ContentProblem } from '../content-problem.js';
import { missingIn, type Values } from '../places.js';
import { fallbackProblems, textMessage, type FallbackText } from '../text-message.js';
import { brandPicture } from './brand-picture.js';
import { alimtalkPicture, textPicture } from './message-pictures.js';

export interface MessagePreview {
  /** Places that no value fills stay as they are. */
  readonly alimtalk: {
    readonly svg: string;
    /** The first one from the channel: KakaoTalk itself offers 채널 추가 and 알림톡 차단 below it. */
    readonly firstSvg: string;
    readonly text: string;
    readonly characters: number;
  };
  /** Null where no text can be made of it. */
  readonly text: {
    readonly svg: string;
    readonly channel: 'sms' | 'lms' | 'mms';
    readonly text: string;
    readonly subject: string | null;
    readonly bytes: number;
    /** What values held that carriers do not know. */
    readonly replaced: readonly string[];
  } | null;
  /** Null where the template has no brand message. */
  readonly brand: { readonly svg: string; readonly text: string; readonly characters: number } | null;
  /** Variables without a value: a message would not be sent. */
  readonly missing: readonly string[];
  readonly problems: readonly ContentProblem[];
}

/**
 * @param inText what fills the text, where it is written in another language, and the brand message, which is in Korean
 */
export function messagePreview(
  content: AlimtalkContent,
  fallback: FallbackText,
  values: Values,
  inText: Values = values,
  brand?: BrandTemplate,
): MessagePreview {
  const missing = [
    ...new Set([
      ...missingIn(variablesOf(content).map(placeOf).join(''), values),
      ...missingIn(`${fallback.text}\n${fallback.subject ?? ''}`, inText),
      ...(brand ? variablesInBrand(brand).filter((name) => !Object.hasOwn(inText, name)) : []),
    ]),
  ];
  const shown = filledAlimtalk(content, values);
  const rendered = renderAlimtalk(content, values);
  // a place without a value stands for itself, so that whoever writes a template sees where it goes
  const standing = { ...Object.fromEntries(missing.map((name) => [name, placeOf(name)])), ...inText };
  const text = textMessage(fallback, standing);
  return {
    alimtalk: {
      svg: alimtalkPicture(shown),
      firstSvg: alimtalkPicture(shown, true),
      text: shown.body,
      characters: lengthOf(shown.body),
    },
    text:
      'problems' in text
        ? null
        : {
            svg: textPicture(text),
            channel: text.channel,
            text: text.text,
            subject: text.subject ?? null,
            bytes: text.bytes,
            replaced: text.replaced,
          },
    brand: brand ? brandPreview(filledBrand(brand, standing)) : null,
    missing,
    problems: onlyOnce([
      ...templateProblems(content),
      ...('content' in rendered ? contentProblems(content, rendered.content) : []),
      ...[...fallbackProblems(fallback), ...('problems' in text ? text.problems : [])].map((problem) => ({
        ...problem,
        path: `fallback.${problem.path}`,
      })),
      ...(brand ? brandTemplateProblems(brand, addressesIn(inText)) : []).map((problem) => ({
        ...problem,
        path: `brand.${problem.path}`,
      })),
    ]),
  };
}

/** Values that are whole addresses. */
const addressesIn = (values: Values): string[] =>
  Object.entries(values).flatMap(([name, value]) => (/^https?:\/\//.test(value) ? [name] : []));

function brandPreview(shown: BrandContent): NonNullable<MessagePreview['brand']> {
  const text = brandWords(shown);
  return { svg: brandPicture(shown), text, characters: lengthOf(text) };
}

const placeOf = (name: string): string => `#{${name}}`;

/** What is wrong with a template is mostly wrong with what is made of it, too. */
const onlyOnce = (problems: readonly ContentProblem[]): ContentProblem[] => [
  ...new Map(problems.map((problem) => [`${problem.path} ${problem.code}`, problem])).values(),
];
