import { planOf } from '#libs/lifecycle/plan.js'; // ✗ boundaries/dependencies
import { letterFor } from '#libs/message/letter.js'; // ✗ boundaries/dependencies
import { readFileSync } from 'node:fs'; // ✗ @typescript-eslint/no-restricted-imports

export const limit = 90;
export const wrong = [planOf, letterFor, readFileSync];
export const now = (): number => Date.now(); // ✗ no-restricted-properties
