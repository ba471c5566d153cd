import type { RetentionPlace } from '#libs/contracts/retention-workflow.js';
import { retentionActivities } from './activity-proxies.js';

/** Rounds that one run makes at most: what is left then is the next day's. Each is six history events. */
const ROUNDS = 500;

/** Removes what has come to its term until nothing is left; a schedule starts it daily. */
export async function retention(): Promise<{ rounds: number; finished: boolean }> {
  let next: RetentionPlace | undefined;
  let rounds = 0;
  do {
    ({ next } = await retentionActivities().applyRetention(next));
    rounds += 1;
  } while (next && rounds < ROUNDS);
  return { rounds, finished: !next };
}
