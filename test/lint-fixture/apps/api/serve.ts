import { Receipt } from '#libs/dealers/dealer.js'; // ✗ @typescript-eslint/consistent-type-imports
import { work } from '#apps/worker/work.js'; // ✗ boundaries/dependencies
import { lifecycle } from '#workflows/lifecycle.js'; // ✗ boundaries/dependencies
import { loan } from '#lifecycles/loan.js';
import { part } from './part.js';
import { internal } from '@temporalio/common/lib/converter/types.js'; // ✗ @typescript-eslint/no-restricted-imports

export const serve = (receipt: Receipt | null): unknown => {
  if (receipt == null) return [work, lifecycle, loan, part, internal];
  console.log('served'); // ✗ no-console
  return receipt.code == 'x'; // ✗ eqeqeq
};
