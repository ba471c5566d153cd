/** What a 브랜드 메시지 looks like to a friend of the channel, roughly, by the shape of its bubble. SVG, everything escaped. */
import {
  discountOf,
  pricesOf,
  type BrandButton,
  type BrandCard,
  type BrandContent,
  type BrandItem,
  type Coupon,
  type Product,
} from '../brand-content.js';
import { atLeast, box, column, gap, row, rule, text, type Piece, type TextStyle } from './drawing.js';
import { framed, placeholder, GREY, INNER, NOTE, WIDTH, type Place } from './frame.js';

const PADDING = 16;
const RED = '#e5503c';
/** Heights of pictures, as wide as the bubble. */
const PICTURE = { IMAGE: 140, WIDE: 190, COMMERCE: 140, VIDEO: 150, FIRST_ITEM: 128 };
const THUMBNAIL = 52;
/** Cards stand side by side and are swiped through. */
const CARD = { width: 212, between: 8, picture: 120 };

/** Places without a value stay as they are. */
export function brandPicture(content: BrandContent): string {
  const { cards, intro } = content;
  const count = (cards?.length ?? 0) + (intro ? 1 : 0);
  const width = cards
    ? Math.max(WIDTH, 2 * PADDING + count * CARD.width + Math.max(0, count - 1) * CARD.between)
    : WIDTH;
  return framed(
    '브랜드 메시지 미리보기',
    [
      note('(광고)'),
      gap(6),
      ...(cards
        ? carouselPieces(content)
        : [
            box(column(insideOf(content)), {
              left: PADDING,
              width: WIDTH - 2 * PADDING,
              fill: '#ffffff',
              padding: PADDING,
            }),
          ]),
      gap(6),
      note('수신거부'),
    ],
    width,
  );
}

const note = (words: string): Piece => text(words, { ...INNER, ...NOTE });

const said = (place: Place, words: string | undefined, style: Partial<TextStyle> = {}): Piece[] =>
  words === undefined ? [] : [text(words, { ...place, ...style })];

/** What stands in the one bubble of everything but carousels. */
function insideOf(content: BrandContent): Piece[] {
  const { bubble, text: body, header, image, video, items, product, additional, buttons = [], coupon } = content;
  const wide = bubble !== 'TEXT' && bubble !== 'IMAGE';
  return [
    ...(video ? [placeholder(INNER, '▶ 동영상', PICTURE.VIDEO, '#3a3a3a', '#ffffff'), gap(12)] : []),
    ...(image === undefined ? [] : [placeholder(INNER, '이미지', pictureHeight(bubble)), gap(12)]),
    ...(header === undefined
      ? []
      : [
          ...said(INNER, header, { bold: true, size: 15 }),
          gap(8),
          ...(items ? [rule(INNER.left, INNER.width), gap(10)] : []),
        ]),
    ...said(INNER, body),
    ...(items ?? []).flatMap(itemPieces),
    ...(product ? productPieces(INNER, product) : []),
    ...(additional === undefined ? [] : [gap(4), ...said(INNER, additional, { size: 12, fill: GREY })]),
    ...(coupon ? couponPieces(INNER, coupon) : []),
    ...buttonPieces(INNER, buttons, wide),
  ];
}

const pictureHeight = (bubble: BrandContent['bubble']): number =>
  bubble === 'WIDE' ? PICTURE.WIDE : bubble === 'COMMERCE' ? PICTURE.COMMERCE : PICTURE.IMAGE;

/** The first item is a large picture above its title; the others are a title beside a small one. */
function itemPieces({ title }: BrandItem, index: number): Piece[] {
  if (index === 0)
    return [
      placeholder(INNER, '이미지', PICTURE.FIRST_ITEM),
      ...(title === undefined ? [] : [gap(6), ...said(INNER, title, { bold: true })]),
    ];
  const beside = { left: INNER.left, width: INNER.width - THUMBNAIL - 12 };
  const small = { left: INNER.left + INNER.width - THUMBNAIL, width: THUMBNAIL };
  return [
    gap(10),
    rule(INNER.left, INNER.width),
    gap(10),
    row([column(said(beside, title, { size: 13 })), placeholder(small, '이미지', THUMBNAIL)]),
  ];
}

/** The price that is asked now stands large, behind by how much it is less; the earlier one is crossed out. */
function productPieces(place: Place, product: Product): Piece[] {
  const { now, before } = pricesOf(product);
  const discount = discountOf(product);
  return [
    ...said(place, product.title, { size: 13 }),
    gap(4),
    ...(before === undefined ? [] : said(place, before, { size: 12, fill: GREY, struck: true })),
    ...said(place, discount === undefined ? now : `${discount} 할인`, {
      size: discount === undefined ? 17 : 13,
      bold: true,
      ...(discount !== undefined && { fill: RED }),
    }),
    ...(discount === undefined ? [] : said(place, now, { size: 17, bold: true })),
  ];
}

const couponPieces = (place: Place, { title, description }: Coupon): Piece[] => [
  gap(12),
  rule(place.left, place.width),
  gap(10),
  ...said(place, title, { bold: true }),
  gap(2),
  ...said(place, description, { size: 12, fill: GREY }),
];

/** Below wide bubbles and in cards two buttons stand side by side. */
function buttonPieces(place: Place, buttons: readonly BrandButton[], abreast: boolean): Piece[] {
  if (buttons.length === 0) return [];
  if (!abreast)
    return [gap(14), ...buttons.flatMap(({ name }, index) => [...(index > 0 ? [gap(6)] : []), button(place, name)])];
  const width = (place.width - (buttons.length - 1) * 6) / buttons.length;
  const drawn = buttons.map(({ name }, index) => button({ left: place.left + index * (width + 6), width }, name));
  return [gap(14), row(drawn)];
}

const button = (place: Place, name: string): Piece =>
  box(column([gap(9), text(name, { ...place, size: 13, align: 'centre' }), gap(9)]), {
    ...place,
    fill: '#f5f5f5',
    stroke: '#e5e5e5',
  });

/** The intro, then the cards, all equally high, then 더보기. */
function carouselPieces({ intro, cards = [], moreLink }: BrandContent): Piece[] {
  const insides = [
    ...(intro
      ? [
          (place: Place) => [
            ...cardPicture(place),
            ...said(place, intro.header, { bold: true }),
            gap(4),
            ...said(place, intro.text, { size: 13 }),
          ],
        ]
      : []),
    ...cards.map((card) => (place: Place) => cardPieces(place, card)),
  ];
  const drawn = insides.map((inside, index) => {
    const left = PADDING + index * (CARD.width + CARD.between);
    return { left, inner: column(inside({ left: left + 12, width: CARD.width - 24 })) };
  });
  const height = Math.max(0, ...drawn.map(({ inner }) => inner.height));
  return [
    row(
      drawn.map(({ left, inner }) =>
        box(atLeast(height, inner), { left, width: CARD.width, fill: '#ffffff', padding: 12 }),
      ),
    ),
    ...(moreLink === undefined ? [] : [gap(8), text('더보기 >', { ...INNER, size: 12, bold: true })]),
  ];
}

const cardPicture = (place: Place): Piece[] => [placeholder(place, '이미지', CARD.picture), gap(10)];

const cardPieces = (place: Place, card: BrandCard): Piece[] => [
  ...cardPicture(place),
  ...(card.header === undefined ? [] : [...said(place, card.header, { bold: true }), gap(4)]),
  ...said(place, card.text, { size: 13 }),
  ...(card.product ? productPieces(place, card.product) : []),
  ...(card.additional === undefined ? [] : [gap(4), ...said(place, card.additional, { size: 12, fill: GREY })]),
  ...(card.coupon ? couponPieces(place, card.coupon) : []),
  ...buttonPieces(place, card.buttons ?? [], true),
];
