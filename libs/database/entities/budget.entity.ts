import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a tenant allows itself in a Korean month. */
@Entity({ name: 'budgets' })
export class BudgetEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** Without VAT; null: as much as it costs. */
  @Column({ type: 'numeric', name: 'limit_krw', precision: 14, scale: 2, nullable: true })
  limitKrw!: string | null;

  @Column({ type: 'int', name: 'warn_percent' })
  warnPercent!: number;

  @Column({ type: 'text', name: 'at_stop' })
  atStop!: 'hold' | 'send';

  @Column({ type: 'timestamptz', name: 'set_at', transformer: momentColumn })
  setAt!: Moment;

  @Column({ type: 'text', name: 'set_by' })
  setBy!: string;

  /** First day of the last month for which its operators were warned. */
  @Column({ type: 'date', name: 'warned_for', nullable: true })
  warnedFor!: Day | null;

  /** The same of being told that nothing is left. */
  @Column({ type: 'date', name: 'exhausted_for', nullable: true })
  exhaustedFor!: Day | null;
}
