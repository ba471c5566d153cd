import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ConsentAct, ConsentChannel, ConsentPurpose, ConsentWay } from '#libs/message/consent.js';
import { momentColumn } from './moment-column.js';

/** An entry of the ledger of consents; never changed. */
@Entity({ name: 'consents' })
export class ConsentEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'bytea', name: 'phone_hash' })
  phoneHash!: Buffer;

  @Column({ type: 'text' })
  purpose!: ConsentPurpose;

  @Column({ type: 'text' })
  channel!: ConsentChannel;

  @Column({ type: 'text' })
  act!: ConsentAct;

  @Column({ type: 'boolean', default: false })
  night!: boolean;

  @Column({ type: 'text' })
  how!: ConsentWay;

  @Column({ type: 'text', name: 'text_version', nullable: true })
  textVersion!: string | null;

  @Column({ type: 'text', nullable: true })
  source!: string | null;

  @Column({ type: 'text', nullable: true })
  actor!: string | null;

  @Column({ type: 'text', name: 'note_ciphertext', nullable: true })
  noteCiphertext!: string | null;

  @Column({ type: 'timestamptz', name: 'occurred_at', transformer: momentColumn })
  occurredAt!: Moment;

  @Column({ type: 'timestamptz', name: 'recorded_at', transformer: momentColumn })
  recordedAt!: Moment;
}
