import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an affair's attempts had cost that have been removed. */
@Entity({ name: 'lifecycle_costs' })
export class LifecycleCostEntity {
  @PrimaryColumn({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'numeric', name: 'charged_krw', precision: 14, scale: 2 })
  chargedKrw!: string;

  @Column({ type: 'numeric', name: 'perhaps_krw', precision: 14, scale: 2 })
  perhapsKrw!: string;
}
