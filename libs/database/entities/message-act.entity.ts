import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a person did about a message: settled a doubt, had it sent again or put right, or sent a letter instead. */
@Entity({ name: 'message_acts' })
export class MessageActEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @Column({ type: 'text' })
  kind!: 'send-again' | 'let-be' | 'resend' | 'correction' | 'letter';

  /** The attempt that was in doubt. */
  @Column({ type: 'int', name: 'attempt_number', nullable: true })
  attemptNumber!: number | null;

  /** The message that came of it. */
  @Column({ type: 'uuid', name: 'followed_by', nullable: true })
  followedBy!: string | null;

  /** The set that it was put right with. */
  @Column({ type: 'uuid', name: 'correction_id', nullable: true })
  correctionId!: string | null;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  /** The Korean day on which a letter went out instead. */
  @Column({ type: 'date', name: 'letter_on', nullable: true })
  letterOn!: Day | null;

  /** Who had the message then; the words are kept under their key. */
  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  /** Who did it and why. */
  @Column({ type: 'text', name: 'words_ciphertext' })
  wordsCiphertext!: string;
}
