/** The shape of sender numbers (전기통신사업법 §84의2, dealer-api §5). Whether one is registered only its dealer knows. */
import { problem, type ContentProblem } from './content-problem.js';

/** Digits only. */
const SHAPES = [
  /** 서울 */
  /^02(?!1[5-9])\d{7,8}$/,
  /** Areas, 070. */
  /^0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4]|70)(?!1[5-9])\d{7,8}$/,
  /** 대표번호: eight digits without an area code. */
  /^1[5-9]\d{6}$/,
  /** 수신자 부담. */
  /^080\d{7,8}$/,
  /** 이동전화. */
  /^01[016789]\d{7,8}$/,
  /** 평생번호. */
  /^030\d{7,9}$/,
];

/** 착신전환: such a number forwards to another one, and carriers register none. */
const FORWARDING = /^050\d{7,9}$/;

export function senderNumberProblems(number: string): ContentProblem[] {
  if (FORWARDING.test(number))
    return [
      problem(
        'senderNumber',
        'SENDER_NUMBER_NOT_REGISTRABLE',
        '050 착신전환 번호는 발신번호로 등록할 수 없습니다.',
        'forwards to another number (050), which cannot be registered as a sender',
      ),
    ];
  return SHAPES.some((shape) => shape.test(number))
    ? []
    : [
        problem(
          'senderNumber',
          'PHONE_INVALID',
          '발신번호는 지역번호를 붙인 숫자여야 합니다. 15xx, 16xx 같은 대표번호는 지역번호 없이 8자리입니다.',
          'must be digits with their area code, or eight digits of a 15xx or 16xx number without one',
        ),
      ];
}
