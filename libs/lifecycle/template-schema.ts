/** What a definition may say of its templates: the 알림톡 as it is registered, in Korean and in other languages, and the text beside it. */
import { z } from 'zod';
import { CHANNEL_BUTTON_NAME } from '#libs/content/alimtalk-buttons.js';
import { CONTENT_LIMITS } from '#libs/content/alimtalk.js';
import { BUBBLES } from '#libs/content/brand-content.js';
import { identifier, title, variableName } from './definition-names.js';
import { languageTag } from './language-tags.js';

export const variableSchema = z.union([
  z.strictObject({ party: identifier, attribute: z.literal('name') }),
  z.strictObject({
    field: identifier,
    format: z.enum(['date', 'text', 'number', 'dateTime', 'won', 'time']).exactOptional(),
  }),
  /** The sender's own reference (접수번호). */
  z.strictObject({ reference: z.literal(true) }),
  /** In plural templates: how many items there are, or how many besides the first. Fields are those of the first. */
  z.strictObject({ bundle: z.enum(['count', 'others']) }),
  /**
   * When a clock runs out, as it stood when the message was decided: its last day, or the moment for hours and minutes
   * (`format: date`: the day on which that lies). `stopped` is what stands there in Korean while the clock is stopped.
   */
  z.strictObject({
    clock: identifier,
    format: z.literal('date').exactOptional(),
    stopped: z.string().min(1).max(40).exactOptional(),
  }),
  /** The address of a link, for texts; buttons name their link themselves. */
  z.strictObject({ link: identifier }),
]);

const buttonName = z.string().min(1).max(CONTENT_LIMITS.buttonName);
const address = z.string().max(CONTENT_LIMITS.link);
const identifierOfDealer = z.string().min(1).max(100);
const appButton = z.strictObject({
  type: z.literal('AL'),
  name: buttonName,
  linkMo: address.exactOptional(),
  linkPc: address.exactOptional(),
  schemeAndroid: address.exactOptional(),
  schemeIos: address.exactOptional(),
});
const formButton = z.strictObject({ type: z.literal('BF'), name: buttonName, formId: identifierOfDealer });
export const buttonSchema = z.union([
  /** A web link; the host must be the one that was approved. */
  z.strictObject({
    type: z.literal('WL'),
    name: buttonName,
    linkMo: address,
    linkPc: address.exactOptional(),
  }),
  /** A web link that is an event: its address is made for each message. */
  z.strictObject({ type: z.literal('WL'), name: buttonName, link: identifier }),
  /** 채널 추가: first, and only in templates of the kinds AD and MI. */
  z.strictObject({ type: z.literal('AC'), name: z.literal(CHANNEL_BUTTON_NAME) }),
  /** An app link: at least two of the schemes and `linkMo`. */
  appButton,
  /** 배송조회, 봇키워드, 메시지전달, 상담톡전환, 봇전환, 개인정보 이용. */
  z.strictObject({ type: z.enum(['DS', 'BK', 'MD', 'BC', 'BT', 'P2']), name: buttonName }),
  /** 비즈폼. */
  formButton,
  /** 이미지 보안전송. */
  z.strictObject({ type: z.literal('P1'), name: buttonName, relayId: identifierOfDealer }),
  /** 원클릭 결제. */
  z.strictObject({
    type: z.literal('P3'),
    name: buttonName,
    oneClickId: identifierOfDealer,
    productId: identifierOfDealer,
  }),
  /** 전화하기. */
  z.strictObject({ type: z.literal('TN'), name: buttonName, tel: z.string().max(CONTENT_LIMITS.tel) }),
]);

/** 바로연결, below the bubble. */
const quickReplySchema = z.union([
  z.strictObject({ type: z.literal('WL'), name: buttonName, linkMo: address, linkPc: address.exactOptional() }),
  appButton,
  formButton,
  z.strictObject({ type: z.enum(['BK', 'BC', 'BT']), name: buttonName }),
]);

const titled = z.strictObject({ title: z.string().min(1).max(100), description: z.string().min(1).max(100) });
/** 아이템리스트: rows of a title and a value, with a highlight above, whose picture is named as `image` is, and a sum below. */
const itemListSchema = z.strictObject({
  highlight: titled.extend({ image: address.exactOptional() }).exactOptional(),
  items: z.array(titled).max(CONTENT_LIMITS.items),
  summary: titled.exactOptional(),
});

const emphasizeSchema = z.strictObject({
  title: z.string().max(CONTENT_LIMITS.title),
  subtitle: z.string().max(CONTENT_LIMITS.subtitle),
});
const text = z.string().min(1).max(1000);

/** What of a template is said, as its language says it. */
const said = {
  body: z.string().min(1).max(CONTENT_LIMITS.body),
  /** Fixed further information below the body; required by the kinds EX and MI. */
  extra: z.string().min(1).max(CONTENT_LIMITS.extra).exactOptional(),
  /** A line above everything, at most 16 characters. */
  header: z.string().min(1).max(100).exactOptional(),
  /** 강조표기형. One of `emphasize`, `image` and `itemList` at most. */
  emphasize: emphasizeSchema.exactOptional(),
  /** 이미지형: the id of an uploaded picture (`POST /v1/images`), or how the dealer calls one that it has already. */
  image: address.exactOptional(),
  /** 아이템리스트형. */
  itemList: itemListSchema.exactOptional(),
};

/**
 * The same message in another language: a template of its own for Kakao, registered and reviewed as `CODE.en`. Kind,
 * variables, and where buttons lead are those of the Korean one.
 */
export const variantSchema = z.strictObject({
  ...said,
  /** Names of the template's buttons, in their order. */
  buttons: z.array(buttonName).max(CONTENT_LIMITS.buttons).exactOptional(),
  /** Names of the template's quick replies, in their order. */
  quickReplies: z.array(buttonName).max(CONTENT_LIMITS.quickReplies).exactOptional(),
  /** The text beside it, or another language whose text is sent: carriers take EUC-KR alone. Left out: the Korean text. */
  fallback: z
    .union([z.strictObject({ subject: z.string().max(40).exactOptional(), text }), z.strictObject({ in: languageTag })])
    .exactOptional(),
});

/** An uploaded image, by the SHA-256 of its bytes as `POST /v1/images` answers it. */
const imageId = z.string().regex(/^[0-9a-f]{64}$/, 'is the id of an uploaded image, 64 hexadecimal digits');

const brandLink = z.string().max(1000);
const brandWords = z.string().min(1).max(1300);
const brandButtons = z
  .array(z.strictObject({ name: z.string().min(1).max(100), link: brandLink }))
  .max(5)
  .exactOptional();
/** Its title in one of Kakao's five forms, as `1000원 할인 쿠폰`. */
const couponSchema = z
  .strictObject({
    title: z.string().min(1).max(100),
    description: z.string().min(1).max(100),
    link: brandLink.exactOptional(),
  })
  .exactOptional();
/** Whole KRW or percent, or a text that places fill: `12000`, `12,000` and `12,000원` are read alike. */
const brandAmount = z.union([z.int().min(0), z.string().min(1).max(100)]);
const productSchema = z
  .strictObject({
    title: z.string().min(1).max(100),
    price: brandAmount,
    /** Together with one of the two below. */
    discountedPrice: brandAmount.exactOptional(),
    discountRate: brandAmount.exactOptional(),
    discountAmount: brandAmount.exactOptional(),
  })
  .exactOptional();

/**
 * The same as a 브랜드 메시지, which is advertising and needs no review: sent where the send says the channel `brand`. In
 * Korean alone. Which parts a bubble has, and how long they may be, stands in docs/content-rules.md.
 */
const brandSchema = z.strictObject({
  /** The names of 친구톡 (FT, FI, FW, FL, FP, FM, FC, FA, CTA, CTI) are taken for these. */
  bubble: z.enum(BUBBLES),
  /** Of TEXT, IMAGE and WIDE; PREMIUM_VIDEO may have one. */
  text: brandWords.exactOptional(),
  /** Of WIDE_ITEM_LIST; PREMIUM_VIDEO may have one. */
  header: brandWords.exactOptional(),
  /** Of IMAGE, WIDE and COMMERCE. */
  image: imageId.exactOptional(),
  /** Where the picture of IMAGE leads. */
  imageLink: brandLink.exactOptional(),
  /** Of PREMIUM_VIDEO: the address of a film on KakaoTV. */
  video: z.strictObject({ url: brandLink, thumbnail: imageId.exactOptional() }).exactOptional(),
  /** Of WIDE_ITEM_LIST: the first one is the large one and may have no title. */
  items: z
    .array(z.strictObject({ title: brandWords.exactOptional(), image: imageId, link: brandLink }))
    .max(20)
    .exactOptional(),
  /** Of COMMERCE. */
  product: productSchema,
  /** Of COMMERCE, below the price. */
  additional: brandWords.exactOptional(),
  /** Of CAROUSEL_COMMERCE: a card before the others. */
  intro: z
    .strictObject({ header: brandWords, text: brandWords, image: imageId, link: brandLink.exactOptional() })
    .exactOptional(),
  /** Of CAROUSEL_FEED with a header and a text each, of CAROUSEL_COMMERCE with a product. */
  cards: z
    .array(
      z.strictObject({
        header: brandWords.exactOptional(),
        text: brandWords.exactOptional(),
        product: productSchema,
        additional: brandWords.exactOptional(),
        image: imageId.exactOptional(),
        imageLink: brandLink.exactOptional(),
        buttons: brandButtons,
        coupon: couponSchema,
      }),
    )
    .max(20)
    .exactOptional(),
  /** Of both carousels: where 더보기 behind the last card leads. */
  moreLink: brandLink.exactOptional(),
  buttons: brandButtons,
  coupon: couponSchema,
});

/** An 알림톡 template as it is registered, with the text message that stands in for it. Limits: Kakao's template model. */
export const templateSchema = z.strictObject({
  /** What operators call the message. */
  title,
  ...said,
  /** What fills each `#{…}` of the texts; `#{기관명}`, the institution's name, fills itself in. */
  variables: z
    .record(variableName, variableSchema)
    .describe(
      'What fills each #{…} of the texts. #{기관명}, the institution’s name, fills itself in and stands nowhere here.',
    ),
  buttons: z.array(buttonSchema).max(CONTENT_LIMITS.buttons).exactOptional(),
  quickReplies: z.array(quickReplySchema).max(CONTENT_LIMITS.quickReplies).exactOptional(),
  messageType: z.enum(['BA', 'EX', 'AD', 'MI']),
  /** 보안 템플릿: readable on the person's main device alone. */
  secure: z.literal(true).exactOptional(),
  /** With `image` the text is an MMS. */
  fallback: z.strictObject({ subject: z.string().max(20).exactOptional(), text, image: imageId.exactOptional() }),
  brand: brandSchema.exactOptional(),
  /** For those who read another language: by its tag. */
  in: z.record(languageTag, variantSchema).exactOptional(),
});
