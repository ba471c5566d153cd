import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A secret that calls to one endpoint are signed with. */
@Entity({ name: 'callback_endpoint_secrets' })
export class CallbackEndpointSecretEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'endpoint_id' })
  endpointId!: string;

  @Column({ type: 'text', name: 'secret_ciphertext' })
  secretCiphertext!: string;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  /** It goes on signing for a day after this. */
  @Column({ type: 'timestamptz', name: 'replaced_at', nullable: true, transformer: momentColumn })
  replacedAt!: Moment | null;
}
