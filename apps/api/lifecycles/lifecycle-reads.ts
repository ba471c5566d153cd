import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  costsOfLifecycle,
  lifecycleById,
  listLifecycles,
  readTimeline,
  searchByPhone,
  type LifecyclePage,
  type LifecycleView as StoredView,
} from '#libs/database/lifecycle-reads.js';
import { PersonalDataKeys, PersonErased } from '#libs/database/personal-data.js';
import { KOREAN } from '#libs/lifecycle/language-tags.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { toldInRole } from '#libs/message/who-is-told.js';
import type { Clock } from '#libs/platform/clock.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { readAffair, type Affair, type KnownParty } from '#libs/database/person-store.js';
import { maskPhone, normalisePhone } from '#libs/message/phone-number.js';
import { eventsOfStage } from '../lifecycle-types/lifecycle-type-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { cursorOf, idOfCursor } from './cursor.js';
import { findLifecycle, type LifecycleAddress } from './find-lifecycle.js';
import { costView, isoOrNull, linksOf, plannedView, summaryOf } from './lifecycle-view.js';
import type {
  LifecycleSummary,
  LifecycleView,
  ListLifecycles,
  SearchLifecycles,
  TimelineView,
} from './lifecycle.schemas.js';
import { maskName } from './masking.js';
import { phoneProblem } from './party-input.js';
import { timelineEntries } from './timeline-view.js';

interface Page {
  readonly items: LifecycleSummary[];
  readonly next: string | null;
}

/** Reads come from PostgreSQL alone: they work while Temporal or every worker is away. */
@Injectable()
export class LifecycleReads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(tenant: string, { cursor, limit, type, stage, state, reference }: ListLifecycles): Promise<Page> {
    const filter = {
      limit,
      ...(cursor === undefined ? {} : { cursor: idOfCursor(cursor) }),
      ...(type === undefined ? {} : { type }),
      ...(stage === undefined ? {} : { stage }),
      ...(state === undefined ? {} : { state }),
      ...(reference === undefined ? {} : { reference }),
    };
    return pageView(await inTenant(this.dataSource, tenant, (tx) => listLifecycles(tx, filter)));
  }

  async search(tenant: string, { phone, limit, cursor }: SearchLifecycles): Promise<Page> {
    const number = normalisePhone(phone);
    if ('problem' in number) throw inputError([phoneProblem('phone')]);
    const request = {
      tenant,
      phone: number.number,
      limit,
      ...(cursor === undefined ? {} : { cursor: idOfCursor(cursor) }),
    };
    return pageView(await inTenant(this.dataSource, tenant, (tx) => searchByPhone(tx, this.keys, request)));
  }

  get(tenant: string, address: LifecycleAddress): Promise<LifecycleView> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { id, definition } = await findLifecycle(tx, address);
      const view = await lifecycleById(tx, id);
      if (!view) throw new ProblemError('LIFECYCLE_NOT_FOUND');
      const affair = await this.affairOf(tx, id);
      return {
        ...summaryOf({ ...view, definition }),
        version: view.version,
        startedAt: isoKorean(view.startedAt),
        closedAt: isoOrNull(view.closedAt),
        explanation: view.closeExplanation ?? null,
        site: view.site ?? null,
        department: view.department ?? null,
        keyKind: view.keyKind,
        cost: costView(await costsOfLifecycle(tx, id)),
        nextDueAt: isoOrNull(view.nextDueAt),
        pausedAt: isoOrNull(view.pausedAt),
        parties: maskedParties(affair, this.clock.now()),
        data: affair ? { ...affair.fields, ...view.fields } : {},
        planned: plannedView(definition, view.stage, view.planned),
        events: view.state === 'open' ? eventsOfStage(definition, view.stage) : [],
        links: linksOf(id),
      };
    });
  }

  timeline(tenant: string, address: LifecycleAddress): Promise<TimelineView> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { id, definition } = await findLifecycle(tx, address);
      return { id, entries: timelineEntries(definition, await readTimeline(tx, this.keys, id)) };
    });
  }

  /** Undefined once a person of it has been erased: the rest is still shown. */
  private async affairOf(tx: EntityManager, id: string): Promise<Affair | undefined> {
    try {
      return await readAffair(tx, this.keys, id);
    } catch (error) {
      if (error instanceof PersonErased) return undefined;
      throw error;
    }
  }
}

const maskedGuardian = ({ name, phone, language = KOREAN }: NonNullable<KnownParty['guardian']>) => ({
  name: maskName(name),
  phone: maskPhone(phone),
  language,
});

const maskedParties = (affair: Affair | undefined, now: Moment): LifecycleView['parties'] =>
  Object.fromEntries(
    Object.entries(affair?.parties ?? {}).map(([role, party]) => {
      const { name, phone, birthDate, guardian, relation = null, language = KOREAN } = party;
      const reachable = phone !== '';
      return [
        role,
        {
          name: maskName(name),
          phone: reachable ? maskPhone(phone) : null,
          language,
          guardian: guardian ? maskedGuardian(guardian) : null,
          told: toldInRole({ birthDate, reachable, guarded: guardian !== undefined }, now),
          relation,
        },
      ];
    }),
  );

const pageView = ({ items, next }: LifecyclePage): Page => ({
  items: items.map(storedSummary),
  next: next === undefined ? null : cursorOf(next),
});

const storedSummary = (view: StoredView): LifecycleSummary => ({
  id: view.id,
  type: view.type,
  title: view.title,
  reference: view.reference,
  state: view.state,
  stage: view.stage,
  stageTitle: view.stageTitle,
  startedAt: isoKorean(view.startedAt),
  closedAt: isoOrNull(view.closedAt),
  nextDueAt: isoOrNull(view.nextDueAt),
  links: linksOf(view.id),
});
