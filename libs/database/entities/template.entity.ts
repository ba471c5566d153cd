import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateStatus } from '../template-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { TemplateComment } from '#libs/message/template-life.js';
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

  /** Under which it stands at the dealer; how it is found again after a call whose answer was lost. */
  @Column({ type: 'text', name: 'dealer_name', nullable: true })
  dealerName!: string | null;

  /** Kakao's, six digits. */
  @Column({ type: 'text', name: 'category_code', default: '999999' })
  categoryCode!: string;

  @Column({ type: 'jsonb', default: [] })
  comments!: readonly TemplateComment[];

  /** 차단. */
  @Column({ type: 'boolean', default: false })
  blocked!: boolean;

  /** 휴면, as the dealer says. */
  @Column({ type: 'boolean', default: false })
  dormant!: boolean;

  /** When its status last changed. */
  @Column({ type: 'timestamptz', name: 'changed_at', default: () => 'now()', transformer: momentColumn })
  changedAt!: Moment;

  /** To the day. */
  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true, transformer: momentColumn })
  lastUsedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'released_at', nullable: true, transformer: momentColumn })
  releasedAt!: Moment | null;

  /** When its dealer last answered for it. */
  @Column({ type: 'timestamptz', name: 'synced_at', nullable: true, transformer: momentColumn })
  syncedAt!: Moment | null;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()', transformer: momentColumn })
  createdAt!: Moment;
}
