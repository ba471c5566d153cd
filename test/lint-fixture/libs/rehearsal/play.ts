import { later } from '#libs/calendar/days.js';
import { planOf } from '#libs/lifecycle/plan.js';
import { letterFor } from '#libs/message/letter.js';
import { store } from '#libs/database/store.js'; // ✗ boundaries/dependencies
import { randomBytes } from 'node:crypto'; // ✗ @typescript-eslint/no-restricted-imports

export const play = (): unknown => [later(0), planOf(0), letterFor({ at: 0 }), store, randomBytes];
export const now = (): number => Date.now(); // ✗ no-restricted-properties
