/** Advertising texts as 정보통신망법 §50 ④ and ⑥ want them (dealer-api §4): refused, never silently changed. */
import { problem, type ContentProblem } from './content-problem.js';

/** Free of charge for who calls it: `080-123-4567`. */
const FREE_NUMBER = /^080-?\d{3,4}-?\d{4}$/;
/** The last line of an advertising text; `무료거부` is the short form that an SMS has room for. */
const OPT_OUT = /무료\s?(?:수신)?거부\s?:?\s*(080[\d-]+)\s*$/;
/** Where the sender can be reached, besides the number for opting out: a telephone number of Korea. */
const CONTACT = /(?<![\d-])(?:0\d{1,3}-?\d{3,4}-?\d{4}|1[3-9]\d{2}-?\d{4})(?![\d-])/;

/** However it is written: a disguised mark is one mistake and not two. */
const ANY_MARK = /^[([]\s*(?:광\s*고|AD)\s*[)\]]\s*/i;

/** What must stand in an advertising text whoever sends it. */
export function advertisingFormProblems(text: string): ContentProblem[] {
  const problems: ContentProblem[] = [];
  if (!text.startsWith('(광고)'))
    problems.push(
      problem(
        'text',
        'AD_MARK_MISSING',
        '광고 문자는 (광고)로 시작해야 합니다. (광 고), [광고], (AD) 같은 변형은 쓸 수 없습니다.',
        'must begin with (광고), exactly so',
      ),
    );
  if (!CONTACT.test(text.replace(OPT_OUT, '')))
    problems.push(
      problem(
        'text',
        'AD_CONTACT_MISSING',
        '보내는 곳의 전화번호를 적으십시오. 수신거부 번호는 연락처를 대신하지 못합니다.',
        "must hold the sender's telephone number, besides the one for opting out",
      ),
    );
  const number = optOutNumberIn(text);
  if (number === undefined || !isFreeNumber(number))
    problems.push(
      problem(
        'text',
        'AD_OPT_OUT_MISSING',
        '마지막에 ‘무료수신거부 080…’을 적으십시오.',
        'must end with 무료수신거부 and a number 080…',
      ),
    );
  return problems;
}

/** Who sends advertising, and under which number it is refused. */
export interface Advertiser {
  /** Under which people know who advertises; it follows the mark. */
  readonly senderName: string;
  /** Digits only. */
  readonly optOutNumber: string;
}

/** The same, and that it is this sender's: whoever calls another's number has opted out of nothing. */
export function advertisingTextProblems(text: string, { senderName, optOutNumber }: Advertiser): ContentProblem[] {
  const problems = advertisingFormProblems(text);
  const afterMark = text.replace(ANY_MARK, '');
  if (senderName.trim() === '' || !afterMark.startsWith(senderName))
    problems.push(
      problem(
        'text',
        'AD_SENDER_MISSING',
        '(광고) 바로 뒤에 보내는 곳의 이름을 적으십시오.',
        'must name the sender directly after (광고)',
      ),
    );
  const number = optOutNumberIn(text);
  if (number !== undefined && isFreeNumber(number) && number.replaceAll('-', '') !== optOutNumber)
    problems.push(
      problem(
        'text',
        'AD_OPT_OUT_OTHER',
        '수신거부 번호가 설정에 적은 번호와 다릅니다.',
        'must end with the number for opting out that stands in the settings',
      ),
    );
  return problems;
}

const optOutNumberIn = (text: string): string | undefined => OPT_OUT.exec(text)?.[1];

export const isFreeNumber = (number: string): boolean => FREE_NUMBER.test(number);
