import { renderAlimtalk } from '#libs/content/alimtalk.js';
import type { Affair } from '#libs/database/person-store.js';
import { contentOf, linkValues } from '#libs/lifecycle/template-links.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { maskName } from '../lifecycles/masking.js';

/** What a person would read, with names masked, or why nobody could; links are drawn only when it leaves. Pure. */
export function previewOf(
  affair: Affair,
  template: string,
  linkBase: string,
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
    reference: affair.reference,
    links: addresses,
  });
  const rendered = renderAlimtalk(contentOf(defined, linkBase), { ...values, ...tokens });
  return 'missing' in rendered
    ? { problem: `값이 없는 변수: ${rendered.missing.join(', ')}` }
    : { text: rendered.content.body };
}
