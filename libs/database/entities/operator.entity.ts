import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** Who may use the API as an operator of a tenant; several rows where somebody was withdrawn and granted again. */
@Entity({ name: 'operators' })
export class OperatorEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** `iss` of their tokens. */
  @Column({ type: 'text' })
  issuer!: string;

  /** `sub` of their tokens. */
  @Column({ type: 'text' })
  subject!: string;

  /** Their post; nothing personal. */
  @Column({ type: 'text' })
  label!: string;

  @Column({ type: 'text', array: true })
  roles!: string[];

  @Column({ type: 'timestamptz', name: 'granted_at', transformer: momentColumn })
  grantedAt!: Moment;

  @Column({ type: 'timestamptz', name: 'withdrawn_at', nullable: true, transformer: momentColumn })
  withdrawnAt!: Moment | null;
}
