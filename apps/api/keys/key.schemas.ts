import { z } from 'zod';
import { GRANTED_SCOPES, type GrantedScope } from '#libs/contracts/key-scopes.js';
import { KEY_KINDS } from '#libs/message/key-kind.js';
import { isWholeNetwork } from '#libs/platform/networks.js';
import { cursor, givenMoment, id, lineOfText, moment, pageOf, pageSize, typeName } from '../requests/field-schemas.js';

/** What the calls on keys take and answer. */

const EXAMPLE_ID = '0b2f9a40-7c1e-7a52-8c1e-3a1b5c7d9e11';
export const keyIdParam = id.meta({ examples: [EXAMPLE_ID] });

const kind = z
  .enum(KEY_KINDS)
  .describe(
    'live: messages are sent. team: to the numbers of GET /v1/team-numbers alone, all others are not sent. test: nothing is sent; what becomes of a message follows from the number.',
  );
const scopes = z
  .array(z.enum(GRANTED_SCOPES as unknown as [GrantedScope, ...GrantedScope[]]))
  .min(1)
  .max(40)
  .describe('resource:read or resource:write, which includes reading; * stands for every resource.');
const lifecycleTypes = z
  .array(typeName)
  .min(1)
  .max(100)
  .nullable()
  .describe('Of which types it may begin, see and change affairs; null: of all.');
const network = z
  .string()
  .max(50)
  .refine(isWholeNetwork, 'must be an address or a network in CIDR notation, as 203.0.113.0/24');
const allowedFrom = z
  .array(network)
  .min(1)
  .max(50)
  .nullable()
  .describe('Networks from which it may be used; null: from anywhere.');
const expiresAt = givenMoment.nullable();

export const drawKey = z
  .strictObject({
    label: lineOfText(100).describe('What you call it; shown in timelines as who acted. Nothing personal.'),
    kind: kind.default('live'),
    scopes: scopes.default(['*:write']),
    lifecycleTypes: lifecycleTypes.default(null),
    allowedFrom: allowedFrom.default(null),
    expiresAt: expiresAt.default(null).describe('From when on it opens nothing; null: until it is revoked.'),
  })
  .meta({
    id: 'DrawKey',
    examples: [
      {
        label: '도서관리시스템',
        kind: 'live',
        scopes: ['lifecycles:write', 'messages:read'],
        lifecycleTypes: ['library-loan'],
        allowedFrom: ['203.0.113.0/24'],
        expiresAt: '2031-12-31T23:59:59+09:00',
      },
    ],
  });
export type DrawKey = z.output<typeof drawKey>;

export const rotateKey = z
  .strictObject({
    overlapHours: z
      .number()
      .min(0)
      .max(720)
      .default(24)
      .describe('So long both open the same; afterwards the old one opens nothing.'),
    expiresAt: expiresAt
      .optional()
      .describe('Of the new one. If left out it lives as long as the old one was to live, from now on.'),
  })
  .meta({ id: 'RotateKey', examples: [{ overlapHours: 24 }] });
export type RotateKey = z.output<typeof rotateKey>;

export const listKeysQuery = z.strictObject({ limit: pageSize, cursor: cursor.optional() });
export type ListKeysQuery = z.output<typeof listKeysQuery>;

const view = {
  id: z.uuid(),
  label: z.string(),
  kind,
  scopes: z.array(z.string()),
  lifecycleTypes: z.array(z.string()).nullable(),
  allowedFrom: z.array(z.string()).nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable().describe('To within ten minutes; null: never.'),
  replaces: z.uuid().nullable().describe('The key that it was drawn to take the place of.'),
};
export const keyView = z.object(view).meta({ id: 'Key', description: 'Everything but the key itself.' });
export type KeyAnswer = z.output<typeof keyView>;
export const keyPage = pageOf(keyView);
export type KeyPage = z.output<typeof keyPage>;

export const drawnKey = z
  .object({ ...view, key: z.string().describe('The key, shown this once.') })
  .meta({ id: 'DrawnKey' });
export type DrawnKey = z.output<typeof drawnKey>;

export const keyExample: KeyAnswer = {
  id: EXAMPLE_ID,
  label: '도서관리시스템',
  kind: 'live',
  scopes: ['lifecycles:write', 'messages:read'],
  lifecycleTypes: ['library-loan'],
  allowedFrom: ['203.0.113.0/24'],
  state: 'active',
  createdAt: '2030-11-18T09:30:00+09:00',
  expiresAt: '2031-12-31T23:59:59+09:00',
  lastUsedAt: null,
  replaces: null,
};
export const drawnKeyExample: DrawnKey = { ...keyExample, key: 'bgs_live_…' };
