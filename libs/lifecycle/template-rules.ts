/** Kakao's template model, as far as a definition's templates can be judged before they are registered. */
import type { Definition, Problem, TemplateDefinition } from './definition.js';
import { storedFields } from './visibility.js';

const MOST_VARIABLES = 40;
const VARIABLE = /#\{([^}]*)\}/g;

const variablesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '');

export const brokenTemplateRules = (definition: Definition): Problem[] =>
  Object.entries(definition.templates).flatMap(([code, template]) =>
    [...brokenVariables(definition, template), ...brokenTexts(template)].map(({ path, message }) => ({
      path: `templates.${code}.${path}`,
      message,
    })),
  );

function brokenVariables(definition: Definition, template: TemplateDefinition): Problem[] {
  const links = (template.buttons ?? []).flatMap(({ linkMo, linkPc = '' }) => [linkMo, linkPc]);
  const texts = [template.body, template.emphasize?.title ?? '', ...links, template.fallback.text];
  const used = new Set(texts.flatMap(variablesIn));
  const known = storedFields(definition);
  const computed = definition.computed ?? {};
  return [
    ...[...used]
      .filter((name) => !Object.hasOwn(template.variables, name))
      .map(() => ({ path: 'variables', message: 'lacks a variable that the texts use' })),
    ...Object.entries(template.variables).flatMap(([name, variable]) => {
      const path = `variables.${name}`;
      if (!used.has(name)) return [{ path, message: 'is used in no text; leave it out' }];
      if ('party' in variable)
        return Object.hasOwn(definition.parties, variable.party)
          ? []
          : [{ path, message: 'names no party of this lifecycle' }];
      if (!Object.hasOwn(known, variable.field) && !Object.hasOwn(computed, variable.field))
        return [{ path, message: 'names no field of this lifecycle' }];
      const type = known[variable.field]?.type ?? 'date';
      const { format = 'text' } = variable;
      const fits = { text: type, date: 'date', dateTime: 'dateTime', number: 'integer' }[format] === type;
      return fits ? [] : [{ path, message: 'has a format that does not suit its field' }];
    }),
    ...(Object.keys(template.variables).length > MOST_VARIABLES
      ? [{ path: 'variables', message: `are more than ${MOST_VARIABLES}` }]
      : []),
  ];
}

function brokenTexts({ body, buttons = [], emphasize, fallback }: TemplateDefinition): Problem[] {
  return [
    ...(body.replace(VARIABLE, '').trim() === ''
      ? [{ path: 'body', message: 'consists of variables alone, which does not pass review' }]
      : []),
    ...(variablesIn(emphasize?.subtitle ?? '').length > 0
      ? [{ path: 'emphasize.subtitle', message: 'takes no variables' }]
      : []),
    ...(variablesIn(fallback.subject ?? '').length > 0
      ? [{ path: 'fallback.subject', message: 'takes no variables' }]
      : []),
    ...buttons.flatMap(({ name, linkMo, linkPc }, index) => [
      ...(variablesIn(name).length > 0 ? [{ path: `buttons.${index}.name`, message: 'takes no variables' }] : []),
      ...[linkMo, ...(linkPc === undefined ? [] : [linkPc])]
        .filter((link) => !/^https?:\/\/[a-z0-9.-]+(:\d+)?(\/|$)/.test(link))
        .map(() => ({
          path: `buttons.${index}`,
          message: 'links need http or https and a fixed host, which is approved',
        })),
    ]),
  ];
}
