import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { MessageState } from './delivery-store.js';
import { ms } from './message-view.js';
import type { PersonalDataKeys } from './personal-data.js';

/** A message in a list: what it is and what has become of it, nothing personal. */
export interface ListedMessage {
  readonly id: string;
  /** Of a bundle's message: that of the item that opened it. */
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string };
  /** Absent where a tombstone was laid before anything was reserved. */
  readonly template?: string;
  /** Korean, from the definition that it was decided by. */
  readonly title?: string;
  /** Of an item in a bundle, what has become of the bundle. */
  readonly state: MessageState | 'bundled';
  readonly reason?: string;
  readonly plannedAt: Moment;
  readonly heldUntil?: Moment;
  readonly settledAt?: Moment;
  /** The bundle that it rides in. */
  readonly bundleId?: string;
  readonly follows?: string;
}

export interface MessageFilter {
  readonly state?: string;
  readonly template?: string;
  /** Of the lifecycle. */
  readonly type?: string;
  readonly lifecycleId?: string;
  /** To somebody with this number: normalised digits. */
  readonly recipient?: { readonly tenant: string; readonly phone: string };
  /** Planned from this moment on. */
  readonly from?: Moment;
  /** Planned before this moment. */
  readonly until?: Moment;
  /** At most so many. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** Expects `messages m`: its own state, or that of the bundle that it rides in. */
export const STATE_NOW = `case m.state when 'bundled' then coalesce(
  (select b.state from messages b where b.id = m.bundle_id and b.state <> 'open'), 'bundled') else m.state end`;

/** The tenant's messages by planned moment, latest first; every filter given must hold. */
export async function listMessages(
  tx: EntityManager,
  keys: PersonalDataKeys,
  filter: MessageFilter,
): Promise<{ readonly items: readonly ListedMessage[]; readonly next?: string }> {
  const conditions: string[] = ['true'];
  const values: unknown[] = [filter.limit + 1];
  const require = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const { recipient } = filter;
  // Both ways of being in a state apart, so that each can be found by its index.
  require((state) => `(m.state = ${state} or m.state = 'bundled' and ${STATE_NOW} = ${state})`, filter.state);
  require((template) => `m.template_code = ${template}`, filter.template);
  require((type) => `exists (select from lifecycles t where t.id = m.lifecycle_id and t.type = ${type})`, filter.type);
  require((id) => `m.lifecycle_id = ${id}`, filter.lifecycleId);
  require((hash) => `m.person_id in (select p.id from persons p where p.phone_hash = ${hash})`, recipient &&
    keys.phoneHash(recipient.tenant, recipient.phone));
  // Ids begin with the planned moment.
  require((from) => `m.id >= id_floor(to_timestamp(${from}::double precision / 1000.0))`, filter.from);
  require((until) => `m.id < id_floor(to_timestamp(${until}::double precision / 1000.0))`, filter.until);
  require((id) => `m.id < ${id}`, filter.cursor);
  const rows = await tx.query<{ view: ListedMessage }[]>(
    `select jsonb_strip_nulls(jsonb_build_object(
         'id', m.id, 'lifecycle', jsonb_build_object('id', l.id, 'type', l.type, 'reference', l.reference),
         'template', m.template_code, 'title', d.definition->'templates'->m.template_code->>'title',
         'state', ${STATE_NOW}, 'reason', m.reason, 'plannedAt', ${ms('m.planned_at')},
         'heldUntil', ${ms('m.held_until')}, 'settledAt', ${ms('m.settled_at')}, 'bundleId', m.bundle_id,
         'follows', m.follows)) as view
     from (select m.* from messages m where ${conditions.join(' and ')} order by m.id desc limit $1) m
     left join bundles o on o.id = m.id
     join lifecycles l on l.id = coalesce(m.lifecycle_id, o.opened_by)
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(m.definition_hash, l.definition_hash)
     order by m.id desc`,
    values,
  );
  const items = rows.slice(0, filter.limit).map(({ view }) => view);
  const last = items.at(-1);
  return rows.length > filter.limit && last ? { items, next: last.id } : { items };
}
