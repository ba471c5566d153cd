import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a lifecycle tells the sender's operators; it stays until one of them acknowledges it. */
@Entity({ name: 'alerts' })
export class AlertEntity {
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
