import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a tenant's contract with a dealer says. Only ever added: of several for a day the last counts. */
@Entity({ name: 'prices' })
export class PriceEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'text' })
  channel!: string;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: Day;

  /** Without VAT. */
  @Column({ type: 'numeric', precision: 10, scale: 2 })
  krw!: string;

  @Column({ type: 'timestamptz', name: 'set_at', transformer: momentColumn })
  setAt!: Moment;

  @Column({ type: 'text', name: 'set_by' })
  setBy!: string;
}
