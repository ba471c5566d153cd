/** What a sender's system may report of a fine, and what of it 질서위반행위규제법 does not allow. */
import {
  absent,
  add,
  amount,
  any,
  date,
  dateTime,
  dayOf,
  event,
  field,
  is,
  occurred,
  present,
  text,
} from '#libs/lifecycle/builders.js';
import type { Definition } from '#libs/lifecycle/definition.js';

export const events: Definition['events'] = {
  opinionGiven: { title: '의견 제출' },
  paidEarly: {
    title: '자진 납부',
    data: { amount: amount('납부 금액') },
    set: { paid: event('amount') },
    requires: [
      {
        when: is(dayOf(occurred), '<=', field('opinionDay')),
        otherwise:
          '의견 제출 기한이 지난 납부는 자진 납부가 아닙니다(질서위반행위규제법 제18조). 부과(imposed)한 뒤 납부(paid)로 보내 주세요.',
      },
    ],
  },
  dropped: { title: '부과하지 않음' },
  imposed: {
    title: '부과',
    data: {
      fine: amount('과태료'),
      dueDate: date('납부기한'),
      objectBy: dateTime('이의제기 기한', { optional: true }),
    },
    set: {
      fine: event('fine'),
      surcharge: 0,
      total: event('fine'),
      monthsCharged: 0,
      dueDate: event('dueDate'),
      objectBy: event('objectBy'),
    },
    requires: [
      {
        when: any(is(field('opinionOver'), '==', true), is(dayOf(occurred), '>', field('opinionDay'))),
        otherwise: '과태료는 의견 제출 기한이 지난 뒤에 부과할 수 있습니다(질서위반행위규제법 제16조, 제17조).',
      },
    ],
  },
  paid: {
    title: '납부',
    data: {
      amount: amount('납부 금액'),
      fineLeft: amount('남은 과태료'),
      surchargeLeft: amount('남은 가산금'),
    },
    set: {
      amountsAsOf: occurred,
      paid: event('amount'),
      fine: event('fineLeft'),
      surcharge: event('surchargeLeft'),
      total: add(event('fineLeft'), event('surchargeLeft')),
    },
  },
  changed: {
    title: '과태료 변경',
    requires: [
      {
        when: any(is(event('fine'), '>', 0), is(event('surcharge'), '>', 0)),
        otherwise: '낼 금액이 남지 않으면 처분 취소(withdrawn)나 납부(paid)로 보내 주세요.',
      },
    ],
    data: { fine: amount('변경된 과태료'), surcharge: amount('변경된 가산금') },
    set: {
      amountsAsOf: occurred,
      fine: event('fine'),
      surcharge: event('surcharge'),
      total: add(event('fine'), event('surcharge')),
    },
  },
  objected: { title: '이의제기' },
  objectionWithdrawn: {
    title: '이의제기 철회',
    data: { fine: amount('과태료'), dueDate: date('납부기한') },
    set: { fine: event('fine'), surcharge: 0, total: event('fine'), monthsCharged: 0, dueDate: event('dueDate') },
  },
  courtNotified: { title: '법원 통보' },
  courtDecided: { title: '법원 재판 종결' },
  deferred: { title: '징수유예', data: { until: date('유예 기한') }, set: { deferredUntil: event('until') } },
  resumed: {
    title: '징수 재개',
    data: { fine: amount('과태료'), surcharge: amount('가산금'), dueDate: date('새 납부기한') },
    set: {
      fine: event('fine'),
      surcharge: event('surcharge'),
      total: add(event('fine'), event('surcharge')),
      dueDate: event('dueDate'),
    },
  },
  withdrawn: { title: '처분 취소' },
  closed: { title: '징수 종결' },
  corrected: {
    title: '안내 정정',
    data: {
      offence: text('위반 내용', { maxLength: 40 }),
      fine: amount('과태료'),
      reduced: amount('자진 납부할 때의 금액', { optional: true }),
      surcharge: amount('가산금', { optional: true }),
    },
    set: {
      amountsAsOf: occurred,
      offence: event('offence'),
      fine: event('fine'),
      reduced: event('reduced'),
      surcharge: event('surcharge'),
      total: add(event('fine'), field('surcharge')),
    },
    requires: [
      { when: is(event('fine'), '>', 0), otherwise: '과태료를 없앨 때는 처분 취소(withdrawn)로 보내 주세요.' },
      {
        when: any(absent(event('reduced')), is(event('reduced'), '<=', event('fine'))),
        otherwise: '자진 납부할 때의 금액은 과태료보다 많을 수 없습니다.',
      },
      /** What was added to a wrong fine is wrong itself. */
      {
        when: any(absent(field('overdueFrom')), present(event('surcharge'))),
        otherwise: '가산금이 더해진 뒤에는 바로잡은 가산금(surcharge)도 보내 주세요.',
      },
    ],
  },
};
