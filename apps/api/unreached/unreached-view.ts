import { isoKorean } from '#libs/calendar/korean-time.js';
import type { Unreached } from '#libs/database/unreached-store.js';
import { maskPhone } from '#libs/message/phone-number.js';
import { maskName } from '../lifecycles/masking.js';
import { csvOf } from '../requests/csv.js';
import type { UnreachedPage } from './unreached.schemas.js';

type Item = UnreachedPage['items'][number];

/** Names and numbers masked. Somebody without a number has none to mask. */
export const unreachedView = (unreached: Unreached): Item => ({
  messageId: unreached.messageId,
  lifecycle: unreached.lifecycle,
  department: unreached.department ?? null,
  party: unreached.party ?? null,
  recipient: unreached.recipient
    ? {
        name: maskName(unreached.recipient.name),
        phone: unreached.recipient.phone === '' ? '' : maskPhone(unreached.recipient.phone),
      }
    : null,
  told: unreached.told ?? 'person',
  template: unreached.template ?? null,
  title: unreached.title ?? unreached.template ?? '메시지',
  at: isoKorean(unreached.at),
  reasonCode: unreached.reasonCode ?? null,
  reason: unreached.reason ?? null,
  resultCode: unreached.resultCode ?? null,
  letter: unreached.letter
    ? {
        sentOn: unreached.letter.on,
        notedAt: isoKorean(unreached.letter.at),
        actor: unreached.letter.by ?? null,
        note: unreached.letter.note ?? null,
      }
    : null,
});

const HEADING = [
  '관리번호',
  '업무',
  '부서',
  '역할',
  '받는 이',
  '번호',
  '보호자',
  '알림',
  '까닭',
  '결과 코드',
  '확정 시각',
  '우편 발송일',
  '담당자',
  '메모',
  '메시지',
];

/** The same for a spreadsheet, in Korean. */
export const unreachedCsv = (items: readonly Item[]): string =>
  csvOf(
    HEADING,
    items.map((item) => [
      item.lifecycle.reference,
      item.lifecycle.type,
      item.department,
      item.party,
      item.recipient?.name ?? null,
      item.recipient?.phone ?? null,
      item.told === 'guardian' ? '보호자' : null,
      item.title,
      item.reason,
      item.resultCode,
      item.at.slice(0, 19).replace('T', ' '),
      item.letter?.sentOn ?? null,
      item.letter?.actor ?? null,
      item.letter?.note ?? null,
      item.messageId,
    ]),
  );
