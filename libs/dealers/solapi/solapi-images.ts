import type { ImageUse } from '#libs/content/image-rules.js';
import type { Picture, UploadOutcome } from '../dealer.js';
import type { Answer } from '../exchange.js';
import type { TemplatePicture } from '../template-desk.js';
import { isRecord, textOf } from '../receipt-fields.js';
import type { SolapiClient } from './solapi-client.js';

/** Kinds of files, as Solapi calls them (`fileTypeSchema` of its SDK, and its page on uploads of 2026-03). */
const FILE_TYPES: Readonly<Record<ImageUse, string>> = {
  mms: 'MMS',
  brand: 'BMS',
  'brand-wide': 'BMS_WIDE',
  alimtalk: 'ATA',
  'alimtalk-highlight': 'KAKAO_HIGHLIGHT',
};

/** `POST /storage/v1/files`. An answer without an id is answered as it came. */
export async function uploadToSolapi(
  client: SolapiClient,
  { use, format, bytes }: Omit<Picture, 'reference'> | TemplatePicture,
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
