import { describe, expect, it } from '@jest/globals';
import type { Timeline } from '#libs/database/lifecycle-reads.js';
import type { MessageView } from '#libs/database/message-view.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { timelineEntries } from './timeline-view.js';

const loan = lifecycleNamed('library-loan')!;
const AT = Date.parse('2030-11-18T09:30:00+09:00');
const nothing: Timeline = { journal: [], events: [], messages: [], callbacks: [], alerts: [] };

const message: MessageView = {
  id: '0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10',
  template: 'LOAN_STARTED',
  state: 'delivered',
  final: false,
  plannedAt: AT,
  createdAt: AT,
  settledAt: AT + 3000,
  keyKind: 'live',
  doubleContact: false,
  items: [],
  decisions: [],
  acts: [],
  attempts: [
    {
      number: 1,
      channel: 'alimtalk',
      dealer: 'solapi',
      state: 'failed',
      resultCode: '3104',
      reservedAt: AT,
      callingAt: AT,
      acceptedAt: AT + 1000,
      settledAt: AT + 2000,
      tries: 0,
      text: '김하나님, 도서 대출이 완료되었습니다.',
      receipts: [],
    },
    {
      number: 2,
      channel: 'sms',
      dealer: 'solapi',
      state: 'delivered',
      reservedAt: AT + 2000,
      callingAt: AT + 2000,
      acceptedAt: AT + 2000,
      settledAt: AT + 3000,
      tries: 0,
      receipts: [{ id: 'r', statusCode: '4000', class: 'ok', receivedAt: AT + 3000, applied: true }],
    },
  ],
};

const codesOf = (timeline: Partial<Timeline>): string[] =>
  timelineEntries(loan, { ...nothing, ...timeline }).map(({ code }) => code);

describe('timelineEntries', () => {
  it('tells who had a message sent again, and why', () => {
    const words = { by: '김담당', reason: '받지 못했다고 전화함' };
    const acts = [{ kind: 'resend', at: AT + 60_000, followedBy: message.id, words } as const];
    expect(timelineEntries(loan, { ...nothing, messages: [{ ...message, acts }] }).at(-1)).toMatchObject({
      code: 'message.resend',
      text: '‘대출 안내’: 담당자가 같은 내용을 다시 보내게 했습니다. 한 이: 김담당. 까닭: 받지 못했다고 전화함.',
      detail: { followedBy: message.id },
    });
  });

  it('tells a message from the first try to the text that reached the person', () => {
    expect(codesOf({ messages: [message] })).toEqual([
      'attempt.calling',
      'attempt.accepted',
      'attempt.failed',
      'attempt.calling',
      'attempt.accepted',
      'attempt.delivered',
      'receipt.ok',
      'message.delivered',
    ]);
  });

  it('says it in Korean, by the message’s own title and in Korean time', () => {
    const [first] = timelineEntries(loan, { ...nothing, messages: [message] });
    expect(first).toMatchObject({
      at: '2030-11-18T09:30:00+09:00',
      text: '‘대출 안내’ 알림톡: 딜러사에 보내는 중입니다.',
    });
  });

  it('shows no text that a person reads, and no data that a sender reported', () => {
    const event = {
      eventId: 'e1',
      kind: 'event' as const,
      type: 'extended',
      occurredAt: AT,
      receivedAt: AT,
      state: 'pending' as const,
      source: 'sender' as const,
      data: { note: '김하나님 요청' },
    };
    const told = JSON.stringify(timelineEntries(loan, { ...nothing, events: [event], messages: [message] }));
    expect(told).not.toContain('김하나');
  });

  it('says of what an operator did who did it and why', () => {
    const paused = {
      eventId: 'pause-1',
      kind: 'pause' as const,
      type: 'pause',
      occurredAt: AT,
      receivedAt: AT,
      state: 'accepted' as const,
      source: 'sender' as const,
      data: { reason: '휴관 확인', by: '김사서' },
    };
    const [entry] = timelineEntries(loan, { ...nothing, events: [paused] });
    expect(entry?.text).toBe('‘멈춤’ 지시를 받았습니다. 한 이: 김사서. 까닭: 휴관 확인.');
  });

  it('tells what a person asked for by a link from what the sender reported', () => {
    const asked = {
      eventId: 'link-1',
      kind: 'event' as const,
      type: 'extensionRequested',
      occurredAt: AT,
      receivedAt: AT,
      state: 'pending' as const,
      source: 'link' as const,
    };
    const [entry] = timelineEntries(loan, { ...nothing, events: [asked] });
    expect(entry).toMatchObject({
      text: `받는 이가 메시지의 링크로 요청했습니다: ‘${loan.events['extensionRequested']?.title}’.`,
      detail: { source: 'link' },
    });
  });

  it('does not take a tombstone that came too late for the end of a message', () => {
    const late = { ...message, withdrawnAt: AT + 500 };
    expect(codesOf({ messages: [late] })).not.toContain('message.withdrawn');
  });

  it('gives an event that was refused with the reason that its sender got', () => {
    const refused = {
      eventId: 'e1',
      kind: 'event' as const,
      type: 'disputeUpheld',
      occurredAt: AT,
      receivedAt: AT,
      answeredAt: AT + 10,
      state: 'refused' as const,
      source: 'sender' as const,
      answer: { code: 'EVENT_NOT_ALLOWED_IN_STAGE', message: '지금은 접수하지 않습니다.', problems: [] },
    };
    const entries = timelineEntries(loan, { ...nothing, events: [refused] });
    expect(entries.map(({ code }) => code)).toEqual(['event.received', 'event.refused']);
    expect(entries[1]?.text).toContain('지금은 접수하지 않습니다.');
  });
});
