import { imageProblems } from '#libs/content/image-rules.js';
import { imageBytes, noteUpload, uploadedAs, type UploadKey } from '#libs/database/image-store.js';
import type { DispatchInput } from '#libs/contracts/activities.js';
import type { Dealer, Picture, Rejected, Transient } from '#libs/dealers/dealer.js';
import type { NeededImage } from './letter-needs.js';
import { withTenant, type CallToMake, type DispatchParts } from './dispatch-parts.js';

/** What came of getting a letter's pictures to its dealer: nothing leaves by it, so it may be done again at any time. */
export type PictureOutcome =
  { readonly kind: 'pictures'; readonly pictures: readonly Picture[] } | Rejected | Transient;

/** Pictures are given to a dealer once, when the first message that has one is about to go there. */
export class DealerImages {
  constructor(private readonly parts: DispatchParts) {}

  /** One after the other: a dealer is not asked for more at once by a message with many pictures than by any other. */
  async picturesFor(input: DispatchInput, { dealer, letter }: CallToMake): Promise<PictureOutcome> {
    const pictures: Picture[] = [];
    for (const image of letter.images) {
      const given = await this.pictureFor(input, dealer, image);
      if ('kind' in given) return given;
      pictures.push(given);
    }
    return { kind: 'pictures', pictures };
  }

  private async pictureFor(
    input: DispatchInput,
    dealer: Dealer,
    { id, use }: NeededImage,
  ): Promise<Picture | Rejected | Transient> {
    const key: UploadKey = { imageId: id, dealer: dealer.name, account: dealer.images?.account ?? '', use };
    const known = dealer.images && (await withTenant(this.parts, input, (tx) => uploadedAs(tx, input.tenant, key)));
    if (known) return { id, use, format: known.format, bytes: NO_BYTES, reference: known.reference };
    const stored = await withTenant(this.parts, input, (tx) => imageBytes(tx, input.tenant, id));
    if (!stored) return refused('IMAGE_UNKNOWN', '올려 둔 그림이 없음');
    const limits = dealer.capabilities.images[use];
    const [problem] = limits ? imageProblems(stored.bytes, limits) : [];
    if (problem) return refused(problem.code, problem.message);
    const picture = { id, use, ...stored };
    if (!dealer.images) return picture;
    const uploaded = await dealer.images.upload(picture);
    if (uploaded.kind !== 'uploaded') return uploaded;
    const { reference } = uploaded;
    await withTenant(this.parts, input, (tx) => noteUpload(tx, input.tenant, key, reference, this.parts.now()));
    return { ...picture, reference };
  }
}

/** Of a picture that the dealer has the reference is enough. */
const NO_BYTES = new Uint8Array();

const refused = (code: string, detail: string): Rejected => ({
  kind: 'rejected',
  class: 'permanent-input',
  code,
  fallback: 'policy',
  detail,
});
