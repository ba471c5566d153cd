/** Advertising in a lifecycle: which templates it is, and that they may leave as such. Their content is judged by libs/content. */
import { advertisingFormProblems, advertisingTextProblems, type Advertiser } from '#libs/content/advertising.js';
import { INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { fill } from '#libs/content/places.js';
import type { Definition, Problem, SendAction } from './definition.js';
import { sendsOf } from './sends.js';

const advertisingSends = (definition: Definition): SendAction[] =>
  sendsOf(definition).filter(({ purpose }) => purpose === 'advertising');

/** Codes of the templates of these sends, those of bundles included, each once. */
const templatesOf = (sends: readonly SendAction[]): string[] => [
  ...new Set(sends.flatMap(({ send, bundle }) => [send, ...(bundle ? [bundle.plural] : [])])),
];

const goesBy = (channel: 'brand' | 'text') => (send: SendAction) => send.channels?.includes(channel) === true;

/** What holds whoever sends it: it goes by brand message and text alone, and the text carries the mark, a contact and the way out. */
export const brokenAdvertising = (definition: Definition): Problem[] => [
  ...templatesOf(advertisingSends(definition).filter(({ channels }) => channels?.includes('alimtalk') ?? true)).map(
    (code) => ({
      path: `templates.${code}`,
      message:
        "is sent as advertising, which is never an 알림톡: its send must say channels: ['brand', 'text'] or one of the two",
    }),
  ),
  ...templatesOf(
    sendsOf(definition).filter(({ purpose, channels }) => purpose !== 'advertising' && channels?.includes('brand')),
  ).map((code) => ({
    path: `templates.${code}`,
    message: "is sent as a brand message, which is advertising: its send must say purpose: 'advertising'",
  })),
  ...templatesOf(sendsOf(definition).filter(goesBy('brand'))).flatMap((code) =>
    // a template that is not there is told of elsewhere
    !Object.hasOwn(definition.templates, code) || definition.templates[code]?.brand
      ? []
      : [{ path: `templates.${code}.brand`, message: 'is missing: the template is sent as a brand message' }],
  ),
  ...problemsOf(definition, advertisingFormProblems),
];

/** What this sender cannot send: asked when a definition is published. Null: the sender is not set up to advertise. */
export const foreignAdvertising = (definition: Definition, advertiser: Advertiser | null): Problem[] =>
  advertiser
    ? problemsOf(definition, (text) =>
        advertisingTextProblems(fill(text, { [INSTITUTION_NAME]: advertiser.senderName }), advertiser),
      )
    : templatesOf(advertisingSends(definition)).map((code) => ({
        path: `templates.${code}`,
        message: 'is sent as advertising: set senderName and optOutNumber in the settings first',
      }));

/** Of the texts by which advertising goes. */
const problemsOf = (
  definition: Definition,
  judge: (text: string) => ReturnType<typeof advertisingFormProblems>,
): Problem[] =>
  templatesOf(advertisingSends(definition).filter(goesBy('text'))).flatMap((code) =>
    textsOf(definition, code).flatMap(({ place, text }) =>
      judge(text).map(({ path, code: rule, english }) => ({
        path: `${place}.fallback.${path}`,
        message: `${english} (${rule})`,
      })),
    ),
  );

/** What a template says by text: in Korean, and in every language in which it has a text of its own, which the law binds alike. */
function textsOf({ templates }: Definition, code: string): { readonly place: string; readonly text: string }[] {
  const place = `templates.${code}`;
  const template = Object.hasOwn(templates, code) ? templates[code] : undefined;
  // a template that is not there is told of elsewhere
  if (!template) return [{ place, text: '' }];
  const others = Object.entries(template.in ?? {}).flatMap(([language, { fallback }]) =>
    fallback && 'text' in fallback ? [{ place: `${place}.in.${language}`, text: fallback.text }] : [],
  );
  return [{ place, text: template.fallback.text }, ...others];
}
