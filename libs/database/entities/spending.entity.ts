import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#libs/lifecycle/state.js';

/** A part of what a month's attempts cost, kept by the database itself; only the sum over the parts means something. */
@Entity({ name: 'spending' })
export class SpendingEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** First day of the Korean month. */
  @PrimaryColumn({ type: 'date' })
  month!: Day;

  @PrimaryColumn({ type: 'smallint' })
  part!: number;

  @Column({ type: 'numeric', name: 'charged_krw', precision: 14, scale: 2, default: 0 })
  chargedKrw!: string;

  /** Of attempts of which it is not known whether the dealer charges for them. */
  @Column({ type: 'numeric', name: 'perhaps_krw', precision: 14, scale: 2, default: 0 })
  perhapsKrw!: string;
}
