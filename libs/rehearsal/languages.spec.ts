import { describe, expect, it } from '@jest/globals';
import { DAY_MS, entriesOf, noticeWith, played, sampleOf, template } from './spec-support.js';

/** A notice that speaks English as well, and its text in Vietnamese not by itself. */
const spoken = noticeWith(
  {},
  {
    templates: {
      NOTICE: template('새 소식', {
        in: {
          en: { body: 'News for you.', fallback: { text: 'News for you.' } },
          vi: { body: 'Tin mới cho bạn.', fallback: { in: 'en' } },
        },
      }),
    },
  },
);
const reader = (language?: string) =>
  sampleOf({ parties: { member: { name: 'Ann Lee', phone: '01055000001', ...(language && { language }) } } });
const readBy = (language?: string, change: Partial<Parameters<typeof played>[0]> = {}) => {
  const events = [{ type: 'done', data: {}, when: { afterMs: DAY_MS } }];
  const rehearsal = played({ definition: spoken, samples: [reader(language)], events, ...change });
  return {
    told: entriesOf(rehearsal, 'sent', 'fell-back').map((entry) => [entry.text, entry.message, entry.language]),
    violations: rehearsal.violations.map(({ code, path }) => `${code} ${path}`),
  };
};

describe('A rehearsal for somebody who reads another language', () => {
  it('tells them in it', () => {
    expect(readBy('en')).toEqual({ told: [['알림톡(영어): 새 소식', 'News for you.', 'en']], violations: [] });
  });

  it('finds nothing wrong with a language that the type does not speak', () => {
    expect(readBy('mn')).toEqual({ told: [['알림톡: 새 소식', '새 소식 안내입니다.', undefined]], violations: [] });
  });

  it('tells them in Korean as long as theirs is not approved, and says so', () => {
    expect(readBy('en', { notApproved: new Set(['NOTICE.en']) })).toEqual({
      told: [['알림톡: 새 소식', '새 소식 안내입니다.', undefined]],
      violations: ['TEMPLATE_NOT_APPROVED templates.NOTICE.in.en'],
    });
  });

  it('says nothing of languages that nobody in it reads', () => {
    expect(readBy(undefined, { notApproved: new Set(['NOTICE.en', 'NOTICE.vi']) }).violations).toEqual([]);
  });

  it('falls back to the text of the language that theirs names', () => {
    const failed = [{ channel: 'alimtalk', answer: { kind: 'failed', class: 'permanent-recipient' } }] as const;
    expect(readBy('vi', { dealerResults: failed }).told).toEqual([
      ['알림톡(베트남어): 새 소식', 'Tin mới cho bạn.', 'vi'],
      ['SMS(영어): 새 소식', 'News for you.', 'en'],
    ]);
  });

  it('tells a guardian in the guardian’s language', () => {
    const guardian = { name: '김보호', phone: '01055000009', language: 'vi' };
    const member = { name: '김하나', birthDate: '2020-01-01', language: 'en', guardian };
    const { timelines } = played({ definition: spoken, samples: [sampleOf({ parties: { member } })] });
    expect(timelines[0]?.entries.find(({ kind }) => kind === 'sent')?.text).toBe('알림톡(보호자, 베트남어): 새 소식');
  });
});
