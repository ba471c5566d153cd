import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EventDetail } from '#libs/database/event-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { storeParties, type StoredParty } from '#libs/database/party-store.js';
import { readAffair, type KnownParty } from '#libs/database/person-store.js';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import type { Steering } from '#libs/lifecycle/steering.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import type { EventOutcome } from './event-answer.js';
import type { FoundLifecycle, LifecycleAddress } from './find-lifecycle.js';
import { eventIdOf, LifecycleChanges } from './lifecycle-changes.js';
import type { CancelLifecycle, PauseLifecycle, PlannedAct } from './lifecycle.schemas.js';
import { readCorrection, readRecipient, type Said } from './steering-input.js';

/** What one act is, besides who asks for it and why. */
interface Act extends Said {
  readonly detail?: EventDetail;
  /** What of it is stored encrypted. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What operators do to one lifecycle: stored, told and answered as events are, once under each key. */
@Injectable()
export class LifecycleSteering {
  constructor(
    private readonly changes: LifecycleChanges,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  cancel(
    caller: Caller,
    address: LifecycleAddress,
    said: CancelLifecycle,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    return this.changes.cancel(caller.tenant, address, said, idempotencyKey, (tx) =>
      nameOfCaller(tx, caller, said.actor),
    );
  }

  /** Until it is resumed nothing falls due and nothing leaves; what happens is still taken. */
  pause(
    caller: Caller,
    address: LifecycleAddress,
    said: PauseLifecycle,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    return this.steer('pause', caller, address, said, idempotencyKey, () => said);
  }

  resume(
    caller: Caller,
    address: LifecycleAddress,
    said: PauseLifecycle,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    return this.steer('resume', caller, address, said, idempotencyKey, () => said);
  }

  correct(caller: Caller, address: LifecycleAddress, body: unknown, idempotencyKey: string): Promise<EventOutcome> {
    return this.steer('correct', caller, address, body, idempotencyKey, ({ definition }) => {
      const { fields, ...said } = readCorrection(definition, body);
      return { ...said, data: { fields } };
    });
  }

  /** From the answer on nobody else is told in this role; of a call under way the answer says so. */
  changeRecipient(
    caller: Caller,
    address: LifecycleAddress,
    body: unknown,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    const { tenant } = caller;
    return this.steer('recipient', caller, address, body, idempotencyKey, async ({ id, definition }, tx) => {
      const known = await this.partiesOf(tx, id);
      const { party, person, ...said } = readRecipient(definition, body, known, this.clock.now());
      const { stored } = await storeParties(tx, this.keys, { tenant, lifecycleId: id }, { [party]: person });
      return { ...said, detail: { recipient: { party, ...stored[party]! } } };
    });
  }

  /** Skips a firing that is planned, or has it fire now. */
  actOnPlanned(
    kind: 'skip' | 'bring-forward',
    caller: Caller,
    address: LifecycleAddress,
    body: PlannedAct,
    idempotencyKey: string,
  ): Promise<EventOutcome> {
    const { timer, occurrence, plannedAt, ...said } = body;
    const at = plannedAt === undefined ? undefined : momentOfIso(plannedAt);
    const planned = { timer, occurrence, ...(at !== undefined && { plannedAt: at }) };
    return this.steer(kind, caller, address, body, idempotencyKey, () => ({ ...said, detail: { planned } }));
  }

  /** Nobody once one of them has been erased: nothing of them stays. */
  private async partiesOf(tx: EntityManager, lifecycleId: string): Promise<Readonly<Record<string, KnownParty>>> {
    try {
      return (await readAffair(tx, this.keys, lifecycleId))?.parties ?? {};
    } catch (error) {
      if (error instanceof PersonErased) return {};
      throw error;
    }
  }

  private steer(
    kind: Steering['kind'],
    caller: Caller,
    address: LifecycleAddress,
    body: unknown,
    idempotencyKey: string,
    read: (lifecycle: FoundLifecycle, tx: EntityManager) => Act | Promise<Act>,
  ): Promise<EventOutcome> {
    const now = this.clock.now();
    const asked = { kind, body };
    return this.changes.storeAndTell(caller.tenant, address, idempotencyKey, asked, async (lifecycle, tx) => {
      const act = await read(lifecycle, tx);
      return {
        kind,
        type: kind,
        eventId: eventIdOf(kind, idempotencyKey),
        data: { ...act.data, reason: act.reason, by: await nameOfCaller(tx, caller, act.actor) },
        ...(act.detail && { detail: act.detail }),
        occurredAt: now,
        receivedAt: now,
        said: { ...act.data, ...act.detail, ...saidOf(act.detail?.recipient), reason: act.reason },
      };
    });
  }
}

/** A ciphertext is another one each time; that there is a date of birth is said by the guardian beside it. */
const saidOf = (recipient: (StoredParty & { readonly party: string }) | undefined): object => {
  if (recipient === undefined) return {};
  const { birthDate: _ciphertext, ...said } = recipient;
  return { recipient: said };
};
