import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A published version of a tenant's own lifecycle type; what it says stands under its hash. */
@Entity({ name: 'lifecycle_type_versions' })
export class LifecycleTypeVersionEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  name!: string;

  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'timestamptz', name: 'published_at', transformer: momentColumn })
  publishedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'retired_at', nullable: true, transformer: momentColumn })
  retiredAt!: Moment | null;

  /** The operator's words; documented as nothing personal. */
  @Column({ type: 'text', name: 'retired_reason', nullable: true })
  retiredReason!: string | null;
}
