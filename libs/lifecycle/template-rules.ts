/** Kakao's template model (dealer-api.md §3), as far as a definition's templates can be judged before they are registered. */
import { typeOf } from './definition-types.js';
import type { ButtonDefinition, Definition, Problem, TemplateDefinition, TemplateVariable } from './definition.js';

const MOST_VARIABLES = 40;
/** Body and further information together. */
const MOST_CHARACTERS = 1000;
const VARIABLE = /#\{([^}]*)\}/g;
const APPROVED_HOST = /^https?:\/\/[a-z0-9.-]+(:\d+)?(\/|$)/;

const variablesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '');

export const brokenTemplateRules = (definition: Definition): Problem[] => [
  ...Object.entries(definition.templates).flatMap(([code, template]) =>
    [
      ...brokenVariables(definition, code, template),
      ...brokenTexts(template),
      ...brokenButtons(definition, template.buttons ?? []),
      ...(definition.sensitive ? brokenSecrecy(definition, template) : []),
    ].map(({ path, message }) => ({ path: `templates.${code}.${path}`, message })),
  ),
  ...Object.keys(definition.templates)
    .filter((code) => !sentTemplates(definition).has(code))
    .map((code) => ({ path: `templates.${code}`, message: 'is sent by nothing; send it or leave it out' })),
];

/** Every template that some action sends, the plural ones of bundles included. */
function sentTemplates(definition: Definition): ReadonlySet<string> {
  const sent = new Set<string>();
  const walk = (piece: unknown): void => {
    if (typeof piece !== 'object' || piece === null) return;
    for (const [name, value] of Object.entries(piece)) {
      if ((name === 'send' || name === 'plural') && typeof value === 'string') sent.add(value);
      else walk(value);
    }
  };
  const { start, stages, on, timers, cancel } = definition;
  walk([start, stages, on, timers, cancel]);
  return sent;
}

const linkTexts = (buttons: readonly ButtonDefinition[]): string[] =>
  buttons.flatMap((button) => ('linkMo' in button ? [button.linkMo, button.linkPc ?? ''] : []));

function brokenVariables(definition: Definition, code: string, template: TemplateDefinition): Problem[] {
  const { body, emphasize, buttons = [], fallback } = template;
  const registered = [body, emphasize?.title ?? '', ...linkTexts(buttons)];
  const used = new Set([...registered, fallback.text].flatMap(variablesIn));
  const inAlimtalk = new Set(registered.flatMap(variablesIn));
  return [
    ...[...used]
      .filter((name) => !Object.hasOwn(template.variables, name))
      .map((name) => ({
        path: 'variables',
        message: `lacks ${/^[가-힣A-Za-z0-9_]{1,20}$/.test(name) ? `‘${name}’, which the texts use; say what fills it` : 'a variable that the texts use'}`,
      })),
    ...Object.entries(template.variables).flatMap(([name, variable]) => {
      const path = `variables.${name}`;
      if (!used.has(name)) return [{ path, message: 'is used in no text; leave it out' }];
      if ('link' in variable && inAlimtalk.has(name))
        return [{ path, message: 'is an address for the text message; in 알림톡 give a button the link' }];
      return brokenSource(definition, code, variable).map((message) => ({ path, message }));
    }),
    ...(Object.keys(template.variables).length > MOST_VARIABLES
      ? [{ path: 'variables', message: `are more than ${MOST_VARIABLES}` }]
      : []),
  ];
}

const FORMATS = {
  text: undefined,
  date: ['date', 'dateTime'],
  dateTime: ['dateTime'],
  time: ['dateTime'],
  number: ['integer', 'amount'],
  won: ['integer', 'amount'],
} as const;

function brokenSource(definition: Definition, code: string, variable: TemplateVariable): string[] {
  if ('reference' in variable) return [];
  if ('bundle' in variable)
    return isPlural(definition, code) ? [] : ['counts items, and no bundle has this as its plural template'];
  if ('link' in variable)
    return definition.links && Object.hasOwn(definition.links, variable.link)
      ? []
      : ['names no link of this lifecycle'];
  if ('party' in variable)
    return Object.hasOwn(definition.parties, variable.party) ? [] : ['names no party of this lifecycle'];
  const type = typeOf(definition, variable.field);
  if (type === undefined) return ['names no field of this lifecycle'];
  const suiting: readonly string[] | undefined = FORMATS[variable.format ?? 'text'];
  return suiting === undefined || suiting.includes(type) ? [] : ['has a format that does not suit its field'];
}

const isPlural = (definition: Definition, code: string): boolean =>
  JSON.stringify([definition.start, definition.stages, definition.on, definition.timers]).includes(
    `"plural":${JSON.stringify(code)}`,
  );

function brokenTexts({ body, extra, messageType, emphasize, fallback, buttons = [] }: TemplateDefinition): Problem[] {
  const wantsExtra = messageType === 'EX' || messageType === 'MI';
  const wantsChannel = messageType === 'AD' || messageType === 'MI';
  const hasChannel = buttons.some(({ type }) => type === 'AC');
  return [
    ...(body.replace(VARIABLE, '').trim() === ''
      ? [{ path: 'body', message: 'consists of variables alone, which does not pass review' }]
      : []),
    ...(body.length + (extra ?? '').length > MOST_CHARACTERS
      ? [{ path: 'extra', message: `makes the message longer than ${MOST_CHARACTERS} characters` }]
      : []),
    ...(wantsExtra === (extra !== undefined)
      ? []
      : [{ path: 'extra', message: 'belongs to the kinds EX and MI, and to no other' }]),
    ...(wantsChannel === hasChannel
      ? []
      : [{ path: 'buttons', message: 'hold 채널 추가 in the kinds AD and MI, and in no other' }]),
    ...[
      ['extra', extra],
      ['emphasize.subtitle', emphasize?.subtitle],
      ['fallback.subject', fallback.subject],
    ].flatMap(([path = '', text]) =>
      variablesIn(text ?? '').length > 0 ? [{ path, message: 'takes no variables' }] : [],
    ),
  ];
}

const brokenButtons = (definition: Definition, buttons: readonly ButtonDefinition[]): Problem[] =>
  buttons.flatMap((button, index) => {
    const path = `buttons.${index}`;
    const named = variablesIn(button.name).length > 0 ? [{ path: `${path}.name`, message: 'takes no variables' }] : [];
    if (button.type === 'AC') return index === 0 ? named : [...named, { path, message: 'must be the first button' }];
    if ('link' in button)
      return definition.links && Object.hasOwn(definition.links, button.link)
        ? named
        : [...named, { path: `${path}.link`, message: 'names no link of this lifecycle' }];
    return [
      ...named,
      ...linkTexts([button])
        .filter((link) => link !== '' && !APPROVED_HOST.test(link))
        .map(() => ({ path, message: 'links need http or https and a fixed host, which is approved' })),
    ];
  });

/** What is sensitive is read behind a login: the message shows the reference, who is told, days and moments. */
function brokenSecrecy(definition: Definition, { secure, variables }: TemplateDefinition): Problem[] {
  return [
    ...(secure ? [] : [{ path: 'secure', message: 'must be true: this lifecycle is sensitive' }]),
    ...Object.entries(variables)
      .filter(
        ([, variable]) =>
          'field' in variable && !['date', 'dateTime'].includes(typeOf(definition, variable.field) ?? ''),
      )
      .map(([name]) => ({
        path: `variables.${name}`,
        message: 'would show content of a sensitive lifecycle; show the reference and lead to a page behind a login',
      })),
  ];
}
