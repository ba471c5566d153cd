import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  covers,
  GRANTED_SCOPES,
  KEY_RESOURCES,
  kindPermits,
  permits,
  type GrantedScope,
  type RequiredScope,
} from './key-scopes.js';

const REQUIRED = KEY_RESOURCES.flatMap((resource): RequiredScope[] => [`${resource}:read`, `${resource}:write`]);
const granted = fc.subarray([...GRANTED_SCOPES] as GrantedScope[], { minLength: 1 });

describe('permits', () => {
  it.each([
    [['lifecycles:read'], 'lifecycles:read', true],
    [['lifecycles:read'], 'lifecycles:write', false],
    [['lifecycles:write'], 'lifecycles:read', true],
    [['*:read'], 'keys:read', true],
    [['*:read'], 'keys:write', false],
    [['*:write'], 'keys:write', true],
    [['messages:write'], 'lifecycles:read', false],
    [[], 'lifecycles:read', false],
    [['lifecycles'], 'lifecycles:read', false],
  ] as const)('%j lets %s through: %s', (scopes, required, let_) => {
    expect(permits(scopes, required)).toBe(let_);
  });
});

describe('covers', () => {
  it('holds exactly where whatever the others let through, the first let through as well', () => {
    fc.assert(
      fc.property(granted, granted, (own, other) => {
        const beyond = REQUIRED.some((required) => permits(other, required) && !permits(own, required));
        // Of resources that come later `*` lets through more than all of today's by name.
        const later = (scopes: readonly string[], access: 'read' | 'write'): boolean =>
          scopes.includes('*:write') || (access === 'read' && scopes.includes('*:read'));
        const beyondLater = (['read', 'write'] as const).some((access) => later(other, access) && !later(own, access));
        return covers(own, other) === !(beyond || beyondLater);
      }),
    );
  });
});

describe('kindPermits', () => {
  it('lets team and test keys change affairs and messages, and nothing of the tenant', () => {
    const changed = REQUIRED.filter((each) => each.endsWith(':write') && kindPermits('test', each));
    expect(changed).toEqual(['lifecycles:write', 'messages:write']);
    expect(REQUIRED.every((each) => kindPermits('test', each) === kindPermits('team', each))).toBe(true);
    expect(REQUIRED.every((each) => kindPermits('live', each))).toBe(true);
  });
});
