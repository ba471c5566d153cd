/** A 브랜드 메시지 as a definition writes it, with places for values in every text. */
import { brandTexts, withTexts, type BrandContent, type BrandMessage } from './brand-content.js';
import { brandContentProblems, brandMessageProblems } from './brand-message.js';
import { malformed, type ContentProblem } from './content-problem.js';
import { fill, missingIn, variablesIn, type Values } from './places.js';

/** Pictures and the bubble's name take no values. */
export type BrandTemplate = BrandContent;

const wordsOf = (template: BrandTemplate): string =>
  brandTexts(template)
    .map(([, words]) => words)
    .join('\n');

/** Names of the variables in it, each once, in order. */
export const variablesInBrand = (template: BrandTemplate): string[] => variablesIn(wordsOf(template));

/** Each text in one pass; places without a value stay as they are. */
export const filledBrand = (template: BrandTemplate, values: Values): BrandContent =>
  withTexts(template, (text) => fill(text, values).replaceAll('\r\n', '\n'));

/**
 * What Kakao would refuse of it whatever its values are: as short as they can be, and links where links are filled in.
 * @param addresses variables that stand for a whole address
 */
export function brandTemplateProblems(template: BrandTemplate, addresses: readonly string[] = []): ContentProblem[] {
  const shortest = Object.fromEntries(
    variablesInBrand(template).map((name) => [name, addresses.includes(name) ? 'https://a.kr/' : '1']),
  );
  return [
    ...brandTexts(template).flatMap(([path, words]) => malformed(path, words)),
    ...brandContentProblems(filledBrand(template, shortest)),
  ];
}

/** What the person reads, with everything that Kakao or the law would refuse in it. */
export function renderBrand(
  template: BrandTemplate,
  values: Values,
  optOutNumber: string,
): { readonly message: BrandMessage } | { readonly missing: string[] } | { readonly problems: ContentProblem[] } {
  const missing = missingIn(wordsOf(template), values);
  if (missing.length > 0) return { missing };
  const message = { ...filledBrand(template, values), optOutNumber };
  const problems = brandMessageProblems(message);
  return problems.length > 0 ? { problems } : { message };
}
