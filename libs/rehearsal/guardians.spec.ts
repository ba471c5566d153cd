import { describe, expect, it } from '@jest/globals';
import type { RehearsalSample } from './request.js';
import { at, DAY_MS, entriesOf, loanLike, noticeWith, played, sampleOf, START, template } from './spec-support.js';

const guardian = { name: '김보호', phone: '01055000009' };
const bornFourteenYearsBefore = (day: string): string => `${Number(day.slice(0, 4)) - 14}${day.slice(4)}`;

/** Told on 1 December and, three days before the day, on the twelfth. */
const loanOf = (member: Partial<RehearsalSample['parties'][string]>): RehearsalSample =>
  sampleOf({
    parties: { member: { name: '김하나', phone: '01055000001', guardian, ...member } },
    data: { dueDate: '2026-12-15' },
  });
const toldOf = (sample: RehearsalSample) =>
  played({ definition: loanLike, samples: [sample] }).timelines[0]!.messages.map(({ template: code, attempts }) => [
    code,
    ...attempts.map(({ told = 'person' }) => told),
  ]);

describe('A rehearsal of somebody under fourteen', () => {
  it('tells the guardian until the birthday and the person from then on', () => {
    expect(toldOf(loanOf({ birthDate: bornFourteenYearsBefore('2026-12-12') }))).toEqual([
      ['STARTED', 'guardian'],
      ['DUE_SOON', 'person'],
    ]);
  });

  it('tells the guardian on the eve of the birthday still', () => {
    expect(toldOf(loanOf({ birthDate: bornFourteenYearsBefore('2026-12-13') }))[1]).toEqual(['DUE_SOON', 'guardian']);
  });

  it('tells the guardian of whoever has no number, however old', () => {
    expect(toldOf(loanOf({ phone: undefined, birthDate: '1990-01-01' })).map(([, told]) => told)).toEqual([
      'guardian',
      'guardian',
    ]);
  });

  it('says in its timeline that it was the guardian, in the words of the child’s message', () => {
    const rehearsal = played({ definition: loanLike, samples: [loanOf({ birthDate: '2018-03-01' })] });
    expect(entriesOf(rehearsal, 'sent')[0]).toMatchObject({
      text: '알림톡(보호자): 대출',
      message: '김하나님, 2026년 12월 15일(화)까지입니다.',
    });
  });

  it('goes by the guardian’s number, which may take texts alone', () => {
    const safe = { ...guardian, phone: '050712345678' };
    const rehearsal = played({ definition: loanLike, samples: [loanOf({ birthDate: '2018-03-01', guardian: safe })] });
    expect(rehearsal.totals.sent).toEqual({ alimtalk: 0, sms: 2, lms: 0, mms: 0, brand: 0 });
  });

  it('brings what a guardian hears of two children into one message that names both', () => {
    const definition = noticeWith(
      { bundle: { name: 'news', settle: { minutes: 2 }, plural: 'NOTICES' } },
      {
        templates: {
          NOTICE: template('새 소식'),
          NOTICES: template('여러 소식', {
            body: '#{이름}님의 새 소식입니다.',
            variables: { 이름: { party: 'member', attribute: 'name' } },
          }),
        },
      },
    );
    const children = ['김하나', '김두리'].map((name, index) =>
      sampleOf({ reference: `S-${index}`, parties: { member: { name, birthDate: '2018-03-01', guardian } } }),
    );
    const rehearsal = played({ definition, samples: children, until: START + DAY_MS });
    expect(entriesOf(rehearsal, 'sent')[0]).toMatchObject({ message: '김하나 외 1명님의 새 소식입니다.' });
    expect(rehearsal.totals.byTemplate).toEqual({ NOTICES: 1 });
  });

  it('holds what falls into the night and asks anew in the morning of the birthday', () => {
    const sample = sampleOf({
      parties: {
        member: { name: '김하나', phone: '01055000001', birthDate: bornFourteenYearsBefore('2026-12-02'), guardian },
      },
    });
    const rehearsal = played({ definition: noticeWith(), samples: [sample], startAt: at('2026-12-01', '22:00') });
    expect(entriesOf(rehearsal, 'held')).toHaveLength(1);
    expect(entriesOf(rehearsal, 'sent')[0]).toMatchObject({ text: '알림톡: 새 소식', at: at('2026-12-02', '08:00') });
  });
});
