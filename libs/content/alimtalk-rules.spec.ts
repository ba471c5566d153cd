import { describe, expect, it } from '@jest/globals';
import { contentProblems, templateProblems } from './alimtalk-rules.js';
import { CONTENT_LIMITS, renderAlimtalk, type AlimtalkContent } from './alimtalk.js';

const template: AlimtalkContent = {
  body: '#{이름}님, #{책} 반납일은 #{날짜}입니다.',
  emphasize: { title: '#{날짜}', subtitle: '반납 안내' },
  buttons: [{ type: 'WL', name: '대출 연장', linkMo: 'https://lib.example.go.kr/x?n=#{번호}' }],
};
const values = { 이름: '홍길동', 책: '토지', 날짜: '12월 7일', 번호: 'L-1', 남는것: 'x' };
const codes = (problems: readonly { path: string; code: string }[]): string[] =>
  problems.map(({ path, code }) => `${path} ${code}`);

describe('templateProblems', () => {
  it('finds nothing in a good template', () => {
    expect(templateProblems(template)).toEqual([]);
  });

  it('refuses a body of variables alone', () => {
    expect(codes(templateProblems({ body: '#{가} #{나}' }))).toEqual(['body VARIABLES_ONLY']);
  });

  it('refuses variables in button names and subtitles', () => {
    const bad: AlimtalkContent = {
      body: '본문',
      emphasize: { title: '제목', subtitle: '#{가}' },
      buttons: [{ type: 'WL', name: '#{나}', linkMo: 'https://a.kr' }],
    };
    expect(codes(templateProblems(bad))).toEqual([
      'emphasize.subtitle VARIABLE_NOT_ALLOWED',
      'buttons.0.name VARIABLE_NOT_ALLOWED',
    ]);
  });

  it('counts variables and buttons', () => {
    const button = { type: 'WL', name: '보기', linkMo: 'https://a.kr' } as const;
    const body = `본문 ${Array.from({ length: 41 }, (_, index) => `#{v${index}}`).join('')}`;
    expect(codes(templateProblems({ body, buttons: Array.from({ length: 6 }, () => button) }))).toEqual([
      'buttons TOO_MANY',
      'body TOO_MANY',
    ]);
  });
});

describe('the kinds of templates', () => {
  const channel = { type: 'AC', name: '채널 추가' } as const;
  const view = { type: 'WL', name: '보기', linkMo: 'https://a.kr' } as const;

  it.each<[what: string, template: AlimtalkContent]>([
    ['기본형', { body: '본문', messageType: 'BA', buttons: [view] }],
    ['부가정보형', { body: '본문', messageType: 'EX', extra: '문의 02-1234' }],
    ['채널추가형', { body: '본문', messageType: 'AD', buttons: [channel, view] }],
    ['복합형', { body: '본문', messageType: 'MI', extra: '문의', buttons: [channel] }],
    ['보안 템플릿', { body: '본문', secure: true }],
  ])('take a good %s', (_, template) => {
    expect(templateProblems(template)).toEqual([]);
  });

  it.each<[what: string, template: AlimtalkContent, found: string[]]>([
    ['부가정보형 without it', { body: '가', messageType: 'EX' }, ['extra KIND_WITHOUT_EXTRA']],
    ['further information in another kind', { body: '가', extra: '나' }, ['extra EXTRA_NOT_OF_KIND']],
    ['채널추가형 without the button', { body: '가', messageType: 'AD' }, ['buttons KIND_WITHOUT_CHANNEL_BUTTON']],
    ['the button in 기본형', { body: '가', buttons: [channel] }, ['buttons.0 CHANNEL_BUTTON_NOT_OF_KIND']],
    [
      'the button in second place',
      { body: '가', messageType: 'AD', buttons: [view, channel] },
      ['buttons.1 CHANNEL_BUTTON_NOT_FIRST'],
    ],
    [
      'the button under another name',
      { body: '가', messageType: 'AD', buttons: [{ ...channel, name: '친구 추가' }] },
      ['buttons.0.name CHANNEL_BUTTON_NAMED_OTHERWISE'],
    ],
    [
      'a variable in the further information',
      { body: '가', messageType: 'EX', extra: '#{나}' },
      ['extra VARIABLE_NOT_ALLOWED'],
    ],
    [
      'further information beyond its limit',
      { body: '가', messageType: 'EX', extra: '나'.repeat(501) },
      ['extra TOO_LONG'],
    ],
  ])('refuse %s', (_, template, found) => {
    expect(codes(templateProblems(template))).toEqual(found);
  });

  it('count body and further information together, after substitution', () => {
    const registered: AlimtalkContent = { body: '#{가}', messageType: 'EX', extra: '나'.repeat(500) };
    const fitting = { ...registered, body: '가'.repeat(500) };
    const over = { ...registered, body: '가'.repeat(501) };
    expect([fitting, over].map((each) => codes(contentProblems(registered, each)))).toEqual([[], ['extra TOO_LONG']]);
  });
});

describe('contentProblems', () => {
  it.each<[what: string, change: Partial<AlimtalkContent>, found: string[]]>([
    ['a button is missing', { buttons: [] }, ['buttons NOT_AS_REGISTERED']],
    [
      'a button has another name',
      { buttons: [{ type: 'WL', name: '연장', linkMo: 'https://lib.example.go.kr/x?n=1' }] },
      ['buttons.0 NOT_AS_REGISTERED'],
    ],
    ['it is secured and the registered one is not', { secure: true }, ['secure NOT_AS_REGISTERED']],
  ])('says so when %s', (_, change, found) => {
    const rendered = renderAlimtalk(template, values);
    if (!('content' in rendered)) throw new Error('The template was not rendered.');
    expect(codes(contentProblems(template, { ...rendered.content, ...change }))).toEqual(found);
  });

  it('says so when the further information is not the registered one', () => {
    const registered: AlimtalkContent = { body: '가', messageType: 'EX', extra: '문의 02' };
    expect(codes(contentProblems(registered, { ...registered, extra: '문의 03' }))).toEqual([
      'extra NOT_AS_REGISTERED',
    ]);
  });

  it('finds nothing in a good message', () => {
    const rendered = renderAlimtalk(template, values);
    expect('content' in rendered && contentProblems(template, rendered.content)).toEqual([]);
  });

  it('counts characters after substitution', () => {
    expect(contentProblems({ body: '#{가}' }, { body: '가'.repeat(1_000) })).toEqual([]);
    expect(codes(contentProblems({ body: '#{가}' }, { body: '가'.repeat(1_001) }))).toEqual(['body TOO_LONG']);
  });

  it('lets a dealer allow more', () => {
    const limits = { ...CONTENT_LIMITS, body: 1_300 };
    expect(contentProblems({ body: '#{가}' }, { body: '가'.repeat(1_300) }, limits)).toEqual([]);
  });

  it('refuses an empty body', () => {
    expect(codes(contentProblems({ body: '#{가}' }, { body: ' ' }))).toEqual(['body EMPTY']);
  });

  it.each([
    ['https://evil.example.com/x', 'OTHER_HOST'],
    ['https://lib.example.go.kr.evil.com/x', 'OTHER_HOST'],
    ['javascript:alert(1)', 'NOT_A_LINK'],
    ['lib.example.go.kr/x', 'NOT_A_LINK'],
  ])('refuses the link %s', (linkMo, code) => {
    const rendered = { ...template, buttons: [{ type: 'WL' as const, name: '대출 연장', linkMo }] };
    expect(codes(contentProblems(template, rendered))).toEqual([`buttons.0.linkMo ${code}`]);
  });

  it('takes any host where the approved address leaves it open', () => {
    const open: AlimtalkContent = { body: '가', buttons: [{ type: 'WL', name: '보기', linkMo: 'https://#{host}/x' }] };
    const rendered: AlimtalkContent = { body: '가', buttons: [{ type: 'WL', name: '보기', linkMo: 'https://b.kr/x' }] };
    expect(contentProblems(open, rendered)).toEqual([]);
  });
});
