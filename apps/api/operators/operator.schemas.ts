import { z } from 'zod';
import { OPERATOR_ROLES } from '#libs/contracts/operator-roles.js';
import { LONGEST_SUBJECT } from '../authentication/operator-callers.js';
import { cursor, id, lineOfText, moment, pageOf, pageSize } from '../requests/field-schemas.js';

/** What the calls on operators take and answer. */

const EXAMPLE_ID = '0b2f9a40-7c1e-7a52-8c1e-3a1b5c7d9e13';
export const operatorIdParam = id.meta({ examples: [EXAMPLE_ID] });

const subject = lineOfText(LONGEST_SUBJECT).describe(
  'The sign-in’s own name for them, `sub` of their tokens: choose a sign-in in which it is no name and no address.',
);
const label = lineOfText(100).describe(
  'Their post, shown in timelines as who acted, as 대출 담당 1. Nothing personal: it is not erased with anybody.',
);
const role = z
  .enum(OPERATOR_ROLES)
  .describe(
    'viewer: sees affairs, masked. operator: steers and corrects them, decides attempts, records opt-outs, works with persons. template-editor: writes templates and has them reviewed. approver: publishes definitions, moves affairs to them, corrects many messages. administrator: keys, operators, settings, budgets, calendar, callbacks. auditor: the audit log, proofs, whatever is read.',
  );
const roles = z.array(role).min(1).max(OPERATOR_ROLES.length);

export const grantOperator = z
  .strictObject({ subject, label, roles })
  .meta({ id: 'GrantOperator', examples: [{ subject: 'f3a1c0de-7', label: '대출 담당 1', roles: ['operator'] }] });
export type GrantOperator = z.output<typeof grantOperator>;

export const changeOperator = z
  .strictObject({ label: label.optional(), roles: roles.optional() })
  .meta({ id: 'ChangeOperator', examples: [{ roles: ['operator', 'approver'] }] });
export type ChangeOperator = z.output<typeof changeOperator>;

export const listOperatorsQuery = z.strictObject({ limit: pageSize, cursor: cursor.optional() });
export type ListOperatorsQuery = z.output<typeof listOperatorsQuery>;

export const operatorView = z
  .object({
    id: z.uuid(),
    subject: z.string(),
    label: z.string(),
    roles: z.array(role),
    state: z.enum(['active', 'withdrawn']),
    grantedAt: moment,
    withdrawnAt: moment.nullable(),
  })
  .meta({ id: 'Operator' });
export type OperatorAnswer = z.output<typeof operatorView>;
export const operatorPage = pageOf(operatorView);
export type OperatorPage = z.output<typeof operatorPage>;

export const operatorExample: OperatorAnswer = {
  id: EXAMPLE_ID,
  subject: 'f3a1c0de-7',
  label: '대출 담당 1',
  roles: ['operator'],
  state: 'active',
  grantedAt: '2030-11-18T09:30:00+09:00',
  withdrawnAt: null,
};
