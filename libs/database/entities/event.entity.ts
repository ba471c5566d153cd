import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EventDetail, EventKind, EventSource, EventState } from '../event-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a sender reported, stored before the workflow is told; its answer is final once set. */
@Entity({ name: 'events' })
export class EventEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'text', name: 'event_id' })
  eventId!: string;

  @Column({ type: 'text' })
  kind!: EventKind;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'timestamptz', name: 'occurred_at', transformer: momentColumn })
  occurredAt!: Moment;

  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()', transformer: momentColumn })
  receivedAt!: Moment;

  @Column({ type: 'text', name: 'data_ciphertext' })
  dataCiphertext!: string;

  /** What of an operator's act is not personal. */
  @Column({ type: 'jsonb', nullable: true })
  detail!: EventDetail | null;

  /** The definition that it was accepted under. */
  @Column({ type: 'text', name: 'definition_hash', nullable: true })
  definitionHash!: string | null;

  @Column({ type: 'bytea' })
  fingerprint!: Buffer;

  @Column({ type: 'text', default: 'pending' })
  state!: EventState;

  @Column({ type: 'text', default: 'sender' })
  source!: EventSource;

  /** Order of acceptance within the lifecycle, from 1. */
  @Column({ type: 'int', nullable: true })
  sequence!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  answer!: object | null;

  @Column({ type: 'timestamptz', name: 'answered_at', nullable: true, transformer: momentColumn })
  answeredAt!: Moment | null;
}
