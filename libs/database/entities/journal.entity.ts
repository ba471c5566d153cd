import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JournalEntry, JournalKind, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** One thing that a lifecycle decided, landed once by its key. */
@Entity({ name: 'journal' })
export class JournalEntity {
  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  @Column({ type: 'text' })
  kind!: JournalKind;

  @Column({ type: 'text' })
  text!: string;

  @Column({ type: 'jsonb' })
  detail!: JournalEntry['detail'];

  @Column({ type: 'timestamptz', name: 'recorded_at', default: () => 'now()', transformer: momentColumn })
  recordedAt!: Moment;
}
