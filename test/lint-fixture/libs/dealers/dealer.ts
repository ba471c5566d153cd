import { createHmac } from 'node:crypto';
import { signalOf } from './signal.js'; // ✗ import-x/no-cycle

export interface Receipt {
  readonly code: string;
}
export const callDealer = (): unknown => [createHmac, signalOf];
