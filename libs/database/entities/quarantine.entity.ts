import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { QuarantineKind } from '#libs/message/quarantine.js';
import { momentColumn } from './moment-column.js';

/** A number that is not its people's, or somebody who has died: nothing leaves for them while it is open. */
@Entity({ name: 'quarantines' })
export class QuarantineEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  kind!: QuarantineKind;

  /** Keyed hash of the number. */
  @Column({ type: 'bytea', name: 'phone_hash', nullable: true })
  phoneHash!: Buffer | null;

  /** Who has died. */
  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @Column({ type: 'text' })
  state!: 'open' | 'lifted';

  /** For the tenant. */
  @Column({ type: 'text', name: 'reason_ciphertext' })
  reasonCiphertext!: string;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'timestamptz', name: 'opened_at', transformer: momentColumn })
  openedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'lifted_at', nullable: true, transformer: momentColumn })
  liftedAt!: Moment | null;

  @Column({ type: 'text', name: 'lifted_as', nullable: true })
  liftedAs!: 'mistaken' | 'corrected' | null;

  @Column({ type: 'text', name: 'lifted_by', nullable: true })
  liftedBy!: string | null;

  /** For the tenant. */
  @Column({ type: 'text', name: 'lift_reason_ciphertext', nullable: true })
  liftReasonCiphertext!: string | null;

  /** When somebody last took the place of whoever has died. */
  @Column({ type: 'timestamptz', name: 'taken_over_at', nullable: true, transformer: momentColumn })
  takenOverAt!: Moment | null;
}

/** An affair that a quarantine stopped. */
@Entity({ name: 'quarantine_affairs' })
export class QuarantineAffairEntity {
  @PrimaryColumn({ type: 'uuid', name: 'quarantine_id' })
  quarantineId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'text' })
  act!: 'paused' | 'was-paused' | 'cancelled';

  /** The event that stops it. */
  @Column({ type: 'uuid', name: 'event_row_id', nullable: true })
  eventRowId!: string | null;
}
