import { describe, expect, it } from '@jest/globals';
import { BUBBLES } from '#libs/content/brand-content.js';
import { BRAND_MESSAGES } from '../../test/fixtures/brand-messages.js';
import { OPT_OUT_NUMBER, saleNotice, SENDER_NAME } from '../../test/fixtures/sale-notice.js';
import { foreignAdvertising } from './advertising-rules.js';
import { parseDefinition, type Definition, type SendAction, type TemplateDefinition } from './definition.js';

type Sending = Omit<SendAction, 'send'>;

/** The sale of the fixture, sent otherwise. */
function sale(sending: Sending, change: Partial<TemplateDefinition> = {}): Definition {
  const definition = saleNotice('town/sale');
  const open = definition.stages['open']!;
  const SALE = { ...definition.templates['SALE']!, ...change };
  return {
    ...definition,
    events: { over: definition.events['over']! },
    stages: {
      ...definition.stages,
      open: { title: open.title, enter: [{ send: 'SALE', ...sending }], on: { over: { goto: 'over' } } },
    },
    templates: { ...definition.templates, SALE },
  };
}
function problemsOf(definition: Definition): string[] {
  const parsed = parseDefinition(definition);
  return 'problems' in parsed ? parsed.problems.map(({ path }) => path) : [];
}
const brand = { bubble: 'TEXT', text: '#{행사}를 합니다.' } as const;
const advertising = { purpose: 'advertising' } as const;

describe('A send by brand message', () => {
  it.each([[['brand', 'text']], [['brand']], [['text']]] as const)('may say the channels %p', (channels) => {
    expect(problemsOf(sale({ ...advertising, channels: [...channels] }, { brand }))).toEqual([]);
  });

  it.each([
    ['goes as an 알림톡, too', sale({ ...advertising, channels: ['alimtalk', 'brand'] }, { brand }), 'templates.SALE'],
    ['says no channels', sale({ ...advertising }, { brand }), 'templates.SALE'],
    ['is information', sale({ channels: ['brand'] }, { brand }), 'templates.SALE'],
    ['has no brand message', sale({ ...advertising, channels: ['brand'] }), 'templates.SALE.brand'],
    [
      'holds a text that Kakao would refuse',
      sale({ ...advertising, channels: ['brand'] }, { brand: { ...brand, buttons: [{ name: '보기', link: 'a.kr' }] } }),
      'templates.SALE.brand.buttons.0.link',
    ],
    [
      'has no picture where its bubble shows one',
      sale({ ...advertising, channels: ['brand'] }, { brand: { ...brand, bubble: 'IMAGE' } }),
      'templates.SALE.brand.image',
    ],
    [
      'says what nothing fills',
      sale({ ...advertising, channels: ['brand'] }, { brand: { ...brand, text: '#{날짜}까지' } }),
      'templates.SALE.variables',
    ],
  ] as const)('is refused that %s', (_what, definition, path) => {
    expect(problemsOf(definition)).toContain(path);
  });

  it.each(BUBBLES)('may be a %s with every part that it has', (bubble) => {
    const words = { body: '문자로만 보내는 안내입니다.', variables: {}, fallback: { text: '봄맞이' } };
    const definition = sale({ ...advertising, channels: ['brand'] }, { brand: BRAND_MESSAGES[bubble], ...words });
    expect(problemsOf(definition)).toEqual([]);
  });

  it('is refused with every place that is wrong, by its rule', () => {
    const { cards = [], ...carousel } = BRAND_MESSAGES.CAROUSEL_FEED;
    const wrong = { ...carousel, header: '봄', cards: [{ ...cards[0]!, text: '가'.repeat(181) }] };
    const parsed = parseDefinition(sale({ ...advertising, channels: ['brand'] }, { brand: wrong }));
    const told = 'problems' in parsed ? parsed.problems.filter(({ path }) => path.includes('.brand')) : [];
    expect(told).toEqual([
      {
        path: 'templates.SALE.brand.header',
        message: 'does not belong to this bubble; leave it out, or choose another bubble (BUBBLE_PART_NOT_ALLOWED)',
      },
      { path: 'templates.SALE.brand.cards', message: 'holds fewer than 2 (now 1) (TOO_FEW)' },
      {
        path: 'templates.SALE.brand.cards.0.text',
        message: 'is longer than 180 characters (now 181) (TOO_LONG)',
      },
    ]);
  });

  it('names what fills its cards', () => {
    const { cards = [], ...carousel } = BRAND_MESSAGES.CAROUSEL_FEED;
    const brand = {
      ...carousel,
      cards: [
        { ...cards[0]!, header: '#{행사}' },
        { ...cards[1]!, text: '#{날짜}까지' },
      ],
    };
    expect(problemsOf(sale({ ...advertising, channels: ['brand'] }, { brand }))).toEqual(['templates.SALE.variables']);
  });

  it('alone asks nothing of the text beside it', () => {
    const definition = sale({ ...advertising, channels: ['brand'] }, { brand, fallback: { text: '봄맞이' } });
    expect(problemsOf(definition)).toEqual([]);
    expect(foreignAdvertising(definition, { senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER })).toEqual([]);
  });

  it('needs a sender who is set up to advertise', () => {
    const definition = sale({ ...advertising, channels: ['brand'] }, { brand });
    expect(foreignAdvertising(definition, null).map(({ path }) => path)).toEqual(['templates.SALE']);
  });

  it('has no place in a sensitive lifecycle', () => {
    const definition = { ...sale({ ...advertising, channels: ['brand'] }, { brand }), sensitive: true as const };
    expect(problemsOf(definition)).toContain('templates.SALE.brand');
  });
});
