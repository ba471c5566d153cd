import { momentAt } from '#libs/calendar/korean-time.js';
import {
  decide,
  DEFAULT_POLICY,
  type AttemptFact,
  type Decision,
  type DeliveryPolicy,
  type PlannerInput,
} from './planner.js';

/** Situations for the planner's tests: noon, a mobile number, the default policy without a morning's span, unless said otherwise. */

export const DAY = '2026-12-07';
export const NEXT = '2026-12-08';
export const NOON = momentAt(DAY, '12:00');
export const NIGHT = momentAt(DAY, '22:00');
export const MORNING = momentAt(NEXT, '08:00');

export const fact = (change: Partial<AttemptFact> & Pick<AttemptFact, 'state'>): AttemptFact => ({
  number: 1,
  channel: 'alimtalk',
  tries: 0,
  triedAt: null,
  ...change,
});

export interface Situation {
  readonly attempts?: readonly AttemptFact[];
  readonly now?: number;
  readonly message?: Partial<PlannerInput['message']>;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly kind?: 'mobile' | 'safe';
  readonly awaits?: PlannerInput['awaits'];
  readonly wishes?: Partial<PlannerInput['wishes']>;
  readonly notFriend?: boolean;
  readonly budgetHeldUntil?: number;
  readonly quarantine?: PlannerInput['quarantine'];
}

export const situation = ({
  attempts = [],
  now = NOON,
  message,
  policy,
  kind = 'mobile',
  awaits,
  wishes,
  notFriend,
  budgetHeldUntil,
  quarantine,
}: Situation): PlannerInput => ({
  message: { state: 'open', purpose: 'informational', urgent: false, plannedAt: now, night: 'after', ...message },
  ...(awaits && { awaits }),
  ...(budgetHeldUntil !== undefined && { budgetHeldUntil }),
  ...(quarantine && { quarantine }),
  recipient: { kind, ...(notFriend !== undefined && { notFriend }) },
  wishes: { advertising: { brand: undefined, text: undefined }, refused: [], ...wishes },
  policy: { ...DEFAULT_POLICY, dealerLatencyMs: 0, morningSpanMs: 0, ...policy },
  attempts,
  now,
  seed: 'message',
});
export const decided = (of: Situation): Decision => decide(situation(of));
