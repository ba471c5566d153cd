import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveryState } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackResult } from '#libs/contracts/callback-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** How one event stands at one endpoint. */
@Entity({ name: 'callback_deliveries' })
export class CallbackDeliveryEntity {
  @PrimaryColumn({ type: 'uuid', name: 'endpoint_id' })
  endpointId!: string;

  @PrimaryColumn({ type: 'bigint' })
  position!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  affair!: string;

  @Column({ type: 'int' })
  sequence!: number;

  @Column({ type: 'text' })
  state!: DeliveryState;

  /** Since it was last asked for. */
  @Column({ type: 'int' })
  tries!: number;

  /** Ever. */
  @Column({ type: 'int' })
  tried!: number;

  @Column({ type: 'timestamptz', name: 'first_tried_at', nullable: true, transformer: momentColumn })
  firstTriedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'last_tried_at', nullable: true, transformer: momentColumn })
  lastTriedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'next_try_at', transformer: momentColumn })
  nextTryAt!: Moment;

  @Column({ type: 'text', name: 'last_result', nullable: true })
  lastResult!: CallbackResult | null;

  @Column({ type: 'int', name: 'last_status', nullable: true })
  lastStatus!: number | null;

  @Column({ type: 'int', name: 'last_took_ms', nullable: true })
  lastTookMs!: number | null;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;
}
