import { callDealer } from './dealer.js'; // ✗ import-x/no-cycle

export const signalOf = (): unknown => callDealer();
