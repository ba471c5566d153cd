import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A definition that some lifecycle of the tenant runs by, under its content hash. */
@Entity({ name: 'lifecycle_definitions' })
export class LifecycleDefinitionEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  hash!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  definition!: Definition;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;
}
