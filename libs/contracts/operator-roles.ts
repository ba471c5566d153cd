import { permits, type RequiredScope } from './key-scopes.js';

/** What operators of a tenant may be; each may have several. */
export const OPERATOR_ROLES = [
  'viewer',
  'operator',
  'template-editor',
  'approver',
  'administrator',
  'auditor',
] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Affairs as they stand, and what they are made of. Names and numbers are masked in whatever these answer. */
const AFFAIRS: readonly RequiredScope[] = ['lifecycles:read', 'messages:read', 'alerts:read', 'corrections:read'];
/** What can be started, and in which words it is told. */
const DEFINITIONS: readonly RequiredScope[] = ['types:read', 'templates:read'];
/** How the tenant is set up; nothing about anybody. */
const ARRANGEMENTS: readonly RequiredScope[] = [
  'settings:read',
  'calendar:read',
  'dealers:read',
  'data-marks:read',
  'confirmations:read',
];
/** What waits for a second word, and what became of it; one's own is taken back with it. */
const WAITING: readonly RequiredScope[] = ['approvals:read'];

/**
 * What each role lets through, and no more than it needs. Duties that check each other are apart: who writes templates does
 * not publish; who publishes and corrects many does not steer a single affair; who hands out rights sees no affair; who
 * audits changes nothing.
 */
const SCOPES_OF: Readonly<Record<OperatorRole, readonly RequiredScope[]>> = {
  viewer: [...AFFAIRS, ...DEFINITIONS, ...ARRANGEMENTS, 'costs:read'],
  // Consents and persons: opt-outs by telephone, wrong numbers, what is held on somebody, and its unmasking with a reason.
  operator: [
    ...AFFAIRS,
    ...DEFINITIONS,
    ...ARRANGEMENTS,
    ...WAITING,
    'lifecycles:write',
    'messages:write',
    'alerts:write',
    'consents:write',
    'persons:write',
  ],
  'template-editor': [...DEFINITIONS, ...ARRANGEMENTS, 'templates:write'],
  // What reaches many at once: definitions that go live, affairs that move to them, corrections of whole sets.
  // And the second word on what others have asked for.
  approver: [
    ...AFFAIRS,
    ...DEFINITIONS,
    ...ARRANGEMENTS,
    'types:write',
    'corrections:write',
    'confirmations:write',
    'approvals:write',
  ],
  administrator: [
    ...DEFINITIONS,
    ...ARRANGEMENTS,
    ...WAITING,
    'keys:write',
    'operators:write',
    'settings:write',
    'calendar:write',
    'callbacks:write',
    'costs:write',
    'data-marks:write',
  ],
  // Proofs and the day's lists belong to affairs and messages.
  auditor: [
    ...AFFAIRS,
    ...DEFINITIONS,
    ...ARRANGEMENTS,
    ...WAITING,
    'audit:read',
    'keys:read',
    'operators:read',
    'persons:read',
    'consents:read',
    'costs:read',
    'callbacks:read',
  ],
};

export const isOperatorRole = (text: string): text is OperatorRole => OPERATOR_ROLES.some((each) => each === text);

/** What these roles let through together, each scope once; words that are no role let nothing through. */
export const scopesOfRoles = (roles: readonly string[]): readonly RequiredScope[] => [
  ...new Set(roles.filter(isOperatorRole).flatMap((role) => SCOPES_OF[role])),
];

/** The roles each of which is enough for it. */
export const rolesWith = (required: RequiredScope): readonly OperatorRole[] =>
  OPERATOR_ROLES.filter((role) => permits(SCOPES_OF[role], required));
