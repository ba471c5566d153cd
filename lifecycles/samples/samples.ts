/** One sample for each shipped lifecycle. */
import type { Sample } from '../sample.js';
import libraryLoan from './library-loan.js';
import order from './order.js';
import reservation from './reservation.js';

export const samples: readonly Sample[] = [libraryLoan, order, reservation];
