/** Pictures in MMS and KakaoTalk (dealer-api §5), judged by their first bytes and their size. */
import { problem, type ContentProblem } from './content-problem.js';

export interface ImageLimits {
  readonly formats: readonly ImageFormat[];
  readonly bytes: number;
}
export type ImageFormat = 'jpeg' | 'png';

/** 1 KB is counted as 1,000 bytes: the cautious reading. */
export const IMAGE_LIMITS = {
  /** Solapi. */
  mms: { formats: ['jpeg'], bytes: 200_000 },
  /** NHN Cloud takes larger ones. */
  mmsOfNhn: { formats: ['jpeg'], bytes: 300_000 },
  kakao: { formats: ['jpeg', 'png'], bytes: 500_000 },
} as const satisfies Record<string, ImageLimits>;

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** By what stands at its beginning, whatever its name says. */
export function imageFormat(image: Uint8Array): ImageFormat | undefined {
  const begins = (signature: readonly number[]): boolean => signature.every((byte, index) => image[index] === byte);
  if (begins(JPEG)) return 'jpeg';
  return begins(PNG) ? 'png' : undefined;
}

export function imageProblems(image: Uint8Array, limits: ImageLimits = IMAGE_LIMITS.mms): ContentProblem[] {
  const format = imageFormat(image);
  const names = limits.formats.map((each) => each.toUpperCase()).join(', ');
  return [
    ...(format !== undefined && limits.formats.includes(format)
      ? []
      : [problem('image', 'IMAGE_FORMAT', `${names} 그림만 보낼 수 있습니다.`, `must be a picture in ${names}`)]),
    ...(image.length > limits.bytes
      ? [
          problem(
            'image',
            'IMAGE_TOO_LARGE',
            `그림은 ${limits.bytes / 1_000}KB까지 보낼 수 있습니다.`,
            `is larger than ${limits.bytes / 1_000} kB`,
          ),
        ]
      : []),
  ];
}
