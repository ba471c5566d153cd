import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** Up to which day a tenant's data of a name has been loaded. */
@Entity({ name: 'data_marks' })
export class DataMarkEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Column({ type: 'date', name: 'as_of' })
  asOf!: Day;

  @Column({ type: 'timestamptz', name: 'marked_at', transformer: momentColumn })
  markedAt!: Moment;
}
