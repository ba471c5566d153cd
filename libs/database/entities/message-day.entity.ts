import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#libs/lifecycle/state.js';

/** A part of how many messages were decided on a Korean day, kept by the database itself; only the sum over the parts means something. */
@Entity({ name: 'message_days' })
export class MessageDayEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'date' })
  day!: Day;

  @PrimaryColumn({ type: 'smallint' })
  part!: number;

  /** Of affairs that live keys began. */
  @Column({ type: 'int' })
  messages!: number;
}
