/** What a message looks like on a phone, roughly: KakaoTalk's bubble, and a text message. SVG, everything escaped. */
import { CHANNEL_NOTICE, type AlimtalkContent, type ItemList } from '../alimtalk.js';
import { LMS_BYTES, SMS_BYTES } from '../text-message.js';
import { box, column, gap, row, rule, text, type Piece, type TextStyle } from './drawing.js';
import { framed, GREY, INNER, NOTE, placeholder } from './frame.js';

/** Pixels. */
const BUBBLE = { left: 16, width: 288 };
const KAKAO_YELLOW = '#fee500';

/** @param first it is the first one from the channel, below which KakaoTalk itself offers to add it, or to block 알림톡 */
export function alimtalkPicture(content: AlimtalkContent, first = false): string {
  const { body, header, emphasize, image, itemList, extra, buttons = [], quickReplies = [], secure } = content;
  const notice = content.messageType === 'AD' || content.messageType === 'MI' ? CHANNEL_NOTICE : undefined;
  const inside = [
    ...(image === undefined ? [] : [placeholder(INNER, '이미지', 120), gap(12)]),
    ...(header === undefined ? [] : [words(header, { bold: true }), gap(8), rule(INNER.left, INNER.width), gap(10)]),
    ...(emphasize
      ? [
          words(emphasize.subtitle, { size: 12, fill: GREY }),
          gap(2),
          words(emphasize.title, { size: 20, bold: true }),
          gap(10),
          rule(INNER.left, INNER.width),
          gap(10),
        ]
      : []),
    ...(itemList ? itemPieces(itemList) : []),
    words(body),
    ...(extra === undefined ? [] : [gap(12), words(extra, { size: 12, fill: GREY })]),
    ...(notice === undefined ? [] : [gap(12), words(notice, { size: 12, fill: GREY })]),
    ...(buttons.length > 0 ? [gap(14)] : []),
    ...buttons.flatMap(({ type, name }, index) => [
      ...(index > 0 ? [gap(6)] : []),
      button(name, type === 'AC' ? KAKAO_YELLOW : '#f5f5f5'),
    ]),
  ];
  const bubble = column([
    box(words('알림톡 도착', { size: 13, bold: true }), {
      ...BUBBLE,
      fill: KAKAO_YELLOW,
      padding: 8,
    }),
    box(column(inside), { ...BUBBLE, fill: '#ffffff', padding: 16 }),
  ]);
  return framed('알림톡 미리보기', [
    ...(secure ? [words('보안 메시지: 주 기기에서만 보입니다', NOTE), gap(6)] : []),
    bubble,
    ...quickReplies.flatMap(({ name }) => [gap(6), reply(name)]),
    ...(first ? [gap(8), words('채널 추가   |   알림톡 차단', { size: 12, fill: '#3c5163', align: 'centre' })] : []),
  ]);
}

function itemPieces({ highlight, items, summary }: ItemList): Piece[] {
  return [
    ...(highlight
      ? [
          ...(highlight.image === undefined ? [] : [placeholder(INNER, '섬네일', 40), gap(6)]),
          words(highlight.title, { size: 18, bold: true }),
          words(highlight.description, { size: 12, fill: GREY }),
          gap(10),
          rule(INNER.left, INNER.width),
          gap(10),
        ]
      : []),
    ...items.flatMap((item) => [pair(item.title, item.description, false), gap(4)]),
    ...(summary
      ? [gap(4), rule(INNER.left, INNER.width), gap(8), pair(summary.title, summary.description, true), gap(4)]
      : []),
    gap(4),
    rule(INNER.left, INNER.width),
    gap(10),
  ];
}

const ITEM_TITLE = 96;

const pair = (title: string, description: string, bold: boolean): Piece =>
  row([
    text(title, { left: INNER.left, width: ITEM_TITLE - 8, size: 13, fill: GREY }),
    text(description, {
      left: INNER.left + ITEM_TITLE,
      width: INNER.width - ITEM_TITLE,
      size: 13,
      bold,
      ...(bold && { align: 'right' }),
    }),
  ]);

/** The text message that stands in for it. */
export interface ShownText {
  readonly channel: 'sms' | 'lms' | 'mms';
  readonly text: string;
  readonly subject?: string;
  /** EUC-KR. */
  readonly bytes: number;
}

export function textPicture({ channel, text: body, subject, bytes }: ShownText): string {
  const limit = channel === 'sms' ? SMS_BYTES : LMS_BYTES;
  return framed('문자 미리보기', [
    ...(channel === 'mms' ? [placeholder(INNER, '이미지', 120), gap(6)] : []),
    box(column([...(subject === undefined ? [] : [words(subject, { bold: true }), gap(6)]), words(body)]), {
      ...BUBBLE,
      fill: '#ffffff',
      radius: 14,
      padding: 14,
    }),
    gap(6),
    words(`${channel.toUpperCase()} · ${grouped(bytes)}/${grouped(limit)}바이트`, NOTE),
  ]);
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const words = (content: string, style: Partial<TextStyle> = {}): Piece => text(content, { ...INNER, ...style });

const button = (name: string, fill: string): Piece =>
  box(column([gap(9), words(name, { size: 13, align: 'centre' }), gap(9)]), { ...INNER, fill, stroke: '#e5e5e5' });

const reply = (name: string): Piece =>
  box(column([gap(7), words(name, { size: 13, align: 'centre' }), gap(7)]), { ...BUBBLE, fill: '#ffffff', radius: 16 });
