import type { Plan } from '#libs/lifecycle/plan.js';
import { letterFor } from '#libs/message/letter.js'; // ✗ boundaries/dependencies
import { readFileSync } from 'node:fs'; // ✗ @typescript-eslint/no-restricted-imports

export const loan: Plan = { at: 0 };
export const wrong = [letterFor, readFileSync];
