import type { KeyKind } from '#libs/message/key-kind.js';

/** What keys to the API are let through for; every operation of the API belongs to one. */
export const KEY_RESOURCES = [
  'lifecycles',
  'messages',
  'corrections',
  'types',
  'templates',
  'costs',
  'settings',
  'callbacks',
  'alerts',
  'calendar',
  'data-marks',
  'consents',
  'dealers',
  'keys',
  'operators',
  'persons',
  'audit',
  'confirmations',
  'approvals',
] as const;
export type KeyResource = (typeof KEY_RESOURCES)[number];
export type KeyAccess = 'read' | 'write';
/** What an operation asks for. */
export type RequiredScope = `${KeyResource}:${KeyAccess}`;
/** What a key has; `*` stands for every resource, later ones too. Who may write may read. */
export type GrantedScope = RequiredScope | `*:${KeyAccess}`;

export const GRANTED_SCOPES: readonly GrantedScope[] = (['*', ...KEY_RESOURCES] as const).flatMap((resource) => [
  `${resource}:read` as const,
  `${resource}:write` as const,
]);

export const isGrantedScope = (text: string): text is GrantedScope => GRANTED_SCOPES.some((each) => each === text);

const partsOf = (scope: GrantedScope): [resource: string, access: string] => {
  const [resource = '', access = ''] = scope.split(':');
  return [resource, access];
};

/** Whether these scopes let an operation through. */
export function permits(granted: readonly string[], required: RequiredScope): boolean {
  const [resource, access] = partsOf(required);
  const enough = access === 'read' ? ['read', 'write'] : ['write'];
  return [resource, '*'].some((of) => enough.some((each) => granted.includes(`${of}:${each}`)));
}

/** Whether the first key's scopes let through whatever the others would: nobody hands on more than they have. */
export const covers = (granted: readonly string[], others: readonly string[]): boolean =>
  others.filter(isGrantedScope).every((other) => {
    const [resource, access] = partsOf(other);
    if (resource === '*') return granted.includes('*:write') || (access === 'read' && granted.includes('*:read'));
    return permits(granted, other as RequiredScope);
  });

/** What is one tenant's, and not one affair's, is changed by live keys alone: it bears on what is really sent. */
const OF_AFFAIRS: readonly string[] = ['lifecycles', 'messages'];

/** People, operators, what was done to data, and what waits to be done, are the same for keys of every kind: only live ones may ask. */
const OF_PEOPLE: readonly string[] = ['persons', 'operators', 'audit', 'approvals'];

export function kindPermits(kind: KeyKind, required: RequiredScope): boolean {
  const [resource, access] = partsOf(required);
  if (kind === 'live') return true;
  return OF_AFFAIRS.includes(resource) || (access === 'read' && !OF_PEOPLE.includes(resource));
}

/** Whether an operation sees the affairs of its key's kind and types alone. */
export const isOfAffairs = (required: RequiredScope): boolean => OF_AFFAIRS.includes(partsOf(required)[0]);
