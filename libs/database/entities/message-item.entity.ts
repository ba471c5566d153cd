import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** One lifecycle's reason to tell a person, inside a message. */
@Entity({ name: 'message_items' })
export class MessageItemEntity {
  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'timestamptz', name: 'withdrawn_at', nullable: true, transformer: momentColumn })
  withdrawnAt!: Moment | null;

  /** In a bundle: the item's own message. */
  @Column({ type: 'uuid', name: 'item_id', nullable: true })
  itemId!: string | null;
}
