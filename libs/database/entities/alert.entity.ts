import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What wants the attention of the sender's operators; it stays until one of them acknowledges it. */
@Entity({ name: 'alerts' })
export class AlertEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** Null: it concerns the tenant as a whole. */
  @Column({ type: 'uuid', name: 'lifecycle_id', nullable: true })
  lifecycleId!: string | null;

  /** Of the journal entry; of the tenant's own what it is about. */
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  name!: string;

  /** For operators, Korean. */
  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'acknowledged_at', nullable: true, transformer: momentColumn })
  acknowledgedAt!: Moment | null;

  @Column({ type: 'text', name: 'acknowledgement_ciphertext', nullable: true })
  acknowledgementCiphertext!: string | null;
}
