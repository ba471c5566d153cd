import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Month, RetentionKind, RetentionMark } from '#libs/message/retention.js';
import { momentColumn } from './moment-column.js';

/** What of a month has come to its term. */
@Entity({ name: 'retention_marks' })
export class RetentionMarkEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  kind!: RetentionKind;

  /** In which the messages were planned; of people: in which they were erased. */
  @PrimaryColumn({ type: 'date' })
  month!: Month;

  @Column({ type: 'text' })
  state!: RetentionMark['state'];

  /** Texts, receipts, messages or people. */
  @Column({ type: 'bigint', default: 0 })
  removed!: string;

  /** Messages that are due and still needed. */
  @Column({ type: 'int', default: 0 })
  held!: number;

  @Column({ type: 'timestamptz', name: 'looked_at', transformer: momentColumn })
  lookedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true, transformer: momentColumn })
  removedAt!: Moment | null;

  @Column({ type: 'bigint', name: 'transaction_id' })
  transactionId!: string;
}
