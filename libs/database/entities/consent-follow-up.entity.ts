import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** An entry of the ledger of consents of which its person is still to be told, or was. */
@Entity({ name: 'consent_follow_ups' })
export class ConsentFollowUpEntity {
  @PrimaryColumn({ type: 'uuid', name: 'consent_id' })
  consentId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'done_at', nullable: true, transformer: momentColumn })
  doneAt!: Moment | null;
}
