import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What calls to a dealer of five seconds came to, over all tenants. */
@Entity({ name: 'dealer_calls' })
export class DealerCallsEntity {
  @PrimaryColumn({ type: 'text' })
  dealer!: string;

  /** Of the stretch within its hour, 0 to 719. */
  @PrimaryColumn({ type: 'int' })
  place!: number;

  @Column({ type: 'timestamptz', name: 'from_at', transformer: momentColumn })
  fromAt!: Moment;

  @Column({ type: 'int' })
  calls!: number;

  @Column({ type: 'int' })
  failed!: number;

  @Column({ type: 'int' })
  slow!: number;
}
