import { renderAlimtalk } from '#libs/content/alimtalk.js';
import type { Affair } from '#libs/database/person-store.js';
import { templateIn } from '#libs/lifecycle/template-languages.js';
import { contentOf, linkValues } from '#libs/lifecycle/template-links.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { maskName } from '../lifecycles/masking.js';

/** What a person would read in `language` (undefined: Korean), with names masked, or why nobody could; links are drawn only when it leaves. Pure. */
export function previewOf(
  affair: Affair,
  template: string,
  {
    linkBase,
    institution,
    language,
  }: { readonly linkBase: string; readonly institution: string; readonly language: string | undefined },
): { readonly text: string } | { readonly problem: string } {
  const defined = affair.definition.templates[template];
  if (!defined) return { problem: `정의에 없는 템플릿: ${template}` };
  const { tokens, addresses } = linkValues(defined, linkBase, () => '…');
  const parties = Object.fromEntries(
    Object.entries(affair.parties).map(([role, { name }]) => [role, { name: maskName(name) }]),
  );
  const values = templateValues(affair.definition, template, {
    fields: affair.fields,
    parties,
    institution,
    reference: affair.reference,
    links: addresses,
    language,
  });
  const rendered = renderAlimtalk(contentOf(templateIn(defined, language), linkBase), { ...values, ...tokens });
  return 'missing' in rendered
    ? { problem: `값이 없는 변수: ${rendered.missing.join(', ')}` }
    : { text: rendered.content.body };
}
