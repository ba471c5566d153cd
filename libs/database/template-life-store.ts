import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  afterNews,
  isPresent,
  type TemplateMove,
  type TemplateNews,
  type TemplateState,
  type VersionAtHand,
} from '#libs/message/template-life.js';
import { inTenant } from './in-tenant.js';
import { msColumn } from './sql-moments.js';

/** Versions of templates and what people have done to them at the dealers. Moments are ms since 1970. */

export interface VersionRow extends VersionAtHand {
  readonly code: string;
  readonly channelId: string;
  readonly content: TemplateDefinition;
  /** Under which it stands at the dealer; null: it came there another way. */
  readonly name: string | null;
  readonly categoryCode: string;
  readonly createdAt: Moment;
  readonly changedAt: Moment;
  readonly lastUsedAt: Moment | null;
  readonly releasedAt: Moment | null;
  readonly syncedAt: Moment | null;
}

const VERSION = `t.code, t.version, t.dealer, t.dealer_template_id as "dealerTemplateId", t.channel_id as "channelId",
  t.content, t.content ->> 'body' as body, t.status as state, t.dealer_name as name, t.category_code as "categoryCode",
  t.comments, t.blocked, t.dormant, t.dealer_name is null as adopted, ${msColumn('t.created_at')} as "createdAt", ${msColumn('t.changed_at')} as "changedAt",
  ${msColumn('t.last_used_at')} as "lastUsedAt", ${msColumn('t.released_at')} as "releasedAt", ${msColumn('t.synced_at')} as "syncedAt"`;

/** Of one code or of all, by code, the newest version first. */
export const readVersions = (tx: EntityManager, code?: string): Promise<VersionRow[]> =>
  tx.query(`select ${VERSION} from templates t where $1::text is null or t.code = $1 order by t.code, t.version desc`, [
    code ?? null,
  ]);

/** Two that change one code take their turn. A statement of its own: the next one's snapshot comes after the wait. */
export async function lockTemplate(tx: EntityManager, tenant: string, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`template/${tenant}/${code}`]);
}

export interface NewVersion {
  readonly tenant: string;
  readonly code: string;
  readonly dealer: string;
  /** '' where the dealer is yet to name it. */
  readonly dealerTemplateId: string;
  readonly channelId: string;
  readonly content: TemplateDefinition;
  readonly categoryCode: string;
  readonly state: TemplateState;
  readonly at: Moment;
}

/** Stores the next version of a code, under the lock of `lockTemplate`. @returns its number */
export async function addVersion(tx: EntityManager, given: NewVersion): Promise<number> {
  const { tenant, code, dealer, dealerTemplateId, channelId, content, categoryCode, state, at } = given;
  const [row] = await tx.query<{ version: number }[]>(
    `insert into templates (tenant_id, code, version, dealer, dealer_template_id, channel_id, content, category_code, status,
       created_at, changed_at)
     select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6::jsonb, $7, $8, to_timestamp($9 / 1000.0),
       to_timestamp($9 / 1000.0)
     from templates where tenant_id = $1 and code = $2
     returning version`,
    [tenant, code, dealer, dealerTemplateId, channelId, JSON.stringify(content), categoryCode, state, at],
  );
  return row!.version;
}

export interface ActRow {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly act: TemplateMove;
  readonly state: 'asked' | 'done' | 'refused';
  readonly askedBy: string;
  readonly reason: string | null;
  readonly askedAt: Moment;
  readonly inDoubtSince: Moment | null;
  readonly tries: number;
  readonly nextTryAt: Moment;
  readonly settledAt: Moment | null;
  readonly resultCode: string | null;
  readonly dealerCode: string | null;
}

const ACT = `a.id, a.code, a.version, a.act, a.state, a.asked_by as "askedBy", a.reason, ${msColumn('a.asked_at')} as "askedAt",
  ${msColumn('a.in_doubt_since')} as "inDoubtSince", a.tries, ${msColumn('a.next_try_at')} as "nextTryAt",
  ${msColumn('a.settled_at')} as "settledAt", a.result_code as "resultCode", a.dealer_code as "dealerCode"`;

/** The latest acts on a code, the newest first. */
export const readActs = (tx: EntityManager, code: string, max: number): Promise<ActRow[]> =>
  tx.query(`select ${ACT} from template_acts a where a.code = $1 order by a.id desc limit $2`, [code, max]);

/** Whether something that was asked for is still to be done, by code. */
export async function codesUnderWay(tx: EntityManager): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ code: string }[]>(`select distinct code from template_acts where state = 'asked'`);
  return new Set(rows.map(({ code }) => code));
}

/** Writes what is to be done at the dealer; `done`: it was done already, and this is the record of it. */
export async function addAct(
  tx: EntityManager,
  given: {
    readonly tenant: string;
    readonly code: string;
    readonly version: number;
    readonly act: TemplateMove;
    readonly askedBy: string;
    readonly reason: string | null;
    readonly at: Moment;
    readonly done?: true;
  },
): Promise<string> {
  const id = newId();
  const { tenant, code, version, act, askedBy, reason, at, done } = given;
  await tx.query(
    `insert into template_acts (id, tenant_id, code, version, act, asked_by, reason, asked_at, next_try_at, state, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($8 / 1000.0), $9,
       case when $9 = 'done' then to_timestamp($8 / 1000.0) end)`,
    [id, tenant, code, version, act, askedBy, reason, at, done ? 'done' : 'asked'],
  );
  return id;
}

export interface DueAct {
  readonly tenant: string;
  readonly actId: string;
}

/** Acts that are to be tried, over all tenants, through a narrow definer function, the longest due first. */
export const dueActs = (dataSource: DataSource, now: Moment, max: number): Promise<DueAct[]> =>
  dataSource.query(
    `select tenant_id as tenant, act_id as "actId" from due_template_acts(to_timestamp($1 / 1000.0), $2)`,
    [now, max],
  );

export type ActAtHand = ActRow & { readonly template: VersionRow };

/**
 * Takes an act for one try: whoever comes meanwhile finds it not due. Undefined when it is done, taken, or waits for an earlier
 * one on the same code.
 */
export async function takeAct(
  tx: EntityManager,
  id: string,
  now: Moment,
  leaseMs: number,
): Promise<ActAtHand | undefined> {
  // One statement sees its own change not yet, so it is read afterwards.
  const taken = await tx.query<unknown[]>(
    `with taken as (
       update template_acts a set tries = a.tries + 1, next_try_at = to_timestamp(($2 + $3::float8) / 1000.0)
       where a.id = $1 and a.state = 'asked' and a.next_try_at <= to_timestamp($2 / 1000.0)
         and not exists (select from template_acts e where e.code = a.code and e.state = 'asked' and e.id < a.id)
       returning a.id
     ) select id from taken`,
    [id, now, leaseMs],
  );
  if (taken.length === 0) return undefined;
  const [row] = await tx.query<(ActRow & { readonly template: VersionRow })[]>(
    `select ${ACT}, (select to_jsonb(v) from (select ${VERSION} from templates t
       where t.code = a.code and t.version = a.version) v) as template
     from template_acts a where a.id = $1`,
    [id],
  );
  return row;
}

export async function postponeAct(
  tx: EntityManager,
  id: string,
  change: { readonly nextTryAt: Moment; readonly dealerCode: string; readonly inDoubtSince: Moment | null },
): Promise<void> {
  await tx.query(
    `update template_acts set next_try_at = to_timestamp($2 / 1000.0), dealer_code = $3,
       in_doubt_since = to_timestamp($4::float8 / 1000.0)
     where id = $1 and state = 'asked'`,
    [id, change.nextTryAt, change.dealerCode, change.inDoubtSince],
  );
}

/** What has become of a version by an act. */
export interface VersionMove {
  readonly state?: TemplateState;
  readonly dealerTemplateId?: string;
  readonly name?: string;
}

/** The act is over: what came of it lands with it, in the caller's transaction. False: somebody else settled it before. */
export async function settleAct(
  tx: EntityManager,
  { id, code, version }: Pick<ActRow, 'id' | 'code' | 'version'>,
  result: { readonly state: 'done' | 'refused'; readonly code?: string; readonly dealerCode?: string },
  move: VersionMove,
  now: Moment,
): Promise<boolean> {
  const settled = await tx.query<unknown[]>(
    `with settled as (
       update template_acts set state = $2, result_code = $3, dealer_code = $4, settled_at = to_timestamp($5 / 1000.0)
       where id = $1 and state = 'asked' returning id
     ) select id from settled`,
    [id, result.state, result.code ?? null, result.dealerCode ?? null, now],
  );
  if (settled.length === 0) return false;
  await tx.query(
    `update templates set status = coalesce($3, status), dealer_template_id = coalesce($4, dealer_template_id),
       dealer_name = coalesce($5, dealer_name), synced_at = null,
       changed_at = case when coalesce($3, status) = status then changed_at else to_timestamp($6 / 1000.0) end
     where code = $1 and version = $2`,
    [code, version, move.state ?? null, move.dealerTemplateId ?? null, move.name ?? null, now],
  );
  return true;
}

/** A content that waited under the same id is history once another took its place there; one that is sent stays. */
export async function supersedeWaiting(
  tx: EntityManager,
  { code, version, dealer, dealerTemplateId }: VersionRow,
  now: Moment,
): Promise<void> {
  await tx.query(
    `update templates set status = 'superseded', changed_at = to_timestamp($5 / 1000.0)
     where code = $1 and version < $2 and dealer = $3 and dealer_template_id = $4 and status in ('registered', 'rejected')`,
    [code, version, dealer, dealerTemplateId, now],
  );
}

export interface DueList {
  readonly tenant: string;
  readonly dealer: string;
  readonly channelId: string;
}

/** Channels that a dealer is to be asked after; `waiting`, `settled`: since when it has not been, ms since 1970. */
export const dueLists = (
  dataSource: DataSource,
  since: { readonly waiting: Moment; readonly settled: Moment },
  max: number,
): Promise<DueList[]> =>
  dataSource.query(
    `select tenant_id as tenant, dealer, channel_id as "channelId"
     from due_template_lists(to_timestamp($1 / 1000.0), to_timestamp($2 / 1000.0), $3)`,
    [since.waiting, since.settled, max],
  );

export const versionsOfChannel = (tx: EntityManager, { dealer, channelId }: DueList): Promise<VersionRow[]> =>
  tx.query(`select ${VERSION} from templates t where t.dealer = $1 and t.channel_id = $2 order by t.code, t.version`, [
    dealer,
    channelId,
  ]);

/** Notes that a channel was asked after, whatever came of it, so that a dealer that is away is not asked without end. */
export async function noteListed(tx: EntityManager, { dealer, channelId }: DueList, now: Moment): Promise<void> {
  await tx.query(
    `update templates set synced_at = to_timestamp($3 / 1000.0)
     where dealer = $1 and channel_id = $2 and status in ('registered', 'inspecting', 'approved')`,
    [dealer, channelId, now],
  );
}

/** Lands what a dealer says of a channel's templates, in three statements however many they are. @returns how many changed */
export async function landNews(
  tx: EntityManager,
  list: DueList,
  news: readonly TemplateNews[],
  now: Moment,
): Promise<number> {
  await tx.query(`select code from templates where dealer = $1 and channel_id = $2 order by code, version for update`, [
    list.dealer,
    list.channelId,
  ]);
  const versions = await versionsOfChannel(tx, list);
  const told = new Map(news.map((each) => [each.dealerTemplateId, each]));
  const changes = [...new Set(versions.map(({ code }) => code))].flatMap((code) => {
    const ofCode = versions.filter((each) => each.code === code);
    const ids = new Set(ofCode.filter(isPresent).map(({ dealerTemplateId }) => dealerTemplateId));
    return [...ids].flatMap((id) => {
      const word = told.get(id);
      return word ? afterNews(ofCode, word).map((change) => ({ code, ...change })) : [];
    });
  });
  await tx.query(
    `update templates t
     set status = r.state, comments = r.comments, blocked = r.blocked, dormant = r.dormant,
         changed_at = case when t.status = r.state then t.changed_at else to_timestamp($2 / 1000.0) end
     from jsonb_to_recordset($1::jsonb) as r(code text, version int, state text, comments jsonb, blocked boolean, dormant boolean)
     where t.code = r.code and t.version = r.version`,
    [JSON.stringify(changes), now],
  );
  await noteListed(tx, list, now);
  return changes.length;
}

/** Has a dealer asked soon after a channel, or after all of the tenant's. */
export async function askSoon(
  tx: EntityManager,
  which?: { readonly dealer: string; readonly channelId: string },
): Promise<void> {
  await tx.query(
    `update templates set synced_at = null
     where status in ('registered', 'inspecting', 'approved') and ($1::text is null or (dealer = $1 and channel_id = $2))`,
    [which?.dealer ?? null, which?.channelId ?? null],
  );
}

/** Whose template a dealer's hook is about; its channel is then due to be asked after. @returns the tenants */
export async function noteHook(
  dataSource: DataSource,
  dealer: string,
  hook: { readonly channelId: string; readonly dealerTemplateId: string },
): Promise<readonly string[]> {
  const rows = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant from route_template($1, $2, $3)`,
    [dealer, hook.channelId, hook.dealerTemplateId],
  );
  for (const { tenant } of rows)
    await inTenant(dataSource, tenant, (tx) => askSoon(tx, { dealer, channelId: hook.channelId }));
  return rows.map(({ tenant }) => tenant);
}

export async function releaseDormancy(tx: EntityManager, code: string, version: number, at: Moment): Promise<void> {
  await tx.query(
    `update templates set released_at = to_timestamp($3 / 1000.0), dormant = false, synced_at = null
     where code = $1 and version = $2`,
    [code, version, at],
  );
}

/** The version went out. At most one write a day, however much is sent. */
export async function noteUse(
  tx: EntityManager,
  { code, dealerTemplateId, at }: { readonly code: string; readonly dealerTemplateId: string; readonly at: Moment },
): Promise<void> {
  await tx.query(
    `update templates set last_used_at = to_timestamp($3 / 1000.0)
     where code = $1 and dealer_template_id = $2 and status = 'approved'
       and (last_used_at is null or last_used_at <= to_timestamp($3 / 1000.0) - interval '1 day')`,
    [code, dealerTemplateId, at],
  );
}
