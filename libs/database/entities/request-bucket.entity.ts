import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** How many requests are left of what a key, a tenant or an address may make; named by a hash. */
@Entity({ name: 'request_buckets' })
export class RequestBucketEntity {
  @PrimaryColumn({ type: 'bytea' })
  id!: Buffer;

  @Column({ type: 'double precision' })
  tokens!: number;

  @Column({ type: 'timestamptz', transformer: momentColumn })
  at!: Moment;
}
