import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What gathers a person's like items until it closes; its id is its message's. */
@Entity({ name: 'bundles' })
export class BundleEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  /** What the definition calls it: only items of one name meet. */
  @Column({ type: 'text' })
  name!: string;

  /** The lifecycle through which Temporal is told of it. */
  @Column({ type: 'uuid', name: 'opened_by' })
  openedBy!: string;

  @Column({ type: 'timestamptz', name: 'closes_at', transformer: momentColumn })
  closesAt!: Moment;

  /** `closing`: nothing joins any more, and its message is being delivered. */
  @Column({ type: 'text', default: 'open' })
  state!: 'open' | 'closing' | 'closed';

  /** When it is looked after whether its workflow still runs. */
  @Column({ type: 'timestamptz', name: 'next_check_at', nullable: true, transformer: momentColumn })
  nextCheckAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;
}
