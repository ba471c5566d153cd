/** 브랜드 메시지: advertising on KakaoTalk, by the shape of its bubble (dealer-api §4). */
import { isFreeNumber } from './advertising.js';
import { problem, textProblems, tooFew, tooMany, type ContentProblem } from './content-problem.js';

export type BubbleType =
  'TEXT' | 'IMAGE' | 'WIDE' | 'WIDE_ITEM_LIST' | 'PREMIUM_VIDEO' | 'COMMERCE' | 'CAROUSEL_FEED' | 'CAROUSEL_COMMERCE';

/** 친구톡 ended on 2025-12-31; its names are still written by senders and mean these. */
const FRIENDTALK_NAMES: Readonly<Record<string, BubbleType>> = {
  FT: 'TEXT',
  FI: 'IMAGE',
  FW: 'WIDE',
  FL: 'WIDE_ITEM_LIST',
  FP: 'PREMIUM_VIDEO',
  FM: 'COMMERCE',
  FC: 'CAROUSEL_FEED',
  FA: 'CAROUSEL_COMMERCE',
  CTA: 'TEXT',
  CTI: 'IMAGE',
};

interface BubbleRules {
  /** Characters of the text; undefined where the bubble has none. */
  readonly text?: number;
  readonly lineBreaks?: number;
  readonly header?: number;
  readonly additional?: number;
  readonly leastButtons?: number;
  readonly buttons: number;
  readonly buttonsBesideCoupon?: number;
  readonly buttonName: number;
  readonly picture?: 'image' | 'video';
  readonly couponDescription: number;
}

const CARD_BUTTONS = 2;
/** Of cards and of the bubbles that are wide. */
const SHORT_NAME = 8;
const NAME = 14;

const BUBBLES: Readonly<Record<BubbleType, BubbleRules>> = {
  TEXT: { text: 1_300, lineBreaks: 99, buttons: 5, buttonsBesideCoupon: 4, buttonName: NAME, couponDescription: 12 },
  IMAGE: {
    text: 1_300,
    lineBreaks: 99,
    buttons: 5,
    buttonsBesideCoupon: 4,
    buttonName: NAME,
    picture: 'image',
    couponDescription: 12,
  },
  WIDE: { text: 76, lineBreaks: 5, buttons: 2, buttonName: SHORT_NAME, picture: 'image', couponDescription: 18 },
  PREMIUM_VIDEO: {
    text: 76,
    lineBreaks: 5,
    buttons: 1,
    buttonName: SHORT_NAME,
    picture: 'video',
    couponDescription: 18,
  },
  WIDE_ITEM_LIST: { header: 20, buttons: 2, buttonName: SHORT_NAME, couponDescription: 18 },
  COMMERCE: {
    additional: 34,
    leastButtons: 1,
    buttons: 2,
    buttonName: SHORT_NAME,
    picture: 'image',
    couponDescription: 12,
  },
  CAROUSEL_FEED: { buttons: 0, buttonName: SHORT_NAME, couponDescription: 12 },
  CAROUSEL_COMMERCE: { buttons: 0, buttonName: SHORT_NAME, couponDescription: 12 },
};

const LINK_LENGTH = 1_000;
const ITEMS = { least: 3, most: 4, firstTitle: 25, title: 30 };
const CARDS = { least: 2, most: 6, leastBesideIntro: 1, mostBesideIntro: 5, header: 20, text: 180, additional: 34 };

export interface BrandButton {
  readonly name: string;
  readonly link: string;
}

export interface Coupon {
  readonly title: string;
  readonly description: string;
  /** Where it leads. */
  readonly link?: string;
}

export interface BrandCard {
  readonly header: string;
  /** Of CAROUSEL_FEED. */
  readonly text?: string;
  /** Of CAROUSEL_COMMERCE, below the price. */
  readonly additional?: string;
  readonly buttons: readonly BrandButton[];
  readonly coupon?: Coupon;
}

/** An advertising message as a person is to read it. */
export interface BrandMessage {
  readonly bubble: BubbleType;
  readonly text?: string;
  /** Of WIDE_ITEM_LIST. */
  readonly header?: string;
  /** Of COMMERCE, below the price. */
  readonly additional?: string;
  /** Addresses as they were uploaded. */
  readonly image?: string;
  /** Where the picture leads. */
  readonly imageLink?: string;
  readonly video?: string;
  /** Titles of WIDE_ITEM_LIST. */
  readonly items?: readonly string[];
  readonly cards?: readonly BrandCard[];
  /** Whether a carousel has a card before its cards. */
  readonly intro?: boolean;
  readonly buttons?: readonly BrandButton[];
  readonly coupon?: Coupon;
  /** 080: free of charge for who no longer wants them. */
  readonly optOutNumber: string;
}

type BrandContent = Omit<BrandMessage, 'optOutNumber'>;

/** A bubble by its own name or by that of the 친구톡 before it, for the boundary alone; undefined for anything else. */
export function bubbleNamed(name: string): BubbleType | undefined {
  if (Object.hasOwn(BUBBLES, name)) return name as BubbleType;
  return Object.hasOwn(FRIENDTALK_NAMES, name) ? FRIENDTALK_NAMES[name] : undefined;
}

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
export function brandContentProblems(message: Omit<BrandMessage, 'optOutNumber'>): ContentProblem[] {
  const rules = BUBBLES[message.bubble];
  const { buttons = [], coupon, imageLink } = message;
  const most = coupon ? (rules.buttonsBesideCoupon ?? rules.buttons) : rules.buttons;
  return [
    ...partProblems(message, rules),
    ...lineProblems(message.text, rules.lineBreaks),
    ...tooFew('buttons', '버튼은', buttons.length, rules.leastButtons ?? 0),
    ...tooMany('buttons', '버튼은', buttons.length, most),
    ...brandButtonProblems('', buttons, rules.buttonName),
    ...itemProblems(message),
    ...cardProblems(message, rules),
    ...(coupon ? couponProblems('coupon', coupon, rules.couponDescription) : []),
    ...(imageLink === undefined
      ? []
      : message.bubble === 'IMAGE'
        ? linkProblems('imageLink', imageLink)
        : [notAllowed('imageLink')]),
  ];
}

/** Each bubble has just the parts that it shows. */
function partProblems(message: BrandContent, rules: BubbleRules): ContentProblem[] {
  const texts = [
    ['text', message.text, rules.text],
    ['header', message.header, rules.header],
    ['additional', message.additional, rules.additional],
  ] as const;
  return [
    ...texts.flatMap(([path, text, limit]) => {
      if (limit === undefined) return text === undefined ? [] : [notAllowed(path)];
      return text === undefined ? [missing(path)] : textProblems(path, text, limit);
    }),
    ...(['image', 'video'] as const).flatMap((path) => {
      const given = message[path] !== undefined;
      if (given && rules.picture !== path) return [notAllowed(path)];
      return !given && rules.picture === path ? [missing(path)] : [];
    }),
  ];
}

const missing = (path: string): ContentProblem =>
  problem(path, 'BUBBLE_PART_MISSING', '이 말풍선에는 이 값이 있어야 합니다.', 'is required by this bubble');

const notAllowed = (path: string): ContentProblem =>
  problem(path, 'BUBBLE_PART_NOT_ALLOWED', '이 말풍선에는 쓸 수 없습니다.', 'does not belong to this bubble');

function lineProblems(text: string | undefined, most: number | undefined): ContentProblem[] {
  const breaks = (text ?? '').split('\n').length - 1;
  return most !== undefined && breaks > most
    ? [
        problem(
          'text',
          'TOO_MANY_LINES',
          `줄바꿈은 ${most}번까지 쓸 수 있습니다(지금 ${breaks}번).`,
          `breaks its lines more than ${most} times (now ${breaks})`,
        ),
      ]
    : [];
}

const brandButtonProblems = (prefix: string, buttons: readonly BrandButton[], nameLength: number): ContentProblem[] =>
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

function itemProblems({ bubble, items }: BrandContent): ContentProblem[] {
  if (bubble !== 'WIDE_ITEM_LIST') return items === undefined ? [] : [notAllowed('items')];
  const titles = items ?? [];
  return [
    ...tooFew('items', '아이템은', titles.length, ITEMS.least),
    ...tooMany('items', '아이템은', titles.length, ITEMS.most),
    ...titles.flatMap((title, index) =>
      textProblems(`items.${index}`, title, index === 0 ? ITEMS.firstTitle : ITEMS.title),
    ),
  ];
}

function cardProblems({ bubble, cards, intro = false }: BrandContent, rules: BubbleRules): ContentProblem[] {
  if (bubble !== 'CAROUSEL_FEED' && bubble !== 'CAROUSEL_COMMERCE')
    return cards === undefined ? [] : [notAllowed('cards')];
  const given = cards ?? [];
  return [
    ...tooFew('cards', '카드는', given.length, intro ? CARDS.leastBesideIntro : CARDS.least),
    ...tooMany('cards', '카드는', given.length, intro ? CARDS.mostBesideIntro : CARDS.most),
    ...given.flatMap((card, index) => {
      const path = `cards.${index}`;
      const own =
        bubble === 'CAROUSEL_FEED'
          ? textProblems(`${path}.text`, card.text ?? '', CARDS.text)
          : textProblems(`${path}.additional`, card.additional ?? '', CARDS.additional);
      return [
        ...textProblems(`${path}.header`, card.header, CARDS.header),
        ...own,
        ...tooMany(`${path}.buttons`, '카드의 버튼은', card.buttons.length, CARD_BUTTONS),
        ...brandButtonProblems(`${path}.`, card.buttons, rules.buttonName),
        ...(card.coupon ? couponProblems(`${path}.coupon`, card.coupon, rules.couponDescription) : []),
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
  ...textProblems(`${path}.description`, description, most),
];
