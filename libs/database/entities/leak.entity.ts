import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { LeakState } from '#libs/message/leak-term.js';
import { momentColumn } from './moment-column.js';

/** What had gone to a wrong number by the time it was put in quarantine, and what is done about it. */
@Entity({ name: 'leaks' })
export class LeakEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'quarantine_id' })
  quarantineId!: string;

  @Column({ type: 'timestamptz', name: 'learned_at', transformer: momentColumn })
  learnedAt!: Moment;

  /** Since when the number was not theirs; null: not known. */
  @Column({ type: 'timestamptz', name: 'wrong_since', nullable: true, transformer: momentColumn })
  wrongSince!: Moment | null;

  @Column({ type: 'boolean' })
  sensitive!: boolean;

  @Column({ type: 'int' })
  people!: number;

  @Column({ type: 'int' })
  affairs!: number;

  @Column({ type: 'int' })
  messages!: number;

  @Column({ type: 'timestamptz', name: 'tell_by', transformer: momentColumn })
  tellBy!: Moment;

  /** Null: the authority need not be told. */
  @Column({ type: 'timestamptz', name: 'report_by', nullable: true, transformer: momentColumn })
  reportBy!: Moment | null;

  @Column({ type: 'text' })
  state!: LeakState;

  @Column({ type: 'timestamptz', name: 'told_at', nullable: true, transformer: momentColumn })
  toldAt!: Moment | null;

  @Column({ type: 'text', name: 'told_by', nullable: true })
  toldBy!: string | null;

  /** For the tenant. */
  @Column({ type: 'text', name: 'told_how_ciphertext', nullable: true })
  toldHowCiphertext!: string | null;

  @Column({ type: 'timestamptz', name: 'reported_at', nullable: true, transformer: momentColumn })
  reportedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true, transformer: momentColumn })
  closedAt!: Moment | null;

  @Column({ type: 'text', name: 'closed_by', nullable: true })
  closedBy!: string | null;

  /** For the tenant. */
  @Column({ type: 'text', name: 'closing_ciphertext', nullable: true })
  closingCiphertext!: string | null;
}

/** A message that went to a wrong number. */
@Entity({ name: 'leaked_messages' })
export class LeakedMessageEntity {
  @PrimaryColumn({ type: 'uuid', name: 'leak_id' })
  leakId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  /** Whom it tells of. */
  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @Column({ type: 'text', nullable: true })
  template!: string | null;

  @Column({ type: 'text' })
  purpose!: string;

  @Column({ type: 'timestamptz', name: 'sent_at', transformer: momentColumn })
  sentAt!: Moment;
}
