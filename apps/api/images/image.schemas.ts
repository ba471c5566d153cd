import { z } from 'zod';
import { IMAGE_USES } from '#libs/content/image-rules.js';
import { moment } from '../requests/field-schemas.js';

/** Pictures of MMS, brand messages and 알림톡 templates, as the API takes and shows them. */

/** The smallest JPEG that could be: nothing but its beginning. */
const EXAMPLE_DATA = '/9j/4AAEAAD/wAARCAGQAyAA';
const EXAMPLE_ID = '9f2c1d0b5a6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708';

export const imageId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is the id of a picture, 64 hexadecimal digits')
  .meta({ examples: [EXAMPLE_ID] });

export const uploadImageBody = z
  .strictObject({
    data: z
      .string()
      .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'is not base64')
      .min(4)
      .max(680_000)
      .describe('The bytes of a JPEG or PNG, in base64; at most 500,000 of them. Its type is read from the bytes.'),
  })
  .meta({ id: 'UploadImage', examples: [{ data: EXAMPLE_DATA }] });
export type UploadImage = z.output<typeof uploadImageBody>;

export const image = z
  .object({
    id: z
      .string()
      .describe('SHA-256 of the bytes, hex: templates name the picture by it. The same picture has the same id.'),
    format: z.enum(['jpeg', 'png']),
    width: z.int().describe('Pixels.'),
    height: z.int().describe('Pixels.'),
    bytes: z.int(),
    uploadedAt: moment,
    uses: z
      .array(
        z.object({
          use: z
            .enum(IMAGE_USES)
            .describe(
              '`brand`: of the bubbles IMAGE and COMMERCE, and shown of a PREMIUM_VIDEO before it plays; `brand-wide`: of WIDE; `brand-list-first` and `brand-list-item`: of the first and the further items of WIDE_ITEM_LIST; `brand-feed-card` and `brand-commerce-card`: of the cards of the carousels; `alimtalk`: of a 이미지형 template; `alimtalk-highlight`: beside the highlight of its item list.',
            ),
          problems: z.array(z.object({ code: z.string(), message: z.string().describe('Korean.') })),
        }),
      )
      .describe('What it may be used for with any dealer: that without problems.'),
  })
  .meta({ id: 'Image' });
export type ImageAnswer = z.output<typeof image>;

export const imageExample: ImageAnswer = {
  id: EXAMPLE_ID,
  format: 'jpeg',
  width: 800,
  height: 400,
  bytes: 84_210,
  uploadedAt: '2030-11-18T09:30:00+09:00',
  uses: [
    { use: 'mms', problems: [] },
    { use: 'brand', problems: [] },
    { use: 'brand-wide', problems: [] },
    { use: 'brand-list-first', problems: [] },
    {
      use: 'brand-list-item',
      problems: [{ code: 'IMAGE_RATIO', message: '그림의 세로는 가로의 정확히 1배여야 합니다.' }],
    },
    { use: 'brand-feed-card', problems: [] },
    { use: 'brand-commerce-card', problems: [] },
    { use: 'alimtalk', problems: [] },
    {
      use: 'alimtalk-highlight',
      problems: [{ code: 'IMAGE_RATIO', message: '그림의 세로는 가로의 정확히 1배여야 합니다.' }],
    },
  ],
};
