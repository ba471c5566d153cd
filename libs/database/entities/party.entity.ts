import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who plays which part in a lifecycle. */
@Entity({ name: 'parties' })
export class PartyEntity {
  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @PrimaryColumn({ type: 'text' })
  role!: string;

  @Column({ type: 'uuid', name: 'person_id' })
  personId!: string;

  /** Who is told while the person is under fourteen, or has no number. */
  @Column({ type: 'uuid', name: 'guardian_person_id', nullable: true })
  guardianPersonId!: string | null;

  /** Under the person's key; kept only beside a guardian. */
  @Column({ type: 'text', name: 'birth_date_ciphertext', nullable: true })
  birthDateCiphertext!: string | null;

  @Column({ type: 'text', nullable: true })
  relation!: 'heir' | null;

  /** In which the person is told; null: Korean. */
  @Column({ type: 'text', nullable: true })
  language!: string | null;

  @Column({ type: 'text', name: 'guardian_language', nullable: true })
  guardianLanguage!: string | null;
}
