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

describe('the institution’s name', () => {
  it('may stand in every part of a template, and nothing has to fill it', () => {
    const named = {
      body: '#{기관명}에서 알립니다.',
      variables: {},
      fallback: { subject: '#{기관명} 안내', text: '[#{기관명}] 안내입니다.' },
      in: { en: { body: 'News from #{기관명}.', fallback: { text: '[#{기관명}] News.' } } },
    };
    expect(problemsOf(definitionOf(named))).toEqual([]);
  });

  it('is no name for a variable of another kind', () => {
    const clash = {
      body: '#{기관명}님, 안내입니다.',
      variables: { 기관명: { party: 'member', attribute: 'name' } as const },
    };
    expect(problemsOf(definitionOf(clash))).toEqual([
      'templates.NOTICE.variables.기관명 is the institution’s own name, which fills itself in; leave it out, or call yours otherwise and rename its places in the texts',
    ]);
  });

  it('is the only thing in a title that may vary', () => {
    expect(problemsOf(definitionOf({ fallback: { subject: '#{이름} 안내', text: '안내' } }))).toEqual([
      'templates.NOTICE.fallback.subject takes no variables but #{기관명} (VARIABLE_NOT_ALLOWED)',
    ]);
  });

  it('is counted at its longest in a title', () => {
    expect(problemsOf(definitionOf({ fallback: { subject: '#{기관명} 접수 안내.', text: '안내' } }))).toEqual([
      'templates.NOTICE.fallback.subject is longer than 40 bytes of EUC-KR (now 41) (TOO_LONG)',
    ]);
  });
});

describe('options that a text shows', () => {
  const shown = (titles: Record<string, string>, variant?: NonNullable<TemplateDefinition['in']>[string]) =>
    problemsOf(
      definitionOf(
        {
          body: '안내: #{사유}',
          variables: { 사유: { field: 'reason' } },
          fallback: { text: variant ? '안내' : '안내: #{사유}' },
          ...(variant && { in: { zh: variant } }),
        },
        { input: { reason: choice('사유', { held: '예약' }, { in: { zh: titles } }) } },
      ),
    );

  it('must be titled in characters that carriers know, in each language that has a text of its own', () => {
    expect(shown({ held: '已被预约' }, { body: '通知：#{사유}', fallback: { text: 'News: #{사유}' } })).toEqual([
      'templates.NOTICE.in.zh.fallback.text shows options whose titles hold characters that no text message can carry: 预 约 (NOT_EUC_KR); title them otherwise, or show something else here',
    ]);
  });

  it('may be titled in any where that language is read in 알림톡 alone', () => {
    expect(shown({ held: '已被预约' }, { body: '通知：#{사유}' })).toEqual([]);
  });
});

describe('advertising in another language', () => {
  const sale = (text: string) =>
    problemsOf(
      definitionOf(
        {
          fallback: { text: '(광고)한빛서점 02-123-4567\n할인 안내\n무료수신거부 080-123-4567' },
          in: { en: { body: 'Sale.', fallback: { text } } },
        },
        {
          stages: {
            open: {
              title: '열림',
              enter: [send('NOTICE', { purpose: 'advertising', channels: ['text'] })],
              on: { done: { goto: 'closed' } },
            },
            closed: { title: '닫힘', final: true },
          },
        },
      ),
    );

  it('is held to the form of the law when it is published, as the Korean text is', () => {
    expect(sale('Sale at Hanbit.').map((problem) => problem.split(' ').slice(0, 4).join(' '))).toEqual([
      'templates.NOTICE.in.en.fallback.text must begin with',
      'templates.NOTICE.in.en.fallback.text must hold the',
      'templates.NOTICE.in.en.fallback.text must end with',
    ]);
  });

  it('is taken with mark, contact and the way out', () => {
    expect(sale('(광고)한빛서점 02-123-4567\nSale today\n무료수신거부 080-123-4567')).toEqual([]);
  });
});

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
