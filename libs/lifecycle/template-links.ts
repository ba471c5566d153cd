/**
 * Links of a template that are events. A button is registered with an address in which the token is a variable, so that
 * the host stays the approved one; a text carries the whole address. Who makes the tokens is not known here.
 */
import type { AlimtalkButton } from '#libs/content/alimtalk-buttons.js';
import type { AlimtalkContent } from '#libs/content/alimtalk.js';
import type { ButtonDefinition, TemplateDefinition } from './definition.js';
import { onceFor } from './once-for.js';

/** Places of links below the base: `https://host/l/<token>`. */
export const LINK_PATH = '/l/';

/** Longest name of a variable (`#{…}`). */
const MOST_NAME = 20;

/**
 * A template as it is registered with Kakao.
 * @param linkBase the address below which links are answered, without a slash at its end
 */
export function contentOf(template: TemplateDefinition, linkBase: string): AlimtalkContent {
  const { body, messageType, extra, header, emphasize, image, itemList, buttons, quickReplies, secure } = template;
  return {
    body,
    messageType,
    ...(extra !== undefined && { extra }),
    ...(header !== undefined && { header }),
    ...(emphasize && { emphasize }),
    ...(image !== undefined && { image }),
    ...(itemList && { itemList }),
    ...(buttons && { buttons: buttons.map((button) => registered(template, button, linkBase)) }),
    ...(quickReplies && { quickReplies }),
    ...(secure && { secure }),
  };
}

function registered(template: TemplateDefinition, button: ButtonDefinition, linkBase: string): AlimtalkButton {
  if (!('link' in button)) return button;
  const address = linkAddress(linkBase, `#{${linkVariable(template, button.link)}}`);
  return { type: 'WL', name: button.name, linkMo: address, linkPc: address };
}

export const linkAddress = (linkBase: string, token: string): string => `${linkBase}${LINK_PATH}${token}`;

/** Names of the links that a template's buttons and texts hold, each once, sorted. */
export const linksOf = onceFor(
  ({ buttons = [], variables }: Pick<TemplateDefinition, 'buttons' | 'variables'>): readonly string[] =>
    [
      ...new Set([
        ...buttons.flatMap((button) => ('link' in button ? [button.link] : [])),
        ...Object.values(variables).flatMap((variable) => ('link' in variable ? [variable.link] : [])),
      ]),
    ].sort(),
);

/**
 * The variable that stands for a link's token in its button: `링크_extend`, or by its place among the template's links
 * where that is too long or means something else already. Part of what was reviewed, so the same whenever it is asked for.
 */
function linkVariable(template: TemplateDefinition, link: string): string {
  const places = linksOf(template);
  const plain = (name: string): string => `링크_${name}`;
  const taken = (name: string): boolean => Object.hasOwn(template.variables, name);
  const suits = (name: string): boolean => plain(name).length <= MOST_NAME && !taken(plain(name));
  if (suits(link)) return plain(link);
  let numbered = `링크${places.indexOf(link) + 1}`;
  while (taken(numbered)) numbered = `${numbered}_`;
  return numbered;
}

export interface LinkValues {
  /** For buttons: token by variable. */
  readonly tokens: Readonly<Record<string, string>>;
  /** For texts: whole address by the link's name, as `TemplateSources.links` takes it. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** What fills a template's links, given the token of each. */
export function linkValues(
  template: TemplateDefinition,
  linkBase: string,
  tokenOf: (link: string) => string,
): LinkValues {
  const links = linksOf(template).map((link) => ({ link, token: tokenOf(link) }));
  const inButtons = new Set((template.buttons ?? []).flatMap((button) => ('link' in button ? [button.link] : [])));
  return {
    tokens: Object.fromEntries(
      links.filter(({ link }) => inButtons.has(link)).map(({ link, token }) => [linkVariable(template, link), token]),
    ),
    addresses: Object.fromEntries(links.map(({ link, token }) => [link, linkAddress(linkBase, token)])),
  };
}

/** Characters of a token: 128 bits in base64url. */
export const TOKEN_LENGTH = 22;
export const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** A text as it is kept for reading: who reads it later is not to follow its links in the person's stead. */
export const withoutTokens = (text: string): string =>
  text.replaceAll(/\/l\/[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g, `${LINK_PATH}…`);

/** Where links would be answered wherever nothing is sent; nobody does. */
export const PREVIEW_LINK_BASE = 'https://bongsu.example';

/** Stands in for a token wherever nothing is sent, as long as a real one; the same for the same link. */
export const previewToken = (link: string): string =>
  `preview-${link}`.slice(0, TOKEN_LENGTH).padEnd(TOKEN_LENGTH, '0');
