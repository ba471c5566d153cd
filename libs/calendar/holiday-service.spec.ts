import { describe, expect, it } from '@jest/globals';
import { readHolidayFile } from './holiday-service.js';

const item = (locdate: number | string, dateName: string, more: object = {}) => ({
  dateKind: '01',
  dateName,
  isHoliday: 'Y',
  locdate,
  seq: 1,
  ...more,
});
const answer = (items: unknown, more: object = {}) => ({
  response: {
    header: { resultCode: '00', resultMsg: 'NORMAL SERVICE.' },
    body: { items, numOfRows: 100, pageNo: 1, totalCount: 1, ...more },
  },
});
const problemsOf = (body: unknown) => {
  const file = readHolidayFile(body);
  return 'problems' in file ? file.problems.map(({ path, kind }) => `${path} ${kind}`) : [];
};
const daysOf = (body: unknown) => {
  const file = readHolidayFile(body);
  return 'problems' in file ? file.problems : file.holidays;
};

const XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<response>
  <header><resultCode>00</resultCode><resultMsg>NORMAL SERVICE.</resultMsg></header>
  <body>
    <items>
      <item><dateKind>01</dateKind><dateName>성탄절</dateName><isHoliday>Y</isHoliday><locdate>20261225</locdate><seq>1</seq></item>
      <item><dateKind>01</dateKind><dateName>임시공휴일</dateName><isHoliday>Y</isHoliday><locdate>20261224</locdate><seq>1</seq></item>
    </items>
    <numOfRows>100</numOfRows><pageNo>1</pageNo><totalCount>2</totalCount>
  </body>
</response>`;

describe('an answer of the holiday service', () => {
  it('is read from XML', () => {
    expect(readHolidayFile(XML)).toEqual({
      holidays: [
        { day: '2026-12-24', kind: 'temporary', name: '임시공휴일' },
        { day: '2026-12-25', kind: 'holiday', name: '성탄절' },
      ],
      total: 2,
      given: 2,
    });
  });

  it('is read from JSON, where a single item has no list and no item at all is an empty text', () => {
    expect(daysOf(answer({ item: item(20261225, '성탄절') }))).toHaveLength(1);
    expect(daysOf(answer({ item: [item('20261225', '성탄절'), item(20270101, '1월1일')] }))).toHaveLength(2);
    expect(readHolidayFile(answer(''))).toEqual({ holidays: [], total: 1, given: 0 });
  });

  it.each([
    ['대체공휴일(한글날)', 'substitute'],
    ['임시공휴일', 'temporary'],
    ['임시공휴일(대통령선거)', 'election'],
    ['전국동시지방선거', 'election'],
    ['노동절', 'labour'],
    ['추석', 'holiday'],
  ])('means by %s a day of the kind %s', (name, kind) => {
    expect(daysOf(answer({ item: item(20270303, name) }))).toMatchObject([{ kind, name }]);
  });

  it('names a day with two holidays by both', () => {
    const both = [item(20250505, '어린이날'), item(20250505, '부처님오신날', { seq: 2 })];
    expect(daysOf(answer({ item: both }))).toMatchObject([{ day: '2025-05-05', name: '어린이날·부처님오신날' }]);
  });

  it('leaves out anniversaries that are worked on', () => {
    expect(daysOf(answer({ item: item(20250717, '제헌절', { isHoliday: 'N' }) }))).toEqual([]);
  });

  it('is told of everything that is wrong with it at once', () => {
    const items = [
      item(20260230, '성탄절'),
      item(20261225, '', { isHoliday: 'y' }),
      item(20261225, 'x'.repeat(51)),
      'text',
    ];
    expect(problemsOf(answer({ item: items }))).toEqual([
      'response.body.items.item.0.locdate date',
      'response.body.items.item.1.dateName missing',
      'response.body.items.item.1.isHoliday value',
      'response.body.items.item.2.dateName value',
      'response.body.items.item.3.locdate missing',
      'response.body.items.item.3.dateName missing',
      'response.body.items.item.3.isHoliday missing',
    ]);
  });

  it.each([
    ['broken XML', '<response><body></response>'],
    ['something else in XML', '<rss><channel>x</channel></rss>'],
    ['something else in JSON', { items: [] }],
    ['nothing', undefined],
    ['a list', []],
    ['an error of the service', { response: { header: { resultCode: '30' }, body: { items: '' } } }],
    ['a file of far too many days', answer({ item: Array.from({ length: 401 }, () => item(20261225, '성탄절')) })],
  ])('is not what it was taken for: %s', (_, body) => {
    expect(problemsOf(body)[0]).toContain('unreadable');
  });

  it('says which error the service gave, and repeats nothing else of it', () => {
    const file = readHolidayFile({ response: { header: { resultCode: '30', resultMsg: 'SECRET KEY' } } });
    expect(JSON.stringify(file)).toContain('resultCode 30');
    expect(JSON.stringify(file)).not.toContain('SECRET');
  });
});
