import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { momentColumn } from './moment-column.js';

/** Something that senders are told of, written by the database with what made it so. */
@Entity({ name: 'callback_events' })
export class CallbackEventEntity {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** The webhook-id. */
  @Column({ type: 'uuid', name: 'event_id' })
  eventId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  affair!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id', nullable: true })
  lifecycleId!: string | null;

  /** Of the key that began the affair; null: it is about none. */
  @Column({ type: 'text', name: 'key_kind', nullable: true })
  keyKind!: KeyKind | null;

  @Column({ type: 'jsonb' })
  data!: Readonly<Record<string, unknown>>;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  /** From 1 in each affair; null until it is numbered. */
  @Column({ type: 'int', nullable: true })
  sequence!: number | null;

  @Column({ type: 'bigint', nullable: true })
  position!: string | null;
}
