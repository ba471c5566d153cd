import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import {
  acceptEvent,
  readEvent as readEventRow,
  type EventRequest,
  type EventRow,
} from '#libs/database/event-store.js';
import { claimKey, storeAnswer, type IdempotentRequest } from '#libs/database/idempotency-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { currentKeyScope } from '#libs/database/key-scope.js';
import { acceptStart, readSettingsForTelling, ReferenceTaken } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { readStartGrounds } from '#libs/database/start-grounds.js';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { countedAtDoor } from '#libs/message/quota.js';
import type { Clock } from '#libs/platform/clock.js';
import { ConsentLedger } from '../consents/consent-ledger.js';
import { answerToReconfirmation } from '../consents/reconfirmation.js';
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
import { admitted, checkConfirmations, checkDuplicate, checkRoom } from './start-door.js';
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
    private readonly ledger: ConsentLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The answer is computed by the engine at acceptance, so that it is final and the same for every repetition. */
  async start(tenant: string, body: unknown, idempotencyKey: string): Promise<StartedLifecycle> {
    const now = this.clock.now();
    const request = this.idempotentRequest(tenant, idempotencyKey, 'start', body);
    const answered = await admitted(now, () =>
      inTenant(this.dataSource, tenant, async (tx) => {
        const claim = await this.claim(tx, request);
        if (claim) return { answer: claim.body as StartedLifecycle, repeated: true };
        const answer = await this.writeStart(tx, tenant, body, now);
        await storeAnswer(tx, request, { status: 201, resourceId: answer.id, body: answer });
        return { answer, repeated: false };
      }),
    );
    if (!answered.repeated) await this.teller.tellNow(tenant, answered.answer.id, TELL_FOR_MS);
    return answered.answer;
  }

  private async writeStart(tx: EntityManager, tenant: string, body: unknown, now: Moment): Promise<StartedLifecycle> {
    const chosen = await chosenForStart(tx, body);
    const grounds = await readStartGrounds(tx, now);
    const { kind = 'live' } = currentKeyScope() ?? {};
    checkConfirmations(grounds, kind);
    const start = readStart(body, chosen, now, grounds.sites);
    const { definition, reference, site, department, parties, data } = start;
    await holdForStart(tx, chosen);
    const whose = { definition, startedAt: now, ...(site !== undefined && { site }) };
    const context = { definition, ...(await readSettingsForTelling(tx, whose)) };
    const absentParties = Object.keys(definition.parties).filter((role) => !Object.hasOwn(parties, role));
    const { state, sends } = engine.start(context, { fields: data, at: now, absentParties });
    const messages = sends.filter(countedAtDoor).length;
    checkRoom(grounds, { kind, messages, now });
    const plan = planOf(context, state, { decision: 0, runId: '' });
    const { planned } = plan;
    const id = newId();
    await checkDuplicate(tx, this.keys, grounds, start, { tenant, lifecycleId: id, now });
    try {
      await acceptStart(tx, this.keys, {
        lifecycleId: id,
        tenant,
        definition,
        reference,
        parties,
        fields: data,
        ...(site !== undefined && { site }),
        ...(department !== undefined && { department }),
        startedAt: now,
        messages,
        plan,
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
    said: CancelLifecycle,
    idempotencyKey: string,
    actorOf: (tx: EntityManager) => Promise<string>,
  ): Promise<EventOutcome> {
    const now = this.clock.now();
    return this.storeAndTell(tenant, address, idempotencyKey, said, async (_, tx) => ({
      kind: 'cancel',
      type: CANCELLED_BY_SENDER,
      eventId: eventIdOf('cancel', idempotencyKey),
      data: { reason: said.reason, by: await actorOf(tx) },
      ...(said.tell && { detail: { tell: true } }),
      occurredAt: now,
      receivedAt: now,
      said,
    }));
  }

  /** Stores what `read` makes of the request, unless its key has been used; then tells it, and answers what is stored. */
  async storeAndTell(
    tenant: string,
    address: LifecycleAddress,
    idempotencyKey: string | undefined,
    body: unknown,
    read: (lifecycle: FoundLifecycle, tx: EntityManager) => ReportedEvent | Promise<ReportedEvent>,
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
      const stored = await this.store(tx, tenant, found, await read(found, tx));
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
      const { row, created, sameBody } = await acceptEvent(tx, this.keys, {
        ...event,
        tenant,
        lifecycleId: lifecycle.id,
        fingerprint,
      });
      if (!sameBody) throw new ProblemError('EVENT_ID_REUSED');
      // A test says nothing of what the person whose number it borrows wants.
      const meant = created && currentKeyScope()?.kind !== 'test';
      const answer = meant ? answerToReconfirmation(lifecycle.definition, event) : undefined;
      // Whoever takes consent back has done so from now on, whatever the lifecycle makes of the event.
      if (answer)
        await this.ledger.recordAnswer(
          tx,
          tenant,
          { lifecycleId: lifecycle.id, eventId: event.eventId, at: event.occurredAt, byLink: event.source === 'link' },
          answer,
        );
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

/** Something that happens to a lifecycle, before it is stored. */
export interface ReportedEvent extends Omit<EventRequest, 'tenant' | 'lifecycleId' | 'fingerprint'> {
  /** What a repetition under the same eventId must say again. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** The key names what is done: it is done once, however often it is asked for. */
export const eventIdOf = (kind: string, idempotencyKey: string): string =>
  `${kind}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)}`;

const addressText = (address: LifecycleAddress): string =>
  'id' in address ? address.id : `${address.type}/${address.reference}`;
