/** What Kakao, its dealers and the law take of a 브랜드 메시지, by the shape of its bubble (dealer-api §4). */
import { isFreeNumber } from './advertising.js';
import {
  amountOf,
  type Amount,
  type BrandButton,
  type BrandCard,
  type BrandContent,
  type BrandItem,
  type BrandMessage,
  type BubbleType,
  type Coupon,
  type Product,
} from './brand-content.js';
import { problem, textProblems, tooFew, tooMany, type ContentProblem } from './content-problem.js';

interface TextRule {
  /** Characters. */
  readonly most: number;
  /** Line breaks; undefined: nobody counts them. */
  readonly breaks?: number;
}
type TextPart = 'text' | 'header' | 'additional';

interface BubbleRules {
  readonly needs: readonly (keyof BrandContent)[];
  readonly may: readonly (keyof BrandContent)[];
  readonly texts: Readonly<Partial<Record<TextPart, TextRule>>>;
  readonly leastButtons?: number;
  readonly buttons: number;
  readonly buttonsBesideCoupon?: number;
  readonly buttonName: number;
  readonly couponDescription: number;
}

/** Of cards and of the bubbles that are wide. */
const SHORT_NAME = 8;
const NAME = 14;
const HEADER = { most: 20, breaks: 0 };
const ADDITIONAL = { most: 34, breaks: 1 };
const PLAIN = { text: { most: 1_300, breaks: 99 } };
const WIDE_TEXT = { most: 76, breaks: 5 };

const RULES: Readonly<Record<BubbleType, BubbleRules>> = {
  TEXT: {
    needs: ['text'],
    may: ['buttons', 'coupon'],
    texts: PLAIN,
    buttons: 5,
    buttonsBesideCoupon: 4,
    buttonName: NAME,
    couponDescription: 12,
  },
  IMAGE: {
    needs: ['text', 'image'],
    may: ['imageLink', 'buttons', 'coupon'],
    texts: PLAIN,
    buttons: 5,
    buttonsBesideCoupon: 4,
    buttonName: NAME,
    couponDescription: 12,
  },
  WIDE: {
    needs: ['text', 'image'],
    may: ['buttons', 'coupon'],
    texts: { text: WIDE_TEXT },
    buttons: 2,
    buttonName: SHORT_NAME,
    couponDescription: 18,
  },
  PREMIUM_VIDEO: {
    needs: ['video'],
    may: ['text', 'header', 'buttons', 'coupon'],
    texts: { text: WIDE_TEXT, header: HEADER },
    buttons: 1,
    buttonName: SHORT_NAME,
    // NHN takes 18, Solapi's client 12: what keeps the shorter one may be sent by either.
    couponDescription: 12,
  },
  WIDE_ITEM_LIST: {
    needs: ['header'],
    may: ['items', 'buttons', 'coupon'],
    texts: { header: HEADER },
    buttons: 2,
    buttonName: SHORT_NAME,
    couponDescription: 18,
  },
  COMMERCE: {
    needs: ['image', 'product'],
    may: ['additional', 'buttons', 'coupon'],
    texts: { additional: ADDITIONAL },
    leastButtons: 1,
    buttons: 2,
    buttonName: SHORT_NAME,
    couponDescription: 12,
  },
  CAROUSEL_FEED: {
    needs: [],
    may: ['cards', 'moreLink'],
    texts: {},
    buttons: 0,
    buttonName: SHORT_NAME,
    couponDescription: 12,
  },
  CAROUSEL_COMMERCE: {
    needs: [],
    may: ['intro', 'cards', 'moreLink'],
    texts: {},
    buttons: 0,
    buttonName: SHORT_NAME,
    couponDescription: 12,
  },
};
const PARTS = [...new Set(Object.values(RULES).flatMap(({ needs, may }) => [...needs, ...may]))];

interface CardRules {
  readonly needs: readonly (keyof BrandCard)[];
  readonly may: readonly (keyof BrandCard)[];
  readonly texts: Readonly<Partial<Record<TextPart, TextRule>>>;
}
/** Line breaks as Solapi's client counts them; NHN says nothing of those in a card. */
const CARD_RULES: Readonly<Partial<Record<BubbleType, CardRules>>> = {
  CAROUSEL_FEED: {
    needs: ['header', 'text', 'image'],
    may: ['imageLink', 'buttons', 'coupon'],
    texts: { header: HEADER, text: { most: 180, breaks: 2 } },
  },
  CAROUSEL_COMMERCE: {
    needs: ['product', 'image'],
    may: ['additional', 'imageLink', 'buttons', 'coupon'],
    texts: { additional: ADDITIONAL },
  },
};
const CARD_PARTS = [...new Set(Object.values(CARD_RULES).flatMap(({ needs, may }) => [...needs, ...may]))];

const LINK_LENGTH = 1_000;
const ITEMS = { least: 3, most: 4, firstTitle: { most: 25, breaks: 1 }, title: { most: 30, breaks: 1 } };
const CARDS = { least: 2, most: 6, leastBesideIntro: 1, mostBesideIntro: 5, leastButtons: 1, buttons: 2 };
const INTRO = { header: HEADER, text: { most: 50, breaks: 2 } };
/** The lesser of what NHN and Solapi take of each. KRW and percent. */
const PRODUCT = { title: { most: 30, breaks: 0 }, price: 99_999_999, discountRate: 100, discountAmount: 999_999 };
/** The one place where films may stand. */
const VIDEO = { address: 'https://tv.kakao.com/', length: 500 };

/** Everything that Kakao or the law would refuse in it. */
export const brandMessageProblems = (message: BrandMessage): ContentProblem[] => [
  ...brandContentProblems(message),
  ...(isFreeNumber(message.optOutNumber)
    ? []
    : [
        problem(
          'optOutNumber',
          'AD_OPT_OUT_MISSING',
          '무료 수신거부 번호(080)를 적으십시오.',
          'must be a number 080… by which people opt out free of charge',
        ),
      ]),
];

/** The same whoever sends it: all but the number for opting out, which is the sender's. */
export function brandContentProblems(content: BrandContent): ContentProblem[] {
  const rules = RULES[content.bubble];
  const { buttons = [], coupon, imageLink, video, product, intro, moreLink } = content;
  // Of what a bubble does not have it is enough to say so.
  const has = (part: keyof BrandContent): boolean => [...rules.needs, ...rules.may].includes(part);
  return [
    ...partProblems('', content, PARTS, rules),
    ...partTextProblems('', content, rules.texts),
    ...(has('buttons')
      ? [
          ...tooFew('buttons', '버튼은', buttons.length, rules.leastButtons ?? 0),
          ...tooMany('buttons', '버튼은', buttons.length, mostButtons(rules, coupon)),
          ...buttonProblems('', buttons, rules.buttonName),
        ]
      : []),
    ...(has('items') ? itemProblems(content.items) : []),
    ...(product && has('product') ? productProblems('product', product) : []),
    ...(video && has('video') ? videoProblems(video.url) : []),
    ...(intro && has('intro') ? introProblems(intro) : []),
    ...(has('cards') ? cardProblems(content, rules) : []),
    ...(moreLink !== undefined && has('moreLink') ? linkProblems('moreLink', moreLink) : []),
    ...(coupon && has('coupon') ? couponProblems('coupon', coupon, rules.couponDescription) : []),
    ...(imageLink !== undefined && has('imageLink') ? linkProblems('imageLink', imageLink) : []),
  ];
}

const mostButtons = (rules: BubbleRules, coupon: Coupon | undefined): number =>
  coupon ? (rules.buttonsBesideCoupon ?? rules.buttons) : rules.buttons;

/** A bubble, and a card, has just the parts that it shows. */
function partProblems<Part extends string>(
  prefix: string,
  piece: Readonly<Partial<Record<Part, unknown>>>,
  parts: readonly Part[],
  { needs, may }: { readonly needs: readonly Part[]; readonly may: readonly Part[] },
): ContentProblem[] {
  return parts.flatMap((part) => {
    const given = piece[part] !== undefined;
    if (given) return needs.includes(part) || may.includes(part) ? [] : [notAllowed(`${prefix}${part}`)];
    return needs.includes(part) ? [missing(`${prefix}${part}`)] : [];
  });
}

const partTextProblems = (
  prefix: string,
  piece: Readonly<Partial<Record<TextPart, string>>>,
  rules: Readonly<Partial<Record<TextPart, TextRule>>>,
): ContentProblem[] =>
  Object.entries(rules).flatMap(([part, rule]) => {
    const text = piece[part as TextPart];
    return text === undefined ? [] : ruledText(`${prefix}${part}`, text, rule);
  });

const missing = (path: string): ContentProblem =>
  problem(
    path,
    'BUBBLE_PART_MISSING',
    '이 말풍선에는 이 값이 있어야 합니다.',
    'is required by this bubble; write it, or choose another bubble',
  );

const notAllowed = (path: string): ContentProblem =>
  problem(
    path,
    'BUBBLE_PART_NOT_ALLOWED',
    '이 말풍선에는 쓸 수 없습니다.',
    'does not belong to this bubble; leave it out, or choose another bubble',
  );

const ruledText = (path: string, text: string, { most, breaks }: TextRule): ContentProblem[] => [
  ...textProblems(path, text, most),
  ...lineProblems(path, text, breaks),
];

function lineProblems(path: string, text: string, most: number | undefined): ContentProblem[] {
  const breaks = text.split('\n').length - 1;
  if (most === undefined || breaks <= most) return [];
  return [
    most === 0
      ? problem(path, 'TOO_MANY_LINES', '한 줄로 적으십시오.', 'must stand in one line')
      : problem(
          path,
          'TOO_MANY_LINES',
          `줄바꿈은 ${most}번까지 쓸 수 있습니다(지금 ${breaks}번).`,
          `breaks its lines more than ${most} times (now ${breaks})`,
        ),
  ];
}

const buttonProblems = (prefix: string, buttons: readonly BrandButton[], nameLength: number): ContentProblem[] =>
  buttons.flatMap(({ name, link }, index) => {
    const path = `${prefix}buttons.${index}`;
    return [...textProblems(`${path}.name`, name, nameLength), ...linkProblems(`${path}.link`, link)];
  });

const linkProblems = (path: string, link: string): ContentProblem[] => [
  ...textProblems(path, link, LINK_LENGTH),
  ...(/^https?:\/\/\S+$/.test(link)
    ? []
    : [problem(path, 'NOT_A_LINK', 'http 또는 https 주소여야 합니다.', 'must be an http or https address')]),
];

const itemProblems = (items: readonly BrandItem[] = []): ContentProblem[] => [
  ...tooFew('items', '아이템은', items.length, ITEMS.least),
  ...tooMany('items', '아이템은', items.length, ITEMS.most),
  ...items.flatMap(({ title, link }, index) => {
    const path = `items.${index}`;
    const first = index === 0;
    return [
      ...(title === undefined
        ? first
          ? []
          : [missing(`${path}.title`)]
        : ruledText(`${path}.title`, title, first ? ITEMS.firstTitle : ITEMS.title)),
      ...linkProblems(`${path}.link`, link),
    ];
  }),
];

/** Without a reduction, or with the new price and by how much it is less, in one way. */
function productProblems(path: string, product: Product): ContentProblem[] {
  const { title, price, discountedPrice, discountRate, discountAmount } = product;
  const ways = [discountRate, discountAmount].filter((way) => way !== undefined).length;
  const told = discountedPrice === undefined ? ways === 0 : ways === 1;
  return [
    ...ruledText(`${path}.title`, title, PRODUCT.title),
    ...amountProblems(`${path}.price`, price, PRODUCT.price),
    ...amountProblems(`${path}.discountedPrice`, discountedPrice, PRODUCT.price),
    ...amountProblems(`${path}.discountRate`, discountRate, PRODUCT.discountRate),
    ...amountProblems(`${path}.discountAmount`, discountAmount, PRODUCT.discountAmount),
    ...(told
      ? []
      : [
          problem(
            path,
            'DISCOUNT_INCOMPLETE',
            '할인가를 쓰려면 할인율과 할인 금액 가운데 하나를 함께 적어야 하고, 할인가 없이는 둘 다 쓸 수 없습니다.',
            'must say the discountedPrice together with either discountRate or discountAmount, or none of the three',
          ),
        ]),
  ];
}

function amountProblems(path: string, given: Amount | undefined, most: number): ContentProblem[] {
  if (given === undefined) return [];
  const amount = amountOf(given);
  return amount !== undefined && amount <= most
    ? []
    : [
        problem(
          path,
          'NUMBER_OUT_OF_RANGE',
          `0부터 ${most}까지의 정수여야 합니다.`,
          `must be a whole number from 0 to ${most}`,
        ),
      ];
}

const videoProblems = (url: string): ContentProblem[] => [
  ...textProblems('video.url', url, VIDEO.length),
  ...(url.startsWith(VIDEO.address) && !/\s/.test(url)
    ? []
    : [
        problem(
          'video.url',
          'VIDEO_NOT_ON_KAKAO_TV',
          `카카오TV에 올린 동영상의 주소(${VIDEO.address}…)여야 합니다.`,
          `must be the address of a film on KakaoTV, ${VIDEO.address}…`,
        ),
      ]),
];

const introProblems = ({ header, text, link }: NonNullable<BrandContent['intro']>): ContentProblem[] => [
  ...ruledText('intro.header', header, INTRO.header),
  ...ruledText('intro.text', text, INTRO.text),
  ...(link === undefined ? [] : linkProblems('intro.link', link)),
];

function cardProblems({ bubble, cards = [], intro }: BrandContent, rules: BubbleRules): ContentProblem[] {
  const ofCards = CARD_RULES[bubble];
  if (!ofCards) return [];
  return [
    ...tooFew('cards', '카드는', cards.length, intro ? CARDS.leastBesideIntro : CARDS.least),
    ...tooMany('cards', '카드는', cards.length, intro ? CARDS.mostBesideIntro : CARDS.most),
    ...cards.flatMap((card, index) => {
      const path = `cards.${index}`;
      const { product, imageLink, buttons = [], coupon } = card;
      return [
        ...partProblems(`${path}.`, card, CARD_PARTS, ofCards),
        ...partTextProblems(`${path}.`, card, ofCards.texts),
        ...(product && ofCards.needs.includes('product') ? productProblems(`${path}.product`, product) : []),
        ...(imageLink === undefined ? [] : linkProblems(`${path}.imageLink`, imageLink)),
        ...tooFew(`${path}.buttons`, '카드의 버튼은', buttons.length, CARDS.leastButtons),
        ...tooMany(`${path}.buttons`, '카드의 버튼은', buttons.length, CARDS.buttons),
        ...buttonProblems(`${path}.`, buttons, rules.buttonName),
        ...(coupon ? couponProblems(`${path}.coupon`, coupon, rules.couponDescription) : []),
      ];
    }),
  ];
}

/** The five titles that Kakao allows. */
const COUPON_TITLES = [
  /^[1-9]\d{0,7}원 할인 쿠폰$/,
  /^(?:100|[1-9]\d?)% 할인 쿠폰$/,
  /^배송비 할인 쿠폰$/,
  /^.{1,7} 무료 쿠폰$/,
  /^.{1,7} UP 쿠폰$/,
];

const couponProblems = (path: string, { title, description, link }: Coupon, most: number): ContentProblem[] => [
  ...(link === undefined ? [] : linkProblems(`${path}.link`, link)),
  ...(COUPON_TITLES.some((form) => form.test(title))
    ? []
    : [
        problem(
          `${path}.title`,
          'COUPON_TITLE_NOT_ALLOWED',
          '쿠폰 제목은 ‘N원 할인 쿠폰’, ‘N% 할인 쿠폰’, ‘배송비 할인 쿠폰’, ‘○○ 무료 쿠폰’, ‘○○ UP 쿠폰’ 가운데 하나여야 합니다.',
          'must be written as one of the five forms that Kakao allows, as 1000원 할인 쿠폰',
        ),
      ]),
  ...ruledText(`${path}.description`, description, { most, breaks: 0 }),
];
