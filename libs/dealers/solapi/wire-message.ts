import type { DealerMessage } from '../dealer.js';
import { KEY_FIELD } from './solapi-receipts.js';

/** One message as Solapi takes it. Its own fallback is switched off in every request that could have one: we own it. */
export function wireMessage(message: DealerMessage): Record<string, unknown> {
  const { channel, to, from, text, subject, key, picture } = message;
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
        ...(channel === 'mms' && { imageId: picture?.reference }),
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
function brandOptions({ brand, picture }: DealerMessage): Record<string, unknown> {
  if (!brand) throw new TypeError('A brand message needs its content.');
  const { bubble, text, imageLink, buttons = [], coupon } = brand.content;
  return {
    pfId: brand.channelId,
    disableSms: true,
    adFlag: true,
    bms: {
      targeting: 'I',
      chatBubbleType: bubble,
      adult: false,
      content: text,
      ...(picture?.reference !== undefined && { imageId: picture.reference }),
      ...(imageLink !== undefined && { imageLink }),
      ...(buttons.length > 0 && {
        buttons: buttons.map(({ name, link }) => ({ name, linkType: 'WL', linkMobile: link, linkPc: link })),
      }),
      ...(coupon && {
        coupon: {
          title: coupon.title,
          description: coupon.description,
          ...(coupon.link !== undefined && { linkMobile: coupon.link }),
        },
      }),
    },
  };
}
