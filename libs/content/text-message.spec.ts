import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textMessage } from './text-message.js';

const codes = (problems: readonly { path: string; code: string }[]): string[] =>
  problems.map(({ path, code }) => `${path} ${code}`);

describe('textMessage', () => {
  it('is an SMS of up to 90 bytes, without a subject', () => {
    expect(textMessage({ subject: '제목', text: '#{가}' }, { 가: '가'.repeat(45) })).toEqual({
      channel: 'sms',
      text: '가'.repeat(45),
      bytes: 90,
      replaced: [],
    });
  });

  it('is an LMS from 91 bytes on, with its subject', () => {
    expect(textMessage({ subject: '반납 안내', text: '#{가}a' }, { 가: '가'.repeat(45) })).toMatchObject({
      channel: 'lms',
      subject: '반납 안내',
      bytes: 91,
    });
  });

  it('cuts a subject to 40 bytes and keeps the message', () => {
    const message = textMessage({ subject: '#{가}', text: '#{가}' }, { 가: '가'.repeat(50) });
    expect(message).toMatchObject({ channel: 'lms', subject: '가'.repeat(20) });
  });

  it('refuses more than 2,000 bytes', () => {
    const message = textMessage({ text: '#{가}' }, { 가: '가'.repeat(1_001) });
    expect('problems' in message && codes(message.problems)).toEqual(['text TOO_LONG']);
  });

  it("refuses a template's own characters that no carrier knows, and names missing values", () => {
    const message = textMessage({ text: '😀 #{가}' }, {});
    expect('problems' in message && codes(message.problems)).toEqual(['text VALUE_MISSING', 'text NOT_EUC_KR']);
  });

  it('brings values to EUC-KR rather than losing the message', () => {
    expect(textMessage({ text: '#{책} 반납' }, { 책: '뷁 이야기' })).toMatchObject({
      text: '? 이야기 반납',
      replaced: ['뷁'],
    });
  });

  it('never is an SMS of more than 90 bytes nor an LMS of more than 2,000', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1_200 }), (value) => {
        const message = textMessage({ subject: '#{가}', text: '안내 #{가}' }, { 가: value });
        if ('problems' in message) return;
        expect(message.bytes).toBeLessThanOrEqual(message.channel === 'sms' ? 90 : 2_000);
        expect(message.channel === 'lms' || message.subject === undefined).toBe(true);
      }),
    );
  });
});
