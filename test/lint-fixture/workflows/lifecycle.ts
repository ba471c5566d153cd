import { proxyActivities, sleep } from '@temporalio/workflow';
import { planOf } from '#libs/lifecycle/plan.js';
import type * as shape from '#activities/dispatch.js';
import { dispatch } from '#activities/dispatch.js'; // ✗ boundaries/dependencies
import { store } from '#libs/database/store.js'; // ✗ boundaries/dependencies
import { randomUUID } from 'node:crypto'; // ✗ @typescript-eslint/no-restricted-imports
import { Connection } from '@temporalio/client'; // ✗ @typescript-eslint/no-restricted-imports

const activities = proxyActivities<typeof shape>({ startToCloseTimeout: '10s' });

export async function lifecycle(): Promise<unknown> {
  sleep('1 day'); // ✗ @typescript-eslint/no-floating-promises
  await activities.dispatch();
  return [planOf, dispatch, store, randomUUID, Connection];
}
