import { describe, expect, it } from '@jest/globals';
import { addChannelButton, choice, linkButton, person, send } from './builders.js';
import { parseDefinition, type Definition, type SendAction, type TemplateDefinition } from './definition.js';

const notice: TemplateDefinition = {
  title: '안내',
  messageType: 'BA',
  body: '#{이름}님, 안내입니다.',
  variables: { 이름: { party: 'member', attribute: 'name' } },
  fallback: { text: '안내입니다.' },
};
const definitionOf = (template: Partial<TemplateDefinition>, change: Partial<Definition> = {}): Definition => ({
  name: 'notice',
  title: '안내',
  parties: { member: person('회원') },
  input: {},
  events: { done: { title: '끝' } },
  first: 'open',
  stages: {
    open: { title: '열림', enter: [send('NOTICE')], on: { done: { goto: 'closed' } } },
    closed: { title: '닫힘', final: true },
  },
  templates: { NOTICE: { ...notice, ...template } },
  ...change,
});
const problemsOf = (definition: Definition): string[] => {
  const result = parseDefinition(definition);
  return 'problems' in result ? result.problems.map(({ path, message }) => `${path} ${message}`) : [];
};
const inEnglish = (
  variant: NonNullable<TemplateDefinition['in']>[string],
  template: Partial<TemplateDefinition> = {},
) => problemsOf(definitionOf({ ...template, in: { en: variant } }));

describe('what a template says in another language', () => {
  it('is taken as it is when it is sound', () => {
    expect(inEnglish({ body: 'Dear #{이름}, news.', fallback: { subject: 'News', text: 'News.' } })).toEqual([]);
  });

  it('may say less than the Korean one', () => {
    expect(inEnglish({ body: 'News for you.' })).toEqual([]);
  });

  it('may be the only one to use a variable', () => {
    expect(inEnglish({ body: 'Dear #{이름}, news.' }, { body: '안내입니다.' })).toEqual([]);
  });

  it('is held to the rules of content by itself', () => {
    expect(inEnglish({ body: '#{이름}' })).toEqual([
      'templates.NOTICE.in.en.body consists of variables alone, which does not pass review (VARIABLES_ONLY)',
    ]);
  });

  it('needs what the template’s kind needs', () => {
    expect(inEnglish({ body: 'News.' }, { messageType: 'EX', extra: '문의 120' })[0]).toMatch(
      /^templates\.NOTICE\.in\.en\.extra is missing/,
    );
  });

  it('leaves to 채널 추가 the name that KakaoTalk gives it', () => {
    const buttons = [addChannelButton, linkButton('보기', 'https://example.go.kr')];
    const problems = inEnglish({ body: 'News.', buttons: ['Add channel', 'View'] }, { messageType: 'AD', buttons });
    expect(problems).toEqual(['templates.NOTICE.in.en.buttons.0 must be ‘채널 추가’ (CHANNEL_BUTTON_NAMED_OTHERWISE)']);
  });

  it('is not told again what is wrong with what it shares', () => {
    const buttons = [linkButton('보기', 'https://#{이름}/')];
    const problems = inEnglish({ body: 'News.', buttons: ['View'] }, { buttons });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'templates.NOTICE.buttons.0.linkMo',
      'templates.NOTICE.buttons.0.linkPc',
    ]);
  });

  it('is not blamed for the Korean text beside it', () => {
    const problems = inEnglish({ body: 'News.' }, { fallback: { text: '안내 🚗' } });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['templates.NOTICE.fallback.text']);
  });

  it('may have a text that carriers can carry, and no other', () => {
    const chinese = { body: '通知。', fallback: { text: '通知书已发送。' } };
    expect(problemsOf(definitionOf({ in: { zh: chinese } }))[0]).toMatch(
      /^templates\.NOTICE\.in\.zh\.fallback\.text .*NOT_EUC_KR/,
    );
  });
});

describe('titles of options in another language', () => {
  it('are of options that there are', () => {
    const kind = choice('종류', { a: '가' }, { optional: true, in: { en: { a: 'A', b: 'B' } } });
    expect(problemsOf(definitionOf({}, { input: { kind } }))).toEqual([
      'input.kind.in.en.b is none of the options; leave it out',
    ]);
  });
});

describe('a message of several items', () => {
  const settle = (plural: string): SendAction['bundle'] => ({ name: 'news', settle: { minutes: 2 }, plural });
  const many: TemplateDefinition = {
    ...notice,
    body: '#{이름}님, 안내 #{수}건입니다.',
    variables: { ...notice.variables, 수: { bundle: 'count' } },
  };

  it('may be sent at a cancellation alone', () => {
    const definition = definitionOf({}, { cancel: [send('NOTICE', { bundle: settle('MANY')! })] });
    expect(problemsOf({ ...definition, templates: { ...definition.templates, MANY: many } })).toEqual([]);
  });

  it.each<[string, Partial<SendAction>]>([
    ['night', { night: 'drop' }],
    ['purpose', { purpose: 'advertising' }],
    ['channels', { channels: ['text'] }],
    ['textAfterSeconds', { textAfterSeconds: 60 }],
    ['fresh', { fresh: 'file', expires: { days: 1 } }],
    ['bundle.plural', { bundle: settle('NOTICE')! }],
  ])('is never made of messages that leave with another %s', (name, other) => {
    const bundle = settle('MANY')!;
    const definition = definitionOf(
      {},
      {
        start: [send('NOTICE', { bundle }), send('NOTICE', { bundle, ...other })],
        cancel: [send('NOTICE', { bundle })],
      },
    );
    const problems = problemsOf({ ...definition, templates: { ...definition.templates, MANY: many } });
    // that advertising says what it must is another rule
    expect(problems.filter((problem) => !problem.startsWith('templates.'))).toEqual([
      `start.1.bundle.name would never meet start.0, which has another ${name}; make them alike or give it another name`,
    ]);
  });
});
