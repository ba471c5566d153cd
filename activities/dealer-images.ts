import { imageProblems } from '#libs/content/image-rules.js';
import { imageBytes, noteUpload, uploadedAs, type UploadKey } from '#libs/database/image-store.js';
import type { DispatchInput } from '#libs/contracts/activities.js';
import type { Picture, Rejected, Transient } from '#libs/dealers/dealer.js';
import { withTenant, type CallToMake, type DispatchParts } from './dispatch-parts.js';

/** What came of getting a letter's picture to its dealer: nothing leaves by it, so it may be done again at any time. */
export type PictureOutcome = { readonly kind: 'picture'; readonly picture: Picture | undefined } | Rejected | Transient;

/** Pictures are given to a dealer once, when the first message that has one is about to go there. */
export class DealerImages {
  constructor(private readonly parts: DispatchParts) {}

  async pictureFor(input: DispatchInput, { dealer, letter }: CallToMake): Promise<PictureOutcome> {
    const { image } = letter;
    if (!image) return { kind: 'picture', picture: undefined };
    const { use } = image;
    const key: UploadKey = { imageId: image.id, dealer: dealer.name, account: dealer.images?.account ?? '', use };
    const known = dealer.images && (await withTenant(this.parts, input, (tx) => uploadedAs(tx, input.tenant, key)));
    if (known)
      return { kind: 'picture', picture: { use, format: known.format, bytes: NO_BYTES, reference: known.reference } };
    const stored = await withTenant(this.parts, input, (tx) => imageBytes(tx, input.tenant, image.id));
    if (!stored) return refused('IMAGE_UNKNOWN', '올려 둔 그림이 없음');
    const limits = dealer.capabilities.images[use];
    const [problem] = limits ? imageProblems(stored.bytes, limits) : [];
    if (problem) return refused(problem.code, problem.message);
    const picture = { use, ...stored };
    if (!dealer.images) return { kind: 'picture', picture };
    const uploaded = await dealer.images.upload(picture);
    if (uploaded.kind !== 'uploaded') return uploaded;
    const { reference } = uploaded;
    await withTenant(this.parts, input, (tx) => noteUpload(tx, input.tenant, key, reference, this.parts.now()));
    return { kind: 'picture', picture: { ...picture, reference } };
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
