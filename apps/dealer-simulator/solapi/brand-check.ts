import { BUBBLES } from '#libs/content/brand-content.js';
import { brandContentProblems } from '#libs/content/brand-message.js';
import type { MessageImageUse } from '#libs/content/image-rules.js';
import { fieldsIn, hasWebLinksAlone, isFields, readBrand, shownOf, withHashes } from '../brand-request.js';
import type { CheckedMessage, RawMessage, Registry } from './message-check.js';
import type { Refusal } from './template-match.js';

/** What pictures are called when they are uploaded (`fileTypeSchema` of Solapi's client). */
export const FILE_KINDS = {
  brand: 'BMS',
  'brand-wide': 'BMS_WIDE',
  'brand-list-first': 'BMS_WIDE_MAIN_ITEM_LIST',
  'brand-list-item': 'BMS_WIDE_SUB_ITEM_LIST',
  'brand-feed-card': 'BMS_CAROUSEL_FEED_LIST',
  'brand-commerce-card': 'BMS_CAROUSEL_COMMERCE_LIST',
} as const satisfies Partial<Record<MessageImageUse, string>>;

const NAMES = {
  link: 'linkMobile',
  image: 'imageId',
  thumbnail: 'imageId',
  cardText: 'content',
  buttonType: 'linkType',
} as const;

/** Besides the main one, as Solapi's client asks. */
const LEAST_SUB_ITEMS = 3;

/**
 * A `BMS_FREE` message: the parts that its bubble has, pictures of the right kinds, targeting I of friends (M and N need
 * prerequisites that a simulated channel does not have).
 */
export function brandProblem(raw: RawMessage, message: CheckedMessage, registry: Registry): Refusal | undefined {
  const options = raw['kakaoOptions'];
  if (!isFields(options) || !isFields(options['bms'])) return { code: '1010', detail: 'kakaoOptions.bms' };
  const { pfId, bms, disableSms } = options;
  if (typeof pfId !== 'string' || !registry.channels.includes(pfId)) return { code: '1041' };
  const { targeting, chatBubbleType, imageId, imageLink, mainWideItem, subWideItemList } = bms;
  const bubble = BUBBLES.find((each) => each === chatBubbleType);
  if (!bubble) return { code: '1011', detail: 'chatBubbleType' };
  if (targeting !== 'I') return { code: '1011', detail: 'targeting' };
  if (!hasWebLinksAlone(bms, NAMES)) return { code: '1053' };
  const subItems = fieldsIn(subWideItemList);
  if (bubble === 'WIDE_ITEM_LIST' && subItems.length < LEAST_SUB_ITEMS)
    return { code: '1010', detail: 'subWideItemList' };
  const asked = readBrand(bubble, bms, NAMES, {
    image: imageId,
    imageLink,
    items: isFields(mainWideItem) ? [mainWideItem, ...subItems] : undefined,
  });
  const content = withHashes(asked, FILE_KINDS, (id) => registry.files[id]);
  if (!content) return { code: '1051' };
  const problems = brandContentProblems(content);
  if (problems.some(({ path }) => path.includes('buttons'))) return { code: '1044' };
  if (problems.some(({ code }) => code === 'TOO_LONG')) return { code: '1031' };
  if (problems.some(({ path, code }) => path === 'image' && code === 'BUBBLE_PART_MISSING')) return { code: '1051' };
  if (problems[0]) return { code: '1011', detail: problems[0].path };
  Object.assign(message, shownOf(content));
  message.brand = content;
  message.kakao = { pfId, templateId: '', disableSms: disableSms === true };
  return undefined;
}
