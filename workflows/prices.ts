import { databaseActivities } from './activity-proxies.js';

/** Asks dealers for their price lists; a schedule starts it. */
export const fetchPrices = (): Promise<{ changed: number; unavailable: readonly string[] }> =>
  databaseActivities('딜러사의 단가표를 물음').fetchPrices();
