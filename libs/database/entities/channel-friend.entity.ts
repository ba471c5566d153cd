import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** Whether somebody has added the tenant's KakaoTalk channel, as dealers last said. */
@Entity({ name: 'channel_friends' })
export class ChannelFriendEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'bytea', name: 'phone_hash' })
  phoneHash!: Buffer;

  @Column({ type: 'boolean' })
  added!: boolean;

  @Column({ type: 'timestamptz', name: 'known_at', transformer: momentColumn })
  knownAt!: Moment;
}
