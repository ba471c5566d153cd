import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  eventIdOfLink,
  readEventLink,
  readLinkData,
  tenantOfLink,
  type EventLink,
} from '#libs/database/event-link-store.js';
import { readEvent, type EventRow } from '#libs/database/event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { eventProblems } from '#libs/lifecycle/schemas.js';
import type { Refusal } from '#libs/lifecycle/state.js';
import { TOKEN } from '#libs/lifecycle/template-links.js';
import type { Clock } from '#libs/platform/clock.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { LifecycleChanges } from '../lifecycles/lifecycle-changes.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { LinkState, LinkWords } from './link-page.js';

interface Found {
  readonly tenant: string;
  readonly link: EventLink;
  /** What came of it, once it was followed. */
  readonly event: EventRow | undefined;
}

/** Links in messages that are events: looking changes nothing, following reports the event once. */
@Injectable()
export class EventLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly changes: LifecycleChanges,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For a GET, which mail scanners and link previews make as well. */
  async look(token: string): Promise<LinkState> {
    const found = await this.find(token);
    return found ? stateOf(found, this.clock.now()) : { kind: 'unknown' };
  }

  /**
   * Stores the event and tells the lifecycle, as if the sender had reported it. However often it is followed, there is one
   * event: its id follows from the link.
   */
  async follow(token: string): Promise<LinkState> {
    const found = await this.find(token);
    if (!found) return { kind: 'unknown' };
    const state = stateOf(found, this.clock.now());
    return state.kind === 'confirm' ? this.request(found, token) : state;
  }

  private async find(token: string): Promise<Found | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const tenant = await tenantOfLink(this.dataSource, token);
    if (tenant === undefined) return undefined;
    return inTenant(this.dataSource, tenant, async (tx) => {
      const link = await readEventLink(tx, token);
      if (!link) return undefined;
      return { tenant, link, event: link.eventRowId === null ? undefined : await readEvent(tx, link.eventRowId) };
    });
  }

  private async request({ tenant, link }: Found, token: string): Promise<LinkState> {
    const data = await inTenant(this.dataSource, tenant, (tx) => readLinkData(tx, this.keys, link));
    // What the link was to carry may have been absent, or may not suit the version that the lifecycle has come to run by.
    if (eventProblems(link.definition, link.event, data).length > 0)
      return refused(wordsOf(link), 'EVENT_DATA_INVALID');
    const event = { type: link.event, eventId: eventIdOfLink(link), data };
    try {
      await this.changes.requestByLink(tenant, link.lifecycleId, event);
    } catch (error) {
      // A refusal is stored, and read below; what was not stored changed nothing.
      if (!(error instanceof ProblemError)) throw error;
    }
    const found = await this.find(token);
    const state: LinkState = found ? stateOf(found, this.clock.now()) : { kind: 'unknown' };
    return state.kind === 'confirm' ? refused(wordsOf(link), 'EVENT_NOT_STORED') : state;
  }
}

/** What was followed says what came of it, also when it has expired since. A recipient who was wrong learns nothing at all. */
function stateOf({ link, event }: Found, now: number): LinkState {
  if (!link.concerned) return { kind: 'unknown' };
  const words = wordsOf(link);
  if (event?.state === 'refused') {
    const { code, problems } = event.answer as Refusal;
    return refused(words, code, problems);
  }
  if (event) return { kind: event.state === 'accepted' ? 'accepted' : 'pending', words, receivedAt: event.receivedAt };
  if (link.lifecycleState !== 'open' || link.erased) return { kind: 'closed', words };
  return now >= link.expiresAt ? { kind: 'expired', words } : { kind: 'confirm', words, expiresAt: link.expiresAt };
}

const wordsOf = ({ tenantName, reference, definition, link, event }: EventLink): LinkWords => ({
  tenant: tenantName,
  ...(!definition.sensitive && { affair: definition.title }),
  reference,
  request: definition.links?.[link]?.title ?? definition.events[event]?.title ?? '신청',
});

/** A refusal in words for the person; what the definition says of its own conditions is written for people already. */
function refused(words: LinkWords, code: string, problems: readonly { readonly message: string }[] = []): LinkState {
  const said = code === 'EVENT_CONDITION_UNMET' ? problems.map(({ message }) => message).join(' ') : '';
  if (said !== '') return { kind: 'refused', words, because: said };
  if (code === 'LIFECYCLE_CLOSED') return { kind: 'closed', words };
  const because =
    code === 'EVENT_LIMIT_REACHED' ? '신청하실 수 있는 횟수를 모두 쓰셨습니다.' : '지금은 이 신청을 하실 수 없습니다.';
  return { kind: 'refused', words, because };
}
