/** One sample for each shipped lifecycle. */
import type { Sample } from '../sample.js';
import examination from './examination.js';
import libraryLoan from './library-loan.js';
import order from './order.js';
import reservation from './reservation.js';
import returnExchange from './return-exchange.js';

export const samples: readonly Sample[] = [examination, libraryLoan, order, reservation, returnExchange];
