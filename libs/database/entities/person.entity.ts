import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A person under a tenant: ciphertexts under the person's own key, and keyed hashes to be found by. */
@Entity({ name: 'persons' })
export class PersonEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text', name: 'name_ciphertext' })
  nameCiphertext!: string;

  @Column({ type: 'text', name: 'phone_ciphertext' })
  phoneCiphertext!: string;

  /** Of name and phone; null once the person is erased, as is the hash of the phone, which is also null for one without. */
  @Column({ type: 'bytea', name: 'identity_hash', nullable: true })
  identityHash!: Buffer | null;

  @Column({ type: 'bytea', name: 'phone_hash', nullable: true })
  phoneHash!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;
}
