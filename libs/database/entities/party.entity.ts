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
}
