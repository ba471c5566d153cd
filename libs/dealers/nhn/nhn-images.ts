import type { MessageImageUse } from '#libs/content/image-rules.js';
import type { PictureToUpload, UploadOutcome } from '../dealer.js';
import type { TemplatePicture } from '../template-desk.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import type { NhnAnswer, NhnClient } from './nhn-client.js';

/** Kinds of pictures of brand messages (`imageType`, NHN's guide to brand messages v1.0). */
const IMAGE_TYPES = {
  brand: 'IMAGE',
  'brand-wide': 'WIDE_IMAGE',
  'brand-list-first': 'MAIN_WIDE_ITEMLIST_IMAGE',
  'brand-list-item': 'NORMAL_WIDE_ITEMLIST_IMAGE',
  'brand-feed-card': 'CAROUSEL_FEED_IMAGE',
  'brand-commerce-card': 'CAROUSEL_COMMERCE_IMAGE',
} as const satisfies Record<Exclude<MessageImageUse, 'mms'>, string>;

type Uploaded = Extract<UploadOutcome, { kind: 'uploaded' }>;

/**
 * Pictures of MMS are files of the SMS API, by number (`attachfile/binaryUpload`); those of brand messages are addresses
 * (`images`). An answer without one is answered as it came.
 */
export async function uploadToNhn(client: NhnClient, picture: PictureToUpload): Promise<Uploaded | NhnAnswer> {
  const answer =
    picture.use === 'mms' ? await uploadFile(client, picture) : await uploadPicture(client, picture.use, picture);
  if (answer.kind !== 'said' || answer.code !== '0') return answer;
  const { body, image } = answer.body;
  const data = isRecord(body) && isRecord(body['data']) ? body['data'] : undefined;
  const reference = picture.use === 'mms' ? codeOf(data?.['fileId']) : isRecord(image) && textOf(image['imageUrl']);
  return reference ? { kind: 'uploaded', reference } : { kind: 'unreadable' };
}

/**
 * Pictures of templates (`template-image`, `template-image/item-highlight`): NHN names each by a name and an address, and a
 * template is registered with both. The reference holds them as `name address`.
 */
export async function uploadTemplatePicture(
  client: NhnClient,
  picture: TemplatePicture,
): Promise<Uploaded | NhnAnswer> {
  const form = new FormData();
  form.append('file', blobOf(picture), nameOf(picture));
  const path = picture.use === 'alimtalk' ? '/template-image' : '/template-image/item-highlight';
  const answer = await client.upload('alimtalk', path, form);
  if (answer.kind !== 'said' || answer.code !== '0') return answer;
  const { templateImage } = answer.body;
  const [name, url] = isRecord(templateImage)
    ? [textOf(templateImage['templateImageName']), textOf(templateImage['templateImageUrl'])]
    : [];
  return name !== undefined && url !== undefined
    ? { kind: 'uploaded', reference: `${name} ${url}` }
    : { kind: 'unreadable' };
}

/** Name and address of a picture, from a reference or from an address alone, whose last part is then the name. */
export function pictureNamed(reference: string): { readonly name: string; readonly url: string } {
  const at = reference.lastIndexOf(' ');
  const url = reference.slice(at + 1);
  return { name: at > 0 ? reference.slice(0, at) : (url.split('/').at(-1) ?? url), url };
}

const blobOf = ({ bytes, format }: Pick<PictureToUpload, 'bytes' | 'format'>): Blob =>
  new Blob([new Uint8Array(bytes)], { type: `image/${format}` });

const nameOf = ({ format }: Pick<PictureToUpload, 'format'>): string => `image.${format === 'jpeg' ? 'jpg' : 'png'}`;

const uploadFile = (client: NhnClient, picture: PictureToUpload): Promise<NhnAnswer> =>
  client.post('text', '/attachfile/binaryUpload', {
    fileName: nameOf(picture),
    createUser: 'bongsu',
    fileBody: Buffer.from(picture.bytes).toString('base64'),
  });

function uploadPicture(client: NhnClient, use: keyof typeof IMAGE_TYPES, picture: PictureToUpload): Promise<NhnAnswer> {
  const form = new FormData();
  form.append('image', blobOf(picture), nameOf(picture));
  form.append('imageType', IMAGE_TYPES[use]);
  return client.upload('brand', '/images', form);
}
