import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Problem } from '#libs/contracts/error-codes.js';
import { concerns } from '#libs/database/acting.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { recordLeak } from '#libs/database/leak-store.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { personById, personsById } from '#libs/database/person-reads.js';
import { findOrCreatePersons } from '#libs/database/person-store.js';
import { liftQuarantine, takeOver, type Lift } from '#libs/database/quarantine-lift.js';
import {
  heldAndInFlight,
  listQuarantines,
  peopleIn,
  readQuarantine,
  type StoredQuarantine,
} from '#libs/database/quarantine-reads.js';
import { quarantineNumber, QuarantineStands, silenceDeceased } from '#libs/database/quarantine-store.js';
import type { Replacements } from '#libs/database/role-replacement.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { cursorOfPlace, placeOfCursor } from '../lifecycles/cursor.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { Teller } from '../telling/teller.js';
import { replacementsAsked } from './people-corrected.js';
import { heirOf, numberOf, phoneOf } from './quarantine-input.js';
import { quarantineSummary, quarantineView } from './quarantine-view.js';
import type {
  LiftQuarantine,
  ListQuarantines,
  QuarantineAnswer,
  QuarantineNumber,
  QuarantinePage,
  SilenceDeceased,
  TakeOver,
} from './quarantine.schemas.js';

/** So many affairs are told at once, the others by the sweeper: what they may send is held by then in any case. */
const TOLD_AT_ONCE = 50;

const HEIR_IS_THE_OTHER: Problem = {
  path: 'heir',
  code: 'FIELD_INVALID',
  message: 'is the one who has died, by name and number',
};

interface Asked {
  readonly caller: Caller;
  readonly operation: string;
  readonly body: { readonly reason: string; readonly actor?: string | undefined };
  readonly idempotencyKey: string;
}

/** All affairs of a number, or of somebody who has died, as one: they fall silent, and go on to whom they should go. */
@Injectable()
export class Quarantines {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Once it is answered no call to the number is begun, of whichever affair. Throws QUARANTINE_STANDS. */
  quarantine(caller: Caller, body: QuarantineNumber, idempotencyKey: string): Promise<QuarantineAnswer> {
    const { tenant } = caller;
    const { now, learnedAt, wrongSince } = numberOf(body, this.clock.now());
    const phone = phoneOf(body.phone);
    return this.once({ caller, operation: 'quarantine number', body, idempotencyKey }, async (tx, actor) => {
      const id = newId();
      const phoneHash = this.keys.phoneHash(tenant, phone);
      const act = { id, tenant, phoneHash, reason: body.reason, actor, at: now };
      const { personIds, lifecycleIds } = await orConflict(quarantineNumber(tx, this.keys, act));
      const { sensitive } = body;
      const leak = { id: newId(), tenant, quarantineId: id, personIds, learnedAt, wrongSince, sensitive, at: now };
      await recordLeak(tx, leak);
      return { id, lifecycleIds };
    });
  }

  /** Throws PERSON_NOT_FOUND, PERSON_ERASED, QUARANTINE_STANDS. */
  silence(caller: Caller, personId: string, body: SilenceDeceased, idempotencyKey: string): Promise<QuarantineAnswer> {
    const { tenant } = caller;
    const operation = `silence deceased ${personId}`;
    return this.once({ caller, operation, body, idempotencyKey }, async (tx, actor) => {
      const person = await personById(tx, this.keys, personId);
      if (!person) throw new ProblemError('PERSON_NOT_FOUND');
      if (person.name === undefined) throw new ProblemError('PERSON_ERASED');
      const { reason, affairs } = body;
      const act = { id: newId(), tenant, personId, reason, actor, affairs, at: this.clock.now() };
      const { lifecycleIds } = await orConflict(silenceDeceased(tx, this.keys, act));
      return { id: act.id, lifecycleIds };
    });
  }

  /** Throws QUARANTINE_NOT_FOUND, QUARANTINE_LIFTED, QUARANTINE_KIND_WRONG, and everything wrong with `people`. */
  lift(caller: Caller, id: string, body: LiftQuarantine, idempotencyKey: string): Promise<QuarantineAnswer> {
    const { tenant } = caller;
    return this.once({ caller, operation: `lift quarantine ${id}`, body, idempotencyKey }, async (tx, actor) => {
      const quarantine = await this.openOne(tx, id);
      const corrected = body.as === 'corrected';
      if (corrected && quarantine.kind !== 'number') throw new ProblemError('QUARANTINE_KIND_WRONG');
      const lift = await this.liftOf(tx, caller, quarantine, body.reason, actor);
      const replaced = await replacementsAsked(tx, this.keys, tenant, lift.personIds, body);
      return { id, lifecycleIds: await liftQuarantine(tx, this.keys, lift, replaced) };
    });
  }

  /** Throws QUARANTINE_NOT_FOUND, QUARANTINE_LIFTED, QUARANTINE_KIND_WRONG. */
  takeOver(caller: Caller, id: string, body: TakeOver, idempotencyKey: string): Promise<QuarantineAnswer> {
    const { tenant } = caller;
    const heir = heirOf(body);
    return this.once({ caller, operation: `take over ${id}`, body, idempotencyKey }, async (tx, actor) => {
      const quarantine = await this.openOne(tx, id);
      const { personId } = quarantine;
      if (personId === null) throw new ProblemError('QUARANTINE_KIND_WRONG');
      const lift = await this.liftOf(tx, caller, quarantine, body.reason, actor);
      const [known] = await findOrCreatePersons(tx, this.keys, tenant, [{ name: heir.name, phone: heir.phone }]);
      if (!known || known.personId === personId) throw inputError([HEIR_IS_THE_OTHER]);
      const replaced: Replacements = {
        by: new Map([[personId, known]]),
        as: { relation: 'heir', language: heir.language },
      };
      return { id, lifecycleIds: await takeOver(tx, this.keys, lift, replaced) };
    });
  }

  list(tenant: string, { limit, cursor }: ListQuarantines): Promise<QuarantinePage> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const after = cursor === undefined ? {} : { after: placeOfCursor(cursor) };
      const { items, next } = await listQuarantines(tx, this.keys, { limit, ...after });
      return { items: items.map(quarantineSummary), next: next ? cursorOfPlace(next) : null };
    });
  }

  get(tenant: string, id: string): Promise<QuarantineAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const found = await readQuarantine(tx, this.keys, id);
      if (!found) throw new ProblemError('QUARANTINE_NOT_FOUND');
      const personIds = await peopleIn(tx, tenant, found);
      const people = await personsById(tx, this.keys, personIds);
      return quarantineView(found, people, await heldAndInFlight(tx, tenant, personIds));
    });
  }

  /** Does it unless its key has been used; told and read afterwards, so that no answer is stored with anything about people. */
  private async once(
    { caller, operation, body, idempotencyKey }: Asked,
    work: (
      tx: EntityManager,
      actor: string,
    ) => Promise<{ readonly id: string; readonly lifecycleIds: readonly string[] }>,
  ): Promise<QuarantineAnswer> {
    const { tenant } = caller;
    let toTell: readonly string[] = [];
    const { body: done } = await inTenant(this.dataSource, tenant, (tx) =>
      answeredOnce(tx, this.keys, { tenant, idempotencyKey, operation, body }, async () => {
        const { id, lifecycleIds } = await work(tx, await nameOfCaller(tx, caller, body.actor));
        toTell = lifecycleIds;
        return { status: 200, body: { id } };
      }),
    );
    this.teller.tellSoon(toTell.slice(0, TOLD_AT_ONCE).map((lifecycleId) => ({ tenant, lifecycleId })));
    return this.get(tenant, done.id);
  }

  private async openOne(tx: EntityManager, id: string): Promise<StoredQuarantine> {
    const quarantine = await readQuarantine(tx, this.keys, id, true);
    if (!quarantine) throw new ProblemError('QUARANTINE_NOT_FOUND');
    if (quarantine.state === 'lifted') throw new ProblemError('QUARANTINE_LIFTED');
    return quarantine;
  }

  private async liftOf(
    tx: EntityManager,
    { tenant }: Caller,
    quarantine: StoredQuarantine,
    reason: string,
    actor: string,
  ): Promise<Lift> {
    const { personId } = quarantine;
    if (personId !== null) concerns({ personId });
    const at: Moment = this.clock.now();
    const personIds = await peopleIn(tx, tenant, quarantine);
    return { quarantineId: quarantine.id, tenant, personIds, actId: newId(), reason, actor, at };
  }
}

async function orConflict<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof QuarantineStands) throw new ProblemError('QUARANTINE_STANDS');
    if (error instanceof PersonErased) throw new ProblemError('PERSON_ERASED');
    throw error;
  }
}
