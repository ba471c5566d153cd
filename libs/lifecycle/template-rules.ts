/** Templates in their lifecycle: what fills them, what they lead to, what they may tell. Their content is judged by libs/content. */
import { templateProblems } from '#libs/content/alimtalk-rules.js';
import { variablesOf } from '#libs/content/alimtalk.js';
import type { ContentProblem } from '#libs/content/content-problem.js';
import { variablesIn } from '#libs/content/places.js';
import { fallbackProblems } from '#libs/content/text-message.js';
import { typeOf } from './definition-types.js';
import type { Definition, Problem, TemplateDefinition, TemplateVariable } from './definition.js';
import { contentOf, PREVIEW_LINK_BASE } from './template-links.js';

export const brokenTemplateRules = (definition: Definition): Problem[] => [
  ...Object.entries(definition.templates).flatMap(([code, template]) =>
    [
      ...brokenVariables(definition, code, template),
      ...brokenContent(template),
      ...brokenLinks(definition, template),
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

function brokenVariables(definition: Definition, code: string, template: TemplateDefinition): Problem[] {
  const inAlimtalk = new Set(variablesOf(contentOf(withoutEventLinks(template), PREVIEW_LINK_BASE)));
  const used = new Set([...inAlimtalk, ...variablesIn(template.fallback.text)]);
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
  ];
}

/** The variables of those stand for tokens, which we make. */
const withoutEventLinks = (template: TemplateDefinition): TemplateDefinition => ({
  ...template,
  buttons: (template.buttons ?? []).filter((button) => !('link' in button)),
});

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

/** What Kakao and carriers would refuse is found when it is written, before a reviewer sees it. */
function brokenContent(template: TemplateDefinition): Problem[] {
  const inTextMessage = ({ path, ...rest }: ContentProblem): ContentProblem => ({ ...rest, path: `fallback.${path}` });
  return [
    ...templateProblems(contentOf(template, PREVIEW_LINK_BASE)),
    ...fallbackProblems(template.fallback).map(inTextMessage),
  ].map(({ path, code, english }) => ({ path, message: `${english} (${code})` }));
}

/** Buttons name links of the lifecycle; whatever else holds for buttons is content. */
const brokenLinks = (definition: Definition, { buttons = [] }: TemplateDefinition): Problem[] =>
  buttons.flatMap((button, index) =>
    !('link' in button) || (definition.links && Object.hasOwn(definition.links, button.link))
      ? []
      : [{ path: `buttons.${index}.link`, message: 'names no link of this lifecycle' }],
  );

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
