/** The lifecycles that ship with the product. */
import type { Definition } from '#libs/lifecycle/definition.js';
import libraryLoan from './library-loan.js';
import order from './order.js';
import reservation from './reservation.js';

export const catalogue: readonly Definition[] = [libraryLoan, order, reservation];

export const lifecycleNamed = (name: string): Definition | undefined =>
  catalogue.find((definition) => definition.name === name);
