import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
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

  @Column({ type: 'text', default: 'live' })
  kind!: KeyKind;

  /** resource:read or resource:write; * stands for every resource. */
  @Column({ type: 'text', array: true, default: () => "'{*:write}'" })
  scopes!: string[];

  /** null: affairs of all types. */
  @Column({ type: 'text', array: true, name: 'lifecycle_types', nullable: true })
  lifecycleTypes!: string[] | null;

  /** Networks; null: from anywhere. */
  @Column({ type: 'cidr', array: true, name: 'allowed_from', nullable: true })
  allowedFrom!: string[] | null;

  /** To within ten minutes. */
  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true, transformer: momentColumn })
  lastUsedAt!: Moment | null;

  /** The key that it was drawn to take the place of. */
  @Column({ type: 'uuid', nullable: true })
  replaces!: string | null;

  /** null: drawn before that was written down. */
  @Column({ type: 'text', name: 'drawn_by_kind', nullable: true })
  drawnByKind!: 'operator' | 'api-key' | 'command' | null;

  /** Subject of the operator, or id of the key. */
  @Column({ type: 'text', name: 'drawn_by_id', nullable: true })
  drawnById!: string | null;
}
