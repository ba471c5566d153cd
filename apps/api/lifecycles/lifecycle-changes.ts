import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { acceptEvent, readEvent as readEventRow, type EventRow, type EventSource } from '#libs/database/event-store.js';
import { claimKey, storeAnswer, type IdempotentRequest } from '#libs/database/idempotency-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart, readSettingsForTelling, ReferenceTaken } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { readSiteNames } from '#libs/database/tenant-store.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Clock } from '#libs/platform/clock.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { chosenForStart, holdForStart } from '../lifecycle-types/lifecycle-type-registry.js';
import { Teller } from '../telling/teller.js';
import { answerOfEvent, type EventOutcome } from './event-answer.js';
import { readEvent } from './event-input.js';
import { findLifecycle, type FoundLifecycle, type LifecycleAddress } from './find-lifecycle.js';
import { startedView } from './lifecycle-view.js';
import type { CancelLifecycle, StartedLifecycle } from './lifecycle.schemas.js';
import { readStart } from './start-input.js';

/** For so long an answer waits for Temporal, ms; what takes longer is told by the sweeper. */
const TELL_FOR_MS = 3_000;

/** The code under which a workflow is told that the sender cancelled; the sender's words stay in PostgreSQL. */
const CANCELLED_BY_SENDER = 'sender';

/** Everything that changes a lifecycle: stored in one transaction, then told, then answered from what is stored. */
@Injectable()
export class LifecycleChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The answer is computed by the engine at acceptance, so that it is final and the same for every repetition. */
  async start(tenant: string, body: unknown, idempotencyKey: string): Promise<StartedLifecycle> {
    const now = this.clock.now();
    const request = this.idempotentRequest(tenant, idempotencyKey, 'start', body);
    const answered = await inTenant(this.dataSource, tenant, async (tx) => {
      const claim = await this.claim(tx, request);
      if (claim) return { answer: claim.body as StartedLifecycle, repeated: true };
      const answer = await this.writeStart(tx, tenant, body, now);
      await storeAnswer(tx, request, { status: 201, resourceId: answer.id, body: answer });
      return { answer, repeated: false };
    });
    if (!answered.repeated) await this.teller.tellNow(tenant, answered.answer.id, TELL_FOR_MS);
    return answered.answer;
  }

  private async writeStart(tx: EntityManager, tenant: string, body: unknown, now: Moment): Promise<StartedLifecycle> {
    const chosen = await chosenForStart(tx, body);
    const { definition, reference, site, parties, data } = readStart(body, chosen, now, await readSiteNames(tx));
    await holdForStart(tx, chosen.type);
    const whose = { definition, startedAt: now, ...(site !== undefined && { site }) };
    const context = { definition, ...(await readSettingsForTelling(tx, whose)) };
    const { state } = engine.start(context, { fields: data, at: now });
    const planned = engine.plan(context, state);
    const nextDueAt = engine.nextDue(context, state);
    const id = newId();
    try {
      await acceptStart(tx, this.keys, {
        lifecycleId: id,
        tenant,
        definition,
        reference,
        parties,
        fields: data,
        ...(site !== undefined && { site }),
        startedAt: now,
        plan: { stage: state.stage, planned, ...(nextDueAt === undefined ? {} : { nextDueAt }) },
      });
    } catch (error) {
      if (error instanceof ReferenceTaken) {
        throw new ProblemError('REFERENCE_TAKEN', { detail: `The open lifecycle is ${error.lifecycleId}.` });
      }
      throw error;
    }
    return startedView({ id, reference, definition, state: 'open', stage: state.stage }, planned);
  }

  async reportEvent(
    tenant: string,
    address: LifecycleAddress,
    body: unknown,
    idempotencyKey: string | undefined,
  ): Promise<EventOutcome> {
    const now = this.clock.now();
    return this.storeAndTell(tenant, address, idempotencyKey, body, (lifecycle) => {
      const { type, eventId, data, occurredAt, said } = readEvent(lifecycle.definition, body, now);
      return { kind: 'event', type, eventId, data, occurredAt, receivedAt: now, said };
    });
  }

  /** What a person asks for by a link in a message: an event like any other, and one however often the link is followed. */
  async requestByLink(
    tenant: string,
    lifecycleId: string,
    { type, eventId, data }: Pick<ReportedEvent, 'type' | 'eventId' | 'data'>,
  ): Promise<EventOutcome> {
    const now = this.clock.now();
    return this.storeAndTell(tenant, { id: lifecycleId }, undefined, {}, () => ({
      kind: 'event',
      source: 'link',
      type,
      eventId,
      data,
      occurredAt: now,
      receivedAt: now,
      said: { type, source: 'link' },
    }));
  }

  /** The key names the cancellation: a lifecycle is cancelled once, however often it is asked for. */
  async cancel(
    tenant: string,
    address: LifecycleAddress,
    { reason }: CancelLifecycle,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    const now = this.clock.now();
    const eventId = `cancel-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)}`;
    return this.storeAndTell(tenant, address, idempotencyKey, { reason }, () => ({
      kind: 'cancel',
      type: CANCELLED_BY_SENDER,
      eventId,
      data: { reason },
      occurredAt: now,
      receivedAt: now,
      said: { reason },
    }));
  }

  private async storeAndTell(
    tenant: string,
    address: LifecycleAddress,
    idempotencyKey: string | undefined,
    body: unknown,
    read: (lifecycle: FoundLifecycle) => ReportedEvent,
  ): Promise<EventOutcome> {
    const { lifecycle, row } = await inTenant(this.dataSource, tenant, async (tx) => {
      const found = await findLifecycle(tx, address);
      const request =
        idempotencyKey === undefined
          ? undefined
          : this.idempotentRequest(tenant, idempotencyKey, `change ${addressText(address)}`, body);
      const claim = request && (await this.claim(tx, request));
      const known = claim?.resourceId === undefined ? undefined : await readEventRow(tx, claim.resourceId);
      // By reference another lifecycle may have taken the place of the one that the first request met.
      if (known) return { lifecycle: await findLifecycle(tx, { id: known.lifecycleId }), row: known };
      const stored = await this.store(tx, tenant, found, read(found));
      if (request) await storeAnswer(tx, request, { status: 200, resourceId: stored.id, body: {} });
      return { lifecycle: found, row: stored };
    });
    if (row.state !== 'pending') return answerOfEvent(row, lifecycle);
    await this.teller.tellNow(tenant, lifecycle.id, TELL_FOR_MS);
    const now = await inTenant(this.dataSource, tenant, (tx) => readEventRow(tx, row.id));
    return answerOfEvent(now ?? row, lifecycle);
  }

  private async store(
    tx: EntityManager,
    tenant: string,
    lifecycle: FoundLifecycle,
    { said, ...event }: ReportedEvent,
  ): Promise<EventRow> {
    const fingerprint = this.keys.fingerprint(tenant, canonicalJson({ kind: event.kind, ...said }));
    try {
      const { row, sameBody } = await acceptEvent(tx, this.keys, {
        ...event,
        tenant,
        lifecycleId: lifecycle.id,
        fingerprint,
      });
      if (!sameBody) throw new ProblemError('EVENT_ID_REUSED');
      return row;
    } catch (error) {
      if (error instanceof PersonErased) throw new ProblemError('PERSON_ERASED');
      throw error;
    }
  }

  private idempotentRequest(tenant: string, key: string, operation: string, body: unknown): IdempotentRequest {
    const fingerprint = this.keys.fingerprint(tenant, canonicalJson({ operation, body }));
    return { tenant, key, operation, fingerprint };
  }

  /** The stored answer of a repetition; undefined when the key is now ours. */
  private async claim(tx: EntityManager, request: IdempotentRequest) {
    const claim = await claimKey(tx, request);
    if (claim.kind === 'conflict') throw new ProblemError('IDEMPOTENCY_KEY_REUSED');
    return claim.kind === 'answered' ? claim.answer : undefined;
  }
}

interface ReportedEvent {
  readonly kind: 'event' | 'cancel';
  readonly source?: EventSource;
  readonly type: string;
  readonly eventId: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
  readonly occurredAt: Moment;
  readonly receivedAt: Moment;
  /** What a repetition under the same eventId must say again. */
  readonly said: Readonly<Record<string, unknown>>;
}

const addressText = (address: LifecycleAddress): string =>
  'id' in address ? address.id : `${address.type}/${address.reference}`;
