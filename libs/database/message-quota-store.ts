import type { DataSource, EntityManager } from 'typeorm';
import { journalledIdFor } from '#libs/contracts/ids.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { QUOTA_WARN_PERCENT, quotaDay, quotaState, type DailyLimit, type QuotaState } from '#libs/message/quota.js';
import { inTenant } from './in-tenant.js';
import { ms } from './message-view.js';

/** What a tenant's day has used of its messages, and who is told. */

export interface QuotaNow {
  readonly limit: DailyLimit;
  /** Decided on that day, of affairs that live keys began. */
  readonly used: number;
  /** When its operators were told; null: they were not. */
  readonly warnedAt: Moment | null;
  readonly exhaustedAt: Moment | null;
}

/** Names of alerts; one of each is raised in a day. */
const ALERTS = { warned: 'messageQuotaNearlyUsed', exhausted: 'messageQuotaUsedUp' } as const;
type Told = keyof typeof ALERTS;
const alertKey = (told: Told, day: Day): string => `${ALERTS[told]}:${day}`;

/** The transaction's tenant's on a Korean day. */
export async function readQuota(tx: EntityManager, day: Day): Promise<QuotaNow> {
  const [row] = await tx.query<QuotaNow[]>(
    `select t.daily_message_limit as "limit",
       (select coalesce(sum(d.messages), 0) from message_days d where d.tenant_id = t.id and d.day = $1::date)::float8 as used,
       (select ${ms('a.at')}::float8 from alerts a where a.lifecycle_id is null and a.key = $2) as "warnedAt",
       (select ${ms('a.at')}::float8 from alerts a where a.lifecycle_id is null and a.key = $3) as "exhaustedAt"
     from tenants t`,
    [day, alertKey('warned', day), alertKey('exhausted', day)],
  );
  if (!row) throw new Error('The tenant whose quota is read does not exist.');
  return row;
}

/** What a start found no room for. */
export interface Want {
  /** Of the day's messages, without the start. */
  readonly used: number;
  readonly limit: number;
  /** That the start decides at once. */
  readonly messages: number;
}

/** The day had no room for what a start decides at once. Nothing of the start was kept. */
export class QuotaExhausted extends Error {
  override readonly name = 'QuotaExhausted';

  constructor(readonly want: Want) {
    super('The messages of the day are used up.');
  }
}

/** What count_start() refuses with. */
const REFUSED = 'BQ429';

/** Runs a transaction that accepts starts. Throws QuotaExhausted when its commit was refused for want of room. */
export async function withinQuota<T>(transaction: () => Promise<T>): Promise<T> {
  try {
    return await transaction();
  } catch (error) {
    const { code, detail } = (error as { driverError?: { code?: unknown; detail?: unknown } }).driverError ?? {};
    if (code !== REFUSED) throw error;
    throw new QuotaExhausted(JSON.parse(String(detail)) as Want);
  }
}

/**
 * Tells operators of every tenant whose messages of the Korean day of `now` are nearly or all used up, each once a day.
 * @returns how many alerts were raised
 */
export async function tellOfQuotas(dataSource: DataSource, now: Moment): Promise<number> {
  const day = quotaDay(now);
  const tenants = await dataSource.query<{ tenant: string }[]>(
    `select tenant_id as tenant from quotas_to_tell($1::date, $2)`,
    [day, QUOTA_WARN_PERCENT],
  );
  let raised = 0;
  for (const { tenant } of tenants)
    raised += await inTenant(dataSource, tenant, (tx) => tellOfQuota(tx, tenant, day, now));
  return raised;
}

async function tellOfQuota(tx: EntityManager, tenant: string, day: Day, now: Moment): Promise<number> {
  const quota = await readQuota(tx, day);
  const state = quotaState(quota.limit, quota.used);
  if (state === 'ok' || quota.limit === null) return 0;
  const name = ALERTS[state];
  const key = alertKey(state, day);
  const rows = await tx.query<unknown[]>(
    `insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at)
     values ($1, $2, null, $3, $4, $5, to_timestamp($6 / 1000.0)) on conflict do nothing returning id`,
    [journalledIdFor(tenant, key, now), tenant, key, name, wordsOf(state, quota.limit, quota.used), now],
  );
  return rows.length;
}

function wordsOf(state: Exclude<QuotaState, 'ok'>, limit: number, used: number): string {
  const counts = `${used.toLocaleString('ko-KR')}건 / ${limit.toLocaleString('ko-KR')}건`;
  return state === 'warned'
    ? `오늘 보낼 수 있는 메시지의 ${QUOTA_WARN_PERCENT}%를 넘게 썼습니다 (${counts}).`
    : `오늘 보낼 수 있는 메시지를 모두 썼습니다 (${counts}). 자정까지 새 건은 받지 않으며, 이미 받은 건의 메시지는 계속 나갑니다.`;
}
