import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { momentColumn } from './moment-column.js';

/** Who and what was started lately, as a keyed hash; at most a day. */
@Entity({ name: 'start_prints' })
export class StartPrintEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  /** Of the key that started it. */
  @PrimaryColumn({ type: 'text', name: 'key_kind' })
  keyKind!: KeyKind;

  @PrimaryColumn({ type: 'bytea' })
  print!: Buffer;

  @Column({ type: 'uuid', name: 'lifecycle_id' })
  lifecycleId!: string;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;
}
