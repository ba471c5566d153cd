import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#libs/lifecycle/state.js';
import type { PricedChannel } from '#libs/message/cost.js';

/** What attempts had cost that have been removed, as cost-report.ts sums them. */
@Entity({ name: 'cost_days' })
export class CostDayEntity {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'date', name: 'charged_on' })
  chargedOn!: Day;

  @Column({ type: 'text', name: 'lifecycle_type', nullable: true })
  lifecycleType!: string | null;

  @Column({ type: 'text', name: 'template_code', nullable: true })
  templateCode!: string | null;

  @Column({ type: 'text', nullable: true })
  department!: string | null;

  @Column({ type: 'text' })
  channel!: PricedChannel;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'int' })
  messages!: number;

  @Column({ type: 'int' })
  counted!: number;

  @Column({ type: 'int' })
  failed!: number;

  @Column({ type: 'int' })
  again!: number;

  @Column({ type: 'numeric', name: 'charged_krw', precision: 14, scale: 2 })
  chargedKrw!: string;

  @Column({ type: 'numeric', name: 'perhaps_krw', precision: 14, scale: 2 })
  perhapsKrw!: string;

  @Column({ type: 'numeric', name: 'indicative_krw', precision: 14, scale: 2 })
  indicativeKrw!: string;

  @Column({ type: 'numeric', name: 'all_as_lms_krw', precision: 14, scale: 2 })
  allAsLmsKrw!: string;

  @Column({ type: 'numeric', name: 'lms_from_krw', nullable: true, precision: 10, scale: 2 })
  lmsFromKrw!: string | null;

  @Column({ type: 'numeric', name: 'lms_to_krw', nullable: true, precision: 10, scale: 2 })
  lmsToKrw!: string | null;
}
