import { advertisingTextProblems, type Advertiser } from '#libs/content/advertising.js';
import { brandWords } from '#libs/content/brand-content.js';
import { renderBrand } from '#libs/content/brand-template.js';
import { contentProblems } from '#libs/content/alimtalk-rules.js';
import { CONTENT_LIMITS, renderAlimtalk } from '#libs/content/alimtalk.js';
import { institutionNameOf } from '#libs/content/institution-name.js';
import type { Values } from '#libs/content/places.js';
import { textMessage } from '#libs/content/text-message.js';
import type { OpenedMessage } from '#libs/database/delivery-store.js';
import type { Affair, KnownPerson } from '#libs/database/person-store.js';
import type { Dealer, DealerMessage } from '#libs/dealers/dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { namesTogether } from '#libs/lifecycle/names-together.js';
import { templateIn } from '#libs/lifecycle/template-languages.js';
import { contentOf, linksOf, linkValues } from '#libs/lifecycle/template-links.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import type { Channel } from '#libs/message/planner.js';
import { channelIdOf } from '#libs/database/tenant-settings.js';
import { canCarry, imagesOf, type NeededImage } from './letter-needs.js';

/** A message as one channel carries it; never logged. */
export interface Letter {
  readonly kind: 'letter';
  readonly channel: DealerMessage['channel'];
  readonly message: Omit<DealerMessage, 'key' | 'pictures'>;
  /** Pictures that go with it. */
  readonly images: readonly NeededImage[];
  /** Of an 알림톡: our code of its template. */
  readonly templateCode?: string;
}

/** The text cannot be made: a fault of definition or data, which no retry mends. */
export interface Unsendable {
  readonly kind: 'unsendable';
  readonly code: string;
  readonly reason: string;
}

/** How the links of a message are made. */
export interface LinkMaking {
  /** The address below which links are answered. */
  readonly base: string;
  /** The token of a link of this message, by the link's name. */
  readonly tokenOf: (link: string) => string;
}

/** `names`: of a bundle's, those whom its items are about, the first item's first; a guardian may be told of several. */
export type AffairToTell = Pick<Affair, 'definition' | 'reference' | 'fields' | 'parties'> & {
  readonly names?: readonly string[];
  /** In which it is told; Korean, if left out. */
  readonly language?: string | undefined;
};

/** Writes what the person reads, from the fields as they were when the message was decided. Pure. */
export function writeLetter(
  message: OpenedMessage,
  affair: AffairToTell,
  person: KnownPerson,
  channel: Channel,
  dealer: Pick<Dealer, 'name' | 'capabilities'>,
  links: LinkMaking,
): Letter | Unsendable {
  const { send, settings, templates, tenantName } = message;
  const { definition, language } = affair;
  const korean = definition.templates[send.template];
  const template = korean && templateIn(korean, language);
  if (!template) return unsendable('TEMPLATE_UNKNOWN', `정의에 없는 템플릿: ${send.template}`);
  const valuesOf = (words: TemplateDefinition): Values => {
    const { tokens, addresses } = linkValues(words, links.base, links.tokenOf);
    const worded =
      words === template
        ? definition
        : { ...definition, templates: { ...definition.templates, [send.template]: words } };
    return {
      ...templateValues(worded, send.template, {
        fields: { ...affair.fields, ...send.fields },
        parties: namedTogether(affair, send.party),
        institution: institutionNameOf({ name: tenantName, settings }),
        reference: affair.reference,
        clockEnds: send.clockEnds,
        links: addresses,
        language,
        ...(message.bundle && { bundle: { count: message.bundle.items.length } }),
      }),
      ...tokens,
    };
  };
  const values = valuesOf(template);
  const address = { to: person.phone, from: settings.senderNumber };
  if (!canCarry(dealer.capabilities, channel, template))
    return unsendable('CHANNEL_UNSUPPORTED', `이 딜러사(${dealer.name})로는 보낼 수 없는 메시지`);
  if (channel === 'text') return textLetter(message, template, address, values);
  if (channel === 'brand') return brandLetter(message, template, address, values, dealer.name);
  if (send.purpose === 'advertising') return unsendable('ADVERTISING_UNLAWFUL', '광고는 알림톡으로 보낼 수 없음');
  const registered = templates[dealer.name];
  if (!registered) return unsendable('TEMPLATE_NOT_APPROVED', `승인된 템플릿이 없음: ${send.template}`);
  const live = registered.liveContent ?? undefined;
  // Links were made for the definition's words; an approved wording with others cannot be filled.
  if (live && linksOf(live).some((link) => !linksOf(template).includes(link)))
    return unsendable('TEMPLATE_NOT_APPROVED', `승인된 문구의 링크가 정의에 없음: ${send.template}`);
  const content = contentOf(live ?? template, links.base);
  const rendered = renderAlimtalk(content, live ? valuesOf(live) : values);
  if ('missing' in rendered) return unsendable('VARIABLE_MISSING', `값이 없는 변수: ${rendered.missing.join(', ')}`);
  const problems = contentProblems(content, rendered.content, {
    ...CONTENT_LIMITS,
    body: dealer.capabilities.alimtalkBodyLength,
  });
  if (problems.length > 0)
    return unsendable('ALIMTALK_UNSENDABLE', problems.map(({ message: each }) => each).join(' '));
  return {
    kind: 'letter',
    channel: 'alimtalk',
    templateCode: send.template,
    images: [],
    message: {
      ...address,
      channel: 'alimtalk',
      text: rendered.content.body,
      template: {
        id: registered.dealerTemplateId,
        channelId: registered.channelId,
        variables: rendered.variables,
        rendered: rendered.content,
      },
    },
  };
}

type Address = Pick<DealerMessage, 'to' | 'from'>;

/** SMS, LMS or MMS. */
function textLetter(
  { send, settings }: OpenedMessage,
  template: TemplateDefinition,
  address: Address,
  values: Values,
): Letter | Unsendable {
  const text = textMessage(template.fallback, values);
  if ('problems' in text)
    return unsendable('TEXT_UNSENDABLE', text.problems.map(({ message: each }) => each).join(' '));
  const { channel, text: body, subject } = text;
  const unlawful = send.purpose === 'advertising' ? advertisingTextProblems(body, advertiserOf(settings)) : [];
  if (unlawful.length > 0)
    return unsendable('ADVERTISING_UNLAWFUL', unlawful.map(({ message: each }) => each).join(' '));
  return {
    kind: 'letter',
    channel,
    message: { ...address, channel, text: body, ...(subject !== undefined && { subject }) },
    images: imagesOf('text', template),
  };
}

/** In Korean, as all brand messages are written. */
function brandLetter(
  { send, settings }: OpenedMessage,
  template: TemplateDefinition,
  address: Address,
  values: Values,
  dealer: string,
): Letter | Unsendable {
  if (!template.brand) return unsendable('TEMPLATE_UNKNOWN', `브랜드 메시지가 없는 템플릿: ${send.template}`);
  if (send.purpose !== 'advertising')
    return unsendable('ADVERTISING_UNLAWFUL', '브랜드 메시지로는 광고만 보낼 수 있음');
  const rendered = renderBrand(template.brand, values, advertiserOf(settings).optOutNumber);
  if ('missing' in rendered) return unsendable('VARIABLE_MISSING', `값이 없는 변수: ${rendered.missing.join(', ')}`);
  if ('problems' in rendered)
    return unsendable('BRAND_UNSENDABLE', rendered.problems.map(({ message: each }) => each).join(' '));
  return {
    kind: 'letter',
    channel: 'brand',
    message: {
      ...address,
      channel: 'brand',
      text: brandWords(rendered.message),
      brand: { channelId: channelIdOf(settings, dealer), content: rendered.message },
    },
    images: imagesOf('brand', template),
  };
}

/** Nobody's, where a tenant is not set up to advertise: no text is. */
const advertiserOf = ({ senderName, optOutNumber }: OpenedMessage['settings']): Advertiser => ({
  senderName: senderName ?? '',
  optOutNumber: optOutNumber ?? '',
});

const namedTogether = (
  { parties, names = [], language }: AffairToTell,
  party: string,
): Readonly<Record<string, { name: string }>> =>
  names.length > 1 ? { ...parties, [party]: { name: namesTogether(names, language) } } : parties;

const unsendable = (code: string, reason: string): Unsendable => ({ kind: 'unsendable', code, reason });

/** The event that a message tells of, if it tells of one. */
export function eventBehind({ origin }: SendEffect): string | undefined {
  if (origin.kind === 'event') return origin.eventId;
  return origin.kind === 'enter' && origin.cause.startsWith('event:') ? origin.cause.slice('event:'.length) : undefined;
}

/** Whether it was a timer that led to the message, whatever made that one due. */
export const isByTimer = ({ origin }: SendEffect): boolean =>
  origin.kind === 'timer' || (origin.kind === 'enter' && origin.cause.startsWith('timer:'));
