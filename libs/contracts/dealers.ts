/** Those that there are adapters for, by the names that stand in attempts, settings, queues and addresses of receipts. */
export const DEALERS = ['solapi', 'nhn', 'aligo', 'popbill'] as const;
export type DealerName = (typeof DEALERS)[number];
