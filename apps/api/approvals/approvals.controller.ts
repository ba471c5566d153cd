import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ErrorCode } from '#libs/contracts/error-codes.js';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import {
  approvalDetail,
  approvalDetailExample,
  approvalDoneExample,
  approvalExample,
  approvalIdParam,
  approvalPage,
  approveBody,
  listApprovalsQuery,
  refuseBody,
  withdrawBody,
  type ApprovalDetail,
  type ApprovalPage,
  type Approve,
  type ListApprovals,
  type Refuse,
  type Withdraw,
} from './approval.schemas.js';
import { Approvals } from './approvals.js';

const DECISION: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'ID_INVALID',
  'APPROVAL_NOT_FOUND',
  'APPROVAL_SETTLED',
  'APPROVAL_EXPIRED',
];

/** What the acts themselves are refused with where the world has changed since they were asked for. */
const OF_ACTS: readonly ErrorCode[] = [
  'DEFINITION_INVALID',
  'LIFECYCLE_TYPE_NOT_FOUND',
  'LIFECYCLE_TYPE_UNKNOWN',
  'LIFECYCLE_TYPE_VERSION_UNKNOWN',
  'EVENT_UNKNOWN',
  'EVENT_ID_REUSED',
  'DATE_INVALID',
  'MOMENT_INVALID',
  'TEMPLATE_UNKNOWN',
  'CORRECTION_UNDER_WAY',
  'MIGRATION_STAGE_UNMAPPED',
  'MIGRATION_FIELD_MISSING',
  'MIGRATION_UNDER_WAY',
  'LEAK_NOT_FOUND',
  'LEAK_NUMBER_NOT_CORRECTED',
  'SITE_IN_USE',
  'CALLBACK_SECRET_MISSING',
];

const settled = (description: string, change: Partial<ApprovalDetail>) => [
  { status: 200, description, schema: approvalDetail, example: { ...approvalDoneExample, outcome: null, ...change } },
];

/** Acts that are done only once somebody else has approved them. */
@ApiTags('Approvals')
@Controller('v1/approvals')
export class ApprovalsController {
  constructor(private readonly approvals: Approvals) {}

  @Get()
  @Operation({
    id: 'listApprovals',
    scope: 'approvals:read',
    summary: 'Acts that wait for a second word first, then those that were settled, each the newest first',
    errors: [
      'CURSOR_INVALID',
      'PAGE_SIZE_INVALID',
      'INPUT_INVALID',
      'FIELD_UNKNOWN',
      'FIELD_TYPE_WRONG',
      'FIELD_INVALID',
    ],
    answers: [
      { status: 200, description: 'A page.', schema: approvalPage, example: { items: [approvalExample], next: null } },
    ],
  })
  list(@Tenant() tenant: string, @Query({ schema: listApprovalsQuery }) query: ListApprovals): Promise<ApprovalPage> {
    return this.approvals.list(tenant, query);
  }

  @Get(':id')
  @Operation({
    id: 'getApproval',
    scope: 'approvals:read',
    summary: 'What exactly would happen, or has',
    description: 'With the whole body of what was asked for, as long as it waits.',
    errors: ['ID_INVALID', 'APPROVAL_NOT_FOUND'],
    answers: [
      { status: 200, description: 'As it stands now.', schema: approvalDetail, example: approvalDetailExample },
    ],
  })
  get(@Tenant() tenant: string, @Param('id', { schema: approvalIdParam }) id: string): Promise<ApprovalDetail> {
    return this.approvals.get(tenant, id);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'approveAct',
    scope: 'approvals:write',
    summary: 'Approve what somebody else has asked for: it is carried out at once',
    description:
      'Exactly what was shown and nothing else: `contentHash` is of what you have read, and nobody is reached who was not among those counted; who has dropped out since is left out. It is done once, whoever approves at the same time. Where the act is not possible any more it is refused with its own error and stays open. Whoever asked cannot approve, by no other token and no key of theirs either.',
    takesBody: true,
    errors: [
      ...DECISION,
      'APPROVAL_OWN_ACT',
      'APPROVAL_CONTENT_CHANGED',
      'APPROVAL_OUTDATED',
      'APPROVAL_REQUESTER_GONE',
      ...OF_ACTS,
    ],
    answers: [
      {
        status: 200,
        description: 'Approved and carried out; `outcome` says what became of it.',
        schema: approvalDetail,
        example: approvalDoneExample,
      },
    ],
  })
  approve(
    @AskedBy() caller: Caller,
    @Param('id', { schema: approvalIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: approveBody }) body: Approve,
  ): Promise<ApprovalDetail> {
    return this.approvals.approve(caller, id, body, key);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'refuseAct',
    scope: 'approvals:write',
    summary: 'Refuse what somebody else has asked for: it is never done',
    takesBody: true,
    errors: [...DECISION, 'APPROVAL_OWN_ACT'],
    answers: settled('Refused.', { state: 'refused', decision: '대상 기간이 하루 넘침' }),
  })
  refuse(
    @AskedBy() caller: Caller,
    @Param('id', { schema: approvalIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: refuseBody }) { reason }: Refuse,
  ): Promise<ApprovalDetail> {
    return this.approvals.refuse(caller, id, reason, key);
  }

  // With the scope to read: whoever asks for acts need not be let decide, and what one takes back was never done.
  @Post(':id/withdraw')
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'withdrawAct',
    scope: 'approvals:read',
    summary: 'Take back what you have asked for yourself: it is never done',
    takesBody: true,
    errors: [...DECISION, 'APPROVAL_NOT_YOURS'],
    answers: settled('Taken back.', {
      state: 'withdrawn',
      decidedBy: approvalExample.requestedBy,
      decision: '기간을 고쳐 다시 올림',
    }),
  })
  withdraw(
    @AskedBy() caller: Caller,
    @Param('id', { schema: approvalIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: withdrawBody }) { reason }: Withdraw,
  ): Promise<ApprovalDetail> {
    return this.approvals.withdraw(caller, id, reason, key);
  }
}
