import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ConfirmationKind } from '#libs/message/legal-confirmations.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a tenant has confirmed, or taken back; of each kind the last row counts. */
@Entity({ name: 'legal_confirmations' })
export class LegalConfirmationEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  kind!: ConfirmationKind;

  @Column({ type: 'text' })
  act!: 'given' | 'withdrawn';

  /** Of the words that were confirmed or taken back. */
  @Column({ type: 'int' })
  version!: number;

  /** Office and name, as they give them. */
  @Column({ type: 'text', name: 'acted_by' })
  actedBy!: string;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;
}
