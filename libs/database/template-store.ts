import type { EntityManager } from 'typeorm';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { TemplateState } from '#libs/message/template-life.js';
import { TemplateEntity } from './entities/template.entity.js';

export type TemplateStatus = TemplateState;

/** A version of a template as a dealer knows it. `content` is the definition's template as it was registered. */
export interface StoredTemplate {
  readonly code: string;
  readonly version: number;
  readonly dealer: string;
  readonly dealerTemplateId: string;
  readonly channelId: string;
  readonly content: object;
  readonly status: TemplateStatus;
}

/**
 * What of a template Kakao never reviews: our names for it and for its variables, the text that stands in for it, the brand
 * message, and what it says in other languages, which is reviewed by itself. The rest is what was reviewed. As PostgreSQL takes a list of keys away from a jsonb.
 */
export const NOT_REVIEWED = `'{title,variables,fallback,brand,in}'::text[]`;

/** An approved text as one dealer knows it. */
export interface RegisteredTemplate {
  readonly dealerTemplateId: string;
  readonly channelId: string;
  /** What is approved, where that is not what the definition says: it is what the dealer sends. */
  readonly liveContent?: TemplateDefinition | null;
}

/**
 * By dealer: of several approved versions of a message's template that counts which says what the lifecycle's own
 * definition says, else the highest. Expects `messages m` and `lifecycle_definitions d`.
 */
export const APPROVED_TEMPLATES = `(
  select coalesce(jsonb_object_agg(v.dealer, jsonb_build_object(
    'dealerTemplateId', v.dealer_template_id, 'channelId', v.channel_id, 'liveContent', v.live_content)), '{}'::jsonb)
  from (
    select distinct on (v.dealer) v.dealer, v.dealer_template_id, v.channel_id,
      case when coalesce(v.content - ${NOT_REVIEWED}
        = (d.definition -> 'templates' -> m.template_code) - ${NOT_REVIEWED}, false) then null
      else v.content end as live_content
    from templates v where v.tenant_id = m.tenant_id and v.code = m.template_code and v.status = 'approved'
    order by v.dealer, coalesce(v.content - ${NOT_REVIEWED}
      = (d.definition -> 'templates' -> m.template_code) - ${NOT_REVIEWED}, false) desc, v.version desc
  ) v)`;

/** What became of the review of a text; `missing`: this text was never registered. */
export type TemplateReview = Exclude<TemplateStatus, 'superseded' | 'deleted'> | 'missing';

/**
 * By code, how the review stands of exactly these texts: a code whose registered text differs is missing, because the
 * dealer would refuse it.
 */
export async function reviewStates(
  tx: EntityManager,
  templates: Readonly<Record<string, object>>,
): Promise<ReadonlyMap<string, TemplateReview>> {
  const rows = await tx.query<{ code: string; status: Exclude<TemplateReview, 'missing'> | null }[]>(
    `select wanted.code, (
       select t.status from templates t
       where t.code = wanted.code and t.content - ${NOT_REVIEWED} = wanted.content - ${NOT_REVIEWED}
         and t.status not in ('superseded', 'deleted')
       order by t.status = 'approved' desc, t.version desc limit 1) as status
     from jsonb_each($1::jsonb) as wanted(code, content)`,
    [JSON.stringify(templates)],
  );
  return new Map(rows.map(({ code, status }) => [code, status ?? 'missing']));
}

/** By code, those of exactly these texts that a dealer may send. */
export async function approvedTemplates(
  tx: EntityManager,
  dealer: string,
  templates: Readonly<Record<string, object>>,
): Promise<ReadonlyMap<string, RegisteredTemplate>> {
  const rows = await tx.query<(RegisteredTemplate & { readonly code: string })[]>(
    `select distinct on (t.code) t.code, t.dealer_template_id as "dealerTemplateId", t.channel_id as "channelId"
     from jsonb_each($1::jsonb) as wanted(code, content)
     join templates t on t.code = wanted.code and t.content - ${NOT_REVIEWED} = wanted.content - ${NOT_REVIEWED}
     where t.status = 'approved' and t.dealer = $2
     order by t.code, t.version desc`,
    [JSON.stringify(templates), dealer],
  );
  return new Map(rows.map(({ code, ...approved }) => [code, approved]));
}

/** The highest approved version; undefined when there is none. */
export async function liveTemplate(tx: EntityManager, code: string): Promise<StoredTemplate | undefined> {
  const [row] = await tx.find(TemplateEntity, {
    where: { code, status: 'approved' },
    order: { version: 'DESC' },
    take: 1,
  });
  return row && storedTemplate(row);
}

/**
 * Stores a template as the next version of its code, unless the dealer's latest version already says the same.
 * @returns the version that now says it
 */
export async function putTemplate(
  tx: EntityManager,
  tenant: string,
  template: Omit<StoredTemplate, 'version'>,
): Promise<number> {
  // Two that put the same code at once take their turn.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`template/${tenant}/${template.code}`]);
  const values = [
    tenant,
    template.code,
    template.dealer,
    template.dealerTemplateId,
    template.channelId,
    JSON.stringify(template.content),
    template.status,
  ];
  const [row] = await tx.query<{ version: number }[]>(
    `with latest as (
       select version, (dealer_template_id, channel_id, content, status) = ($4, $5, $6::jsonb, $7) as same
       from templates where tenant_id = $1 and code = $2 and dealer = $3 order by version desc limit 1
     ), written as (
       insert into templates (tenant_id, code, version, dealer, dealer_template_id, channel_id, content, status)
       select $1, $2, coalesce((select max(version) from templates where tenant_id = $1 and code = $2), 0) + 1, $3, $4, $5, $6::jsonb, $7
       where not exists (select from latest where same)
       returning version
     )
     select version from written union all select version from latest where same`,
    values,
  );
  return row!.version;
}

const storedTemplate = ({
  code,
  version,
  dealer,
  dealerTemplateId,
  channelId,
  content,
  status,
}: TemplateEntity): StoredTemplate => ({ code, version, dealer, dealerTemplateId, channelId, content, status });
