/**
 * 브랜드 메시지 as a person is to read it, by the shape of its bubble (dealer-api §4; the parts of items, cards and products
 * as Solapi's client 6.0.1 and NHN's guide to brand messages v1.0 of 2026 write them).
 */
import type { MessageImageUse } from './image-rules.js';

export const BUBBLES = [
  'TEXT',
  'IMAGE',
  'WIDE',
  'WIDE_ITEM_LIST',
  'PREMIUM_VIDEO',
  'COMMERCE',
  'CAROUSEL_FEED',
  'CAROUSEL_COMMERCE',
] as const;
export type BubbleType = (typeof BUBBLES)[number];

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

/** A bubble by its own name or by that of the 친구톡 before it, for the boundary alone; undefined for anything else. */
export function bubbleNamed(name: string): BubbleType | undefined {
  const own = BUBBLES.find((bubble) => bubble === name);
  if (own) return own;
  return Object.hasOwn(FRIENDTALK_NAMES, name) ? FRIENDTALK_NAMES[name] : undefined;
}

/** A web link. */
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

/** Whole KRW or percent: a number, or a text that places may fill, as `12000`, `12,000` and `12,000원`. */
export type Amount = number | string;

export interface Product {
  readonly title: string;
  /** KRW. */
  readonly price: Amount;
  /** KRW; with one of the two below. */
  readonly discountedPrice?: Amount;
  /** Percent. */
  readonly discountRate?: Amount;
  /** KRW. */
  readonly discountAmount?: Amount;
}

/** Of WIDE_ITEM_LIST; the first one is the large one. */
export interface BrandItem {
  /** The first one may have none. */
  readonly title?: string;
  readonly image: string;
  readonly link: string;
}

/** Of a carousel: a text with its header in CAROUSEL_FEED, a product in CAROUSEL_COMMERCE. */
export interface BrandCard {
  readonly header?: string;
  readonly text?: string;
  readonly product?: Product;
  /** Below the price. */
  readonly additional?: string;
  readonly image?: string;
  readonly imageLink?: string;
  readonly buttons?: readonly BrandButton[];
  readonly coupon?: Coupon;
}

/** The card before those of a CAROUSEL_COMMERCE. */
export interface BrandIntro {
  readonly header: string;
  readonly text: string;
  readonly image: string;
  readonly link?: string;
}

/** Pictures are named by the ids of uploaded ones (SHA-256 of the bytes, hex). */
export interface BrandContent {
  readonly bubble: BubbleType;
  readonly text?: string;
  readonly header?: string;
  readonly image?: string;
  /** Where the picture leads. */
  readonly imageLink?: string;
  /** A film on KakaoTV, and the picture that is shown before it plays. */
  readonly video?: { readonly url: string; readonly thumbnail?: string };
  readonly items?: readonly BrandItem[];
  readonly product?: Product;
  /** Below the price. */
  readonly additional?: string;
  readonly intro?: BrandIntro;
  readonly cards?: readonly BrandCard[];
  /** Where 더보기 behind the last card leads. */
  readonly moreLink?: string;
  readonly buttons?: readonly BrandButton[];
  readonly coupon?: Coupon;
}

/** An advertising message ready to be sent. */
export interface BrandMessage extends BrandContent {
  /** 080: free of charge for who no longer wants them. */
  readonly optOutNumber: string;
}

export interface BrandPicture {
  /** Where it is named: `image`, `items.0.image`, … */
  readonly path: string;
  readonly id: string;
  readonly use: MessageImageUse;
}

/** Every picture that it names, in the order in which they are seen; one that is seen twice stands there twice. */
export function brandPictures({ bubble, image, video, items, intro, cards }: BrandContent): BrandPicture[] {
  const whole = bubble === 'WIDE' ? 'brand-wide' : 'brand';
  const card = bubble === 'CAROUSEL_COMMERCE' ? 'brand-commerce-card' : 'brand-feed-card';
  const named: readonly (readonly [path: string, id: string | undefined, use: MessageImageUse])[] = [
    ['image', image, whole],
    ['video.thumbnail', video?.thumbnail, whole],
    ...(items ?? []).map(
      (item, index) =>
        [`items.${index}.image`, item.image, index === 0 ? 'brand-list-first' : 'brand-list-item'] as const,
    ),
    ['intro.image', intro?.image, card],
    ...(cards ?? []).map((each, index) => [`cards.${index}.image`, each.image, card] as const),
  ];
  return named.flatMap(([path, id, use]) => (id === undefined ? [] : [{ path, id, use }]));
}

/** Keys under which no text stands that anybody reads. */
const PICTURES = new Set(['image', 'thumbnail']);

/** Every text of a content, by its path. */
export function brandTexts(piece: unknown, path = ''): (readonly [path: string, text: string])[] {
  if (typeof piece === 'string') return [[path, piece]];
  if (typeof piece !== 'object' || piece === null) return [];
  return Object.entries(piece)
    .filter(([key]) => key !== 'bubble' && !PICTURES.has(key))
    .flatMap(([key, inner]) => brandTexts(inner, path === '' ? key : `${path}.${key}`));
}

/** The same content with every text written anew. */
export const withTexts = <T>(content: T, write: (text: string) => string): T =>
  rewritten(content, (key, text) => (key === 'bubble' || PICTURES.has(key) ? text : write(text))) as T;

/** The same content with every picture named otherwise. */
export const withPictures = <T>(content: T, rename: (id: string) => string): T =>
  rewritten(content, (key, text) => (PICTURES.has(key) ? rename(text) : text)) as T;

function rewritten(piece: unknown, write: (key: string, text: string) => string, key = ''): unknown {
  if (typeof piece === 'string') return write(key, piece);
  if (Array.isArray(piece)) return piece.map((each) => rewritten(each, write, key));
  if (typeof piece !== 'object' || piece === null) return piece;
  return Object.fromEntries(Object.entries(piece).map(([name, inner]) => [name, rewritten(inner, write, name)]));
}

/** Undefined for what is no whole number of them. */
export function amountOf(amount: Amount): number | undefined {
  if (typeof amount === 'number') return Number.isInteger(amount) && amount >= 0 ? amount : undefined;
  const digits = /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})원?$/.exec(amount.trim())?.[1];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

/** As people read it; a place that is not filled yet stays as it is. */
export function wonOf(amount: Amount): string {
  const won = amountOf(amount);
  return won === undefined ? String(amount) : `${String(won).replace(/\B(?=(\d{3})+$)/g, ',')}원`;
}

/** What a product costs now, and what it did, where it costs less now. */
export const pricesOf = ({ price, discountedPrice }: Product): { readonly now: string; readonly before?: string } =>
  discountedPrice === undefined ? { now: wonOf(price) } : { now: wonOf(discountedPrice), before: wonOf(price) };

/** By how much it costs less, as `30%` or `5,000원`. */
export function discountOf({ discountRate, discountAmount }: Product): string | undefined {
  if (discountRate !== undefined) return `${amountOf(discountRate) ?? discountRate}%`;
  return discountAmount === undefined ? undefined : wonOf(discountAmount);
}

/** What it says in words alone, from above to below: for lists, searches and whoever has no picture of it. */
export function brandWords(content: BrandContent): string {
  const { text, header, items = [], product, additional, intro, cards = [] } = content;
  const lines = [
    header,
    text,
    ...items.map(({ title }) => title),
    ...productWords(product),
    additional,
    intro?.header,
    intro?.text,
    ...cards.flatMap((card) => [card.header, card.text, ...productWords(card.product), card.additional]),
  ].filter((line) => line !== undefined && line !== '');
  return lines.length > 0 ? lines.join('\n') : WORDLESS;
}

/** A film that is sent without a word. */
const WORDLESS = '동영상';

function productWords(product: Product | undefined): string[] {
  if (!product) return [];
  const { now, before } = pricesOf(product);
  return [`${product.title} ${now}${before === undefined ? '' : ` (정가 ${before})`}`];
}
