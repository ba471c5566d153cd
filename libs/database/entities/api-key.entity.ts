import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A tenant's key to the API, of which only the SHA-256 is kept. */
@Entity({ name: 'api_keys' })
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  label!: string;

  @Column({ type: 'bytea', name: 'key_hash' })
  keyHash!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true, transformer: momentColumn })
  expiresAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true, transformer: momentColumn })
  revokedAt!: Moment | null;
}
