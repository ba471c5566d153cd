import { permits, type RequiredScope } from '#libs/contracts/key-scopes.js';
import { rolesWith, scopesOfRoles } from '#libs/contracts/operator-roles.js';
import type { OperatorPlace } from '#libs/database/operator-store.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { Caller } from './authentication.js';
import { challenge } from './key-check.js';

/** What a request asks of the operator who makes it. */
export interface AskedOfOperator {
  /** The tenant that the request names; undefined: none. */
  readonly tenant: string | undefined;
  readonly scope: RequiredScope;
  readonly systemsOnly: boolean;
}

/**
 * Who somebody is who has signed in, for this request: in the tenant that it names, else in their only one. Throws
 * ProblemError: OPERATOR_UNKNOWN (the same for a tenant that is not theirs and one that does not exist), TENANT_NOT_NAMED,
 * SYSTEM_KEY_NEEDED, OPERATOR_ROLE_MISSING.
 * @param places what they are, in all tenants
 */
export function operatorCaller(subject: string, places: readonly OperatorPlace[], asked: AskedOfOperator): Caller {
  const { operatorId, tenant, label, roles } = placeFor(places, asked.tenant);
  if (asked.systemsOnly) throw new ProblemError('SYSTEM_KEY_NEEDED');
  const scopes = scopesOfRoles(roles);
  if (!permits(scopes, asked.scope))
    throw new ProblemError('OPERATOR_ROLE_MISSING', {
      detail: `This needs one of these roles: ${rolesWith(asked.scope).join(', ')}.`,
      headers: challenge('insufficient_scope', asked.scope),
    });
  const by = { kind: 'operator', id: operatorId, subject, label } as const;
  return { tenant, by, kind: 'live', scopes, lifecycleTypes: null, allowedFrom: null };
}

function placeFor(places: readonly OperatorPlace[], named: string | undefined): OperatorPlace {
  const [only, ...others] = places;
  const place = named === undefined ? only : places.find(({ tenant }) => tenant === named);
  if (!place) throw new ProblemError('OPERATOR_UNKNOWN');
  if (named === undefined && others.length > 0) throw new ProblemError('TENANT_NOT_NAMED');
  return place;
}
