import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type {
  CallbackEndpointActivities,
  CallbackEndpointInput,
  DrainRound,
} from '#libs/contracts/callback-endpoint-workflow.js';
import {
  beginTries,
  holdEndpoint,
  landTries,
  nextTryOf,
  releaseEndpoint,
  type EndpointAtHand,
  type EventAtHand,
} from '#libs/database/callback-drain-store.js';
import { endpointSecrets } from '#libs/database/callback-endpoint-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { affairsInRound, afterRound } from './callback-circuit.js';
import { callbackEventBody, signedRequest } from './callback-event-request.js';
import { timedCallback } from './callback-http.js';
import { callLimits, type CallbackParts } from './callback.js';

/** No round is begun after this, ms: others wait for the place. Well below the time-out of the activity. */
const DRAIN_FOR_MS = 10_000;
/** Another is at it, or the worker is going: looked at again then, ms. */
const AGAIN_SOON_MS = 1_000;

interface Round {
  readonly endpoint: EndpointAtHand;
  readonly events: readonly EventAtHand[];
  readonly secrets: readonly string[];
}

/**
 * Tells endpoints of senders what waits for them: round by round, in each round of each affair one event, so that a
 * receiver sees each affair in order; affairs at once, so that one of them that hangs does not hold up the rest.
 */
export class CallbackEndpointDelivery implements CallbackEndpointActivities {
  constructor(private readonly parts: CallbackParts) {}

  async drainEndpoint(input: CallbackEndpointInput): Promise<DrainRound> {
    const until = performance.now() + DRAIN_FOR_MS;
    const drainer = randomUUID();
    try {
      for (;;) {
        const round = await this.inTenant(input, (tx) => this.begin(tx, input, drainer));
        if (round === 'held by another') return { nextInMs: AGAIN_SOON_MS };
        if (round === 'not called') return {};
        if (round.events.length === 0) return await this.whenNext(input, round.endpoint);
        await this.deliver(input, round);
        if (performance.now() > until) return { nextInMs: 0 };
      }
    } finally {
      await this.inTenant(input, (tx) => releaseEndpoint(tx, input.endpointId, drainer));
    }
  }

  private async begin(
    tx: EntityManager,
    { endpointId }: CallbackEndpointInput,
    drainer: string,
  ): Promise<Round | 'held by another' | 'not called'> {
    const now = this.parts.now();
    const endpoint = await holdEndpoint(tx, endpointId, drainer, now);
    if (!endpoint) return (await this.isThere(tx, endpointId)) ? 'held by another' : 'not called';
    if (endpoint.state !== 'enabled') return 'not called';
    const affairs = affairsInRound(endpoint, now);
    const events = affairs === 0 ? [] : await beginTries(tx, endpointId, affairs, now);
    const secrets = events.length === 0 ? [] : await endpointSecrets(tx, this.parts.keys, endpointId);
    return { endpoint, events, secrets };
  }

  private async isThere(tx: EntityManager, endpointId: string): Promise<boolean> {
    const found = await tx.query<unknown[]>(`select 1 from callback_endpoints where id = $1 and deleted_at is null`, [
      endpointId,
    ]);
    return found.length > 0;
  }

  private async deliver(input: CallbackEndpointInput, { endpoint, events, secrets }: Round): Promise<void> {
    const { now, callbackPausesMs } = this.parts;
    const tried = await Promise.all(
      events.map(async (event) => {
        const request = signedRequest(callbackEventBody(event), secrets, now());
        return { ...event, ...(await timedCallback(endpoint.url, request, callLimits(this.parts))) };
      }),
    );
    for (const { answer } of tried) this.parts.onCallbackTry?.('event', answer.result);
    const landedAt = now();
    const outcome = afterRound(endpoint, tried, landedAt, callbackPausesMs);
    const madeBy = new Map(tried.map(({ position, number, tookMs }) => [position, { number, tookMs }]));
    const deliveries = outcome.deliveries.map((each) => ({ ...each, ...madeBy.get(each.position)! }));
    await this.inTenant(input, (tx) => landTries(tx, { ...input, now: landedAt }, { ...outcome, deliveries }));
  }

  private async whenNext(input: CallbackEndpointInput, { restUntil }: EndpointAtHand): Promise<DrainRound> {
    const next = await this.inTenant(input, (tx) => nextTryOf(tx, input.endpointId));
    if (next === undefined) return {};
    return { nextInMs: Math.max(0, Math.max(next, restUntil ?? 0) - this.parts.now()) };
  }

  private inTenant<T>({ tenant }: CallbackEndpointInput, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTenant(this.parts.dataSource, tenant, work);
  }
}
