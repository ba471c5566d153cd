/** SMS, LMS, MMS and what an alimtalk's stand-in becomes (dealer-api §5). */
import { malformed, problem, type ContentProblem } from './content-problem.js';
import { eucKrBytes, toEucKr } from './euc-kr.js';
import { INSTITUTION_NAME, LONGEST_INSTITUTION_NAME } from './institution-name.js';
import { fill, missingIn, ownWords, variablesIn, type Values } from './places.js';

/** SMS, LMS body and LMS title, EUC-KR bytes. */
export const SMS_BYTES = 90;
export const LMS_BYTES = 2_000;
export const LMS_SUBJECT_BYTES = 40;

export interface FallbackText {
  /** The id of an uploaded image: then it is an MMS, whatever its length. */
  readonly image?: string | undefined;
  readonly subject?: string | undefined;
  readonly text: string;
}

/** A text message ready to be sent, and what it takes. */
export interface TextMessage {
  readonly channel: 'sms' | 'lms' | 'mms';
  readonly text: string;
  readonly subject?: string;
  /** EUC-KR bytes of `text`. */
  readonly bytes: number;
  /** Characters of the values that carriers do not know and that were replaced by their likeness or by `?`. */
  readonly replaced: readonly string[];
}

/**
 * What no carrier would take of a text that stands in for an alimtalk, found when it is written. Its title is fixed but for
 * the institution's name, whose length has a limit: it would be cut wherever a value happened to be long.
 */
export function fallbackProblems({ subject = '', text }: FallbackText): ContentProblem[] {
  return [
    ...encodingProblems('text', text),
    ...malformed('text', text),
    ...byteProblems('text', least(text), LMS_BYTES),
    ...encodingProblems('subject', subject),
    ...malformed('subject', subject),
    ...byteProblems('subject', least(subject), LMS_SUBJECT_BYTES),
    ...(variablesIn(subject).some((name) => name !== INSTITUTION_NAME)
      ? [
          problem(
            'subject',
            'VARIABLE_NOT_ALLOWED',
            `여기에는 #{${INSTITUTION_NAME}} 말고는 변수를 쓸 수 없습니다.`,
            `takes no variables but #{${INSTITUTION_NAME}}`,
          ),
        ]
      : []),
  ];
}

/** What of a text is certain to be there, whatever its values: its own words, and of the institution's name the longest. */
const least = (text: string): string => ownWords(fill(text, { [INSTITUTION_NAME]: LONGEST_INSTITUTION_NAME }));

/**
 * SMS when it fits, which costs less than half, LMS otherwise; MMS where it has a picture. The template's own words must be EUC-KR: they can be
 * mended beforehand. Values are brought to EUC-KR, because nobody can mend a name in time.
 */
export function textMessage(
  fallback: FallbackText,
  values: Values,
): TextMessage | { readonly problems: readonly ContentProblem[] } {
  const subject = fallback.subject?.trim() === '' ? undefined : fallback.subject;
  const problems = [
    ...ownProblems('text', fallback.text, values),
    ...(subject === undefined ? [] : ownProblems('subject', subject, values)),
  ];
  if (problems.length > 0) return { problems };

  const used = variablesIn(`${fallback.text}\n${subject ?? ''}`).map(
    (name) => [name, toEucKr(values[name] ?? '')] as const,
  );
  const encodable = Object.fromEntries(used.map(([name, { text }]) => [name, text]));
  const replaced = [...new Set(used.flatMap(([, each]) => each.replaced))];
  const text = fill(fallback.text, encodable).replaceAll('\r\n', '\n');
  const bytes = bytesOf(text);
  if (text.trim() === '') return { problems: [problem('text', 'EMPTY', '비어 있습니다.', 'is empty')] };
  if (bytes <= SMS_BYTES && fallback.image === undefined) return { channel: 'sms', text, bytes, replaced };
  if (bytes > LMS_BYTES) return { problems: byteProblems('text', text, LMS_BYTES) };
  const title = subject === undefined ? '' : cutToBytes(fill(subject, encodable), LMS_SUBJECT_BYTES);
  const channel = fallback.image === undefined ? 'lms' : 'mms';
  return { channel, text, ...(title !== '' && { subject: title }), bytes, replaced };
}

const ownProblems = (path: string, text: string, values: Values): ContentProblem[] => [
  ...missingIn(text, values).map((name) =>
    problem(path, 'VALUE_MISSING', `변수 #{${name}}의 값이 없습니다.`, `has no value for #{${name}}`),
  ),
  ...encodingProblems(path, text),
];

function encodingProblems(path: string, text: string): ContentProblem[] {
  const own = eucKrBytes(ownWords(text));
  return typeof own === 'number'
    ? []
    : [
        problem(
          path,
          'NOT_EUC_KR',
          `문자로 보낼 수 없는 글자입니다: ${own.unencodable.join(' ')}`,
          `holds characters that no text message can carry: ${own.unencodable.join(' ')}`,
        ),
      ];
}

function byteProblems(path: string, text: string, limit: number): ContentProblem[] {
  const bytes = eucKrBytes(text.replaceAll('\r\n', '\n'));
  return typeof bytes === 'number' && bytes > limit
    ? [
        problem(
          path,
          'TOO_LONG',
          `${path === 'subject' ? '문자 제목은' : '문자는'} ${limit}바이트까지 보낼 수 있습니다(지금 ${bytes}바이트).`,
          `is longer than ${limit} bytes of EUC-KR (now ${bytes})`,
        ),
      ]
    : [];
}

const bytesOf = (text: string): number => {
  const bytes = eucKrBytes(text);
  if (typeof bytes !== 'number') throw new Error('A text was to be EUC-KR by now and is not.');
  return bytes;
};

/** A title is only a heading: one that is too long is cut, a message is not lost for it. */
function cutToBytes(text: string, limit: number): string {
  const chars = [...text.replaceAll(/\s+/g, ' ').trim()];
  while (bytesOf(chars.join('')) > limit) chars.pop();
  return chars.join('').trimEnd();
}
