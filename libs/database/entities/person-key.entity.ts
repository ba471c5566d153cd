import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A person's key, wrapped by a master key; null once destroyed, which erases the person. */
@Entity({ name: 'person_keys' })
export class PersonKeyEntity {
  @PrimaryColumn({ type: 'uuid', name: 'person_id' })
  personId!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text', name: 'wrapped_key', nullable: true })
  wrappedKey!: string | null;

  @Column({ type: 'timestamptz', name: 'destroyed_at', nullable: true, transformer: momentColumn })
  destroyedAt!: Moment | null;
}
