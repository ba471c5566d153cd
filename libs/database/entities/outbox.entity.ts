import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** One thing that PostgreSQL knows and Temporal has yet to be told; payloads hold ids only. */
@Entity({ name: 'outbox' })
export class OutboxEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'text' })
  kind!: 'start' | 'event' | 'undelivered' | 'settings' | 'calendar' | 'bundle' | 'callback';

  @Column({ type: 'jsonb' })
  payload!: object;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'told_at', nullable: true, transformer: momentColumn })
  toldAt!: Moment | null;

  @Column({ type: 'int', default: 0 })
  tries!: number;

  @Column({ type: 'timestamptz', name: 'next_try_at', default: () => 'now()', transformer: momentColumn })
  nextTryAt!: Moment;

  @Column({ type: 'text', name: 'last_error', nullable: true })
  lastError!: string | null;
}
