import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A receipt that fits no attempt of any tenant; operators of the platform look at these. */
@Entity({ name: 'unrouted_receipts' })
export class UnroutedReceiptEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'bytea', name: 'body_hash' })
  bodyHash!: Buffer;

  @Column({ type: 'text', name: 'status_code', nullable: true })
  statusCode!: string | null;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()', transformer: momentColumn })
  receivedAt!: Moment;
}
