import { databaseActivities } from './activity-proxies.js';

/** One round of asking dealers for receipts that never came; a schedule starts it. */
export const reconcileReceipts = (): Promise<{ asked: number; settled: number }> =>
  databaseActivities('오지 않은 전송 결과를 물음').reconcileReceipts();
