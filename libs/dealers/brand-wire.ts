/** What the dealers that carry brand messages write alike. */
import { amountOf, brandPictures, withPictures, type BrandContent, type Product } from '#libs/content/brand-content.js';
import type { Picture } from './dealer.js';

/**
 * The content with its pictures as the dealer calls them since they were uploaded.
 * @throws TypeError for one that was not
 */
export function uploadedContent(content: BrandContent, pictures: readonly Picture[] = []): BrandContent {
  const uses = new Map(brandPictures(content).map(({ id, use }) => [id, use]));
  return withPictures(content, (id) => {
    const reference = pictures.find((picture) => picture.id === id && picture.use === uses.get(id))?.reference;
    if (reference === undefined) throw new TypeError('A brand message needs its pictures uploaded.');
    return reference;
  });
}

/** @throws TypeError for what is no amount: it was judged before */
export function commerceOf({ title, price, discountedPrice, discountRate, discountAmount }: Product) {
  const number = (amount: Product['price']): number => {
    const read = amountOf(amount);
    if (read === undefined) throw new TypeError('A product needs whole amounts.');
    return read;
  };
  return {
    title,
    regularPrice: number(price),
    ...(discountedPrice !== undefined && { discountPrice: number(discountedPrice) }),
    ...(discountRate !== undefined && { discountRate: number(discountRate) }),
    ...(discountAmount !== undefined && { discountFixed: number(discountAmount) }),
  };
}
