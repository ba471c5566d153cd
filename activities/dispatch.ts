import { ApplicationFailure } from '@temporalio/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { DealerActivities, DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { attemptKey } from '#libs/contracts/ids.js';
import {
  beginCalling,
  moveAttempt,
  moveMessage,
  openMessage,
  outcomesOf,
  reserveAttempt,
  type AttemptRow,
  type OpenedMessage,
} from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { tellAgainUnlessUnderWay } from '#libs/database/outbox-store.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { CallOutcome, Dealer } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { decide, mayCommit, type Decision, type PlannerInput } from '#libs/message/planner.js';
import { attemptChangeAfterCall, attemptChangeAfterLookUp } from './attempt-outcome.js';
import { readLetter, type Letter } from './letter.js';
import { plannerInput } from './planner-input.js';
import { truthCheck, type TruthVerdict } from './truth-check.js';

/** Waits shorter than this are the activity's own retries, which cost no history; longer ones the workflow sleeps through. */
const OWN_RETRY_MS = 5 * 60_000;
/** One pass handles an attempt and what follows from it at once (a rejection and its fallback); more is a fault. */
const MOST_PASSES = 12;

export interface DispatchParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly dealer: Dealer;
  readonly now: () => Moment;
  /** Reconciler asks this long after acceptance when no receipt came, ms. */
  readonly receiptPatienceMs: number;
}

type Opened = { readonly message: OpenedMessage; readonly plan: PlannerInput; readonly decision: Decision };

/**
 * Brings one message one step further until it is with the dealer, settled, or has to wait. Safe to run again at any
 * point: what was begun is found in the attempts, and each try passes the truth check again.
 */
export class Dispatching implements DealerActivities {
  constructor(private readonly parts: DispatchParts) {}

  async dispatch(input: DispatchInput): Promise<DispatchResult> {
    let first = true;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const result = await this.pass(first ? input : withoutRecord(input));
      if (result) return result;
      first = false;
    }
    throw ApplicationFailure.retryable('A message did not settle within one dispatch.', 'DISPATCH_UNSETTLED');
  }

  /** One look at the message and what follows from it; undefined when it must be looked at again. */
  private async pass(input: DispatchInput): Promise<DispatchResult | undefined> {
    const opened = await this.inTenant(input, (tx) => this.open(tx, input));
    if ('kind' in opened) return opened;
    const { decision, message } = opened;
    switch (decision.do) {
      case 'settled':
        return resultOf(decision, message);
      case 'wait':
        return this.wait(decision);
      case 'look-up':
        await this.lookUp(input, attemptNumbered(message, decision.number));
        return undefined;
      case 'attempt':
        return this.attempt(input, opened, decision);
    }
  }

  /** Lands the workflow's decisions, locks the message and decides; writes what needs no call to the dealer. */
  private async open(tx: EntityManager, input: DispatchInput): Promise<Opened | DispatchResult> {
    const now = this.parts.now();
    const message = await openMessage(tx, { ...input, now });
    if (!message) throw ApplicationFailure.retryable('The message or its party is not in the database.', 'MESSAGE_UNKNOWN');
    const plan = plannerInput(message, now);
    const decision = decide(plan);
    const verdict = decision.do === 'settled' ? holds : truthCheck(truthOf(message), input.eventsAccepted);
    // A workflow that is behind must not land decisions that the events it has not heard would undo.
    if (input.record && verdict.kind !== 'behind') await recordDecisions(tx, input.tenant, input.lifecycleId, input.record);
    if (verdict.kind !== 'holds') return this.giveUp(tx, input, verdict, now);
    if (decision.do === 'settled') await moveMessage(tx, message.messageId, { state: decision.state, reason: decision.reason }, now);
    if (decision.do === 'wait' && message.attempts.length === 0)
      await moveMessage(tx, message.messageId, { state: 'open', reason: decision.reason, heldUntil: decision.until }, now);
    return { message, plan, decision };
  }

  private async giveUp(
    tx: EntityManager,
    input: DispatchInput,
    verdict: Exclude<TruthVerdict, { kind: 'holds' }>,
    now: Moment,
  ): Promise<DispatchResult> {
    if (verdict.kind === 'withdrawn') {
      await tx.query(
        `update attempts set state = 'withdrawn', settled_at = to_timestamp($2 / 1000.0)
         where message_id = $1 and state in ('reserved', 'not-taken')`,
        [input.messageId, now],
      );
      await outcomesOf(tx, [input.messageId], verdict.reason, now);
    } else {
      await tellAgainUnlessUnderWay(tx, input.lifecycleId);
    }
    return verdict;
  }

  private wait(decision: Extract<Decision, { do: 'wait' }>): DispatchResult {
    const delay = decision.until - this.parts.now();
    if (decision.retry && delay <= OWN_RETRY_MS) {
      throw ApplicationFailure.create({
        message: `Tried again later: ${decision.reasonCode}.`,
        type: decision.reasonCode,
        nextRetryDelay: Math.max(50, delay),
      });
    }
    return { kind: 'wait', until: decision.until, reason: decision.reason };
  }

  private async attempt(
    input: DispatchInput,
    { message, plan }: Opened,
    decision: Extract<Decision, { do: 'attempt' }>,
  ): Promise<DispatchResult | undefined> {
    const { dealer } = this.parts;
    const key = { messageId: message.messageId, number: decision.number };
    const letter = await this.inTenant(input, async (tx) => {
      const written = await readLetter(tx, this.parts.keys, message, decision.channel);
      if (written.kind === 'letter' && !decision.resume) {
        await reserveAttempt(tx, {
          ...key,
          tenant: input.tenant,
          channel: written.channel,
          dealer: dealer.name,
          textCiphertext: written.textCiphertext,
          now: this.parts.now(),
        });
      }
      if (written.kind === 'unsendable') {
        await this.recordUnsendable(tx, input, key, decision, written);
      }
      return written;
    });
    if (letter.kind === 'unsendable') return undefined;

    const groupId = await this.fillGroup(input, key, message, decision, letter);
    if (groupId === undefined) return undefined;

    const committed = await this.inTenant(input, (tx) => this.commitOrNot(tx, input, key, groupId, plan));
    if (committed !== 'calling') return committed;

    const outcome = await dealer.commit(groupId);
    await this.land(input, key, letter.channel, outcome);
    return undefined;
  }

  /** Until the commit nothing leaves, so whatever goes wrong here is a plain retry or a plain refusal. */
  private async fillGroup(
    input: DispatchInput,
    key: { messageId: string; number: number },
    message: OpenedMessage,
    decision: Extract<Decision, { do: 'attempt' }>,
    letter: Letter,
  ): Promise<string | undefined> {
    const known = decision.resume ? attemptNumbered(message, decision.number) : undefined;
    // Proven not taken: it is that very group that is sent, so that a late first call and this one are still one.
    if (known?.state === 'not-taken' && known.groupId) return known.groupId;
    const prepared = await this.parts.dealer.prepare();
    const filled =
      prepared.kind === 'prepared'
        ? await this.parts.dealer.fill(prepared.groupId, { ...letter.message, key: attemptKey(input.tenant, key.messageId, key.number) })
        : prepared;
    if (prepared.kind === 'prepared' && filled.kind === 'filled') return prepared.groupId;
    await this.land(input, key, letter.channel, filled as CallOutcome);
    return undefined;
  }

  /** Truth and window are judged while the message's row is held, and the attempt enters `calling` in the same breath. */
  private async commitOrNot(
    tx: EntityManager,
    input: DispatchInput,
    key: { messageId: string; number: number },
    groupId: string,
    plan: PlannerInput,
  ): Promise<'calling' | DispatchResult | undefined> {
    const now = this.parts.now();
    const message = await openMessage(tx, { tenant: input.tenant, lifecycleId: input.lifecycleId, messageId: key.messageId, now });
    if (!message) throw ApplicationFailure.retryable('The message is not in the database.', 'MESSAGE_UNKNOWN');
    const verdict = truthCheck(truthOf(message), input.eventsAccepted);
    if (verdict.kind !== 'holds') return this.giveUp(tx, input, verdict, now);
    if (!mayCommit(plan, now)) return undefined;
    return (await beginCalling(tx, key, groupId, now)) ? 'calling' : undefined;
  }

  private async lookUp(input: DispatchInput, attempt: AttemptRow): Promise<void> {
    const now = this.parts.now();
    const found = attempt.groupId
      ? await this.parts.dealer.lookUp(attempt.groupId, now - (attempt.callingAt ?? now))
      : ({ kind: 'not-taken' } as const);
    const change = attemptChangeAfterLookUp(found, attempt, now, this.parts.receiptPatienceMs);
    await this.inTenant(input, async (tx) => {
      const key = { messageId: input.messageId, number: attempt.number };
      await moveAttempt(tx, key, ['calling', 'unknown'], change, this.parts.now());
    });
  }

  private async land(
    input: DispatchInput,
    key: { messageId: string; number: number },
    channel: AttemptRow['channel'],
    outcome: CallOutcome,
  ): Promise<void> {
    const now = this.parts.now();
    await this.inTenant(input, async (tx) => {
      const change = attemptChangeAfterCall(outcome, now, this.parts.receiptPatienceMs);
      await moveAttempt(tx, key, ['reserved', 'calling', 'not-taken'], change, now, outcome.kind === 'transient');
    });
  }

  /** A text that cannot be made (a missing variable, a character no carrier knows) is a rejection by ourselves. */
  private async recordUnsendable(
    tx: EntityManager,
    input: DispatchInput,
    key: { messageId: string; number: number },
    decision: Extract<Decision, { do: 'attempt' }>,
    letter: { readonly code: string; readonly reason: string },
  ): Promise<void> {
    const now = this.parts.now();
    if (!decision.resume) {
      await reserveAttempt(tx, {
        ...key,
        tenant: input.tenant,
        channel: decision.channel === 'alimtalk' ? 'alimtalk' : 'sms',
        dealer: this.parts.dealer.name,
        textCiphertext: '',
        now,
      });
    }
    await moveAttempt(
      tx,
      key,
      ['reserved', 'not-taken'],
      { state: 'rejected', class: 'permanent-input', resultCode: letter.code, reason: letter.reason },
      now,
    );
  }

  private inTenant<T>(input: DispatchInput, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.parts.dataSource, input.tenant, work);
  }
}

const holds: TruthVerdict = { kind: 'holds' };

const withoutRecord = ({ record: _landed, ...input }: DispatchInput): DispatchInput => input;

const truthOf = (message: OpenedMessage) => ({
  tombstoned: message.tombstoned,
  final: message.final,
  messageState: message.state,
  lifecycleState: message.lifecycleState,
  eventsAccepted: message.eventsAccepted,
});

function attemptNumbered(message: OpenedMessage, number: number): AttemptRow {
  const attempt = message.attempts.find((each) => each.number === number);
  if (!attempt) throw new Error(`The planner named attempt ${number}, which message ${message.messageId} does not have.`);
  return attempt;
}

function resultOf(decision: Extract<Decision, { do: 'settled' }>, message: OpenedMessage): DispatchResult {
  const { state, reason } = decision;
  if (state === 'handed-over' || state === 'delivered') {
    const last = message.attempts.at(-1);
    return { kind: 'handed-over', channel: last?.channel ?? 'alimtalk', attempt: last?.number ?? 0 };
  }
  return { kind: state, reason };
}
