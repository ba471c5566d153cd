import type { RetentionRound } from '#libs/contracts/retention-workflow.js';
import { retentionActivities } from './activity-proxies.js';

/** Rounds that one run makes at most: what is left then is the next day's. Each is five history events. */
const ROUNDS = 500;

/** Removes what has come to its term until nothing is left; a schedule starts it daily. */
export async function retention(): Promise<{ rounds: number; more: boolean }> {
  let round: RetentionRound;
  let rounds = 0;
  do {
    round = await retentionActivities().applyRetention();
    rounds += 1;
  } while (round.more && rounds < ROUNDS);
  return { rounds, more: round.more };
}
