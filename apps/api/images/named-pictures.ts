import type { EntityManager } from 'typeorm';
import type { NamedPicture } from '#libs/content/alimtalk.js';
import { factProblems, LIMITS_OF_USE, type ImageUse } from '#libs/content/image-rules.js';
import { readImages } from '#libs/database/image-store.js';

/** A picture that something names by its id. */
export type PictureNamed = Omit<NamedPicture, 'path' | 'use'> & { readonly path: string; readonly use: ImageUse };

/** Which of them the tenant does not have, and which cannot be used for what they are named for; in English, after the path. */
export async function unfitPictures(
  tx: EntityManager,
  tenant: string,
  named: readonly PictureNamed[],
): Promise<{ readonly path: string; readonly message: string }[]> {
  if (named.length === 0) return [];
  const ids = named.map(({ id }) => id);
  const stored = new Map((await readImages(tx, tenant, ids)).map((image) => [image.id, image]));
  return named.flatMap(({ path, id, use }) => {
    const image = stored.get(id);
    if (!image) return [{ path, message: 'names no picture of yours; upload it with POST /v1/images first' }];
    const { format, size, width, height } = image;
    return factProblems({ format, size, sides: { width, height } }, LIMITS_OF_USE[use]).map(({ code, english }) => ({
      path,
      message: `names a picture that ${english} (${code})`,
    }));
  });
}
