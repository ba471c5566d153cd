import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { TemplateMove } from '#libs/message/template-life.js';
import { momentColumn } from './moment-column.js';

/** What a person had done to a version of a template at its dealer's: by whom, why, and what came of it. */
@Entity({ name: 'template_acts' })
export class TemplateActEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'text' })
  code!: string;

  @Column({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  act!: TemplateMove;

  @Column({ type: 'text', default: 'asked' })
  state!: 'asked' | 'done' | 'refused';

  /** Label of the key, or whom the request named. */
  @Column({ type: 'text', name: 'asked_by' })
  askedBy!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', name: 'asked_at', transformer: momentColumn })
  askedAt!: Moment;

  /** When a call was begun of which nobody knows what became. */
  @Column({ type: 'timestamptz', name: 'in_doubt_since', nullable: true, transformer: momentColumn })
  inDoubtSince!: Moment | null;

  @Column({ type: 'int', default: 0 })
  tries!: number;

  @Column({ type: 'timestamptz', name: 'next_try_at', transformer: momentColumn })
  nextTryAt!: Moment;

  @Column({ type: 'timestamptz', name: 'settled_at', nullable: true, transformer: momentColumn })
  settledAt!: Moment | null;

  /** Ours, stable. */
  @Column({ type: 'text', name: 'result_code', nullable: true })
  resultCode!: string | null;

  @Column({ type: 'text', name: 'dealer_code', nullable: true })
  dealerCode!: string | null;
}
