import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a dealer charges whoever has no contract of their own; under `*` what holds where no dealer says. Of no tenant. */
@Entity({ name: 'listed_prices' })
export class ListedPriceEntity {
  @PrimaryColumn({ type: 'text' })
  dealer!: string;

  @PrimaryColumn({ type: 'text' })
  channel!: string;

  @PrimaryColumn({ type: 'date', name: 'valid_from' })
  validFrom!: Day;

  /** Without VAT. */
  @Column({ type: 'numeric', precision: 10, scale: 2 })
  krw!: string;

  @Column({ type: 'text' })
  source!: 'dealer' | 'default';

  @Column({ type: 'timestamptz', name: 'set_at', default: () => 'now()', transformer: momentColumn })
  setAt!: Moment;
}
