/** What a 알림톡 is made of, and how values come into it (dealer-api §3). */
import { filledButton, linksIn, type AlimtalkButton, type ButtonLimits, type QuickReply } from './alimtalk-buttons.js';
import { IMAGE_ID, type TemplateImageUse } from './image-rules.js';
import { fill, missingIn, variablesIn, type Values } from './places.js';

/** Counted in UTF-16 units after substitution, a line break as one: the cautious reading of dealer-api §3. */
export interface ContentLimits extends ButtonLimits {
  /** Together with the further information and, in the kinds AD and MI, Kakao's fixed notice. */
  readonly body: number;
  /** The same where there is an item list. */
  readonly bodyBesideItems: number;
  readonly extra: number;
  readonly header: number;
  readonly title: number;
  readonly subtitle: number;
  readonly variables: number;
  readonly leastItems: number;
  readonly items: number;
  readonly itemTitle: number;
  readonly itemDescription: number;
  readonly summaryTitle: number;
  readonly summaryDescription: number;
  readonly highlightTitle: number;
  readonly highlightDescription: number;
  readonly highlightTitleBesideImage: number;
  readonly highlightDescriptionBesideImage: number;
}

/** Kakao's limits; `body` differs by dealer and some allow more. */
export const CONTENT_LIMITS: ContentLimits = {
  body: 1_000,
  bodyBesideItems: 700,
  extra: 500,
  header: 16,
  title: 50,
  subtitle: 50,
  buttons: 5,
  buttonsBesideReplies: 2,
  quickReplies: 5,
  buttonName: 14,
  link: 500,
  tel: 14,
  variables: 40,
  leastItems: 2,
  items: 10,
  itemTitle: 6,
  itemDescription: 23,
  summaryTitle: 6,
  summaryDescription: 14,
  highlightTitle: 30,
  highlightDescription: 19,
  highlightTitleBesideImage: 21,
  highlightDescriptionBesideImage: 13,
};

/** Kakao's kinds: 기본형, 부가정보형, 채널추가형, 복합형. */
export type MessageType = 'BA' | 'EX' | 'AD' | 'MI';

/** Kakao's own words above 채널 추가, in the kinds AD and MI; they count as the body does. */
export const CHANNEL_NOTICE = '채널 추가하고 이 채널의 광고와 마케팅 메시지를 카카오톡으로 받기';

/** 아이템리스트. */
export interface ItemList {
  readonly highlight?:
    { readonly title: string; readonly description: string; readonly image?: string | undefined } | undefined;
  readonly items: readonly { readonly title: string; readonly description: string }[];
  /** A sum below the items. */
  readonly summary?: { readonly title: string; readonly description: string } | undefined;
}

/** An alimtalk: with places for values as registered, or rendered as a person reads it. */
export interface AlimtalkContent {
  readonly body: string;
  /** 기본형 unless given. */
  readonly messageType?: MessageType | undefined;
  /** 부가정보: fixed, below the body. */
  readonly extra?: string | undefined;
  /** 헤더: a line above everything. */
  readonly header?: string | undefined;
  /** 강조표기형. Of this, `image` and `itemList` a template has one at most. */
  readonly emphasize?: { readonly title: string; readonly subtitle: string } | undefined;
  /** 이미지형: the id of a picture of ours (`IMAGE_ID`), or how the dealer itself calls it. */
  readonly image?: string | undefined;
  /** 아이템리스트형. */
  readonly itemList?: ItemList | undefined;
  readonly buttons?: readonly AlimtalkButton[] | undefined;
  readonly quickReplies?: readonly QuickReply[] | undefined;
  /** 보안 템플릿: shown on the person's main device alone. */
  readonly secure?: boolean | undefined;
}

/** Kakao's name of how a template is emphasised. */
export function emphasisOf({ emphasize, image, itemList }: AlimtalkContent): 'NONE' | 'TEXT' | 'IMAGE' | 'ITEM_LIST' {
  if (itemList) return 'ITEM_LIST';
  if (image !== undefined) return 'IMAGE';
  return emphasize ? 'TEXT' : 'NONE';
}

/** A picture of ours that a template names. */
export interface NamedPicture {
  readonly path: 'image' | 'itemList.highlight.image';
  readonly id: string;
  readonly use: TemplateImageUse;
}

/** Those that the dealer is still to be given; what is named otherwise it has already. */
export function picturesOf({ image, itemList }: Pick<AlimtalkContent, 'image' | 'itemList'>): NamedPicture[] {
  const named = [
    { path: 'image', id: image, use: 'alimtalk' },
    { path: 'itemList.highlight.image', id: itemList?.highlight?.image, use: 'alimtalk-highlight' },
  ] as const;
  return named.flatMap(({ id, ...of }) => (id !== undefined && IMAGE_ID.test(id) ? [{ id, ...of }] : []));
}

/** The same content with its pictures as the dealer calls them; one that is not in `references` stays. */
export function withPictures(
  content: AlimtalkContent,
  references: Readonly<Partial<Record<TemplateImageUse, string>>>,
): AlimtalkContent {
  const { image, itemList } = content;
  const { alimtalk, 'alimtalk-highlight': thumbnail } = references;
  return {
    ...content,
    ...(image !== undefined && alimtalk !== undefined && { image: alimtalk }),
    ...(itemList?.highlight?.image !== undefined &&
      thumbnail !== undefined && { itemList: { ...itemList, highlight: { ...itemList.highlight, image: thumbnail } } }),
  };
}

/** All texts of a content that may hold variables. */
function textsOf({ body, header, emphasize, itemList, buttons = [], quickReplies = [] }: AlimtalkContent): string[] {
  const { highlight, items = [], summary } = itemList ?? {};
  return [
    body,
    ...(header === undefined ? [] : [header]),
    ...(emphasize ? [emphasize.title] : []),
    ...(highlight ? [highlight.title, highlight.description] : []),
    ...items.map(({ description }) => description),
    ...(summary ? [summary.description] : []),
    ...[...buttons, ...quickReplies].flatMap((button) => linksIn(button).map(([, link]) => link)),
  ];
}

export const variablesOf = (content: AlimtalkContent): string[] => variablesIn(textsOf(content).join('\n'));

/**
 * The whole alimtalk as the person reads it, with just the values that it uses, for dealers that render it themselves
 * and refuse any other; or every variable that has no value.
 */
export function renderAlimtalk(
  content: AlimtalkContent,
  values: Values,
): { readonly content: AlimtalkContent; readonly variables: Values } | { readonly missing: string[] } {
  const missing = missingIn(textsOf(content).join('\n'), values);
  if (missing.length > 0) return { missing };
  const variables = Object.fromEntries(variablesOf(content).map((name) => [name, values[name] ?? '']));
  return { content: filledAlimtalk(content, values), variables };
}

/** The same with the values that there are; places without one stay. */
export function filledAlimtalk(content: AlimtalkContent, values: Values): AlimtalkContent {
  const { header, emphasize, itemList, buttons, quickReplies, ...fixed } = content;
  return {
    ...fixed,
    body: fill(content.body, values),
    ...(header !== undefined && { header: fill(header, values) }),
    ...(emphasize && { emphasize: { ...emphasize, title: fill(emphasize.title, values) } }),
    ...(itemList && { itemList: filledItems(itemList, values) }),
    ...(buttons && { buttons: buttons.map((button) => filledButton(button, values)) }),
    ...(quickReplies && { quickReplies: quickReplies.map((reply) => filledButton(reply, values)) }),
  };
}

function filledItems({ highlight, items, summary }: ItemList, values: Values): ItemList {
  return {
    ...(highlight && {
      highlight: {
        ...highlight,
        title: fill(highlight.title, values),
        description: fill(highlight.description, values),
      },
    }),
    items: items.map((item) => ({ ...item, description: fill(item.description, values) })),
    ...(summary && { summary: { ...summary, description: fill(summary.description, values) } }),
  };
}
