import type { EntityManager } from 'typeorm';
import type { ImageFormat, ImageUse } from '#libs/content/image-rules.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** Pictures of MMS and brand messages, and what dealers call them. Ids are the SHA-256 of the bytes, hex. Moments are ms since 1970. */

export interface StoredImage {
  readonly id: string;
  readonly format: ImageFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes. */
  readonly size: number;
  /** Id of the key that it came with. */
  readonly uploadedBy: string;
  readonly uploadedAt: Moment;
}

const IMAGE = `i.id, i.format, i.width, i.height, octet_length(i.bytes) as size, i.uploaded_by as "uploadedBy",
  (extract(epoch from i.uploaded_at) * 1000)::float8 as "uploadedAt"`;

/** Keeps an image; one that is there stays as it was. Answers what is kept. */
export async function putImage(
  tx: EntityManager,
  tenant: string,
  image: Omit<StoredImage, 'size'> & { readonly bytes: Uint8Array },
): Promise<StoredImage> {
  await tx.query(
    `insert into images (tenant_id, id, format, width, height, bytes, uploaded_by, uploaded_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0)) on conflict do nothing`,
    [
      tenant,
      image.id,
      image.format,
      image.width,
      image.height,
      Buffer.from(image.bytes),
      image.uploadedBy,
      image.uploadedAt,
    ],
  );
  const stored = await readImage(tx, tenant, image.id);
  if (!stored) throw new Error('An image that was just written is not there.');
  return stored;
}

/** Undefined where the tenant has none of this id. */
export async function readImage(tx: EntityManager, tenant: string, id: string): Promise<StoredImage | undefined> {
  const [row] = await tx.query<StoredImage[]>(`select ${IMAGE} from images i where i.tenant_id = $1 and i.id = $2`, [
    tenant,
    id,
  ]);
  return row;
}

/** The tenant's of these ids, in no order. */
export const readImages = (tx: EntityManager, tenant: string, ids: readonly string[]): Promise<StoredImage[]> =>
  tx.query(`select ${IMAGE} from images i where i.tenant_id = $1 and i.id = any($2::text[])`, [tenant, ids]);

/** Undefined where the tenant has none of this id. */
export async function imageBytes(
  tx: EntityManager,
  tenant: string,
  id: string,
): Promise<{ readonly bytes: Uint8Array; readonly format: ImageFormat } | undefined> {
  const [row] = await tx.query<{ bytes: Buffer; format: ImageFormat }[]>(
    `select bytes, format from images where tenant_id = $1 and id = $2`,
    [tenant, id],
  );
  return row;
}

export interface UploadKey {
  readonly imageId: string;
  readonly dealer: string;
  readonly account: string;
  readonly use: ImageUse;
}

/** How a dealer calls an image; undefined while it was not given to that account for that use. */
export async function uploadedAs(
  tx: EntityManager,
  tenant: string,
  { imageId, dealer, account, use }: UploadKey,
): Promise<{ readonly reference: string; readonly format: ImageFormat } | undefined> {
  const [row] = await tx.query<{ reference: string; format: ImageFormat }[]>(
    `select u.reference, i.format from image_uploads u join images i on i.tenant_id = u.tenant_id and i.id = u.image_id
     where u.tenant_id = $1 and u.image_id = $2 and u.dealer = $3 and u.account = $4 and u.use = $5`,
    [tenant, imageId, dealer, account, use],
  );
  return row;
}

/** Two that upload at once each have a reference that is good; the first is kept. */
export async function noteUpload(
  tx: EntityManager,
  tenant: string,
  { imageId, dealer, account, use }: UploadKey,
  reference: string,
  now: Moment,
): Promise<void> {
  await tx.query(
    `insert into image_uploads (tenant_id, image_id, dealer, account, use, reference, uploaded_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0)) on conflict do nothing`,
    [tenant, imageId, dealer, account, use, reference, now],
  );
}
