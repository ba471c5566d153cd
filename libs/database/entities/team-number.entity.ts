import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** A number to which messages of affairs that team keys began are really sent. */
@Entity({ name: 'team_numbers' })
export class TeamNumberEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** Keyed hash of the number. */
  @Column({ type: 'bytea', name: 'phone_hash' })
  phoneHash!: Buffer;

  /** For the tenant; empty once it was taken off the list. */
  @Column({ type: 'text', name: 'number_ciphertext' })
  numberCiphertext!: string;

  @Column({ type: 'text' })
  label!: string;

  @Column({ type: 'timestamptz', name: 'added_at', transformer: momentColumn })
  addedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'removed_at', nullable: true, transformer: momentColumn })
  removedAt!: Moment | null;
}
