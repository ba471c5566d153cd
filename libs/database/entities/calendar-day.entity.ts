import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DayChange } from '#libs/calendar/korean-holidays.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a tenant says of one day, besides the shipped table of holidays. */
@Entity({ name: 'calendar_days' })
export class CalendarDayEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'date' })
  day!: Day;

  @Column({ type: 'text' })
  kind!: DayChange['kind'];

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'said_by' })
  saidBy!: 'operator' | 'import';

  @Column({ type: 'timestamptz', name: 'changed_at', default: () => 'now()', transformer: momentColumn })
  changedAt!: Moment;

  @Column({ name: 'withdrawn_at', type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;
}
