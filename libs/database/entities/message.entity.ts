import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { momentColumn } from './moment-column.js';

/** What a person should learn. Without `send` it is a bundle's, or a tombstone laid before anything was reserved. */
@Entity({ name: 'messages' })
export class MessageEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id', nullable: true })
  lifecycleId!: string | null;

  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @Column({ type: 'text', nullable: true })
  party!: string | null;

  @Column({ type: 'text', name: 'template_code', nullable: true })
  templateCode!: string | null;

  /** The definition that it was decided by, where that is no longer its lifecycle's. */
  @Column({ type: 'text', name: 'definition_hash', nullable: true })
  definitionHash!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  send!: SendEffect | null;

  @Column({ type: 'boolean', default: false })
  final!: boolean;

  @Column({ type: 'timestamptz', name: 'planned_at', transformer: momentColumn })
  plannedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true, transformer: momentColumn })
  expiresAt!: Moment | null;

  @Column({ type: 'text', default: 'open' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', name: 'tombstoned_at', nullable: true, transformer: momentColumn })
  tombstonedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'held_until', nullable: true, transformer: momentColumn })
  heldUntil!: Moment | null;

  /** The dealer whose outage it waits for, and since when. */
  @Column({ type: 'text', name: 'awaits_dealer', nullable: true })
  awaitsDealer!: string | null;

  @Column({ type: 'timestamptz', name: 'awaits_since', nullable: true, transformer: momentColumn })
  awaitsSince!: Moment | null;

  @Column({ type: 'boolean', name: 'double_contact', default: false })
  doubleContact!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;

  /** The bundle that it rides in: its message is that one's from then on. */
  @Column({ type: 'uuid', name: 'bundle_id', nullable: true })
  bundleId!: string | null;

  /** What was decided of it and why, oldest first. */
  @Column({ type: 'jsonb', default: () => "'[]'" })
  decisions!: readonly object[];

  /** The message that it repeats or puts right. */
  @Column({ type: 'uuid', nullable: true })
  follows!: string | null;

  @Column({ type: 'text', name: 'followed_as', nullable: true })
  followedAs!: 'resend' | 'correction' | null;

  /** Of the key that began its affair. */
  @Column({ type: 'text', name: 'key_kind', default: 'live' })
  keyKind!: KeyKind;

  /** Decided by a start: counted with it, where that came by the door. */
  @Column({ type: 'boolean', name: 'at_door', default: false })
  atDoor!: boolean;
}
