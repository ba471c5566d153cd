import { later, type Moment } from '#libs/calendar/days.js';
import { limit } from '#libs/content/rules.js';
import { letterFor } from '#libs/message/letter.js'; // ✗ boundaries/dependencies
import { store } from '#libs/database/store.js'; // ✗ boundaries/dependencies
import { DataSource } from 'typeorm'; // ✗ @typescript-eslint/no-restricted-imports
import { sleep } from '@temporalio/workflow'; // ✗ @typescript-eslint/no-restricted-imports

export interface Plan {
  readonly at: Moment;
}
export const planOf = (at: Moment): [Plan, Date] => [{ at }, later(at)];
export const most = limit;
export const wrong = [letterFor, store, DataSource, sleep];
