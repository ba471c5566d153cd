import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { callLimits } from '#activities/callback.js';
import { callbackEventBody, signedRequest } from '#activities/callback-event-request.js';
import { leadsAstray, timedCallback } from '#activities/callback-http.js';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  drawEndpointSecret,
  enableEndpoint,
  endpointSecrets,
  listEndpoints,
  readEndpoint,
  type EndpointView,
} from '#libs/database/callback-endpoint-store.js';
import { replayEvents, type ReplayFrom } from '#libs/database/callback-event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import type {
  ChangeEndpoint,
  CreatedEndpoint,
  CreateEndpoint,
  EndpointAnswer,
  Replay,
  ReplayAnswer,
  TestAnswer,
} from './callback-endpoint.schemas.js';

/** Endpoints of one tenant. */
const ENDPOINTS_AT_MOST = 20;
/** Looking up the host of an address that is set, ms: what does not answer by then is checked at each call. */
const LOOK_UP_MS = 2_000;

/** Where a sender's systems are told of events: making, changing, trying and replaying. */
@Injectable()
export class CallbackEndpoints {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  /** The secret is not kept to be shown again, so a repeated request is answered without it. */
  async create(tenant: string, body: CreateEndpoint, idempotencyKey: string): Promise<CreatedEndpoint> {
    await this.refuseAstray(body.url);
    let drawn: string | null = null;
    const request = { tenant, idempotencyKey, operation: 'create callback endpoint', body };
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        if ((await listEndpoints(tx)).length >= ENDPOINTS_AT_MOST)
          throw new ProblemError('CALLBACK_ENDPOINTS_TOO_MANY');
        const { endpoint, secret } = await createEndpoint(tx, this.keys, tenant, body, this.clock.now());
        drawn = secret;
        return { status: 201, body: answerOf(endpoint) };
      }),
    );
    return { ...answered.body, secret: drawn };
  }

  async list(tenant: string): Promise<EndpointAnswer[]> {
    return (await inTenant(this.dataSource, tenant, listEndpoints)).map(answerOf);
  }

  async get(tenant: string, id: string): Promise<EndpointAnswer> {
    return answerOf(existing(await inTenant(this.dataSource, tenant, (tx) => readEndpoint(tx, id))));
  }

  async change(tenant: string, id: string, { url, ...others }: ChangeEndpoint): Promise<EndpointAnswer> {
    if (url !== undefined) await this.refuseAstray(url);
    const given = Object.entries({ url, ...others }).filter(([, value]) => value !== undefined);
    const change = Object.fromEntries(given) as Parameters<typeof changeEndpoint>[2];
    return answerOf(existing(await inTenant(this.dataSource, tenant, (tx) => changeEndpoint(tx, id, change))));
  }

  async enable(tenant: string, id: string): Promise<EndpointAnswer> {
    const now = this.clock.now();
    return answerOf(existing(await inTenant(this.dataSource, tenant, (tx) => enableEndpoint(tx, id, now))));
  }

  async disable(tenant: string, id: string): Promise<EndpointAnswer> {
    return answerOf(existing(await inTenant(this.dataSource, tenant, (tx) => disableEndpoint(tx, id))));
  }

  /** @returns it as it last stood */
  delete(tenant: string, id: string): Promise<EndpointAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const last = existing(await readEndpoint(tx, id));
      await deleteEndpoint(tx, id, this.clock.now());
      return answerOf(last);
    });
  }

  async drawSecret(tenant: string, id: string): Promise<string> {
    return existing(await inTenant(this.dataSource, tenant, (tx) => drawEndpointSecret(tx, this.keys, tenant, id)));
  }

  /** One call, now, whatever its state and filter: it neither waits for others nor counts in how the endpoint stands. */
  async test(tenant: string, id: string): Promise<TestAnswer> {
    const { url, secrets } = await inTenant(this.dataSource, tenant, async (tx) => ({
      url: existing(await readEndpoint(tx, id)).url,
      secrets: await endpointSecrets(tx, this.keys, id),
    }));
    const now = this.clock.now();
    const eventId = newId();
    const event = {
      eventId,
      kind: 'endpoint.test',
      at: now,
      sequence: 0,
      lifecycle: null,
      keyKind: null,
      data: { endpointId: id },
    } as const;
    const { answer, tookMs } = await timedCallback(
      url,
      signedRequest(callbackEventBody(event), secrets, now),
      callLimits(this.configuration),
    );
    return { eventId, result: answer.result, status: answer.status ?? null, tookMs };
  }

  async replay(tenant: string, id: string, body: Replay, idempotencyKey: string): Promise<ReplayAnswer> {
    const from: ReplayFrom = 'eventId' in body.from ? body.from : { moment: momentOfIso(body.from.moment)! };
    const request = { tenant, idempotencyKey, operation: `replay callback events to ${id}`, body };
    const answered = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, request, async () => {
        existing(await readEndpoint(tx, id));
        const events = await replayEvents(tx, tenant, id, from, this.clock.now());
        if (events === undefined) throw new ProblemError('CALLBACK_EVENT_NOT_FOUND');
        return { status: 200, body: { events } };
      }),
    );
    return answered.body;
  }

  /** Throws CALLBACK_URL_INVALID where the address leads into a house: said at once, and checked again at each call. */
  private async refuseAstray(url: string): Promise<void> {
    const { callbacksToLoopback: toLoopback } = this.configuration;
    if (await leadsAstray(url, { toLoopback, timeoutMs: LOOK_UP_MS })) {
      const message = 'must lead to the public internet';
      throw inputError([{ path: 'url', code: 'CALLBACK_URL_INVALID', message }]);
    }
  }
}

function existing<T>(found: T | undefined): T {
  if (found === undefined) throw new ProblemError('CALLBACK_ENDPOINT_NOT_FOUND');
  return found;
}

const answerOf = (view: EndpointView): EndpointAnswer => ({
  id: view.id,
  url: view.url,
  description: view.description,
  kinds: view.kinds && [...view.kinds],
  lifecycleTypes: view.lifecycleTypes && [...view.lifecycleTypes],
  keyKinds: [...view.keyKinds],
  state: view.state,
  createdAt: isoKorean(view.createdAt),
  health: {
    pending: view.pending,
    oldestPendingAt: isoOrNull(view.oldestPendingAt ?? undefined),
    givenUp: view.givenUp,
    failingSince: isoOrNull(view.failingSince ?? undefined),
    restUntil: isoOrNull(view.restUntil ?? undefined),
    lastSuccessAt: isoOrNull(view.lastSuccessAt ?? undefined),
    lastFailureAt: isoOrNull(view.lastFailureAt ?? undefined),
    lastResult: view.lastResult,
    lastStatus: view.lastStatus,
    suspendedAt: isoOrNull(view.suspendedAt ?? undefined),
  },
  links: { self: `/v1/callbacks/endpoints/${view.id}` },
});
