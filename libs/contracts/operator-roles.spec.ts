import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KEY_RESOURCES, permits, type RequiredScope } from './key-scopes.js';
import { OPERATOR_ROLES, rolesWith, scopesOfRoles, type OperatorRole } from './operator-roles.js';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as Described;

/** What some operation of the API asks for. */
const ASKED = [
  ...new Set(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => operation['x-required-scope'] as RequiredScope | undefined)
      .filter((scope) => scope !== undefined),
  ),
];
const CHANGES = KEY_RESOURCES.map((resource): RequiredScope => `${resource}:write`);
const may = (role: OperatorRole, scope: RequiredScope): boolean => permits(scopesOfRoles([role]), scope);
const changesOf = (role: OperatorRole): RequiredScope[] => CHANGES.filter((scope) => may(role, scope));

describe('roles of operators', () => {
  it('leave nothing that the API asks for to nobody', () => {
    expect(ASKED.length).toBeGreaterThan(25);
    expect(ASKED.filter((scope) => rolesWith(scope).length === 0)).toEqual([]);
  });

  it('name no scope for resources to come', () => {
    expect(scopesOfRoles(OPERATOR_ROLES).filter((scope) => scope.startsWith('*'))).toEqual([]);
  });

  it.each<[OperatorRole, RequiredScope[]]>([
    ['viewer', []],
    ['operator', ['lifecycles:write', 'messages:write', 'alerts:write', 'consents:write', 'persons:write']],
    ['template-editor', ['templates:write']],
    ['approver', ['types:write', 'corrections:write', 'confirmations:write', 'approvals:write']],
    [
      'administrator',
      [
        'settings:write',
        'calendar:write',
        'callbacks:write',
        'costs:write',
        'data-marks:write',
        'keys:write',
        'operators:write',
      ],
    ],
    ['auditor', []],
  ])('%s changes exactly %j', (role, changes) => {
    expect(changesOf(role).sort()).toEqual(changes.sort());
  });

  it('give each thing that can be changed to one role alone', () => {
    const several = CHANGES.filter((scope) => rolesWith(scope).length > 1);
    expect(several).toEqual([]);
  });

  it('let nobody but auditors read the audit log', () => {
    expect(rolesWith('audit:read')).toEqual(['auditor']);
  });

  it('let nobody see people themselves who neither works with them nor audits', () => {
    expect([rolesWith('persons:read'), rolesWith('consents:read')]).toEqual([
      ['operator', 'auditor'],
      ['operator', 'auditor'],
    ]);
  });

  it('show administrators and template editors no affair', () => {
    const seen = (['administrator', 'template-editor'] as const).filter(
      (role) => may(role, 'lifecycles:read') || may(role, 'messages:read'),
    );
    expect(seen).toEqual([]);
  });

  it('let through together what each lets through, and nothing else', () => {
    fc.assert(
      fc.property(fc.subarray([...OPERATOR_ROLES]), fc.constantFrom(...ASKED), (roles, scope) => {
        expect(permits(scopesOfRoles(roles), scope)).toBe(roles.some((role) => rolesWith(scope).includes(role)));
      }),
    );
  });

  it('let nothing through for a word that is no role', () => {
    expect(scopesOfRoles(['owner', 'constructor'])).toEqual([]);
  });
});
