import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A key of a tenant, wrapped by a master key; the latest that is active wraps the keys of new people. */
@Entity({ name: 'tenant_keys' })
export class TenantKeyEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'text' })
  id!: string;

  @Column({ type: 'text', name: 'wrapped_key' })
  wrappedKey!: string;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'active_from', transformer: momentColumn })
  activeFrom!: Moment;
}
