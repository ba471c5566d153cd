import type { EntityManager } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  CONFIRMATION_KINDS,
  missingOf,
  standing,
  WORDINGS,
  type ConfirmationAct,
  type ConfirmationKind,
} from '#libs/message/legal-confirmations.js';
import { msColumn } from './sql-moments.js';

/** What tenants have confirmed and taken back: only ever added to. */

/** Everything that the transaction's tenant has said, oldest first. */
export const readConfirmationActs = (tx: EntityManager): Promise<ConfirmationAct[]> =>
  tx.query<ConfirmationAct[]>(
    `select kind, act, version, acted_by as "by", ${msColumn('at')} as at
     from legal_confirmations order by id`,
  );

/** The kinds that hold, as an array of SQL. Expects `tenants t`. */
export const CONFIRMED = `array(
  select c.kind from (
    select distinct on (a.kind) a.kind, a.act from legal_confirmations a where a.tenant_id = t.id order by a.kind, a.id desc
  ) c where c.act = 'given')`;

/** Whether the transaction's tenant has confirmed all that it has to before anything is begun for real. */
export async function hasConfirmedAll(tx: EntityManager): Promise<boolean> {
  const [row] = await tx.query<{ confirmed: string[] }[]>(`select ${CONFIRMED} as confirmed from tenants t`);
  return missingOf(row?.confirmed ?? []).length === 0;
}

/**
 * Adds what is said, unless it says nothing new: a confirmation that holds in the same words, or one taken back that does not
 * hold. What is taken back is what holds, in its words. Of two at once the second sees the first.
 * @returns whether it was added
 */
export async function addConfirmationAct(tx: EntityManager, tenant: string, said: ConfirmationAct): Promise<boolean> {
  const holding = (await lockStanding(tx, tenant)).get(said.kind);
  const nothingNew = said.act === 'given' ? holding?.version === said.version : holding === undefined;
  if (nothingNew) return false;
  const version = said.act === 'given' ? said.version : (holding?.version ?? said.version);
  await addActs(tx, tenant, [{ ...said, version }]);
  return true;
}

/** All of them in their present words, for the set-up of a tenant: those that do not hold in them. */
export async function giveAllConfirmations(tx: EntityManager, tenant: string, by: string, at: Moment): Promise<void> {
  const holding = await lockStanding(tx, tenant);
  const acts = CONFIRMATION_KINDS.map((kind) => givenNow(kind, by, at)).filter(
    ({ kind, version }) => holding.get(kind)?.version !== version,
  );
  await addActs(tx, tenant, acts);
}

/** Whoever reads it so waits for another who is about to add to it. */
async function lockStanding(tx: EntityManager, tenant: string): Promise<ReturnType<typeof standing>> {
  await tx.query(`select from tenants where id = $1 for no key update`, [tenant]);
  return standing(await readConfirmationActs(tx));
}

const addActs = (tx: EntityManager, tenant: string, acts: readonly ConfirmationAct[]): Promise<unknown> =>
  tx.query(
    `insert into legal_confirmations (tenant_id, kind, act, version, acted_by, at)
     select $1, a.kind, a.act, a.version, a.by, to_timestamp(a.at / 1000.0)
     from jsonb_to_recordset($2::jsonb) as a(kind text, act text, version int, by text, at double precision)`,
    [tenant, JSON.stringify(acts)],
  );

export const givenNow = (kind: ConfirmationKind, by: string, at: Moment): ConfirmationAct => ({
  kind,
  act: 'given',
  version: WORDINGS[kind].version,
  by,
  at,
});
