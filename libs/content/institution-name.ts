/**
 * The institution's name in messages. An alimtalk shows its channel's name, a text comes from a bare number: who writes has
 * to stand in it. Filled when a message is written, from the tenant's settings and not from a lifecycle's fields.
 */
import { problem, type ContentProblem } from './content-problem.js';
import { eucKrBytes, toEucKr } from './euc-kr.js';

/** Of the variable that every template may use without saying what fills it: `#{기관명}`. */
export const INSTITUTION_NAME = '기관명';

/** EUC-KR bytes: fifteen Hangul. A name takes its place from a text of 90 bytes, or from a title of 40. */
export const INSTITUTION_NAME_BYTES = 30;

/**
 * EUC-KR bytes of a name for which the shipped texts are written: those that are SMS with it stay SMS (`서울특별시교육청`). A
 * longer one is allowed and may turn some of them into LMS.
 */
export const USUAL_INSTITUTION_NAME_BYTES = 16;

/** Stands in for the name wherever there is no tenant. */
export const EXAMPLE_INSTITUTION_NAME = '○○기관';

/** What no text message could carry as the name of who writes it. `path`: where it was given. */
export function institutionNameProblems(name: string, path = 'senderName'): ContentProblem[] {
  if (name.trim() === '') return [problem(path, 'EMPTY', '비어 있습니다.', 'is empty')];
  const bytes = eucKrBytes(name);
  if (typeof bytes !== 'number') {
    const unknown = bytes.unencodable.join(' ');
    return [
      problem(
        path,
        'NOT_EUC_KR',
        `문자로 보낼 수 없는 글자입니다: ${unknown}`,
        `holds characters that no text message can carry: ${unknown}`,
      ),
    ];
  }
  return bytes > INSTITUTION_NAME_BYTES
    ? [
        problem(
          path,
          'TOO_LONG',
          `기관명은 ${INSTITUTION_NAME_BYTES}바이트까지 쓸 수 있습니다(지금 ${bytes}바이트). 줄인 이름을 쓰십시오.`,
          `is longer than ${INSTITUTION_NAME_BYTES} bytes of EUC-KR (now ${bytes}); use a shorter name`,
        ),
      ]
    : [];
}

/**
 * Under which name a tenant writes: the one that it chose for messages, else its own, of which as much as fits. What carriers
 * do not know in it is replaced by its likeness, as in any value.
 */
export function institutionNameOf({
  name,
  settings,
}: {
  readonly name: string;
  readonly settings: { readonly senderName?: string | null | undefined };
}): string {
  if (settings.senderName) return settings.senderName;
  let chars = [...toEucKr(name.replaceAll(/\s+/g, ' ').trim()).text];
  while (bytesOf(chars) > INSTITUTION_NAME_BYTES) chars = chars.slice(0, -1);
  return chars.join('').trimEnd();
}

const bytesOf = (chars: readonly string[]): number => {
  const bytes = eucKrBytes(chars.join(''));
  if (typeof bytes !== 'number') throw new Error('A name was to be EUC-KR by now and is not.');
  return bytes;
};

/** The longest name that there may be, for judging a text before it is known who sends it. */
export const LONGEST_INSTITUTION_NAME = '가'.repeat(INSTITUTION_NAME_BYTES / 2);
