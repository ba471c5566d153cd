import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { PricedChannel } from '#libs/message/cost.js';
import { momentColumn } from './moment-column.js';

/** One try on one channel, written before the dealer is called. */
@Entity({ name: 'attempts' })
export class AttemptEntity {
  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  channel!: PricedChannel;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  class!: string | null;

  @Column({ type: 'text', name: 'result_code', nullable: true })
  resultCode!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'text', name: 'dealer_group_id', nullable: true })
  dealerGroupId!: string | null;

  @Column({ type: 'text', name: 'dealer_message_id', nullable: true })
  dealerMessageId!: string | null;

  /** What the person reads, under the person's key. */
  @Column({ type: 'text', name: 'text_ciphertext', nullable: true })
  textCiphertext!: string | null;

  /** When its text came to its term; its keyed hash is kept. */
  @Column({ type: 'timestamptz', name: 'text_removed_at', nullable: true, transformer: momentColumn })
  textRemovedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'reserved_at', transformer: momentColumn })
  reservedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'calling_at', nullable: true, transformer: momentColumn })
  callingAt!: Moment | null;

  /** When the first call was begun of which it is not known what became. */
  @Column({ type: 'timestamptz', name: 'in_doubt_since', nullable: true, transformer: momentColumn })
  inDoubtSince!: Moment | null;

  @Column({ type: 'timestamptz', name: 'accepted_at', nullable: true, transformer: momentColumn })
  acceptedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;

  /** When the last call, look-up or result was known; back-off counts from here. */
  @Column({ type: 'timestamptz', name: 'tried_at', nullable: true, transformer: momentColumn })
  triedAt!: Moment | null;

  /** The dealer asked not to be called before. */
  @Column({ type: 'timestamptz', name: 'not_before', nullable: true, transformer: momentColumn })
  notBefore!: Moment | null;

  /** Whether the result lets another channel be tried; null: as its class says. */
  @Column({ type: 'text', nullable: true })
  fallback!: 'yes' | 'no' | 'policy' | null;

  @Column({ type: 'timestamptz', name: 'asked_at', nullable: true, transformer: momentColumn })
  askedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'next_check_at', nullable: true, transformer: momentColumn })
  nextCheckAt!: Moment | null;

  @Column({ type: 'int', default: 0 })
  tries!: number;

  /** What it costs as it stands, without VAT; null: it has never been handed over. Kept by the database itself. */
  @Column({ type: 'numeric', name: 'cost_krw', nullable: true, precision: 10, scale: 2 })
  costKrw!: string | null;

  /** As it was when it was handed over. */
  @Column({ type: 'numeric', name: 'price_krw', nullable: true, precision: 10, scale: 2 })
  priceKrw!: string | null;

  @Column({ type: 'text', name: 'price_source', nullable: true })
  priceSource!: 'operator' | 'dealer' | 'default' | null;

  /** What an LMS cost then: for comparison. */
  @Column({ type: 'numeric', name: 'lms_krw', nullable: true, precision: 10, scale: 2 })
  lmsKrw!: string | null;

  /** The Korean day on which it was handed over. */
  @Column({ type: 'date', name: 'charged_on', nullable: true })
  chargedOn!: Day | null;

  /** For reports, as it was when it was handed over; of a bundle's that of the affair which opened it. */
  @Column({ type: 'text', name: 'lifecycle_type', nullable: true })
  lifecycleType!: string | null;

  @Column({ type: 'text', name: 'template_code', nullable: true })
  templateCode!: string | null;

  /** Whose cost it is. */
  @Column({ type: 'text', nullable: true })
  department!: string | null;

  /** Of a bundle's attempt: the items' messages that its text tells of. */
  @Column({ type: 'uuid', array: true, nullable: true })
  items!: string[] | null;

  /** When it was said that a text is due, because nobody has confirmed this one. */
  @Column({ type: 'timestamptz', name: 'silence_told_at', nullable: true, transformer: momentColumn })
  silenceToldAt!: Moment | null;

  /** What a person decided, where nobody can tell whether it left. */
  @Column({ type: 'text', nullable: true })
  decided!: 'send-again' | 'let-be' | null;

  /** Whom it was for, where not for the person themselves. */
  @Column({ type: 'text', nullable: true })
  told!: 'guardian' | null;

  /** In which it is written; null: Korean. */
  @Column({ type: 'text', nullable: true })
  language!: string | null;
}
