import { ApplicationFailure } from '@temporalio/common';
import type { DataSource, EntityManager } from 'typeorm';
import type {
  CallbackActivities,
  CallbackInput,
  CallbackResult,
  CallbackState,
} from '#libs/contracts/callback-workflow.js';
import { signingSecrets } from '#libs/database/callback-secrets.js';
import { beginCall, landCall, stateOfCall, type CallAtHand } from '#libs/database/callback-store.js';
import { readEventData } from '#libs/database/event-data.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { readContextOf } from '#libs/database/lifecycle-store.js';
import { PersonErased, type PersonalDataKeys } from '#libs/database/personal-data.js';
import { readAffair } from '#libs/database/person-store.js';
import { withComputed } from '#libs/lifecycle/moments.js';
import type { Fields, FieldValue, Moment } from '#libs/lifecycle/state.js';
import { dataAfterEvent } from '#libs/lifecycle/visibility.js';
import { CALLBACK_TIMEOUT_MS, pauseAfter } from './callback-patience.js';
import { postCallback, type CallLimits, type Resolve } from './callback-http.js';
import { callbackRequest, type CallbackRequest } from './callback-request.js';

export interface CallbackParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly now: () => Moment;
  /** Whether calls may go to this very machine, in clear too. */
  readonly callbacksToLoopback?: boolean;
  /** How names of senders' hosts are looked up; absent: as the operating system does. */
  readonly callbackResolve?: Resolve;
  /** Pauses between tries, ms; absent: over more than 24 hours. */
  readonly callbackPausesMs?: readonly number[];
  /** A call is over after this, answered or not, ms. */
  readonly callbackTimeoutMs?: number;
  /** A try has ended: of a definition's call, or of an event to an endpoint. */
  readonly onCallbackTry?: (of: 'call' | 'event', result: CallbackResult) => void;
}

interface Begun {
  readonly url: string;
  readonly tries: number;
  readonly request: CallbackRequest;
}

/**
 * Calls the senders' systems: at least once, under the same id each time. What was called before a crash is called again,
 * and the receiver knows it by its id.
 */
export class CallbackDelivery implements CallbackActivities {
  constructor(private readonly parts: CallbackParts) {}

  async deliverCallback(input: CallbackInput): Promise<{ readonly state: CallbackState }> {
    const begun = await this.inTenant(input, (tx) => this.begin(tx, input));
    if ('state' in begun) return begun;
    const answer = await postCallback(begun.url, begun.request, callLimits(this.parts));
    this.parts.onCallbackTry?.('call', answer.result);
    const now = this.parts.now();
    const pause = answer.result === 'delivered' ? undefined : pauseAfter(begun.tries, this.parts.callbackPausesMs);
    if (pause !== undefined) {
      const outcome = { state: 'pending' as const, ...answer, nextTryAt: now + pause };
      await this.inTenant(input, (tx) => landCall(tx, { ...input, now }, outcome));
      throw ApplicationFailure.create({
        message: `Called again later: ${answer.result}.`,
        type: 'CALLBACK_NOT_DELIVERED',
        nextRetryDelay: pause,
      });
    }
    const state = answer.result === 'delivered' ? ('delivered' as const) : ('given-up' as const);
    await this.inTenant(input, (tx) => landCall(tx, { ...input, now }, { state, ...answer }));
    return { state };
  }

  /** Counts the try and writes what it says, as of now; or says how the call stands when none is to be made. */
  private async begin(tx: EntityManager, input: CallbackInput): Promise<Begun | { readonly state: CallbackState }> {
    const now = this.parts.now();
    const call = await beginCall(tx, { ...input, now });
    if (!call) {
      const state = await stateOfCall(tx, input.callbackId);
      if (state === undefined) throw ApplicationFailure.nonRetryable('There is no such call.', 'CALLBACK_UNKNOWN');
      return { state };
    }
    if (call.url === null) {
      await landCall(tx, { ...input, now }, { state: 'no-endpoint' });
      return { state: 'no-endpoint' };
    }
    const secrets = await signingSecrets(tx, this.parts.keys);
    const request = callbackRequest(call, await this.dataOf(tx, call), secrets, now);
    return { url: call.url, tries: call.tries, request };
  }

  /**
   * What the engine decided, and the fields that PostgreSQL alone knows: with those of the event that the call tells of
   * laid over them, because the call may be faster than the answer that writes the event. Of someone erased only the
   * former is left.
   */
  private async dataOf(tx: EntityManager, { lifecycleId, key, call }: CallAtHand): Promise<Fields> {
    const wanted = Object.entries(call.wanted);
    if (wanted.length === 0) return call.values;
    const fields = await this.fieldsOf(tx, lifecycleId, eventBehindCall(key));
    const filled = wanted
      .map(([name, field]) => [name, Object.hasOwn(fields, field) ? fields[field] : undefined] as const)
      .filter((entry): entry is readonly [string, FieldValue] => entry[1] !== undefined);
    return { ...Object.fromEntries(filled), ...call.values };
  }

  private async fieldsOf(tx: EntityManager, lifecycleId: string, eventId: string | undefined): Promise<Fields> {
    const { keys } = this.parts;
    try {
      const affair = await readAffair(tx, keys, lifecycleId);
      if (!affair) return {};
      const { definition } = affair;
      const event = eventId === undefined ? undefined : await readEventData(tx, keys, lifecycleId, eventId);
      const fields = event ? dataAfterEvent(definition, event.type, event.data, affair.fields) : affair.fields;
      const { calendar } = await readContextOf(tx, lifecycleId);
      return withComputed({ definition, calendar }, fields);
    } catch (error) {
      if (error instanceof PersonErased) return {};
      throw error;
    }
  }

  private inTenant<T>({ tenant }: CallbackInput, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.parts.dataSource, tenant, work);
  }
}

/** The event that a call tells of, read from its journal entry's key; undefined where a timer or the start led to it. */
export const eventBehindCall = (key: string): string | undefined =>
  /^call:(?:enter:[^:]*:)*event:(.+)#\d+$/.exec(key)?.[1];

/** By what bounds calls are made. */
export const callLimits = ({
  callbacksToLoopback = false,
  callbackTimeoutMs = CALLBACK_TIMEOUT_MS,
  callbackResolve,
}: Pick<CallbackParts, 'callbacksToLoopback' | 'callbackTimeoutMs' | 'callbackResolve'>): CallLimits => ({
  timeoutMs: callbackTimeoutMs,
  toLoopback: callbacksToLoopback,
  ...(callbackResolve && { resolve: callbackResolve }),
});
