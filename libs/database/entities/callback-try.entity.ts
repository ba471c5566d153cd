import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** One try to tell an endpoint of an event. */
@Entity({ name: 'callback_tries' })
export class CallbackTryEntity {
  @PrimaryColumn({ type: 'uuid', name: 'endpoint_id' })
  endpointId!: string;

  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  /** From 1 over all of them, replays included. */
  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'timestamptz', name: 'began_at', transformer: momentColumn })
  beganAt!: Moment;

  /** Null while it is being made, or where nobody came to say what came of it. */
  @Column({ type: 'text', nullable: true })
  result!: CallbackResult | null;

  @Column({ type: 'int', nullable: true })
  status!: number | null;

  @Column({ type: 'int', name: 'took_ms', nullable: true })
  tookMs!: number | null;
}
