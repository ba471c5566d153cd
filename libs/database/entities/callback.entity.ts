import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CallbackResult, CallbackState } from '#libs/contracts/callback-workflow.js';
import type { CallEffect, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A call to the sender's system, written with the journal entry that decided it. */
@Entity({ name: 'callbacks' })
export class CallbackEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  /** Of the journal entry. */
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  name!: string;

  /** From 1 in each lifecycle. */
  @Column({ type: 'int' })
  sequence!: number;

  @Column({ type: 'jsonb' })
  call!: CallEffect;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'text' })
  state!: CallbackState;

  /** How often delivery was begun anew. */
  @Column({ type: 'int', default: 1 })
  round!: number;

  /** Of the present round. */
  @Column({ type: 'int', default: 0 })
  tries!: number;

  @Column({ type: 'timestamptz', name: 'next_try_at', nullable: true, transformer: momentColumn })
  nextTryAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'last_tried_at', nullable: true, transformer: momentColumn })
  lastTriedAt!: Moment | null;

  @Column({ type: 'text', name: 'last_result', nullable: true })
  lastResult!: CallbackResult | null;

  /** HTTP status of the last answer. */
  @Column({ type: 'int', name: 'last_status', nullable: true })
  lastStatus!: number | null;

  /** When Temporal was last to be told of it. */
  @Column({ type: 'timestamptz', name: 'told_at', default: () => 'now()', transformer: momentColumn })
  toldAt!: Moment;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;
}
