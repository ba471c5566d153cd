import type { EntityManager } from 'typeorm';
import { templateProblems } from '#libs/content/alimtalk-rules.js';
import { CONTENT_LIMITS, picturesOf, variablesOf } from '#libs/content/alimtalk.js';
import { variablesIn } from '#libs/content/places.js';
import { fallbackProblems } from '#libs/content/text-message.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { templateSchema } from '#libs/lifecycle/template-schema.js';
import { contentOf } from '#libs/lifecycle/template-links.js';
import { unfitPictures } from '../images/named-pictures.js';
import { inputError } from '../problem-details/problem-error.js';
import { readShape } from '../problem-details/checked-by-handler.js';

/** Reads a template that somebody wrote by hand. Throws with all problems of its shape at once. */
export function readTemplate(given: unknown): TemplateDefinition {
  const shape = readShape(templateSchema, given);
  if ('problems' in shape) throw inputError(shape.problems.map((each) => ({ ...each, path: join(each.path) })));
  return shape.value;
}

/**
 * What a reviewer, the dealer or a carrier would refuse of it, found before any of them sees it.
 * @param bodyLength longest body that the dealer takes, UTF-16 units
 */
export async function templateContentProblems(
  tx: EntityManager,
  tenant: string,
  template: TemplateDefinition,
  { linkBase, bodyLength }: { readonly linkBase: string; readonly bodyLength: number },
): Promise<Problem[]> {
  const content = contentOf(template, linkBase);
  return [
    ...templateProblems(content, { ...CONTENT_LIMITS, body: bodyLength }),
    ...fallbackProblems(template.fallback).map((each) => ({ ...each, path: `fallback.${each.path}` })),
  ]
    .map(({ path, code, english }) => invalid(path, `${english} (${code})`))
    .concat(unfilled(template, linkBase))
    .concat((await unfitPictures(tx, tenant, picturesOf(template))).map(({ path, message }) => invalid(path, message)));
}

/** Variables of links are made by us; every other one says what fills it. */
function unfilled(template: TemplateDefinition, linkBase: string): Problem[] {
  const plain = { ...template, buttons: (template.buttons ?? []).filter((button) => !('link' in button)) };
  const used = new Set([...variablesOf(contentOf(plain, linkBase)), ...variablesIn(template.fallback.text)]);
  return [...used]
    .filter((name) => !Object.hasOwn(template.variables, name))
    .map(() => invalid('variables', 'lacks a variable that the texts use; say what fills it'));
}

const invalid = (path: string, message: string): Problem => ({ path: join(path), code: 'TEMPLATE_INVALID', message });
const join = (path: string): string => (path === '' ? 'content' : `content.${path}`);
