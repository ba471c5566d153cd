import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { covers } from '#libs/contracts/key-scopes.js';
import { scopesOfRoles, type OperatorRole } from '#libs/contracts/operator-roles.js';
import {
  changeOperator,
  grantOperator,
  listOperators,
  lockOperator,
  withdrawOperator,
  type OperatorView,
} from '#libs/database/operator-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { Caller } from '../authentication/authentication.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import type {
  ChangeOperator,
  GrantOperator,
  ListOperatorsQuery,
  OperatorAnswer,
  OperatorPage,
} from './operator.schemas.js';

/** Operators of a tenant are granted, changed and withdrawn; nobody does it to themselves. */
@Injectable()
export class Operators {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(tenant: string, { limit, cursor }: ListOperatorsQuery): Promise<OperatorPage> {
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    return inTenant(this.dataSource, tenant, async (tx) => {
      const found = await listOperators(tx, { limit: limit + 1, after });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(viewOf), next: found.length > limit && last ? cursorOf(last.id) : null };
    });
  }

  /** Throws SIGN_IN_MISSING, OPERATOR_EXCEEDS_OWN, OPERATOR_EXISTS. */
  grant(caller: Caller, { subject, label, roles }: GrantOperator): Promise<OperatorAnswer> {
    const { signIn } = this.configuration;
    if (!signIn) throw new ProblemError('SIGN_IN_MISSING');
    refuseExcess(caller, roles);
    const { tenant } = caller;
    const operator = { tenant, issuer: signIn.issuer, subject, label, roles: inOrder(roles), now: this.clock.now() };
    return inTenant(this.dataSource, tenant, async (tx) => {
      const granted = await grantOperator(tx, operator);
      if (!granted) throw new ProblemError('OPERATOR_EXISTS');
      return viewOf(granted);
    });
  }

  /** Throws OPERATOR_NOT_FOUND, OPERATOR_OWN_RIGHTS, OPERATOR_WITHDRAWN, OPERATOR_EXCEEDS_OWN. */
  change(caller: Caller, id: string, { label, roles }: ChangeOperator): Promise<OperatorAnswer> {
    return inTenant(this.dataSource, caller.tenant, async (tx) => {
      const before = await this.lock(tx, caller, id);
      if (before.withdrawnAt !== null) throw new ProblemError('OPERATOR_WITHDRAWN');
      refuseExcess(caller, roles ?? []);
      await changeOperator(tx, id, { label, roles: roles && inOrder(roles) });
      return this.view(tx, id);
    });
  }

  /** Repeating it changes nothing. Throws OPERATOR_NOT_FOUND, OPERATOR_OWN_RIGHTS. */
  withdraw(caller: Caller, id: string): Promise<OperatorAnswer> {
    return inTenant(this.dataSource, caller.tenant, async (tx) => {
      await this.lock(tx, caller, id);
      await withdrawOperator(tx, id, this.clock.now());
      return this.view(tx, id);
    });
  }

  private async lock(tx: EntityManager, { by }: Caller, id: string): Promise<OperatorView> {
    const found = await lockOperator(tx, id);
    if (!found) throw new ProblemError('OPERATOR_NOT_FOUND');
    if (by.kind === 'operator' && by.subject === found.subject) throw new ProblemError('OPERATOR_OWN_RIGHTS');
    return found;
  }

  private async view(tx: EntityManager, id: string): Promise<OperatorAnswer> {
    const found = await lockOperator(tx, id);
    if (!found) throw new ProblemError('OPERATOR_NOT_FOUND');
    return viewOf(found);
  }
}

/** Each once. */
const inOrder = (roles: readonly OperatorRole[]): OperatorRole[] => [...new Set(roles)].sort();

/**
 * Handing out rights is what an administrator is for, so that only keys are held to their own: an operator may do so in all
 * types and from anywhere. Throws OPERATOR_EXCEEDS_OWN.
 */
function refuseExcess({ by, scopes, lifecycleTypes, allowedFrom }: Caller, roles: readonly OperatorRole[]): void {
  if (by.kind === 'operator') return;
  const bound = lifecycleTypes !== null || allowedFrom !== null;
  const problems = roles.flatMap((role, index) =>
    bound || !covers(scopes, scopesOfRoles([role]))
      ? [
          {
            path: `roles.${index}`,
            code: 'OPERATOR_EXCEEDS_OWN' as const,
            message: 'goes beyond what the key that asks may do',
          },
        ]
      : [],
  );
  if (problems.length > 0) throw inputError(problems);
}

const viewOf = ({ id, subject, label, roles, grantedAt, withdrawnAt }: OperatorView): OperatorAnswer => ({
  id,
  subject,
  label,
  roles: [...roles],
  state: withdrawnAt === null ? 'active' : 'withdrawn',
  grantedAt: isoKorean(grantedAt),
  withdrawnAt: isoOrNull(withdrawnAt),
});
