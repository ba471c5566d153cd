import type { Plan } from '#libs/lifecycle/plan.js';
import { planOf } from '#libs/lifecycle/plan.js'; // ✗ boundaries/dependencies
import { day } from '#libs/calendar/days.js';

export const letterFor = (plan: Plan): unknown => [plan, planOf, day];
