import type { ImageUse } from '#libs/content/image-rules.js';
import type { PictureToUpload, UploadOutcome } from '../dealer.js';
import type { Answer } from '../exchange.js';
import type { TemplatePicture } from '../template-desk.js';
import { isRecord, textOf } from '../receipt-fields.js';
import type { SolapiClient } from './solapi-client.js';

/** Kinds of files, as Solapi calls them (`fileTypeSchema` of its SDK, and its page on uploads of 2026-03). */
export const FILE_TYPES = {
  mms: 'MMS',
  brand: 'BMS',
  'brand-wide': 'BMS_WIDE',
  'brand-list-first': 'BMS_WIDE_MAIN_ITEM_LIST',
  'brand-list-item': 'BMS_WIDE_SUB_ITEM_LIST',
  'brand-feed-card': 'BMS_CAROUSEL_FEED_LIST',
  'brand-commerce-card': 'BMS_CAROUSEL_COMMERCE_LIST',
  alimtalk: 'ATA',
  'alimtalk-highlight': 'KAKAO_HIGHLIGHT',
} as const satisfies Record<ImageUse, string>;

/** `POST /storage/v1/files`. An answer without an id is answered as it came. */
export async function uploadToSolapi(
  client: SolapiClient,
  { use, format, bytes }: PictureToUpload | TemplatePicture,
): Promise<Extract<UploadOutcome, { kind: 'uploaded' }> | Answer> {
  const answer = await client.call('POST', '/storage/v1/files', {
    file: Buffer.from(bytes).toString('base64'),
    type: FILE_TYPES[use],
    name: `image.${format === 'jpeg' ? 'jpg' : 'png'}`,
  });
  const fileId = answer.kind === 'success' && isRecord(answer.body) ? textOf(answer.body['fileId']) : undefined;
  if (fileId !== undefined) return { kind: 'uploaded', reference: fileId };
  return answer.kind === 'success' ? { kind: 'lost', code: 'ANSWER_UNREADABLE' } : answer;
}
