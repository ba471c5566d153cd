import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EndpointState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { momentColumn } from './moment-column.js';

/** Where a system of the sender is told of events. */
@Entity({ name: 'callback_endpoints' })
export class CallbackEndpointEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text' })
  description!: string;

  /** Null: all kinds. */
  @Column({ type: 'text', array: true, nullable: true })
  kinds!: string[] | null;

  /** Null: lifecycles of all types. */
  @Column({ type: 'text', name: 'lifecycle_types', array: true, nullable: true })
  lifecycleTypes!: string[] | null;

  /** Of affairs that keys of these kinds began. */
  @Column({ type: 'text', name: 'key_kinds', array: true })
  keyKinds!: KeyKind[];

  @Column({ type: 'text' })
  state!: EndpointState;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true, transformer: momentColumn })
  deletedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'suspended_at', nullable: true, transformer: momentColumn })
  suspendedAt!: Moment | null;

  /** Rounds in a row in which several affairs were tried and none arrived. */
  @Column({ type: 'int' })
  failures!: number;

  @Column({ type: 'timestamptz', name: 'failing_since', nullable: true, transformer: momentColumn })
  failingSince!: Moment | null;

  @Column({ type: 'timestamptz', name: 'rest_until', nullable: true, transformer: momentColumn })
  restUntil!: Moment | null;

  @Column({ type: 'timestamptz', name: 'last_success_at', nullable: true, transformer: momentColumn })
  lastSuccessAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'last_failure_at', nullable: true, transformer: momentColumn })
  lastFailureAt!: Moment | null;

  @Column({ type: 'text', name: 'last_result', nullable: true })
  lastResult!: CallbackResult | null;

  /** HTTP status of the last answer. */
  @Column({ type: 'int', name: 'last_status', nullable: true })
  lastStatus!: number | null;

  /** When Temporal was last told that something waits. */
  @Column({ type: 'timestamptz', name: 'told_at', nullable: true, transformer: momentColumn })
  toldAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'drained_at', nullable: true, transformer: momentColumn })
  drainedAt!: Moment | null;

  @Column({ type: 'uuid', name: 'drained_by', nullable: true })
  drainedBy!: string | null;

  /** By the clock of the database. */
  @Column({ type: 'timestamptz', name: 'draining_until', nullable: true, transformer: momentColumn })
  drainingUntil!: Moment | null;
}
