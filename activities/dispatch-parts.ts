import { ApplicationFailure } from '@temporalio/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { moveAttempt, type AttemptRow, type OpenedMessage } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { OtherReasonCode } from '#libs/database/message-decisions.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Dealer } from '#libs/dealers/dealer.js';
import { houseDealer } from '#libs/dealers/house/house-dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Decision, PlannerInput } from '#libs/message/planner.js';
import type { DealerHealth } from './dealer-health.js';
import type { DealerPace } from './dealer-pace.js';
import type { AttemptMove } from './attempt-outcome.js';
import type { Letter } from './letter.js';
import { plannerInput } from './planner-input.js';

export interface DispatchParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  /** Of new attempts, where the tenant has chosen no other. */
  readonly dealer: Dealer;
  /** All that this worker can call: what one has begun, it goes on with. Absent: the one. */
  readonly dealers?: readonly Dealer[];
  /** How dealers stand; absent: all are taken to be well. */
  readonly health?: DealerHealth;
  /** Spreads calls over the second; absent: they are made as they come. */
  readonly pace?: DealerPace;
  readonly now: () => Moment;
  readonly dealerTimeoutMs: number;
  /** The address below which links in messages are answered. */
  readonly linkBase: string;
  /** The reconciler asks this long after acceptance when no receipt came, ms. */
  readonly receiptPatienceMs: number;
}

export interface AttemptAtHand {
  readonly messageId: string;
  readonly number: number;
  /** The call of which something is known, when it is one. */
  readonly callingAt?: Moment;
}

/** What one look at a message led to. */
export type Look =
  | { readonly next: 'answer'; readonly result: DispatchResult }
  | ({ readonly next: 'wait'; readonly reasonCode: Decision['reasonCode'] | OtherReasonCode } & Omit<
      Extract<Decision, { do: 'wait' }>,
      'do' | 'reasonCode'
    >)
  /** Something was written without a call; decide again. */
  | { readonly next: 'look-again' }
  | {
      readonly next: 'look-up';
      readonly attempt: AttemptRow;
      /** What was committed, if it can still be said and the dealer may want to know. */
      readonly again: CallToMake | undefined;
    }
  | ({ readonly next: 'call'; readonly filledGroup: string | undefined } & CallToMake);

/** A letter on its way to a dealer. */
export interface CallToMake {
  readonly attempt: AttemptAtHand;
  readonly dealer: Dealer;
  readonly letter: Letter;
  /** Whom the letter is for. */
  readonly personId: string;
  /** Of a bundle's: what the letter tells of. */
  readonly items: readonly string[] | undefined;
  readonly plan: PlannerInput;
  /** By how it goes it is judged whether its dealer is called again. */
  readonly probe?: boolean;
}

/** What one dealer has begun no other goes on with. */
export function dealerNamed({ dealer, dealers = [dealer] }: DispatchParts, name: string): Dealer {
  const found = [houseDealer, ...dealers].find((each) => each.name === name);
  if (!found) throw ApplicationFailure.retryable('This worker has no such dealer.', 'DEALER_NOT_CONFIGURED');
  return found;
}

export const planFor = (
  { dealerTimeoutMs: callTimeoutMs }: DispatchParts,
  message: OpenedMessage,
  kind: PlannerInput['recipient']['kind'],
  now: Moment,
): PlannerInput => plannerInput(message, { kind }, { callTimeoutMs }, now);

export const move = (
  { now }: DispatchParts,
  tx: EntityManager,
  attempt: AttemptAtHand,
  { from, change }: AttemptMove,
): Promise<boolean> => moveAttempt(tx, attempt, from, change, now());

export const withTenant = <T>(
  { dataSource }: DispatchParts,
  { tenant }: DispatchInput,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> => inTenant(dataSource, tenant, work);
