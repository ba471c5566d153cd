import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import type { LifecycleState } from '../lifecycle-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { momentColumn } from './moment-column.js';

/** One affair of a person. Its fields are a ciphertext under the key of one of its persons. */
@Entity({ name: 'lifecycles' })
export class LifecycleEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', name: 'definition_hash' })
  definitionHash!: string;

  /** The one that it was started by, once it has been moved to another. */
  @Column({ type: 'text', name: 'first_definition_hash', nullable: true })
  firstDefinitionHash!: string | null;

  @Column({ type: 'text' })
  reference!: string;

  @Column({ type: 'text', default: 'open' })
  state!: LifecycleState;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'text', name: 'data_ciphertext' })
  dataCiphertext!: string;

  @Column({ type: 'uuid', name: 'data_person_id' })
  dataPersonId!: string;

  /** The moment given to the engine. */
  @Column({ type: 'timestamptz', name: 'started_at', transformer: momentColumn })
  startedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true, transformer: momentColumn })
  closedAt!: Moment | null;

  @Column({ type: 'text', name: 'close_reason_ciphertext', nullable: true })
  closeReasonCiphertext!: string | null;

  /** Ours, Korean, nothing personal. */
  @Column({ type: 'text', name: 'close_explanation', nullable: true })
  closeExplanation!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  plan!: PlanSnapshot | null;

  @Column({ type: 'int', name: 'plan_decision', default: 0 })
  planDecision!: number;

  @Column({ type: 'timestamptz', name: 'next_due_at', nullable: true, transformer: momentColumn })
  nextDueAt!: Moment | null;

  @Column({ type: 'int', name: 'events_accepted', default: 0 })
  eventsAccepted!: number;

  /** Since when nothing of it may leave. */
  @Column({ type: 'timestamptz', name: 'paused_at', nullable: true, transformer: momentColumn })
  pausedAt!: Moment | null;

  @Column({ type: 'text', name: 'run_id', nullable: true })
  runId!: string | null;

  /** One of the tenant's sites, whose closing days hold for it besides the tenant's own. */
  @Column({ type: 'text', nullable: true })
  site!: string | null;

  /** Whose costs its messages are. */
  @Column({ type: 'text', nullable: true })
  department!: string | null;

  /** Lease of the one teller. */
  @Column({ type: 'timestamptz', name: 'telling_until', nullable: true, transformer: momentColumn })
  tellingUntil!: Moment | null;

  @Column({ type: 'uuid', name: 'telling_by', nullable: true })
  tellingBy!: string | null;

  /** Of the key that began it. */
  @Column({ type: 'text', name: 'key_kind', default: 'live' })
  keyKind!: KeyKind;

  /** How many messages its start decides at once, counted when it was let in; 0 of what did not come by the door. */
  @Column({ type: 'int', name: 'start_messages', default: 0 })
  startMessages!: number;
}
