import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** Wrong messages of one template that are put right, each once; the messages themselves say which have been. */
@Entity({ name: 'message_corrections' })
export class MessageCorrectionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** Of the lifecycles. */
  @Column({ type: 'text' })
  type!: string;

  /** Of the wrong messages. */
  @Column({ type: 'text' })
  template!: string;

  @Column({ type: 'timestamptz', name: 'planned_from', transformer: momentColumn })
  plannedFrom!: Moment;

  @Column({ type: 'timestamptz', name: 'planned_until', transformer: momentColumn })
  plannedUntil!: Moment;

  /** The template that puts them right. */
  @Column({ type: 'text' })
  correction!: string;

  @Column({ type: 'int', name: 'per_minute' })
  perMinute!: number;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text' })
  state!: 'dry-run' | 'running' | 'stopped' | 'completed';

  /** Messages that it concerned when it was asked for. */
  @Column({ type: 'int' })
  total!: number;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'changed_at', transformer: momentColumn })
  changedAt!: Moment;

  /** By which it was approved; null: it needed nobody's second word. */
  @Column({ type: 'uuid', name: 'approval_id', nullable: true })
  approvalId!: string | null;
}
