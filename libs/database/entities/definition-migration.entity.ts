import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MigrationReport } from '#libs/lifecycle/migration-report.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { MigrationState } from '../migration-store.js';
import { momentColumn } from './moment-column.js';

/** Moving a type's running lifecycles to another version of its definition, or what that would do. */
@Entity({ name: 'definition_migrations' })
export class DefinitionMigrationEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  type!: string;

  /** The version that was asked for; null: every one but the new. */
  @Column({ type: 'text', name: 'from_hash', nullable: true })
  fromHash!: string | null;

  /** The versions that it moves, as they were when it was asked for. */
  @Column({ type: 'text', array: true, name: 'from_hashes' })
  fromHashes!: readonly string[];

  @Column({ type: 'text', name: 'to_hash' })
  toHash!: string;

  @Column({ type: 'jsonb' })
  stages!: Readonly<Record<string, string>>;

  @Column({ type: 'jsonb' })
  fields!: Readonly<Record<string, string>>;

  @Column({ type: 'int', name: 'per_minute' })
  perMinute!: number;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text' })
  state!: MigrationState;

  @Column({ type: 'int' })
  total!: number;

  @Column({ type: 'jsonb' })
  report!: MigrationReport;

  /** The report covers every lifecycle that it concerns. */
  @Column({ type: 'boolean' })
  tried!: boolean;

  /** Up to here, by id, the report covers them. */
  @Column({ type: 'uuid', name: 'tried_through', nullable: true })
  triedThrough!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', transformer: momentColumn })
  createdAt!: Moment;

  @Column({ type: 'timestamptz', name: 'changed_at', transformer: momentColumn })
  changedAt!: Moment;

  /** By which it was approved; null: it needed nobody's second word. */
  @Column({ type: 'uuid', name: 'approval_id', nullable: true })
  approvalId!: string | null;
}
