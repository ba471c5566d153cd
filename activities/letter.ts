import { advertisingTextProblems, type Advertiser } from '#libs/content/advertising.js';
import { contentProblems } from '#libs/content/alimtalk-rules.js';
import { CONTENT_LIMITS, renderAlimtalk } from '#libs/content/alimtalk.js';
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

/** A message as one channel carries it; never logged. */
export interface Letter {
  readonly kind: 'letter';
  readonly channel: DealerMessage['channel'];
  readonly message: Omit<DealerMessage, 'key'>;
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
  const { send, settings, templates } = message;
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
        reference: affair.reference,
        links: addresses,
        language,
        ...(message.bundle && { bundle: { count: message.bundle.items.length } }),
      }),
      ...tokens,
    };
  };
  const values = valuesOf(template);
  const address = { to: person.phone, from: settings.senderNumber };
  if (channel === 'text') {
    const text = textMessage(template.fallback, values);
    if ('problems' in text)
      return unsendable('TEXT_UNSENDABLE', text.problems.map(({ message: each }) => each).join(' '));
    const { channel: kind, text: body, subject } = text;
    const unlawful = send.purpose === 'advertising' ? advertisingTextProblems(body, advertiserOf(settings)) : [];
    if (unlawful.length > 0)
      return unsendable('ADVERTISING_UNLAWFUL', unlawful.map(({ message: each }) => each).join(' '));
    return {
      kind: 'letter',
      channel: kind,
      message: { ...address, channel: kind, text: body, ...(subject !== undefined && { subject }) },
    };
  }
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
