import type { EntityManager } from 'typeorm';
import type { AttemptRow, OpenedMessage } from '#libs/database/delivery-store.js';
import { approvedTemplates, type RegisteredTemplate } from '#libs/database/template-store.js';
import { inHouseTemplate } from '#libs/dealers/house/house-dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { languageToSpeak, suitingLanguages, templateIn, variantCode } from '#libs/lifecycle/template-languages.js';
import { HOUSE_DEALER } from '#libs/message/key-kind.js';
import type { Channel } from '#libs/message/planner.js';
import type { AffairToTell } from './letter.js';

/** What an attempt is written by. */
export interface Wording {
  /** Undefined: Korean. */
  readonly language: string | undefined;
  /** What Kakao approved of it, for 알림톡, by dealer. */
  readonly templates: OpenedMessage['templates'];
}

/**
 * In which language whoever is told reads this message by this channel, and by which approved template. Asks PostgreSQL
 * only for somebody who reads another language, of a template that speaks it.
 * @param begun the attempt that is gone on with: once a dealer may have it, it stays in the language in which it was written
 */
export async function wordingOf(
  tx: EntityManager,
  message: OpenedMessage,
  { definition }: Pick<AffairToTell, 'definition'>,
  channel: Channel,
  dealer: { readonly name: string },
  begun: AttemptRow | undefined,
): Promise<Wording> {
  const inHouse = dealer.name === HOUSE_DEALER ? inHouseTemplate(message.settings.channelId) : undefined;
  const korean = inHouse ? { ...message.templates, [HOUSE_DEALER]: inHouse } : message.templates;
  const { send } = message;
  const template = definition.templates[send.template];
  const wanted = (begun === undefined || begun.state === 'reserved' ? message : begun).language ?? undefined;
  const suiting = template ? suitingLanguages(template, wanted) : [];
  if (!template || channel === 'brand' || suiting.length === 0) return { language: undefined, templates: korean };
  const reviewed = channel === 'alimtalk' ? suiting : [];
  const approved = inHouse
    ? new Map(reviewed.map((tag) => [tag, inHouse]))
    : await approvedIn(tx, dealer.name, send.template, template, reviewed);
  const language = languageToSpeak(template, channel, wanted, (tag) => approved.has(tag));
  const own = language === undefined ? undefined : approved.get(language);
  return { language, templates: own ? { ...korean, [dealer.name]: own } : korean };
}

async function approvedIn(
  tx: EntityManager,
  dealer: string,
  code: string,
  template: TemplateDefinition,
  languages: readonly string[],
): Promise<ReadonlyMap<string, RegisteredTemplate>> {
  if (languages.length === 0) return new Map();
  const byCode = new Map(languages.map((language) => [variantCode(code, language), language]));
  const contents = [...byCode].map(([variant, language]) => [variant, templateIn(template, language)] as const);
  const approved = await approvedTemplates(tx, dealer, Object.fromEntries(contents));
  return new Map([...approved].map(([variant, known]) => [byCode.get(variant) ?? '', known]));
}
