import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { OperatorRole } from '#libs/contracts/operator-roles.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { msColumn } from './sql-moments.js';

/** Operators of tenants, known by the name that their sign-in has for them. Moments are ms since 1970. */

/** Who somebody is at their sign-in. */
export interface SignedIn {
  /** `iss` of their token. */
  readonly issuer: string;
  /** `sub` of their token. */
  readonly subject: string;
}

/** What somebody who has signed in is in one tenant. */
export interface OperatorPlace {
  readonly operatorId: string;
  readonly tenant: string;
  readonly label: string;
  readonly roles: readonly string[];
}

export interface OperatorView {
  readonly id: string;
  readonly subject: string;
  readonly label: string;
  readonly roles: readonly OperatorRole[];
  readonly grantedAt: Moment;
  readonly withdrawnAt: Moment | null;
}

const VIEW = `id, subject, label, roles, ${msColumn('granted_at')} as "grantedAt", ${msColumn('withdrawn_at')} as "withdrawnAt"`;

/** Undefined where they are an operator of the tenant already. */
export async function grantOperator(
  tx: EntityManager,
  operator: SignedIn & {
    readonly tenant: string;
    readonly label: string;
    readonly roles: readonly OperatorRole[];
    readonly now: Moment;
  },
): Promise<OperatorView | undefined> {
  const { tenant, issuer, subject, label, roles, now } = operator;
  const [row] = await tx.query<OperatorView[]>(
    `insert into operators (id, tenant_id, issuer, subject, label, roles, granted_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))
     on conflict (tenant_id, issuer, subject) where withdrawn_at is null do nothing
     returning ${VIEW}`,
    [newId(), tenant, issuer, subject, label, roles, now],
  );
  return row;
}

/** The tenant's operators, the latest first, withdrawn ones as well; at most so many, after the one of that id. */
export const listOperators = (
  tx: EntityManager,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<OperatorView[]> =>
  tx.query<OperatorView[]>(
    `select ${VIEW} from operators where $1::uuid is null or id < $1 order by id desc limit $2`,
    [after ?? null, limit],
  );

/** Its row locked until the transaction ends; undefined for one of another tenant. */
export async function lockOperator(tx: EntityManager, id: string): Promise<OperatorView | undefined> {
  const [row] = await tx.query<OperatorView[]>(`select ${VIEW} from operators where id = $1 for update`, [id]);
  return row;
}

/** Whatever is left out stays. */
export async function changeOperator(
  tx: EntityManager,
  id: string,
  { label, roles }: { readonly label?: string | undefined; readonly roles?: readonly OperatorRole[] | undefined },
): Promise<void> {
  await tx.query(
    `update operators set label = coalesce($2, label), roles = coalesce($3::text[], roles) where id = $1`,
    [id, label ?? null, roles ?? null],
  );
}

/** From now on they are nobody in the tenant. Repeating it changes nothing. */
export async function withdrawOperator(tx: EntityManager, id: string, now: Moment): Promise<void> {
  await tx.query(
    `update operators set withdrawn_at = to_timestamp($2 / 1000.0) where id = $1 and withdrawn_at is null`,
    [id, now],
  );
}

/** Whoever is an operator of the transaction's tenant by that name now; undefined: nobody is. */
export async function operatorNamed(
  tx: EntityManager,
  subject: string,
): Promise<Pick<OperatorView, 'id' | 'subject' | 'label' | 'roles'> | undefined> {
  const [row] = await tx.query<OperatorView[]>(
    `select ${VIEW} from operators where subject = $1 and withdrawn_at is null order by id desc limit 1`,
    [subject],
  );
  return row;
}

/** What they are, over all tenants; none: nobody. */
export const placesOf = (dataSource: DataSource, { issuer, subject }: SignedIn): Promise<OperatorPlace[]> =>
  dataSource.query<OperatorPlace[]>(
    `select operator_id as "operatorId", tenant_id as tenant, label, roles from find_operator($1, $2) order by tenant_id`,
    [issuer, subject],
  );
