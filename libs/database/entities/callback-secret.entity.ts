import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A secret that calls to the sender's system are signed with. */
@Entity({ name: 'callback_secrets' })
export class CallbackSecretEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text', name: 'secret_ciphertext' })
  secretCiphertext!: string;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  /** It goes on signing for a day after this, so that the receiver can change over. */
  @Column({ type: 'timestamptz', name: 'replaced_at', nullable: true, transformer: momentColumn })
  replacedAt!: Moment | null;
}
