import type { EntityManager } from 'typeorm';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';

/**
 * What waits for a dealer that cannot be called. Of its own messages a tenant sees all; of the others' only how many there
 * are, without whose (docs/adr/0004).
 */

/** What presses most comes first: what loses its point soonest, then what was due first. Expects `messages m`. */
const PRESSING = `coalesce(m.expires_at, 'infinity'), m.planned_at, m.id`;

/** How many messages of each tenant wait for a dealer, the most first. */
export async function dealerBacklog(db: Pick<EntityManager, 'query'>, dealer: string): Promise<number[]> {
  const rows = await db.query<{ count: number }[]>(`select dealer_backlog($1) as count`, [dealer]);
  return rows.map(({ count }) => count);
}

/** How many of the tenant's own messages that wait for a dealer press more than this one. */
export async function waitingBefore(tx: EntityManager, dealer: string, messageId: string): Promise<number> {
  const [row] = await tx.query<{ before: number }[]>(
    `select count(*)::int as before
     from messages m
     join messages own on own.id = $2
     where m.awaits_dealer = $1 and m.state = 'open'
       and (${PRESSING}) < (coalesce(own.expires_at, 'infinity'), own.planned_at, own.id)`,
    [dealer, messageId],
  );
  return row!.before;
}

/** How many of the tenant's messages wait for each dealer, and since when the first of them. */
export const waitingForDealers = (
  tx: EntityManager,
): Promise<{ readonly dealer: string; readonly messages: number; readonly since: Moment }[]> =>
  tx.query(
    `select awaits_dealer as dealer, count(*)::int as messages,
            (extract(epoch from min(awaits_since)) * 1000)::float8 as since
     from messages where awaits_dealer is not null and state = 'open' group by 1`,
  );

export interface WaitingMessage {
  readonly messageId: string;
  readonly lifecycleId: string | null;
  readonly template: string;
  readonly since: Moment;
  readonly expiresAt: Moment | null;
  readonly send: Pick<SendEffect, 'purpose' | 'urgent' | 'policy'>;
}

/** The tenant's messages that wait for a dealer, what presses most first. */
export const waitingFor = (tx: EntityManager, dealer: string, most: number): Promise<WaitingMessage[]> =>
  tx.query<WaitingMessage[]>(
    `select m.id as "messageId", m.lifecycle_id as "lifecycleId", m.template_code as template,
            (extract(epoch from m.awaits_since) * 1000)::float8 as since,
            (extract(epoch from m.expires_at) * 1000)::float8 as "expiresAt",
            jsonb_strip_nulls(jsonb_build_object(
              'purpose', coalesce(m.send->>'purpose', 'informational'),
              'urgent', coalesce((m.send->>'urgent')::boolean, false), 'policy', m.send->'policy')) as send
     from messages m where m.awaits_dealer = $1 and m.state = 'open'
     order by ${PRESSING} limit $2`,
    [dealer, most],
  );
