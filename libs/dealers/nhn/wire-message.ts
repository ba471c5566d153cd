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
export function wireBrand(groupId: string, { to, key, brand, picture }: DealerMessage): Record<string, unknown> {
  if (!brand) throw new TypeError('A brand message needs its content.');
  const { bubble, text, imageLink, buttons = [], coupon, optOutNumber } = brand.content;
  return {
    senderKey: brand.channelId,
    chatBubbleType: bubble,
    adult: false,
    unsubscribeNo: optOutNumber,
    content: text,
    ...(picture?.reference !== undefined && {
      image: { imageUrl: picture.reference, ...(imageLink !== undefined && { imageLink }) },
    }),
    ...(buttons.length > 0 && {
      buttons: buttons.map(({ name, link }) => ({ name, type: 'WL', linkMo: link, linkPc: link })),
    }),
    ...(coupon && {
      coupon: {
        title: coupon.title,
        description: coupon.description,
        ...(coupon.link !== undefined && { linkMo: coupon.link }),
      },
    }),
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

export function wireText(
  groupId: string,
  { channel, to, from, text, subject, key, picture }: DealerMessage,
): Record<string, unknown> {
  return {
    body: text,
    ...(channel !== 'sms' && { title: subject ?? NO_SUBJECT }),
    ...(channel === 'mms' && { attachFileIdList: [Number(picture?.reference)] }),
    sendNo: from,
    senderGroupingKey: groupId,
    recipientList: [{ recipientNo: to, countryCode: '82', recipientGroupingKey: key }],
  };
}
