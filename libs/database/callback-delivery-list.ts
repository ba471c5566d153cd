import type { EntityManager } from 'typeorm';
import type { DeliveryState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackEventKind } from '#libs/contracts/callback-events.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { ms } from './message-view.js';

/** What was told to an endpoint, what waits and what was given up: for senders who ask why their system did not hear of it. */

/** One event at one endpoint: what it is about and how it stands. What it says is not in it. */
export interface DeliveryView {
  readonly eventId: string;
  readonly kind: Exclude<CallbackEventKind, 'endpoint.test'>;
  readonly at: Moment;
  readonly sequence: number;
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string } | null;
  readonly keyKind: KeyKind | null;
  readonly state: DeliveryState;
  /** All there ever were, replays included. */
  readonly tries: number;
  readonly result: CallbackResult | null;
  readonly status: number | null;
  readonly tookMs: number | null;
  readonly lastTriedAt: Moment | null;
  /** Of what waits. */
  readonly nextTryAt: Moment | null;
  readonly settledAt: Moment | null;
}

export interface TryView {
  readonly number: number;
  readonly at: Moment;
  /** Null: it is being made, or whoever made it did not come to say. */
  readonly result: CallbackResult | null;
  readonly status: number | null;
  readonly tookMs: number | null;
}

export interface DeliveryFilter {
  readonly endpointId: string;
  readonly state?: DeliveryState;
  readonly kind?: string;
  readonly lifecycleId?: string;
  readonly keyKind?: KeyKind;
  /** Recorded from this moment on. */
  readonly from?: Moment;
  /** Recorded before this moment. */
  readonly until?: Moment;
  /** At most so many. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** Of one delivery so many tries are shown, the latest. */
const TRIES_SHOWN = 100;

const VIEW = `jsonb_build_object('eventId', v.event_id, 'kind', v.kind, 'at', ${ms('v.at')}, 'sequence', d.sequence,
  'keyKind', v.key_kind, 'state', d.state, 'tries', d.tried, 'result', d.last_result, 'status', d.last_status,
  'tookMs', d.last_took_ms, 'lastTriedAt', ${ms('d.last_tried_at')},
  'nextTryAt', case when d.state = 'pending' then ${ms('d.next_try_at')} end, 'settledAt', ${ms('d.settled_at')},
  'lifecycle', case when l.id is not null then jsonb_build_object('id', l.id, 'type', l.type, 'reference', l.reference) end)`;

const FROM = `from callback_deliveries d
  join callback_endpoints e on e.id = d.endpoint_id and e.deleted_at is null
  join callback_events v on v.tenant_id = d.tenant_id and v.position = d.position
  left join lifecycles l on l.id = v.lifecycle_id`;

/**
 * Events at an endpoint, latest first; every filter given must hold. Where the event that `cursor` names has been forgotten,
 * so has all before it. @returns undefined when there is no such endpoint
 */
export async function listDeliveries(
  tx: EntityManager,
  filter: DeliveryFilter,
): Promise<{ readonly items: readonly DeliveryView[]; readonly next?: string } | undefined> {
  const conditions: string[] = ['d.endpoint_id = $2'];
  const values: unknown[] = [filter.limit + 1, filter.endpointId];
  const require = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  // What is not delivered is little, and has an index of its own.
  if (filter.state !== undefined && filter.state !== 'delivered') conditions.push(`d.state <> 'delivered'`);
  require((state) => `d.state = ${state}`, filter.state);
  require((kind) => `v.kind = ${kind}`, filter.kind);
  require((id) => `v.lifecycle_id = ${id}`, filter.lifecycleId);
  require((kind) => `v.key_kind = ${kind}`, filter.keyKind);
  require((from) => `v.at >= to_timestamp(${from}::double precision / 1000.0)`, filter.from);
  require((until) => `v.at < to_timestamp(${until}::double precision / 1000.0)`, filter.until);
  require((id) => `d.position < (select c.position from callback_events c where c.event_id = ${id})`, filter.cursor);
  const rows = await tx.query<{ view: DeliveryView }[]>(
    `select ${VIEW} as view ${FROM} where ${conditions.join(' and ')} order by d.position desc limit $1`,
    values,
  );
  if (rows.length === 0 && !(await isThere(tx, filter.endpointId))) return undefined;
  const items = rows.slice(0, filter.limit).map(({ view }) => view);
  const last = items.at(-1);
  return rows.length > filter.limit && last ? { items, next: last.eventId } : { items };
}

/** One of them with its tries, the latest first; says what is missing where it is not there. */
export async function readDelivery(
  tx: EntityManager,
  endpointId: string,
  eventId: string,
): Promise<(DeliveryView & { readonly attempts: readonly TryView[] }) | 'no endpoint' | 'no delivery'> {
  const [row] = await tx.query<{ view: DeliveryView; attempts: TryView[] }[]>(
    `select ${VIEW} as view, to_jsonb(array(
       select jsonb_build_object('number', t.number, 'at', ${ms('t.began_at')}, 'result', t.result, 'status', t.status,
         'tookMs', t.took_ms)
       from callback_tries t where t.endpoint_id = d.endpoint_id and t.position = d.position
       order by t.number desc limit ${TRIES_SHOWN})) as attempts
     ${FROM} where d.endpoint_id = $1 and v.event_id = $2`,
    [endpointId, eventId],
  );
  if (row) return { ...row.view, attempts: row.attempts };
  return (await isThere(tx, endpointId)) ? 'no delivery' : 'no endpoint';
}

async function isThere(tx: EntityManager, endpointId: string): Promise<boolean> {
  const found = await tx.query<unknown[]>(`select 1 from callback_endpoints where id = $1 and deleted_at is null`, [
    endpointId,
  ]);
  return found.length > 0;
}
