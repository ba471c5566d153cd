import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantSettings } from '../tenant-settings.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** An organisation that sends. */
@Entity({ name: 'tenants' })
export class TenantEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  settings!: TenantSettings;

  /** Its own in Temporal; null: that of the house. Said when it is set up, and never changed. */
  @Column({ type: 'text', nullable: true, update: false })
  namespace!: string | null;

  /** The shipped table of holidays that its open lifecycles know. */
  @Column({ type: 'text', name: 'holiday_table', nullable: true })
  holidayTable!: string | null;

  /** Generated from the settings; by it a call for opting out finds whom it is for. */
  @Column({ type: 'text', name: 'opt_out_number', nullable: true, insert: false, update: false })
  optOutNumber!: string | null;

  /** Generated from the settings: the database stops starts at it. */
  @Column({ type: 'int', name: 'daily_message_limit', nullable: true, insert: false, update: false })
  dailyMessageLimit!: number | null;

  /** Generated from the settings; null: as usual. By it the months are found that nobody keeps any longer. */
  @Column({ type: 'jsonb', nullable: true, insert: false, update: false })
  retention!: TenantSettings['retention'] | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;
}
