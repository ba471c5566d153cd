import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A link in a message that is an event, by the hash of its token; never changed. */
@Entity({ name: 'event_links' })
export class EventLinkEntity {
  @PrimaryColumn({ type: 'bytea' })
  hash!: Buffer;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  /** Whom the message went to. */
  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  /** Its name in the definition. */
  @Column({ type: 'text' })
  link!: string;

  @Column({ type: 'text', name: 'event_type' })
  eventType!: string;

  @Column({ type: 'text', name: 'data_ciphertext' })
  dataCiphertext!: string;

  @Column({ type: 'timestamptz', name: 'expires_at', transformer: momentColumn })
  expiresAt!: Moment;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;
}
