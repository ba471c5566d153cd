import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A dealer's later word on an attempt, without phone numbers. */
@Entity({ name: 'receipts' })
export class ReceiptEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'text', name: 'dedupe_key' })
  dedupeKey!: string;

  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'int', name: 'attempt_number' })
  attemptNumber!: number;

  @Column({ type: 'text', name: 'status_code' })
  statusCode!: string;

  @Column({ type: 'text' })
  class!: string;

  @Column({ type: 'jsonb' })
  body!: object;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()', transformer: momentColumn })
  receivedAt!: Moment;

  @Column({ type: 'boolean' })
  applied!: boolean;
}
