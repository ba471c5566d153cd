/** One sample for each shipped lifecycle. */
import type { Sample } from '../sample.js';
import libraryLoan from './library-loan.js';

export const samples: readonly Sample[] = [libraryLoan];
