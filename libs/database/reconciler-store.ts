import type { DataSource, EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { PricedChannel } from '#libs/message/cost.js';
import type { SendSaying } from '#libs/message/effective-policy.js';
import { groupedBy } from './grouped-by.js';
import { inTenant } from './in-tenant.js';
import { policyOfMessage, type PolicySettings } from './policy-of-message.js';

export interface DueAttempt {
  readonly tenant: string;
  readonly messageId: string;
  readonly number: number;
  readonly dealer: string;
  readonly channel: PricedChannel;
  readonly groupId: string;
  /** When its commit was begun. */
  readonly calledAt: Moment;
  readonly acceptedAt: Moment;
  /** As the dealer named it, where it did. */
  readonly dealerMessageId: string | null;
  /** A text follows when it is not confirmed so long after; null: it is waited for. */
  readonly textAfterMs: number | null;
}

/** Attempts whose receipt is overdue at `now`, over all tenants, through a narrow definer function, longest overdue first. */
export async function dueAttempts(dataSource: DataSource, now: Moment, max: number): Promise<DueAttempt[]> {
  const due = await dataSource.query<{ tenant: string; messageId: string; number: number }[]>(
    `select tenant_id as tenant, message_id as "messageId", number from due_attempts(to_timestamp($1 / 1000.0), $2)`,
    [now, max],
  );
  const details: DueAttempt[] = [];
  for (const [tenant, ofTenant] of groupedBy(due, (each) => each.tenant))
    details.push(...(await inTenant(dataSource, tenant, (tx) => detailsOf(tx, tenant, ofTenant))));
  return details;
}

async function detailsOf(
  tx: EntityManager,
  tenant: string,
  attempts: readonly { readonly messageId: string; readonly number: number }[],
): Promise<DueAttempt[]> {
  const rows = await tx.query<(Omit<DueAttempt, 'textAfterMs'> & { readonly firstItem: string })[]>(
    `select $1 as tenant, a.message_id as "messageId", a.number, a.dealer, a.channel,
            a.dealer_group_id as "groupId", a.dealer_message_id as "dealerMessageId",
            (extract(epoch from coalesce(a.in_doubt_since, a.calling_at, a.reserved_at)) * 1000)::float8 as "calledAt",
            (extract(epoch from coalesce(a.accepted_at, a.calling_at, a.reserved_at)) * 1000)::float8 as "acceptedAt",
            coalesce(a.items[1], a.message_id) as "firstItem"
     from attempts a
     where a.dealer_group_id is not null and (a.message_id, a.number) in
       (select u.id, u.number from unnest($2::uuid[], $3::int[]) as u(id, number))`,
    [tenant, attempts.map(({ messageId }) => messageId), attempts.map(({ number }) => number)],
  );
  // Apart from the attempts, so that only the months that hold these messages are looked into, by their keys.
  const sends = await tx.query<{ id: string; send: SendSaying; settings: PolicySettings }[]>(
    `select m.id, t.settings, jsonb_strip_nulls(jsonb_build_object('purpose', m.send->'purpose', 'channels', m.send->'channels',
              'textAfterMs', m.send->'textAfterMs', 'policy', m.send->'policy')) as send
     from messages m join tenants t on t.id = m.tenant_id where m.id = any($1::uuid[])`,
    [rows.map(({ firstItem }) => firstItem)],
  );
  const textAfterMs = new Map(
    sends.map(({ id, settings, send }) => [id, policyOfMessage(settings, send).policy.textAfterMs]),
  );
  return rows.map(({ firstItem, ...attempt }) => ({ ...attempt, textAfterMs: textAfterMs.get(firstItem) ?? null }));
}

/**
 * Sets each attempt's next check; without one its horizon has passed, and it is unconfirmed for good. One that a receipt
 * has settled meanwhile is asked for no more.
 */
export async function postponeChecks(
  dataSource: DataSource,
  attempts: readonly (Pick<DueAttempt, 'tenant' | 'messageId' | 'number'> & {
    readonly nextCheckAt: Moment | undefined;
  })[],
  now: Moment,
): Promise<void> {
  for (const [tenant, ofTenant] of groupedBy(attempts, (each) => each.tenant)) {
    const ids = ofTenant.map(({ messageId }) => messageId);
    await inTenant(dataSource, tenant, async (tx) => {
      // The messages' rows first, in order, as everybody who changes an attempt does.
      await tx.query(`select id from messages where id = any($1::uuid[]) order by id for update`, [ids]);
      await tx.query(
        `update attempts a
         set asked_at = to_timestamp($2 / 1000.0),
             next_check_at = to_timestamp(r."nextCheckAt" / 1000.0),
             state = case when r."nextCheckAt" is null and a.state = 'accepted' then 'unconfirmed' else a.state end
         from jsonb_to_recordset($1::jsonb) as r("messageId" uuid, number int, "nextCheckAt" double precision)
         where a.message_id = any($3::uuid[]) and a.message_id = r."messageId" and a.number = r.number
           and a.next_check_at is not null`,
        [
          JSON.stringify(
            ofTenant.map(({ messageId, number, nextCheckAt }) => ({
              messageId,
              number,
              nextCheckAt: nextCheckAt ?? null,
            })),
          ),
          now,
          // The ids apart from the rows, so that only the months that hold them are looked into, by their keys.
          ids,
        ],
      );
    });
  }
}

/**
 * Has whoever plans these messages told that nobody has confirmed their 알림톡 in time, once each: a text may follow. Those
 * that have been confirmed or followed meanwhile are passed over.
 */
export async function tellOfSilence(
  dataSource: DataSource,
  attempts: readonly Pick<DueAttempt, 'tenant' | 'messageId' | 'number'>[],
  now: Moment,
): Promise<void> {
  for (const [tenant, ofTenant] of groupedBy(attempts, (each) => each.tenant)) {
    const ids = ofTenant.map(({ messageId }) => messageId);
    await inTenant(dataSource, tenant, async (tx) => {
      await tx.query(`select id from messages where id = any($1::uuid[]) order by id for update`, [ids]);
      await tx.query(
        `with silent as (
           update attempts a set silence_told_at = to_timestamp($3 / 1000.0)
           from unnest($1::uuid[], $2::int[]) as u(id, number)
           where a.message_id = any($1::uuid[]) and a.message_id = u.id and a.number = u.number
             and a.channel = 'alimtalk' and a.state in ('accepted', 'unconfirmed') and a.silence_told_at is null
             and not exists (select from attempts o where o.message_id = a.message_id and o.number > a.number)
           returning a.tenant_id, a.message_id, a.number
         )
         insert into outbox (tenant_id, lifecycle_id, kind, payload)
         select s.tenant_id, coalesce(m.lifecycle_id, (select b.opened_by from bundles b where b.id = m.id)),
                'undelivered', jsonb_build_object('messageId', s.message_id, 'attempt', s.number)
         from silent s join messages m on m.id = s.message_id`,
        [ids, ofTenant.map(({ number }) => number), now],
      );
    });
  }
}
