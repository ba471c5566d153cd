import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateStatus } from '../template-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** One version of a template as a dealer knows it; the highest approved one is live. */
@Entity({ name: 'templates' })
export class TemplateEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  code!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @Column({ type: 'text' })
  dealer!: string;

  @Column({ type: 'text', name: 'dealer_template_id' })
  dealerTemplateId!: string;

  @Column({ type: 'text', name: 'channel_id' })
  channelId!: string;

  @Column({ type: 'jsonb' })
  content!: object;

  @Column({ type: 'text' })
  status!: TemplateStatus;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;
}
