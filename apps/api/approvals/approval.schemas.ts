import { z } from 'zod';
import { APPROVAL_STATES, GUARDED_ACTS } from '#libs/message/two-person-rule.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { cursor, id, lineOfText, moment, pageOf, pageSize } from '../requests/field-schemas.js';

/** What the calls on acts that wait for a second word take and answer. */

const EXAMPLE_APPROVAL = '01932f1e-0000-7000-8000-000000000061';
const EXAMPLE_HASH = '3f1a5c0d8e2b47966f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d';

const actor = z.object({
  kind: z.enum(['api-key', 'operator']),
  id: z.string().describe('Id of the API key, or `subject` of the operator, as in the audit log.'),
  label: z.string().describe('What the key or the post was called then.'),
});

const contentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a content hash: 64 hexadecimal digits')
  .describe('Of the act, its body and whom it reaches.');

const summary = z.object({
  id,
  act: z.enum(GUARDED_ACTS),
  state: z
    .enum(APPROVAL_STATES)
    .describe('`open`: waits; `done`: approved and carried out, which is one; of the others nothing was done.'),
  what: z.string().describe('What would happen, in a sentence, Korean.'),
  count: z.int().nullable().describe('Affairs or messages that it reaches, at most; null: it is about none.'),
  contentHash,
  requestedBy: actor,
  requestedAt: moment,
  expiresAt: moment.describe('Until then somebody else has to decide.'),
  decidedBy: actor.nullable(),
  settledAt: moment.nullable(),
  links: z.object({ self: z.string() }),
});

/** Answered with 202 in place of what the act would have been answered with. */
export const approval = summary.meta({ id: 'Approval' });
export type ApprovalAnswer = z.output<typeof approval>;

const anything = z.record(z.string(), z.unknown());

export const approvalDetail = summary
  .extend({
    facts: anything.describe('What would happen in figures and names, by `act`. Nothing personal.'),
    body: anything
      .nullable()
      .describe(
        'The whole of what would be carried out, as it was asked for; null once it is settled: it is not kept.',
      ),
    reason: z.string().nullable().describe('Why it was asked for, where that was said.'),
    decision: z.string().nullable().describe('Why it was approved, refused or taken back.'),
    outcome: anything.nullable().describe('What the act was answered with once it was carried out.'),
  })
  .meta({ id: 'ApprovalDetail' });
export type ApprovalDetail = z.output<typeof approvalDetail>;

export const listApprovalsQuery = z.strictObject({ limit: pageSize, cursor: cursor.optional() });
export type ListApprovals = z.output<typeof listApprovalsQuery>;
export const approvalPage = pageOf(summary).meta({ id: 'ApprovalPage' });
export type ApprovalPage = z.output<typeof approvalPage>;

const reason = lineOfText(500).describe(
  'Kept for good, encrypted, here and in the audit log; do not name anybody in it.',
);

export const approveBody = z
  .strictObject({
    contentHash: contentHash.describe('Of what you have read: another is refused.'),
    reason: reason.describe('What was looked at. Kept for good, encrypted; do not name anybody in it.'),
  })
  .meta({ id: 'Approve', examples: [{ contentHash: EXAMPLE_HASH, reason: '문안과 대상 건수를 확인함' }] });
export type Approve = z.output<typeof approveBody>;

export const refuseBody = z
  .strictObject({ reason })
  .meta({ id: 'RefuseApproval', examples: [{ reason: '대상 기간이 하루 넘침' }] });
export type Refuse = z.output<typeof refuseBody>;

export const withdrawBody = z
  .strictObject({ reason: reason.optional() })
  .meta({ id: 'WithdrawApproval', examples: [{ reason: '기간을 고쳐 다시 올림' }] });
export type Withdraw = z.output<typeof withdrawBody>;

export const approvalIdParam = id.meta({ examples: [EXAMPLE_APPROVAL] });

export const approvalExample: ApprovalAnswer = {
  id: EXAMPLE_APPROVAL,
  act: 'correct-messages',
  state: 'open',
  what: 'bill의 BILL_ISSUED로 나간 메시지 1,204건을 BILL_CORRECTED로 바로잡음',
  count: 1204,
  contentHash: EXAMPLE_HASH,
  requestedBy: { kind: 'operator', id: 'f3a1', label: '세무 담당 1' },
  requestedAt: '2030-11-18T14:00:00+09:00',
  expiresAt: '2030-11-25T14:00:00+09:00',
  decidedBy: null,
  settledAt: null,
  links: { self: `/v1/approvals/${EXAMPLE_APPROVAL}` },
};

export const approvalDetailExample: ApprovalDetail = {
  ...approvalExample,
  facts: {
    type: 'bill',
    template: 'BILL_ISSUED',
    correction: 'BILL_CORRECTED',
    plannedFrom: '2030-11-18T09:00:00+09:00',
    plannedUntil: '2030-11-18T12:00:00+09:00',
    perMinute: 600,
    withoutTemplate: 0,
    trial: `/v1/message-corrections/${EXAMPLE_IDS.message}`,
  },
  body: {
    type: 'bill',
    template: 'BILL_ISSUED',
    plannedFrom: '2030-11-18T09:00:00+09:00',
    plannedUntil: '2030-11-18T12:00:00+09:00',
    correction: 'BILL_CORRECTED',
    dryRun: false,
    perMinute: 600,
    reason: '납부기한을 잘못 알림',
  },
  reason: '납부기한을 잘못 알림',
  decision: null,
  outcome: null,
};

export const approvalDoneExample: ApprovalDetail = {
  ...approvalDetailExample,
  state: 'done',
  decidedBy: { kind: 'operator', id: '9c07', label: '세무 팀장' },
  settledAt: '2030-11-18T14:20:00+09:00',
  body: null,
  decision: '문안과 대상 건수를 확인함',
  outcome: { id: EXAMPLE_IDS.message, links: { self: `/v1/message-corrections/${EXAMPLE_IDS.message}` } },
};

/** What is documented of an act that may have to wait. */
export const waitsForSecondWord = {
  status: 202,
  description:
    'By your two-person rule it is not done yet: somebody else has to approve it. Location leads to what waits (GET /v1/approvals/{id}).',
  schema: approval,
  example: approvalExample,
} as const;
