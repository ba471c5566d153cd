import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { EndpointState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { ms } from './message-view.js';
import type { PersonalDataKeys } from './personal-data.js';

/** Endpoints of senders: what they are, how they stand, and the secrets that their calls are signed with. */

const SECRET_BYTES = 32;
/** A replaced secret signs for so long besides the new one. */
const OVERLAP = `interval '24 hours'`;
const SIGN_AT_MOST = 5;

/** What a sender says of an endpoint. */
export interface EndpointWishes {
  readonly url: string;
  readonly description: string;
  /** Kinds of events; null: all. */
  readonly kinds: readonly string[] | null;
  /** Of events of lifecycles those of these types; null: all. */
  readonly lifecycleTypes: readonly string[] | null;
  /** Of events about affairs those that keys of these kinds began. */
  readonly keyKinds: readonly KeyKind[];
}

export interface EndpointView extends EndpointWishes {
  readonly id: string;
  readonly state: EndpointState;
  readonly createdAt: Moment;
  readonly suspendedAt: Moment | null;
  readonly failingSince: Moment | null;
  readonly restUntil: Moment | null;
  readonly lastSuccessAt: Moment | null;
  readonly lastFailureAt: Moment | null;
  readonly lastResult: CallbackResult | null;
  readonly lastStatus: number | null;
  /** Events that wait, and since when the oldest of them does. */
  readonly pending: number;
  readonly oldestPendingAt: Moment | null;
  readonly givenUp: number;
}

const VIEW = `jsonb_build_object('id', e.id, 'url', e.url, 'description', e.description, 'kinds', to_jsonb(e.kinds),
  'lifecycleTypes', to_jsonb(e.lifecycle_types), 'keyKinds', to_jsonb(e.key_kinds), 'state', e.state, 'createdAt', ${ms('e.created_at')},
  'suspendedAt', ${ms('e.suspended_at')}, 'failingSince', ${ms('e.failing_since')}, 'restUntil', ${ms('e.rest_until')},
  'lastSuccessAt', ${ms('e.last_success_at')}, 'lastFailureAt', ${ms('e.last_failure_at')},
  'lastResult', e.last_result, 'lastStatus', e.last_status, 'pending', w.pending, 'givenUp', w.given_up,
  'oldestPendingAt', (select ${ms('v.at')} from callback_events v where v.tenant_id = e.tenant_id and v.position = w.oldest)
) as view
from callback_endpoints e cross join lateral (
  select count(*) filter (where d.state = 'pending')::int as pending,
    count(*) filter (where d.state = 'given-up')::int as given_up,
    min(d.position) filter (where d.state = 'pending') as oldest
  from callback_deliveries d where d.endpoint_id = e.id and d.state <> 'delivered') w`;

/** Makes an endpoint, enabled, and draws its first secret: the one time that it can be read. */
export async function createEndpoint(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  { url, description, kinds, lifecycleTypes, keyKinds }: EndpointWishes,
  now: Moment,
): Promise<{ readonly endpoint: EndpointView; readonly secret: string }> {
  const id = newId();
  await tx.query(
    `insert into callback_endpoints (id, tenant_id, url, description, kinds, lifecycle_types, key_kinds, created_at)
     values ($1, $2, $3, $4, $5::text[], $6::text[], $7::text[], to_timestamp($8 / 1000.0))`,
    [id, tenant, url, description, kinds, lifecycleTypes, keyKinds, now],
  );
  const secret = await drawEndpointSecret(tx, keys, tenant, id);
  return { endpoint: (await readEndpoint(tx, id))!, secret: secret! };
}

/** All of a tenant's, in the order in which they were made. */
export async function listEndpoints(tx: EntityManager): Promise<EndpointView[]> {
  const rows = await tx.query<{ view: EndpointView }[]>(`select ${VIEW} where e.deleted_at is null order by e.id`);
  return rows.map(({ view }) => view);
}

export async function readEndpoint(tx: EntityManager, id: string): Promise<EndpointView | undefined> {
  const [row] = await tx.query<{ view: EndpointView }[]>(`select ${VIEW} where e.id = $1 and e.deleted_at is null`, [
    id,
  ]);
  return row?.view;
}

/** Changes what is given; what waits for it is left as it is, by whichever filter it came in. */
export async function changeEndpoint(
  tx: EntityManager,
  id: string,
  change: Partial<EndpointWishes>,
): Promise<EndpointView | undefined> {
  await tx.query(
    `update callback_endpoints set url = coalesce($2, url), description = coalesce($3, description),
       kinds = case when $4 then $5::text[] else kinds end,
       lifecycle_types = case when $6 then $7::text[] else lifecycle_types end,
       key_kinds = coalesce($8::text[], key_kinds)
     where id = $1 and deleted_at is null`,
    [
      id,
      change.url ?? null,
      change.description ?? null,
      change.kinds !== undefined,
      change.kinds ?? null,
      change.lifecycleTypes !== undefined,
      change.lifecycleTypes ?? null,
      change.keyKinds ?? null,
    ],
  );
  return readEndpoint(tx, id);
}

/** Calls it (again): whatever waits is due at once, and how it failed before is forgotten. */
export async function enableEndpoint(tx: EntityManager, id: string, now: Moment): Promise<EndpointView | undefined> {
  await tx.query(
    `with enabled as (
       update callback_endpoints set state = 'enabled', suspended_at = null, failures = 0, failing_since = null,
         rest_until = null, told_at = null
       where id = $1 and deleted_at is null and state <> 'enabled' returning id
     )
     update callback_deliveries d set next_try_at = to_timestamp($2 / 1000.0), tries = 0, first_tried_at = null
     from enabled where d.endpoint_id = enabled.id and d.state = 'pending'`,
    [id, now],
  );
  return readEndpoint(tx, id);
}

/** Calls it no more. What waits goes on waiting; what happens from now on is not kept for it, and may be replayed. */
export async function disableEndpoint(tx: EntityManager, id: string): Promise<EndpointView | undefined> {
  await tx.query(
    `update callback_endpoints set state = 'disabled', suspended_at = null where id = $1 and deleted_at is null`,
    [id],
  );
  return readEndpoint(tx, id);
}

/** @returns whether there was one */
export async function deleteEndpoint(tx: EntityManager, id: string, now: Moment): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update callback_endpoints set deleted_at = to_timestamp($2 / 1000.0) where id = $1 and deleted_at is null returning id`,
    [id, now],
  );
  return rows.length > 0;
}

/** What a secret belongs to, authenticated with its ciphertext. */
const useOf = (id: string): string => `callback-endpoint-secret/${id}`;

/**
 * Draws a new secret for an endpoint (Standard Webhooks: `whsec_` and base64); the one before goes on signing for 24 hours.
 * @returns the secret, the one time that it can be read; undefined when there is no such endpoint
 */
export async function drawEndpointSecret(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  endpointId: string,
): Promise<string | undefined> {
  // One at a time: of two drawn at once, one is the later.
  const found = await tx.query<unknown[]>(
    `select id from callback_endpoints where id = $1 and deleted_at is null for no key update`,
    [endpointId],
  );
  if (found.length === 0) return undefined;
  const id = newId();
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  await tx.query(
    `update callback_endpoint_secrets set replaced_at = now() where endpoint_id = $1 and replaced_at is null`,
    [endpointId],
  );
  await tx.query(
    `insert into callback_endpoint_secrets (id, tenant_id, endpoint_id, secret_ciphertext) values ($1, $2, $3, $4)`,
    [id, tenant, endpointId, keys.sealForTenant(tenant, useOf(id), secret)],
  );
  return secret;
}

/** The secrets that sign now for an endpoint, the present one first. Throws CiphertextUnreadable. */
export async function endpointSecrets(
  tx: EntityManager,
  keys: PersonalDataKeys,
  endpointId: string,
): Promise<string[]> {
  const rows = await tx.query<{ id: string; tenant: string; ciphertext: string }[]>(
    `select id, tenant_id as tenant, secret_ciphertext as ciphertext from callback_endpoint_secrets
     where endpoint_id = $1 and (replaced_at is null or replaced_at > now() - ${OVERLAP})
     order by replaced_at desc nulls first, id desc limit ${SIGN_AT_MOST}`,
    [endpointId],
  );
  return rows.map(({ id, tenant, ciphertext }) => keys.openForTenant(tenant, useOf(id), ciphertext));
}
