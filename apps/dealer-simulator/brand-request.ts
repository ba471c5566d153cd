/** Brand messages as dealers are asked for them: the same parts, by names that differ. */
import {
  brandPictures,
  brandWords,
  withPictures,
  type BrandButton,
  type BrandCard,
  type BrandContent,
  type BubbleType,
  type Coupon,
  type Product,
} from '#libs/content/brand-content.js';
import type { MessageImageUse } from '#libs/content/image-rules.js';
import type { Button, StoredFile } from './state.js';

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
export const fieldsIn = (value: unknown): Fields[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).map((each) => (isFields(each) ? each : {}));

/** How a dealer calls what stands in several places. */
export interface PartNames {
  readonly link: string;
  readonly image: string;
  readonly thumbnail: string;
  readonly cardText: string;
  readonly buttonType: string;
}

/** What the two dealers place differently. */
export interface Placed {
  readonly image: unknown;
  readonly imageLink: unknown;
  readonly items: readonly Fields[] | undefined;
}

/** A text where there is one; what is given and is no text is empty, and so refused. */
const given = <Key extends string>(key: Key, value: unknown): { readonly [key in Key]?: string } =>
  (value === undefined || value === null ? {} : { [key]: textOf(value) ?? '' }) as { readonly [key in Key]?: string };

/** As the bubble has it, pictures by the dealer's names of them. Nothing of it is judged. */
export function readBrand(bubble: BubbleType, body: Fields, names: PartNames, placed: Placed): BrandContent {
  const { video, commerce, carousel } = body;
  return {
    bubble,
    ...given('header', body['header']),
    ...given('text', body['content']),
    ...given('image', placed.image),
    ...given('imageLink', placed.imageLink),
    ...(isFields(video) && {
      video: { url: textOf(video['videoUrl']) ?? '', ...given('thumbnail', video[names.thumbnail]) },
    }),
    ...(placed.items && {
      items: placed.items.map((item) => ({
        ...given('title', item['title']),
        image: textOf(item[names.image]) ?? '',
        link: textOf(item[names.link]) ?? '',
      })),
    }),
    ...productIn(commerce),
    ...given('additional', body['additionalContent']),
    ...(isFields(carousel) && carouselIn(carousel, names)),
    ...buttonsIn(body, names),
    ...couponIn(body, names),
  };
}

function carouselIn({ head, list, tail }: Fields, names: PartNames): Partial<BrandContent> {
  return {
    ...(isFields(head) && {
      intro: {
        header: textOf(head['header']) ?? '',
        text: textOf(head['content']) ?? '',
        image: textOf(head[names.image]) ?? '',
        ...given('link', head[names.link]),
      },
    }),
    cards: fieldsIn(list).map((card): BrandCard => ({
      ...given('header', card['header']),
      ...given('text', card[names.cardText]),
      ...productIn(card['commerce']),
      ...given('additional', card['additionalContent']),
      ...given('image', card[names.image]),
      ...given('imageLink', card['imageLink']),
      ...buttonsIn(card, names),
      ...couponIn(card, names),
    })),
    ...(isFields(tail) && { moreLink: textOf(tail[names.link]) ?? '' }),
  };
}

/** Amounts are numbers: what is none is no amount. */
function productIn(commerce: unknown): { product?: Product } {
  if (!isFields(commerce)) return {};
  const amount = (key: string): number => {
    const value = commerce[key];
    return typeof value === 'number' ? value : NaN;
  };
  const { discountPrice, discountRate, discountFixed } = commerce;
  return {
    product: {
      title: textOf(commerce['title']) ?? '',
      price: amount('regularPrice'),
      ...(discountPrice !== undefined && { discountedPrice: amount('discountPrice') }),
      ...(discountRate !== undefined && { discountRate: amount('discountRate') }),
      ...(discountFixed !== undefined && { discountAmount: amount('discountFixed') }),
    },
  };
}

const buttonsIn = ({ buttons }: Fields, names: PartNames): { buttons?: BrandButton[] } =>
  Array.isArray(buttons)
    ? {
        buttons: fieldsIn(buttons).map((button) => ({
          name: textOf(button['name']) ?? '',
          link: textOf(button[names.link]) ?? '',
        })),
      }
    : {};

const couponIn = ({ coupon }: Fields, names: PartNames): { coupon?: Coupon } =>
  isFields(coupon)
    ? {
        coupon: {
          title: textOf(coupon['title']) ?? '',
          description: textOf(coupon['description']) ?? '',
          ...given('link', coupon[names.link]),
        },
      }
    : {};

/** Whether all of its buttons are web links, which are the only ones that are known here. */
export function hasWebLinksAlone({ buttons, carousel }: Fields, { buttonType }: PartNames): boolean {
  const cards = isFields(carousel) ? fieldsIn(carousel['list']) : [];
  return [buttons, ...cards.map((card) => card['buttons'])]
    .flatMap(fieldsIn)
    .every((button) => button[buttonType] === 'WL');
}

/** The content with its pictures by the hashes of their bytes; undefined where one was not uploaded for what it is used for. */
export function withHashes(
  content: BrandContent,
  kinds: Readonly<Partial<Record<MessageImageUse, string>>>,
  fileOf: (name: string) => StoredFile | undefined,
): BrandContent | undefined {
  const fits = brandPictures(content).every(({ id, use }) => {
    const file = fileOf(id);
    return file !== undefined && file.kind === kinds[use];
  });
  return fits ? withPictures(content, (name) => fileOf(name)?.hash ?? '') : undefined;
}

/** What the phone shows of it besides the content itself. */
export function shownOf(content: BrandContent): { text: string; buttons: Button[]; image?: string } {
  const [first] = brandPictures(content);
  const buttons = [content.buttons, ...(content.cards ?? []).map((card) => card.buttons)].flatMap((each) => each ?? []);
  return {
    text: brandWords(content),
    buttons: buttons.map(({ name, link }) => ({ buttonName: name, buttonType: 'WL', linkMo: link })),
    ...(first && { image: first.id }),
  };
}
