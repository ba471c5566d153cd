import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A message that waits for a budget to be raised, to be told of it. It may have left since, when the month turned. */
@Entity({ name: 'held_by_budget' })
export class HeldByBudgetEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  since!: Moment;

  /** When it was last told that there is money again; null: it has not been since it was held. */
  @Column({ type: 'timestamptz', name: 'released_at', nullable: true, transformer: momentColumn })
  releasedAt!: Moment | null;
}
