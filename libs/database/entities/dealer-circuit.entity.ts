import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { DealerCircuit } from '#libs/message/dealer-circuit.js';
import { momentColumn } from './moment-column.js';

/** How a dealer stands, for all workers and all tenants. */
@Entity({ name: 'dealer_circuits' })
export class DealerCircuitEntity {
  @PrimaryColumn({ type: 'text' })
  dealer!: string;

  /** Calls a second that the contract allows. */
  @Column({ type: 'int', name: 'per_second' })
  perSecond!: number;

  @Column({ type: 'jsonb' })
  circuit!: DealerCircuit;

  @Column({ type: 'timestamptz', name: 'changed_at', transformer: momentColumn })
  changedAt!: Moment;
}
