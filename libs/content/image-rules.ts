/**
 * Pictures in MMS and KakaoTalk, judged by their first bytes, their size and their sides (dealer-api §5, NHN's brand message
 * guide, and for those of 알림톡 templates Solapi's page on uploads of 2026-03).
 */
import { problem, type ContentProblem } from './content-problem.js';

/** What a picture is for: each has limits of its own, and is uploaded apart. */
export const IMAGE_USES = [
  'mms',
  'brand',
  'brand-wide',
  'brand-list-first',
  'brand-list-item',
  'brand-feed-card',
  'brand-commerce-card',
  'alimtalk',
  'alimtalk-highlight',
] as const;
export type ImageUse = (typeof IMAGE_USES)[number];

/** Those that are registered with a 알림톡 template and reviewed with it; the others go with messages. */
export const TEMPLATE_IMAGE_USES = ['alimtalk', 'alimtalk-highlight'] as const satisfies readonly ImageUse[];
export type TemplateImageUse = (typeof TEMPLATE_IMAGE_USES)[number];
export type MessageImageUse = Exclude<ImageUse, TemplateImageUse>;

/** How `POST /v1/images` names a picture: the SHA-256 of its bytes, hex. */
export const IMAGE_ID = /^[0-9a-f]{64}$/;

export interface ImageLimits {
  readonly formats: readonly ImageFormat[];
  readonly bytes: number;
  /** Least width, pixels. */
  readonly width?: number;
  /** Height over width, from and to. */
  readonly ratio?: readonly [least: number, most: number];
}
export type ImageFormat = 'jpeg' | 'png';

/** 1 KB is counted as 1,000 bytes: the cautious reading. */
export const IMAGE_LIMITS = {
  /** Solapi. */
  mms: { formats: ['jpeg'], bytes: 200_000 },
  /** NHN Cloud takes larger ones. */
  mmsOfNhn: { formats: ['jpeg'], bytes: 300_000 },
  kakao: { formats: ['jpeg', 'png'], bytes: 500_000 },
  /** The bubbles IMAGE and COMMERCE, and what is shown of a PREMIUM_VIDEO before it plays. */
  brand: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 1.333] },
  /** The bubble WIDE. */
  brandWide: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 1] },
  /** The first item of a WIDE_ITEM_LIST: twice as wide as high. */
  brandListFirst: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 0.5] },
  /** Its further items: squares. */
  brandListItem: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [1, 1] },
  /** A card of CAROUSEL_FEED. */
  brandFeedCard: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 1.333] },
  /** A card of CAROUSEL_COMMERCE, its intro as well. */
  brandCommerceCard: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 1.333] },
  /** 이미지형: twice as wide as high, to the pixel. */
  alimtalk: { formats: ['jpeg', 'png'], bytes: 500_000, width: 500, ratio: [0.5, 0.5] },
  /** Beside the highlight of an item list: a square. Solapi takes 1,000 kB; in KakaoTalk 500 kB is the cautious limit. */
  alimtalkHighlight: { formats: ['jpeg', 'png'], bytes: 500_000, width: 108, ratio: [1, 1] },
} as const satisfies Record<string, ImageLimits>;

/** Of brand messages, by use: every dealer that carries them says the same. */
export const BRAND_IMAGE_LIMITS = {
  brand: IMAGE_LIMITS.brand,
  'brand-wide': IMAGE_LIMITS.brandWide,
  'brand-list-first': IMAGE_LIMITS.brandListFirst,
  'brand-list-item': IMAGE_LIMITS.brandListItem,
  'brand-feed-card': IMAGE_LIMITS.brandFeedCard,
  'brand-commerce-card': IMAGE_LIMITS.brandCommerceCard,
} as const satisfies Partial<Record<ImageUse, ImageLimits>>;

/** The strictest of all dealers', by use: what keeps them may be sent by any. */
export const LIMITS_OF_USE: Readonly<Record<ImageUse, ImageLimits>> = {
  mms: IMAGE_LIMITS.mms,
  ...BRAND_IMAGE_LIMITS,
  alimtalk: IMAGE_LIMITS.alimtalk,
  'alimtalk-highlight': IMAGE_LIMITS.alimtalkHighlight,
};

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** By what stands at its beginning, whatever its name says. */
export function imageFormat(image: Uint8Array): ImageFormat | undefined {
  const begins = (signature: readonly number[]): boolean => signature.every((byte, index) => image[index] === byte);
  if (begins(JPEG)) return 'jpeg';
  return begins(PNG) ? 'png' : undefined;
}

/** Pixels. */
export interface ImageSides {
  readonly width: number;
  readonly height: number;
}

/** As the picture itself says; undefined for one that is cut off or no picture. */
export function imageSides(image: Uint8Array): ImageSides | undefined {
  const format = imageFormat(image);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const sides = format === 'png' ? sidesOfPng(view) : format === 'jpeg' ? sidesOfJpeg(view) : undefined;
  return sides && sides.width > 0 && sides.height > 0 ? sides : undefined;
}

/** The first chunk, IHDR, begins with the two sides (ISO/IEC 15948, 11.2.2). */
const sidesOfPng = (view: DataView): ImageSides | undefined =>
  view.byteLength < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) };

/** Markers of a frame header, which holds the sides; among them stand DHT, JPG and DAC, which are none (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function sidesOfJpeg(view: DataView): ImageSides | undefined {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes, and markers that stand alone.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else {
      const length = view.getUint16(at + 2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

/** What a picture is judged by. */
export interface ImageFacts {
  readonly format: ImageFormat | undefined;
  /** Bytes. */
  readonly size: number;
  readonly sides: ImageSides | undefined;
}

export const factsOf = (image: Uint8Array): ImageFacts => ({
  format: imageFormat(image),
  size: image.length,
  sides: imageSides(image),
});

export const imageProblems = (image: Uint8Array, limits: ImageLimits = IMAGE_LIMITS.mms): ContentProblem[] =>
  factProblems(factsOf(image), limits);

export function factProblems({ format, size, sides }: ImageFacts, limits: ImageLimits): ContentProblem[] {
  const names = limits.formats.map((each) => each.toUpperCase()).join(', ');
  const fits = format !== undefined && limits.formats.includes(format);
  return [
    ...(fits
      ? []
      : [problem('image', 'IMAGE_FORMAT', `${names} 그림만 보낼 수 있습니다.`, `must be a picture in ${names}`)]),
    ...(size > limits.bytes
      ? [
          problem(
            'image',
            'IMAGE_TOO_LARGE',
            `그림은 ${limits.bytes / 1_000}KB까지 보낼 수 있습니다.`,
            `is larger than ${limits.bytes / 1_000} kB`,
          ),
        ]
      : []),
    ...(fits ? sideProblems(sides, limits) : []),
  ];
}

function sideProblems(sides: ImageSides | undefined, { width, ratio }: ImageLimits): ContentProblem[] {
  if (width === undefined && ratio === undefined) return [];
  if (!sides)
    return [problem('image', 'IMAGE_UNREADABLE', '그림의 크기를 읽을 수 없습니다.', 'is cut off or no whole picture')];
  const [least = 0, most = Infinity] = ratio ?? [];
  const given = sides.height / sides.width;
  return [
    ...(width !== undefined && sides.width < width
      ? [
          problem(
            'image',
            'IMAGE_TOO_NARROW',
            `그림의 가로는 ${width}픽셀 이상이어야 합니다(지금 ${sides.width}픽셀).`,
            `must be at least ${width} pixels wide (now ${sides.width})`,
          ),
        ]
      : []),
    ...(given < least || given > most
      ? [
          problem(
            'image',
            'IMAGE_RATIO',
            least === most
              ? `그림의 세로는 가로의 정확히 ${least}배여야 합니다.`
              : `그림의 세로 ÷ 가로는 ${least} 이상 ${most} 이하여야 합니다.`,
            `must be ${least === most ? 'exactly' : `${least} to`} ${most} times as high as it is wide`,
          ),
        ]
      : []),
  ];
}
