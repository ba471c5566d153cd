import type { BrandButton, BrandContent, BrandItem, Coupon } from '#libs/content/brand-content.js';
import { commerceOf, uploadedContent } from '../brand-wire.js';
import type { DealerMessage } from '../dealer.js';
import { KEY_FIELD } from './solapi-receipts.js';

/** One message as Solapi takes it. Its own fallback is switched off in every request that could have one: we own it. */
export function wireMessage(message: DealerMessage): Record<string, unknown> {
  const { channel, to, from, text, subject, key, pictures } = message;
  const common = { to, from, customFields: { [KEY_FIELD]: key } };
  switch (channel) {
    case 'alimtalk':
      return { ...common, type: 'ATA', kakaoOptions: alimtalkOptions(message) };
    case 'brand':
      return { ...common, type: 'BMS_FREE', kakaoOptions: brandOptions(message) };
    case 'sms':
      return { ...common, type: 'SMS', text };
    case 'lms':
    case 'mms':
      return {
        ...common,
        type: channel.toUpperCase(),
        text,
        ...(subject !== undefined && { subject }),
        ...(channel === 'mms' && { imageId: pictures?.[0]?.reference }),
      };
  }
}

function alimtalkOptions({ template }: DealerMessage): Record<string, unknown> {
  if (!template) throw new TypeError('An alimtalk needs its template.');
  const variables = Object.entries(template.variables).map(([name, value]) => [`#{${name}}`, value] as const);
  // Either variables or a rendered text: with both the dealer compares and refuses at the first difference.
  return {
    pfId: template.channelId,
    templateId: template.id,
    variables: Object.fromEntries(variables),
    disableSms: true,
  };
}

/** To channel friends; `adFlag` has it marked as advertising. */
function brandOptions({ brand, pictures }: DealerMessage): Record<string, unknown> {
  if (!brand) throw new TypeError('A brand message needs its content.');
  return {
    pfId: brand.channelId,
    disableSms: true,
    adFlag: true,
    bms: {
      targeting: 'I',
      chatBubbleType: brand.content.bubble,
      adult: false,
      ...bubbleParts(uploadedContent(brand.content, pictures)),
    },
  };
}

/** Parts by the names of the dealer; those that a bubble does not have are left out. */
function bubbleParts(content: BrandContent): Record<string, unknown> {
  const { header, text, image, imageLink, video, items, product, additional, buttons, coupon } = content;
  const [first, ...others] = items ?? [];
  return {
    ...(header !== undefined && { header }),
    ...(text !== undefined && { content: text }),
    ...(image !== undefined && { imageId: image }),
    ...(imageLink !== undefined && { imageLink }),
    ...(video && {
      video: { videoUrl: video.url, ...(video.thumbnail !== undefined && { imageId: video.thumbnail }) },
    }),
    ...(first && { mainWideItem: itemOf(first), subWideItemList: others.map(itemOf) }),
    ...(product && { commerce: commerceOf(product) }),
    ...(additional !== undefined && { additionalContent: additional }),
    ...(content.cards && { carousel: carouselOf(content) }),
    ...buttonsOf(buttons),
    ...couponOf(coupon),
  };
}

const itemOf = ({ title, image, link }: BrandItem) => ({
  ...(title !== undefined && { title }),
  imageId: image,
  ...linked(link),
});

const carouselOf = ({ intro, cards = [], moreLink }: BrandContent) => ({
  ...(intro && {
    head: {
      header: intro.header,
      content: intro.text,
      imageId: intro.image,
      ...(intro.link !== undefined && linked(intro.link)),
    },
  }),
  list: cards.map(({ header, text, product, additional, image, imageLink, buttons, coupon }) => ({
    ...(header !== undefined && { header }),
    ...(text !== undefined && { content: text }),
    ...(product && { commerce: commerceOf(product) }),
    ...(additional !== undefined && { additionalContent: additional }),
    ...(image !== undefined && { imageId: image }),
    ...(imageLink !== undefined && { imageLink }),
    ...buttonsOf(buttons),
    ...couponOf(coupon),
  })),
  ...(moreLink !== undefined && { tail: linked(moreLink) }),
});

const linked = (link: string) => ({ linkMobile: link, linkPc: link });

const buttonsOf = (buttons: readonly BrandButton[] = []) =>
  buttons.length > 0 && { buttons: buttons.map(({ name, link }) => ({ name, linkType: 'WL', ...linked(link) })) };

const couponOf = (coupon: Coupon | undefined) =>
  coupon && {
    coupon: {
      title: coupon.title,
      description: coupon.description,
      ...(coupon.link !== undefined && { linkMobile: coupon.link }),
    },
  };
