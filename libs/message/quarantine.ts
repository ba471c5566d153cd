import type { Moment } from '#libs/lifecycle/state.js';
import type { Decision } from './planner-terms.js';

/** Why nothing leaves for somebody: their number is not theirs, or they have died. */
export type QuarantineKind = 'number' | 'deceased';

/** Whoever lifts a quarantine leaves word for what it held, so looking again by itself is a safeguard alone, ms. */
const LOOK_EVERY_MS = 24 * 3_600_000;

const HOLDS = {
  number: { reasonCode: 'NUMBER_QUARANTINED', reason: '받는 번호가 격리되어 풀릴 때까지 보류' },
  deceased: { reasonCode: 'PERSON_DECEASED', reason: '돌아가신 분의 건이어서 보류' },
} as const;

/** Held until it is lifted, as long as it is worth sending: urgent or not, whatever its purpose. */
export const heldByQuarantine = (
  kind: QuarantineKind,
  now: Moment,
  expiresAt: Moment | null | undefined,
): Decision => ({
  do: 'wait',
  retry: false,
  until: Math.min(now + LOOK_EVERY_MS, expiresAt ?? Infinity),
  ...HOLDS[kind],
});
