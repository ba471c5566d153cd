import { ownWords } from './places.js';

/** What is wrong with a content that Kakao, a carrier or the law would not take. docs/content-rules.md is made of these codes. */
export type ContentCode =
  | 'EMPTY'
  | 'TOO_LONG'
  | 'TOO_MANY'
  | 'TOO_FEW'
  | 'VARIABLES_ONLY'
  | 'VARIABLE_NOT_ALLOWED'
  | 'VARIABLE_MALFORMED'
  | 'NOT_A_LINK'
  | 'NOT_A_SCHEME'
  | 'HOST_NOT_FIXED'
  | 'OTHER_HOST'
  | 'KIND_WITHOUT_EXTRA'
  | 'EXTRA_NOT_OF_KIND'
  | 'KIND_WITHOUT_CHANNEL_BUTTON'
  | 'CHANNEL_BUTTON_NOT_OF_KIND'
  | 'CHANNEL_BUTTON_NOT_FIRST'
  | 'CHANNEL_BUTTON_NAMED_OTHERWISE'
  | 'CHANNEL_BUTTON_OF_GROUP'
  | 'EMPHASIS_TWICE'
  | 'BUTTON_INCOMPLETE'
  | 'BUTTON_NAME_NOT_ALLOWED'
  | 'BUTTON_NEEDS_CHAT'
  | 'BUTTON_NEEDS_BOT'
  | 'PARCEL_NOT_TRACKABLE'
  | 'SUMMARY_NOT_AN_AMOUNT'
  | 'SECRET_NOT_SECURED'
  | 'ADVERTISING_IN_ALIMTALK'
  | 'APP_INSTALL_INDUCED'
  | 'BENEFIT_WITHOUT_BASIS'
  | 'NOT_AS_REGISTERED'
  | 'NOT_EUC_KR'
  | 'VALUE_MISSING'
  | 'PHONE_INVALID'
  | 'SENDER_NUMBER_NOT_REGISTRABLE'
  | 'AD_MARK_MISSING'
  | 'AD_SENDER_MISSING'
  | 'AD_OPT_OUT_MISSING'
  | 'AD_OPT_OUT_OTHER'
  | 'AD_CONTACT_MISSING'
  | 'BUBBLE_PART_MISSING'
  | 'BUBBLE_PART_NOT_ALLOWED'
  | 'TOO_MANY_LINES'
  | 'COUPON_TITLE_NOT_ALLOWED'
  | 'NUMBER_OUT_OF_RANGE'
  | 'DISCOUNT_INCOMPLETE'
  | 'VIDEO_NOT_ON_KAKAO_TV'
  | 'IMAGE_FORMAT'
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_UNREADABLE'
  | 'IMAGE_TOO_NARROW'
  | 'IMAGE_RATIO';

/** Where something is wrong (`body`, `buttons.0.linkMo`, …), and what to do about it. */
export interface ContentProblem {
  readonly path: string;
  readonly code: ContentCode;
  /** For operators. */
  readonly message: string;
  /** The same for who writes definitions, after the path as its subject. */
  readonly english: string;
}

export const problem = (path: string, code: ContentCode, message: string, english: string): ContentProblem => ({
  path,
  code,
  message,
  english,
});

/** UTF-16 units, a line break as one: the cautious reading of dealer-api §3. */
export const lengthOf = (text: string): number => text.replaceAll('\r\n', '\n').length;

/** Empty and too long, for one text. */
export function textProblems(path: string, text: string, limit: number): ContentProblem[] {
  if (text.trim() === '') return [problem(path, 'EMPTY', '비어 있습니다.', 'is empty')];
  return tooLong(path, text, limit);
}

export function tooLong(path: string, text: string, limit: number): ContentProblem[] {
  const length = lengthOf(text);
  return length > limit
    ? [
        problem(
          path,
          'TOO_LONG',
          `${limit}자까지 쓸 수 있습니다(지금 ${length}자).`,
          `is longer than ${limit} characters (now ${length})`,
        ),
      ]
    : [];
}

export const tooMany = (path: string, what: string, count: number, limit: number): ContentProblem[] =>
  count > limit
    ? [problem(path, 'TOO_MANY', `${what} ${limit}개까지 쓸 수 있습니다.`, `holds more than ${limit} (now ${count})`)]
    : [];

export const tooFew = (path: string, what: string, count: number, least: number): ContentProblem[] =>
  count < least
    ? [problem(path, 'TOO_FEW', `${what} ${least}개 이상이어야 합니다.`, `holds fewer than ${least} (now ${count})`)]
    : [];

/** `#{` that begins no place: not closed, or without a name. */
export const malformed = (path: string, text: string): ContentProblem[] =>
  ownWords(text).includes('#{')
    ? [
        problem(
          path,
          'VARIABLE_MALFORMED',
          '변수는 #{이름} 꼴이어야 합니다. 닫히지 않았거나 이름이 없는 변수가 있습니다.',
          'holds #{ that does not begin a variable, #{name}',
        ),
      ]
    : [];
