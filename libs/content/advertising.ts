/** Advertising texts as 정보통신망법 §50 ④ and ⑥ want them (dealer-api §4): refused, never silently changed. */
import { problem, type ContentProblem } from './content-problem.js';

/** Free of charge for who calls it: `080-123-4567`. */
const FREE_NUMBER = /^080-?\d{3,4}-?\d{4}$/;
/** The last line of an advertising text; `무료거부` is the short form that an SMS has room for. */
const OPT_OUT = /무료\s?(?:수신)?거부\s?:?\s*(080[\d-]+)\s*$/;

/** However it is written: a disguised mark is one mistake and not two. */
const ANY_MARK = /^[([]\s*(?:광\s*고|AD)\s*[)\]]\s*/i;

/** @param senderName under which people know who advertises; it follows the mark */
export function advertisingTextProblems(text: string, senderName: string): ContentProblem[] {
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
  const number = OPT_OUT.exec(text)?.[1];
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

export const isFreeNumber = (number: string): boolean => FREE_NUMBER.test(number);
