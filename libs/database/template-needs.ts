import type { EntityManager } from 'typeorm';
import type { TemplateNeed } from '#libs/message/template-dormancy.js';
import { NOT_REVIEWED } from './template-store.js';

/** What needs which template: the next messages of running lifecycles, and the versions of lifecycle types. */

/** So many next messages are named; a report that names more is read by nobody. */
const MOST_NEEDS = 1_000;

/**
 * The next message of each open lifecycle that will be sent by one of these codes, by the version of the template that its
 * definition's words choose (as APPROVED_TEMPLATE does), the earliest first.
 */
export const nextNeeds = (tx: EntityManager, codes: readonly string[]): Promise<TemplateNeed[]> =>
  codes.length === 0
    ? Promise.resolve([])
    : tx.query<TemplateNeed[]>(
        `select n.code, v.version, l.id as "lifecycleId", l.type, l.reference, n.at
         from lifecycles l
         join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
         cross join lateral (
           select f.at, f.templates from jsonb_to_recordset(l.plan -> 'planned') as f(at double precision, templates jsonb)
           where jsonb_array_length(f.templates) > 0 order by f.at limit 1) as next
         cross join lateral (select next.at, c.code from jsonb_array_elements_text(next.templates) as c(code)) as n
         cross join lateral (
           select t.version from templates t
           where t.tenant_id = l.tenant_id and t.code = n.code and t.status = 'approved'
           order by coalesce(t.content - ${NOT_REVIEWED}
             = (d.definition -> 'templates' -> n.code) - ${NOT_REVIEWED}, false) desc, t.version desc limit 1) as v
         where l.state = 'open' and n.code = any($1::text[])
         order by n.at, l.id limit ${MOST_NEEDS}`,
        [codes],
      );

/** A template as a version of a lifecycle type words it. */
export interface WantedTemplate {
  /** Of the version of the type. */
  readonly hash: string;
  readonly code: string;
  readonly content: object;
}

/** Of these texts those that are not approved word for word, in one statement for any number of versions of types. */
export async function notApproved(
  tx: EntityManager,
  wanted: readonly WantedTemplate[],
): Promise<readonly Pick<WantedTemplate, 'hash' | 'code'>[]> {
  if (wanted.length === 0) return [];
  return tx.query<Pick<WantedTemplate, 'hash' | 'code'>[]>(
    `select w.hash, w.code from jsonb_to_recordset($1::jsonb) as w(hash text, code text, content jsonb)
     where not exists (
       select from templates t where t.code = w.code and t.status = 'approved'
         and t.content - ${NOT_REVIEWED} = w.content - ${NOT_REVIEWED})
     order by w.hash, w.code`,
    [JSON.stringify(wanted)],
  );
}
