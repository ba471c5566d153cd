import { brandMessageProblems } from '#libs/content/brand-message.js';
import { SENDABLE_BUBBLES } from '#libs/content/brand-template.js';
import type { Button, StoredFile } from '../state.js';

type Body = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const IMAGE_KINDS = { TEXT: undefined, IMAGE: 'IMAGE', WIDE: 'WIDE_IMAGE' } as const;

export interface BrandOfRequest {
  readonly text: string;
  readonly image?: string;
  readonly brand: { readonly buttons: readonly Button[] };
}

/** The message of a `freestyle-messages` call; undefined for one that is not as its bubble must be. */
export function brandMessageOf(
  body: Body,
  fileOf: (url: string) => StoredFile | undefined,
): BrandOfRequest | undefined {
  const bubble = SENDABLE_BUBBLES.find((each) => each === body['chatBubbleType']);
  const text = textOf(body['content']);
  if (!bubble || text === undefined) return undefined;
  const picture = isRecord(body['image']) ? body['image'] : undefined;
  const file = fileOf(textOf(picture?.['imageUrl']) ?? '');
  if (file?.kind !== IMAGE_KINDS[bubble]) return undefined;
  const list = (Array.isArray(body['buttons']) ? (body['buttons'] as unknown[]) : []).filter(isRecord);
  if (list.some((button) => button['type'] !== 'WL')) return undefined;
  const buttons = list.map((button) => ({ name: textOf(button['name']) ?? '', link: textOf(button['linkMo']) ?? '' }));
  const coupon = isRecord(body['coupon']) ? body['coupon'] : undefined;
  const problems = brandMessageProblems({
    bubble,
    text,
    ...(file && { image: file.hash }),
    ...(picture?.['imageLink'] !== undefined && { imageLink: textOf(picture['imageLink']) ?? '' }),
    buttons,
    ...(coupon && {
      coupon: {
        title: textOf(coupon['title']) ?? '',
        description: textOf(coupon['description']) ?? '',
        ...(coupon['linkMo'] !== undefined && { link: textOf(coupon['linkMo']) ?? '' }),
      },
    }),
    // Without one the number that stands in the console is shown.
    optOutNumber: textOf(body['unsubscribeNo']) ?? '0800000000',
  });
  if (problems.length > 0) return undefined;
  return {
    text,
    ...(file && { image: file.hash }),
    brand: { buttons: buttons.map(({ name, link }) => ({ buttonName: name, buttonType: 'WL', linkMo: link })) },
  };
}
