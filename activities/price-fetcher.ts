import type { DataSource } from 'typeorm';
import { dayOf } from '#libs/calendar/korean-time.js';
import { storeListedPrices } from '#libs/database/price-store.js';
import { DealerUnavailable, type Dealer } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';

export interface PriceFetcherParts {
  readonly dataSource: DataSource;
  readonly dealers: readonly Dealer[];
  readonly now: () => Moment;
}

/** Asks dealers that tell it what messages cost. What has changed holds from that Korean day on, for whom no contract says otherwise. */
export class PriceFetcher {
  constructor(private readonly parts: PriceFetcherParts) {}

  /** One that does not answer is asked the next time: until then its last list holds. */
  async run(): Promise<{ changed: number; unavailable: readonly string[] }> {
    const { dataSource, dealers, now } = this.parts;
    let changed = 0;
    const unavailable: string[] = [];
    for (const dealer of dealers) {
      if (!dealer.listedPrices) continue;
      try {
        const prices = await dealer.listedPrices();
        changed += await storeListedPrices(dataSource, dealer.name, prices, { day: dayOf(now()), now: now() });
      } catch (error) {
        if (!(error instanceof DealerUnavailable)) throw error;
        unavailable.push(dealer.name);
      }
    }
    return { changed, unavailable };
  }
}
