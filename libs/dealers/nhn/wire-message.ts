import type { BrandButton, BrandContent, Coupon } from '#libs/content/brand-content.js';
import { commerceOf, uploadedContent } from '../brand-wire.js';
import type { DealerMessage } from '../dealer.js';

/** Messages as NHN takes them. The dealer's own fallback is switched off in every request, since its default hides in the console: we own it. */

/** `title` must stand in every LMS. */
const NO_SUBJECT = '안내';

export function wireAlimtalk(groupId: string, { to, key, template }: DealerMessage): Record<string, unknown> {
  if (!template) throw new TypeError('An alimtalk needs its template.');
  return {
    senderKey: template.channelId,
    templateCode: template.id,
    senderGroupingKey: groupId,
    recipientList: [
      {
        recipientNo: to,
        templateParameter: template.variables,
        resendParameter: { isResend: false },
        recipientGroupingKey: key,
      },
    ],
  };
}

/** To channel friends. The number for opting out is the sender's own and not the one that stands in the console. */
export function wireBrand(groupId: string, { to, key, brand, pictures }: DealerMessage): Record<string, unknown> {
  if (!brand) throw new TypeError('A brand message needs its content.');
  return {
    senderKey: brand.channelId,
    chatBubbleType: brand.content.bubble,
    adult: false,
    unsubscribeNo: brand.content.optOutNumber,
    ...bubbleParts(uploadedContent(brand.content, pictures)),
    senderGroupingKey: groupId,
    recipientList: [
      {
        recipientNo: to,
        targeting: 'I',
        resendParameter: { isResend: false },
        recipientGroupingKey: key,
      },
    ],
  };
}

/** Parts by the names of the dealer; those that a bubble does not have are left out. */
function bubbleParts(content: BrandContent): Record<string, unknown> {
  const { header, text, image, imageLink, video, items, product, additional, cards, buttons, coupon } = content;
  return {
    ...(header !== undefined && { header }),
    ...(text !== undefined && { content: text }),
    ...(image !== undefined && { image: { imageUrl: image, ...(imageLink !== undefined && { imageLink }) } }),
    ...(video && {
      video: { videoUrl: video.url, ...(video.thumbnail !== undefined && { thumbnailUrl: video.thumbnail }) },
    }),
    ...(items && {
      item: {
        list: items.map(({ title, image: imageUrl, link }) => ({
          ...(title !== undefined && { title }),
          imageUrl,
          ...linked(link),
        })),
      },
    }),
    ...(product && { commerce: commerceOf(product) }),
    ...(additional !== undefined && { additionalContent: additional }),
    ...(cards && { carousel: carouselOf(content) }),
    ...buttonsOf(buttons),
    ...couponOf(coupon),
  };
}

const carouselOf = ({ intro, cards = [], moreLink }: BrandContent) => ({
  ...(intro && {
    head: {
      header: intro.header,
      content: intro.text,
      imageUrl: intro.image,
      ...(intro.link !== undefined && linked(intro.link)),
    },
  }),
  list: cards.map(({ header, text, product, additional, image, imageLink, buttons, coupon }) => ({
    ...(header !== undefined && { header }),
    ...(text !== undefined && { message: text }),
    ...(product && { commerce: commerceOf(product) }),
    ...(additional !== undefined && { additionalContent: additional }),
    ...(image !== undefined && { imageUrl: image }),
    ...(imageLink !== undefined && { imageLink }),
    ...buttonsOf(buttons),
    ...couponOf(coupon),
  })),
  ...(moreLink !== undefined && { tail: linked(moreLink) }),
});

const linked = (link: string) => ({ linkMo: link, linkPc: link });

const buttonsOf = (buttons: readonly BrandButton[] = []) =>
  buttons.length > 0 && { buttons: buttons.map(({ name, link }) => ({ name, type: 'WL', ...linked(link) })) };

const couponOf = (coupon: Coupon | undefined) =>
  coupon && {
    coupon: {
      title: coupon.title,
      description: coupon.description,
      ...(coupon.link !== undefined && { linkMo: coupon.link }),
    },
  };

export function wireText(
  groupId: string,
  { channel, to, from, text, subject, key, pictures }: DealerMessage,
): Record<string, unknown> {
  return {
    body: text,
    ...(channel !== 'sms' && { title: subject ?? NO_SUBJECT }),
    ...(channel === 'mms' && { attachFileIdList: [Number(pictures?.[0]?.reference)] }),
    sendNo: from,
    senderGroupingKey: groupId,
    recipientList: [{ recipientNo: to, countryCode: '82', recipientGroupingKey: key }],
  };
}
