import { BUBBLES, type BrandContent } from '#libs/content/brand-content.js';
import { brandMessageProblems } from '#libs/content/brand-message.js';
import type { MessageImageUse } from '#libs/content/image-rules.js';
import { fieldsIn, hasWebLinksAlone, isFields, readBrand, textOf, withHashes, type Fields } from '../brand-request.js';
import type { StoredFile } from '../state.js';

/** What pictures are called when they are uploaded (`imageType`). */
export const IMAGE_KINDS = {
  brand: 'IMAGE',
  'brand-wide': 'WIDE_IMAGE',
  'brand-list-first': 'MAIN_WIDE_ITEMLIST_IMAGE',
  'brand-list-item': 'NORMAL_WIDE_ITEMLIST_IMAGE',
  'brand-feed-card': 'CAROUSEL_FEED_IMAGE',
  'brand-commerce-card': 'CAROUSEL_COMMERCE_IMAGE',
} as const satisfies Partial<Record<MessageImageUse, string>>;

const NAMES = {
  link: 'linkMo',
  image: 'imageUrl',
  thumbnail: 'thumbnailUrl',
  cardText: 'message',
  buttonType: 'type',
} as const;

/** The message of a `freestyle-messages` call; undefined for one that is not as its bubble must be. */
export function brandMessageOf(
  body: Fields,
  fileOf: (url: string) => StoredFile | undefined,
): BrandContent | undefined {
  const bubble = BUBBLES.find((each) => each === body['chatBubbleType']);
  if (!bubble || !hasWebLinksAlone(body, NAMES)) return undefined;
  const { image, item } = body;
  const asked = readBrand(bubble, body, NAMES, {
    image: isFields(image) ? image['imageUrl'] : undefined,
    imageLink: isFields(image) ? image['imageLink'] : undefined,
    items: isFields(item) ? fieldsIn(item['list']) : undefined,
  });
  const content = withHashes(asked, IMAGE_KINDS, fileOf);
  // Without a number for opting out the one that stands in the console is shown.
  const optOutNumber = textOf(body['unsubscribeNo']) ?? '0800000000';
  return content && brandMessageProblems({ ...content, optOutNumber }).length === 0 ? content : undefined;
}
