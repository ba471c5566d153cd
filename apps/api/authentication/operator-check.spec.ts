import { describe, expect, it } from '@jest/globals';
import type { OperatorPlace } from '#libs/database/operator-store.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { operatorCaller, type AskedOfOperator } from './operator-check.js';

const LIBRARY: OperatorPlace = {
  operatorId: '01890a5d-ac96-774b-bcce-b302099a8057',
  tenant: 'city-library',
  label: '대출 담당 1',
  roles: ['viewer'],
};
const OFFICE: OperatorPlace = { ...LIBRARY, tenant: 'tax-office', roles: ['administrator', 'auditor'] };
const ASKED: AskedOfOperator = { tenant: undefined, scope: 'lifecycles:read', systemsOnly: false };

function refusal(places: readonly OperatorPlace[], asked: Partial<AskedOfOperator> = {}): ProblemError | undefined {
  try {
    operatorCaller('f3a1', places, { ...ASKED, ...asked });
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  return undefined;
}

describe('operatorCaller', () => {
  it('takes somebody of one tenant for its operator without its being named', () => {
    expect(operatorCaller('f3a1', [LIBRARY], ASKED)).toMatchObject({
      tenant: 'city-library',
      by: { kind: 'operator', id: LIBRARY.operatorId, subject: 'f3a1', label: '대출 담당 1' },
      kind: 'live',
      lifecycleTypes: null,
    });
  });

  it('gives the roles of the tenant that is named, and of no other', () => {
    const asked = { ...ASKED, tenant: 'tax-office', scope: 'audit:read' } as const;
    expect(operatorCaller('f3a1', [LIBRARY, OFFICE], asked).scopes).toContain('keys:write');
    expect(refusal([LIBRARY, OFFICE], { tenant: 'city-library', scope: 'audit:read' })?.code).toBe(
      'OPERATOR_ROLE_MISSING',
    );
  });

  it.each<[string, readonly OperatorPlace[], Partial<AskedOfOperator>, string]>([
    ['nobody', [], {}, 'OPERATOR_UNKNOWN'],
    ['nobody who names a tenant', [], { tenant: 'city-library' }, 'OPERATOR_UNKNOWN'],
    ['an operator of another tenant', [OFFICE], { tenant: 'city-library' }, 'OPERATOR_UNKNOWN'],
    ['an operator who names an empty tenant', [LIBRARY], { tenant: '' }, 'OPERATOR_UNKNOWN'],
    ['an operator of two who names none', [LIBRARY, OFFICE], {}, 'TENANT_NOT_NAMED'],
    ['what only systems do', [LIBRARY], { systemsOnly: true }, 'SYSTEM_KEY_NEEDED'],
    ['what their role does not let through', [LIBRARY], { scope: 'lifecycles:write' }, 'OPERATOR_ROLE_MISSING'],
    ['a role that there is no more', [{ ...LIBRARY, roles: ['owner'] }], {}, 'OPERATOR_ROLE_MISSING'],
  ])('refuses %s', (_, places, asked, code) => {
    expect(refusal(places, asked)?.code).toBe(code);
  });

  it('names the roles that would be enough, to people, and the scope to programs', () => {
    const refused = refusal([LIBRARY], { scope: 'persons:read' });
    expect([refused?.detail, refused?.headers['WWW-Authenticate']]).toEqual([
      'This needs one of these roles: operator, auditor.',
      'Bearer realm="bongsu", error="insufficient_scope", scope="persons:read"',
    ]);
  });
});
