import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import {
  countUnknowing,
  definitionsAddressed,
  eventProgress,
  isEventIdTaken,
  keepUnknowing,
  referencesNotOpen,
  storePage,
  type Addressed,
  type EventForMany,
} from '#libs/database/event-to-many-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord, type Waits } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { answerToReconfirmation } from '../consents/reconfirmation.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { named } from '../lifecycle-types/lifecycle-type-registry.js';
import { readEvent } from '../lifecycles/event-input.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import {
  reportEventToMany,
  type EventProgressView,
  type EventTaken,
  type EventToMany,
} from './lifecycle-event.schemas.js';

/** So many lifecycles are stored in one transaction. */
const PAGE = 1_000;
/** More than these are addressed in several calls, by stages or references: a request must end in time. */
const MOST_LIFECYCLES = 100_000;
const MOST_REFERENCES_SHOWN = 100;

/** What happened to many lifecycles at once: stored for each, and told to each by the sweeper. */
@Injectable()
export class LifecycleEvents implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly secondWord: SecondWord,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Everything wrong with the event is said before anything is stored. Stored in pages: one that is cut off by a crash is
   * gone on with when the same event is reported again, because whoever knows it is passed over.
   */
  async report(caller: Caller, body: unknown): Promise<EventTaken> {
    const { tenant } = caller;
    const now = this.clock.now();
    const checked = await inTenant(this.dataSource, tenant, async (tx) => {
      const found = await this.check(tx, tenant, body, { occurredBy: now, receivedAt: now });
      return (await this.askFirst(tx, caller, body, found)) ?? found;
    });
    if ('body' in checked) return checked.body;
    return this.store(checked, (work) => inTenant(this.dataSource, tenant, work));
  }

  /** The act that waits, where it needs somebody else's word: for those who know the event already nothing is done by it. */
  private async askFirst(
    tx: EntityManager,
    caller: Caller,
    body: unknown,
    { addressed, event }: CheckedEvent,
  ): Promise<Waits | undefined> {
    const count = () => countUnknowing(tx, addressed, event.eventId);
    if (!(await this.secondWord.isNeeded(tx, caller, 'event-to-many', count))) return undefined;
    const { lifecycleType, stages, references } = addressed;
    const { reason } = body as { readonly reason?: string };
    return this.secondWord.ask(tx, caller, {
      act: 'event-to-many',
      facts: {
        lifecycleType,
        type: event.type,
        eventId: event.eventId,
        stages: stages ?? null,
        references: references?.length ?? null,
      },
      body: body as object,
      reason,
      keep: (approvalId) => keepUnknowing(tx, approvalId, addressed, event.eventId),
      askedOnce: true,
    });
  }

  /** What said no moment has happened when it was asked for. Throws as report does. */
  async carryOut(
    tx: EntityManager,
    { tenant }: Caller,
    { approvalId, body, requestedAt }: ApprovedAct,
  ): Promise<CarriedOut> {
    const moments = { occurredBy: requestedAt, receivedAt: this.clock.now() };
    const checked = await this.check(tx, tenant, body, moments, approvalId);
    return { outcome: await this.store(checked, (work) => work(tx)) };
  }

  /** @param inPage does one page; pages of their own transactions may be cut off in between */
  private async store(
    { addressed, event, count, notOpen }: CheckedEvent,
    inPage: <T>(work: (tx: EntityManager) => Promise<T>) => Promise<T>,
  ): Promise<EventToMany> {
    const sum = { stored: 0, known: 0, erased: 0 };
    for (let after: string | undefined, pages = 0; pages === 0 || after !== undefined; pages += 1) {
      const page = await inPage((tx) => storePage(tx, this.keys, addressed, event, { after, most: PAGE }));
      sum.stored += page.stored;
      sum.known += page.known;
      sum.erased += page.erased;
      after = page.last;
    }
    return {
      lifecycleType: addressed.lifecycleType,
      type: event.type,
      eventId: event.eventId,
      addressed: Math.max(count, sum.stored + sum.known + sum.erased),
      ...sum,
      notOpen: { count: notOpen.length, references: notOpen.slice(0, MOST_REFERENCES_SHOWN) },
      links: { self: selfOf(addressed.lifecycleType, event.eventId) },
    };
  }

  private async check(
    tx: EntityManager,
    tenant: string,
    body: unknown,
    moments: Moments,
    approvalId?: string,
  ): Promise<CheckedEvent> {
    const addressed = { ...addressedBy(body), approvalId };
    const concerned = await definitionsAddressed(tx, addressed);
    const present = await named(tx, addressed.lifecycleType);
    const definitions =
      concerned.length > 0 ? concerned.map(({ definition }) => definition) : present ? [present.definition] : [];
    const event = this.eventOf(tenant, definitions, body, moments);
    const count = concerned.reduce((sum, each) => sum + each.count, 0);
    if (count > MOST_LIFECYCLES)
      throw new ProblemError('TOO_MANY_LIFECYCLES', {
        detail: `${count} lifecycles are addressed; a call takes ${MOST_LIFECYCLES}.`,
      });
    if (await isEventIdTaken(tx, addressed, event)) throw new ProblemError('EVENT_ID_REUSED');
    return { addressed, event, count, notOpen: addressed.references ? await referencesNotOpen(tx, addressed) : [] };
  }

  /** By every definition that the lifecycles run by, what is wrong with it, at once. */
  private eventOf(
    tenant: string,
    definitions: readonly Definition[],
    body: unknown,
    { occurredBy, receivedAt }: Moments,
  ): EventForMany {
    const shape = readShape(reportEventToMany, body);
    if (typeof body !== 'object' || body === null) throw inputError('problems' in shape ? shape.problems : []);
    const {
      lifecycleType: _type,
      stages: _stages,
      references: _references,
      reason: _reason,
      ...event
    } = body as Record<string, unknown>;
    if (definitions.length === 0)
      throw inputError([
        ...('problems' in shape ? shape.problems : []),
        { path: 'lifecycleType', code: 'LIFECYCLE_TYPE_UNKNOWN', message: 'is no lifecycle type of yours' },
      ]);
    const problems = 'problems' in shape ? [...shape.problems] : [];
    const read = definitions.flatMap((definition) => {
      try {
        return [readEvent(definition, event, occurredBy)];
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(...error.problems);
        return [];
      }
    });
    const [first] = read;
    if (problems.length > 0 || first === undefined) throw inputError(problems);
    // What people say about being written to is written down by number; the lifecycles that ask hear of it by themselves.
    if (definitions.some((definition) => answerToReconfirmation(definition, { kind: 'event', type: first.type })))
      throw inputError([
        {
          path: 'type',
          code: 'FIELD_INVALID',
          message: 'is said by each person: record it by POST /v1/opt-outs or /v1/consents',
        },
      ]);
    const { said, type, eventId, occurredAt, data } = first;
    const fingerprint = this.keys.fingerprint(tenant, canonicalJson({ kind: 'event', ...said }));
    return { type, eventId, occurredAt, data, receivedAt, fingerprint };
  }

  /** @throws ProblemError when no lifecycle of the type knows the event */
  async progress(tenant: string, lifecycleType: string, eventId: string): Promise<EventProgressView> {
    const found = await inTenant(this.dataSource, tenant, (tx) => eventProgress(tx, { lifecycleType, eventId }));
    if (!found) throw new ProblemError('EVENT_NOT_FOUND');
    const { receivedAt, answeredAt, ...counts } = found;
    return {
      lifecycleType,
      eventId,
      ...counts,
      receivedAt: isoKorean(receivedAt),
      answeredAt: answeredAt === null ? null : isoKorean(answeredAt),
    };
  }
}

/** An event of which nothing is wrong, and whom it is for. */
interface CheckedEvent {
  readonly addressed: Addressed;
  readonly event: EventForMany;
  readonly count: number;
  readonly notOpen: readonly string[];
}

interface Moments {
  /** What says no moment happened then, and nothing later. */
  readonly occurredBy: Moment;
  readonly receivedAt: Moment;
}

const selfOf = (lifecycleType: string, eventId: string): string =>
  `/v1/lifecycle-events/${encodeURIComponent(eventId)}?lifecycleType=${encodeURIComponent(lifecycleType)}`;

/** Whom a body addresses, as far as it says so in the right shape; what is wrong with it is said with everything else. */
function addressedBy(body: unknown): Addressed {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const texts = (value: unknown): readonly string[] | undefined =>
    Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : undefined;
  return {
    lifecycleType: typeof given['lifecycleType'] === 'string' ? given['lifecycleType'] : '',
    stages: texts(given['stages']),
    references: texts(given['references']),
  };
}
