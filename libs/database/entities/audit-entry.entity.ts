import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ActorKind, AuditKind } from '#libs/audit/chain.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What somebody changed or looked at; never changed. */
@Entity({ name: 'audit_entries' })
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;

  @Column({ type: 'text' })
  kind!: AuditKind;

  @Column({ type: 'text', name: 'actor_kind' })
  actorKind!: ActorKind;

  @Column({ type: 'text', name: 'actor_id' })
  actorId!: string;

  @Column({ type: 'text' })
  operation!: string;

  @Column({ type: 'uuid', name: 'lifecycle_id', nullable: true })
  lifecycleId!: string | null;

  @Column({ type: 'uuid', name: 'message_id', nullable: true })
  messageId!: string | null;

  @Column({ type: 'uuid', name: 'person_id', nullable: true })
  personId!: string | null;

  @Column({ type: 'jsonb' })
  subject!: Readonly<Record<string, string>>;

  @Column({ type: 'text', name: 'reason_ciphertext', nullable: true })
  reasonCiphertext!: string | null;

  @Column({ type: 'uuid', name: 'reason_person_id', nullable: true })
  reasonPersonId!: string | null;

  @Column({ type: 'uuid', name: 'request_id', nullable: true })
  requestId!: string | null;
}
