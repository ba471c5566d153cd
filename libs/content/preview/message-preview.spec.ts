import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlimtalkContent } from '../alimtalk.js';
import { linesOf, textWidth } from './line-breaks.js';
import { messagePreview } from './message-preview.js';

const content: AlimtalkContent = {
  body: '#{이름}님, 반납일은 #{날짜}입니다.',
  messageType: 'AD',
  buttons: [
    { type: 'AC', name: '채널 추가' },
    { type: 'WL', name: '연장', linkMo: 'https://a.kr/#{번호}' },
  ],
};
const fallback = { text: '#{이름}님 반납일 #{날짜}' };
const values = { 이름: '홍길동', 날짜: '12월 7일', 번호: '7' };

describe('the preview of a message', () => {
  it('shows the body, the notice and the buttons as the person sees them', () => {
    const { svg } = messagePreview(content, fallback, values).alimtalk;
    for (const shown of ['홍길동님, 반납일은', '채널 추가하고', '>채널 추가<', '>연장<', '알림톡 도착'])
      expect(svg).toContain(shown);
  });

  it('names the variables without a value and leaves their places', () => {
    const preview = messagePreview(content, fallback, { 이름: '홍길동' });
    expect([preview.missing, preview.alimtalk.text]).toEqual([['날짜', '번호'], '홍길동님, 반납일은 #{날짜}입니다.']);
  });

  it('counts the bytes of the text that stands in for it', () => {
    expect(messagePreview(content, fallback, values).text).toMatchObject({
      channel: 'sms',
      text: '홍길동님 반납일 12월 7일',
      bytes: 24,
    });
  });

  it('says what would be refused, each once', () => {
    const long = messagePreview({ body: '#{글}' }, { text: '🎉' }, { 글: '가'.repeat(1_001) });
    expect([long.text, long.problems.map(({ path, code }) => `${path} ${code}`)]).toEqual([
      null,
      ['body VARIABLES_ONLY', 'body TOO_LONG', 'fallback.text NOT_EUC_KR'],
    ]);
  });

  it('holds nothing of a value but escaped text, whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const { svg } = messagePreview(content, fallback, { ...values, 이름: `${value}<script>'"&` }).alimtalk;
        expect(svg).not.toMatch(/<(?!\/?(?:svg|title|rect|text|tspan)\b)/);
        expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });
});

describe('line breaks', () => {
  it('keep every character but the spaces at the ends of lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('가', 'a', ' ', 'W', '\n') }), (written) => {
        const bare = (given: string): string => given.replaceAll(/\s/g, '');
        expect(bare(linesOf(written, 10).join(''))).toBe(bare(written));
      }),
    );
  });

  it('make no line wider than it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('가', 'a', ' ', 'W') }), (written) => {
        for (const line of linesOf(written, 10)) expect(textWidth(line)).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('come sooner in bold letters, and no sooner in bold Hangul', () => {
    expect([linesOf('W'.repeat(10), 10).length, linesOf('W'.repeat(10), 10, true).length]).toEqual([1, 2]);
    expect(linesOf('가'.repeat(10), 10, true)).toHaveLength(1);
  });

  it('come between words where there are words', () => {
    expect(linesOf('가나다 라마바 사아자', 6)).toEqual(['가나다', '라마바', '사아자']);
    expect(linesOf('가나다 라마바', 8)).toEqual(['가나다 라마바']);
  });
});
