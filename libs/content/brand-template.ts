/** A 브랜드 메시지 as a definition writes it, with places for values: the bubbles whose parts are text and one picture. */
import { brandContentProblems, brandMessageProblems, type BrandMessage, type Coupon } from './brand-message.js';
import { malformed, type ContentProblem } from './content-problem.js';
import { fill, missingIn, variablesIn, type Values } from './places.js';

/** Bubbles that can be sent; the others, of items and cards, are judged by brand-message.ts alone. */
export const SENDABLE_BUBBLES = ['TEXT', 'IMAGE', 'WIDE'] as const;
export type SendableBubble = (typeof SENDABLE_BUBBLES)[number];

export interface BrandTemplate {
  readonly bubble: SendableBubble;
  readonly text: string;
  /** The id of an uploaded image (SHA-256 of its bytes, hex). */
  readonly image?: string | undefined;
  readonly imageLink?: string | undefined;
  readonly buttons?: readonly { readonly name: string; readonly link: string }[] | undefined;
  readonly coupon?: Coupon | undefined;
}

/** A brand message ready to be sent. */
export type SendableBrandMessage = BrandMessage & { readonly bubble: SendableBubble; readonly text: string };

/** Every text of it, by its path. */
function textsOf({ text, imageLink, buttons = [], coupon }: BrandTemplate): (readonly [path: string, text: string])[] {
  return [
    ['text', text],
    ...(imageLink === undefined ? [] : [['imageLink', imageLink] as const]),
    ...buttons.flatMap(({ name, link }, index) => [
      [`buttons.${index}.name`, name] as const,
      [`buttons.${index}.link`, link] as const,
    ]),
    ...(coupon ? Object.entries(coupon).map(([part, words]) => [`coupon.${part}`, String(words)] as const) : []),
  ];
}

/** Names of the variables in it, each once, in order. */
export const variablesInBrand = (template: BrandTemplate): string[] =>
  variablesIn(
    textsOf(template)
      .map(([, words]) => words)
      .join('\n'),
  );

/** Places without a value stay as they are. */
export function filledBrand(template: BrandTemplate, values: Values): Omit<SendableBrandMessage, 'optOutNumber'> {
  const { bubble, text, image, imageLink, buttons, coupon } = template;
  return {
    bubble,
    text: fill(text, values).replaceAll('\r\n', '\n'),
    ...(image !== undefined && { image }),
    ...(imageLink !== undefined && { imageLink: fill(imageLink, values) }),
    ...(buttons && {
      buttons: buttons.map(({ name, link }) => ({ name: fill(name, values), link: fill(link, values) })),
    }),
    ...(coupon && {
      coupon: {
        title: fill(coupon.title, values),
        description: fill(coupon.description, values),
        ...(coupon.link !== undefined && { link: fill(coupon.link, values) }),
      },
    }),
  };
}

/**
 * What Kakao would refuse of it whatever its values are: as short as they can be, and links where links are filled in.
 * @param addresses variables that stand for a whole address
 */
export function brandTemplateProblems(template: BrandTemplate, addresses: readonly string[] = []): ContentProblem[] {
  const shortest = Object.fromEntries(
    variablesInBrand(template).map((name) => [name, addresses.includes(name) ? 'https://a.kr/' : '1']),
  );
  return [
    ...textsOf(template).flatMap(([path, words]) => malformed(path, words)),
    ...brandContentProblems(filledBrand(template, shortest)),
  ];
}

/** What the person reads, with everything that Kakao or the law would refuse in it. */
export function renderBrand(
  template: BrandTemplate,
  values: Values,
  optOutNumber: string,
):
  | { readonly message: SendableBrandMessage }
  | { readonly missing: string[] }
  | { readonly problems: ContentProblem[] } {
  const missing = missingIn(
    textsOf(template)
      .map(([, words]) => words)
      .join('\n'),
    values,
  );
  if (missing.length > 0) return { missing };
  const message = { ...filledBrand(template, values), optOutNumber };
  const problems = brandMessageProblems(message);
  return problems.length > 0 ? { problems } : { message };
}
