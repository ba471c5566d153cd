import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ApprovalState, GuardedAct } from '#libs/message/two-person-rule.js';
import { momentColumn } from './moment-column.js';

/** An act that waits for a second word, or waited. */
@Entity({ name: 'approvals' })
export class ApprovalEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  act!: GuardedAct;

  /** What would happen; nothing personal. */
  @Column({ type: 'jsonb' })
  facts!: object;

  /** Affairs or messages that it reaches. */
  @Column({ type: 'int', nullable: true })
  count!: number | null;

  @Column({ type: 'bytea', name: 'content_hash' })
  contentHash!: Buffer;

  @Column({ type: 'bytea', name: 'same_as', nullable: true })
  sameAs!: Buffer | null;

  /** Under the tenant's key; gone once it is decided. */
  @Column({ type: 'text', name: 'payload_ciphertext', nullable: true })
  payloadCiphertext!: string | null;

  @Column({ type: 'text', name: 'reason_ciphertext', nullable: true })
  reasonCiphertext!: string | null;

  @Column({ type: 'text', name: 'requested_by_kind' })
  requestedByKind!: 'operator' | 'api-key';

  @Column({ type: 'text', name: 'requested_by_id' })
  requestedById!: string;

  @Column({ type: 'text', name: 'requested_by_label' })
  requestedByLabel!: string;

  @Column({ type: 'text', array: true, name: 'requester_hands' })
  requesterHands!: string[];

  @Column({ type: 'timestamptz', name: 'requested_at', transformer: momentColumn })
  requestedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'expires_at', transformer: momentColumn })
  expiresAt!: Moment;

  @Column({ type: 'text', default: 'open' })
  state!: ApprovalState;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;

  @Column({ type: 'text', name: 'decided_by_kind', nullable: true })
  decidedByKind!: 'operator' | 'api-key' | null;

  @Column({ type: 'text', name: 'decided_by_id', nullable: true })
  decidedById!: string | null;

  @Column({ type: 'text', name: 'decided_by_label', nullable: true })
  decidedByLabel!: string | null;

  @Column({ type: 'text', name: 'decision_ciphertext', nullable: true })
  decisionCiphertext!: string | null;

  /** What carrying it out answered. */
  @Column({ type: 'jsonb', nullable: true })
  outcome!: object | null;
}

/** An affair or a message that an act reaches. */
@Entity({ name: 'approval_subjects' })
export class ApprovalSubjectEntity {
  @PrimaryColumn({ type: 'uuid', name: 'approval_id' })
  approvalId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;
}
