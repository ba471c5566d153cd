/** Advertising in a lifecycle: which templates it is, and that they may leave as such. Their content is judged by libs/content. */
import { advertisingFormProblems, advertisingTextProblems, type Advertiser } from '#libs/content/advertising.js';
import type { Definition, Problem, SendAction } from './definition.js';

/** Every send of a definition, wherever it stands. */
function sendsOf({ start, stages, on, timers, cancel }: Definition): SendAction[] {
  const sends: SendAction[] = [];
  const walk = (piece: unknown): void => {
    if (typeof piece !== 'object' || piece === null) return;
    if ('send' in piece && typeof piece.send === 'string') sends.push(piece as SendAction);
    else Object.values(piece).forEach(walk);
  };
  walk([start, stages, on, timers, cancel]);
  return sends;
}

const advertisingSends = (definition: Definition): SendAction[] =>
  sendsOf(definition).filter(({ purpose }) => purpose === 'advertising');

/** Codes of the templates that some send calls advertising, those of bundles included. */
const advertisingTemplates = (definition: Definition): string[] => [
  ...new Set(advertisingSends(definition).flatMap(({ send, bundle }) => [send, ...(bundle ? [bundle.plural] : [])])),
];

/** What holds whoever sends it: it goes as text alone, and the text carries the mark, a contact and the way out. */
export const brokenAdvertising = (definition: Definition): Problem[] => [
  ...[
    ...new Set(
      advertisingSends(definition)
        .filter(({ channels }) => channels?.join() !== 'text')
        .map(({ send }) => send),
    ),
  ].map((code) => ({
    path: `templates.${code}`,
    message: "is sent as advertising, which is never an 알림톡: its send must say channels: ['text']",
  })),
  ...problemsOf(definition, advertisingFormProblems),
];

/** What this sender cannot send: asked when a definition is published. Null: the sender is not set up to advertise. */
export const foreignAdvertising = (definition: Definition, advertiser: Advertiser | null): Problem[] =>
  advertiser
    ? problemsOf(definition, (text) => advertisingTextProblems(text, advertiser))
    : advertisingTemplates(definition).map((code) => ({
        path: `templates.${code}`,
        message: 'is sent as advertising: set senderName and optOutNumber in the settings first',
      }));

const problemsOf = (
  definition: Definition,
  judge: (text: string) => ReturnType<typeof advertisingFormProblems>,
): Problem[] =>
  advertisingTemplates(definition).flatMap((code) =>
    // a template that is not there is told of elsewhere
    judge(definition.templates[code]?.fallback.text ?? '').map(({ path, code: rule, english }) => ({
      path: `templates.${code}.fallback.${path}`,
      message: `${english} (${rule})`,
    })),
  );
