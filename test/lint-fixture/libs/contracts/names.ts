import { defineSignal } from '@temporalio/workflow';
import type { Plan } from '#libs/lifecycle/plan.js';
import { Client } from '@temporalio/client'; // ✗ @typescript-eslint/no-restricted-imports
import { store } from '#libs/database/store.js'; // ✗ boundaries/dependencies

export type Carried = Plan;
export const signal = defineSignal('signal');
export const wrong = [Client, store];
