import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { addYears, dayOf } from '#libs/calendar/korean-time.js';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import {
  finishFollowUps,
  takeFollowUps,
  tenantsToFollowUp,
  type FollowUp,
} from '#libs/database/consent-follow-up-store.js';
import { acceptEvent } from '#libs/database/event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { hasConfirmedAll } from '#libs/database/legal-confirmation-store.js';
import { acceptStart, readSettingsForTelling } from '#libs/database/lifecycle-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { getTenant, type Tenant } from '#libs/database/tenant-store.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { advertisingStanding, RECONFIRM_YEARS } from '#libs/message/consent.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Logger } from '#libs/platform/logging.js';
import consentNotice from '#lifecycles/consent-notice.js';
import consentReconfirmation from '#lifecycles/consent-reconfirmation.js';
import { CLOCK, LOGGER } from '../foundation/foundation.module.js';
import { canonicalJson } from '../idempotency/canonical-json.js';
import { Teller } from '../telling/teller.js';

/** Between two looks, ms: the law leaves 14 days. */
const EVERY_MS = 2_000;
/** So many entries in one transaction; a full one is followed by the next at once. */
const BATCH = 50;

/**
 * Has people told what became of what they said (정보통신망법 제50조 제7항), and asked again in two years (제8항), as far as their
 * tenant wants that and has confirmed that it may: by lifecycles like any others, begun and ended in the transaction that notes the entry as done.
 */
@Injectable()
export class ConsentFollowUps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly teller: Teller,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.look().finally(() => this.onApplicationBootstrap());
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async look(): Promise<void> {
    try {
      for (const tenant of await tenantsToFollowUp(this.dataSource)) {
        while (!this.stopped && (await this.followUp(tenant)) === BATCH);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'people could not be told of their consent; the next round does');
    }
  }

  /** Answers how many entries it has done. */
  private async followUp(tenant: string): Promise<number> {
    const now = this.clock.now();
    const { done, tell } = await inTenant(this.dataSource, tenant, async (tx) => {
      // They begin lifecycles for real: what the tenant may not do yet waits, and is lost to nobody.
      if (!(await hasConfirmedAll(tx))) return { done: 0, tell: [] };
      const { taken, followUps } = await takeFollowUps(tx, this.keys, BATCH);
      const known = await getTenant(tx);
      const concerned = new Set<string>();
      for (const entry of known ? followUps : [])
        for (const lifecycleId of await this.act(tx, known!, entry, now)) concerned.add(lifecycleId);
      await finishFollowUps(tx, taken, now);
      return { done: taken.length, tell: [...concerned] };
    });
    this.teller.tellSoon(tell.map((lifecycleId) => ({ tenant, lifecycleId })));
    return done;
  }

  /** Answers the lifecycles that have to hear of something. */
  private async act(tx: EntityManager, tenant: Tenant, entry: FollowUp, now: Moment): Promise<string[]> {
    const { consentNotices, consentReconfirmation: reconfirms, senderName, senderNumber } = tenant.settings;
    const sender = { senderName: senderName ?? tenant.name.slice(0, MOST_NAME), contact: senderNumber };
    const channel = entry.channel === 'alimtalk' ? 'all' : entry.channel;
    const concerned: string[] = [];
    if (consentNotices && (entry.act === 'given' || entry.act === 'withdrawn')) {
      const act = entry.night ? (entry.act === 'given' ? 'nightGiven' : 'nightWithdrawn') : entry.act;
      const fields = { ...sender, act, channel, handledOn: dayOf(entry.recordedAt) };
      concerned.push(await this.start(tx, tenant.id, consentNotice, entry, fields, now));
    }
    if (entry.night) return concerned;
    const consents = (['text', 'brand'] as const).some(
      (each) => advertisingStanding(entry.ledger, each, now).state === 'given',
    );
    const consentedOn = dayOf(entry.occurredAt);
    const overdue = addYears(consentedOn, RECONFIRM_YEARS) <= dayOf(now);
    if (!consents) concerned.push(...(await this.report(tx, tenant.id, entry, 'withdrawn', {}, now)));
    else if (entry.act === 'given' && entry.asking.length > 0)
      concerned.push(...(await this.report(tx, tenant.id, entry, 'renewed', { consentedOn }, now)));
    else if (entry.act === 'given' && reconfirms)
      concerned.push(
        await this.start(
          tx,
          tenant.id,
          consentReconfirmation,
          entry,
          { ...sender, channel, consentedOn, overdue },
          now,
        ),
      );
    return concerned;
  }

  private async start(
    tx: EntityManager,
    tenant: string,
    definition: Definition,
    { consentId, person }: FollowUp,
    fields: Fields,
    now: Moment,
  ): Promise<string> {
    const context = { definition, ...(await readSettingsForTelling(tx, { definition, startedAt: now })) };
    const { state } = engine.start(context, { fields, at: now, absentParties: [] });
    const lifecycleId = newId();
    await acceptStart(tx, this.keys, {
      lifecycleId,
      tenant,
      definition,
      reference: consentId,
      parties: { person },
      fields,
      startedAt: now,
      plan: planOf(context, state, { decision: 0, runId: '' }),
    });
    return lifecycleId;
  }

  /** The lifecycles that would ask hear of it, but for the one that has reported it itself. */
  private async report(
    tx: EntityManager,
    tenant: string,
    { consentId, asking, source, occurredAt }: FollowUp,
    type: 'withdrawn' | 'renewed',
    data: Fields,
    now: Moment,
  ): Promise<string[]> {
    const hearing = asking.filter((lifecycleId) => !source?.startsWith(`event/${lifecycleId}/`));
    for (const lifecycleId of hearing) {
      await acceptEvent(tx, this.keys, {
        tenant,
        lifecycleId,
        eventId: `consent-${consentId}`,
        kind: 'event',
        type,
        occurredAt,
        receivedAt: now,
        data,
        fingerprint: this.keys.fingerprint(tenant, canonicalJson({ kind: 'event', type, data })),
      });
    }
    return hearing;
  }
}

/** Characters of a sender's name in a message. */
const MOST_NAME = 40;
