import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { readChannelFriend } from '#libs/database/channel-friend-store.js';
import { readConsents as readLedger, recordConsents, type NewConsent } from '#libs/database/consent-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import { getTenant, labelOfKey } from '#libs/database/tenant-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { advertisingStanding, refusedForInformation, type AdvertisingStanding } from '#libs/message/consent.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { inputError } from '../problem-details/problem-error.js';
import { readCallRecords, readConsents, readOptOuts, type ConsentNews } from './consent-input.js';
import type { AdvertisingView, ConsentsAnswer, Recorded } from './consent.schemas.js';

/** Writes down what people have said about being written to, and answers how they stand. */
@Injectable()
export class ConsentLedger {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  recordConsents(caller: Caller, body: unknown, idempotencyKey: string): Promise<Recorded> {
    return this.recordOnce(caller, 'record consents', body, idempotencyKey, readConsents);
  }

  recordOptOuts(caller: Caller, body: unknown, idempotencyKey: string): Promise<Recorded> {
    return this.recordOnce(caller, 'record opt-outs', body, idempotencyKey, readOptOuts);
  }

  /** Each call is recorded once by itself, so that a file may be given again. */
  recordCalls({ tenant, keyId }: Caller, body: unknown): Promise<Recorded & { readonly ignored: number }> {
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { news, ignored } = readCallRecords(body, await settingsOf(tx), now);
      return { ...(await this.record(tx, tenant, news, await labelOfKey(tx, keyId))), ignored };
    });
  }

  private recordOnce(
    { tenant, keyId }: Caller,
    operation: string,
    body: unknown,
    idempotencyKey: string,
    read: (body: unknown, settings: TenantSettings, now: Moment) => ConsentNews[],
  ): Promise<Recorded> {
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const request = { tenant, idempotencyKey, operation, body };
      const { body: answer } = await answeredOnce(tx, this.keys, request, async () => {
        const news = read(body, await settingsOf(tx), now);
        return { status: 200, body: await this.record(tx, tenant, news, await labelOfKey(tx, keyId)) };
      });
      return answer;
    });
  }

  /** In the caller's transaction, so that what is answered holds. */
  private async record(
    tx: EntityManager,
    tenant: string,
    news: readonly ConsentNews[],
    actor: string | undefined,
  ): Promise<Recorded> {
    const entries = news.map(({ phone, reason, name: _name, ...entry }): NewConsent => ({
      ...entry,
      phoneHash: this.keys.phoneHash(tenant, phone),
      ...(actor !== undefined && { actor }),
      ...(reason !== undefined && { noteCiphertext: this.keys.sealForTenant(tenant, 'consent-note', reason) }),
    }));
    const { ids, withdrawn } = await recordConsents(tx, tenant, entries, this.clock.now());
    const fresh = ids.filter((id) => id !== undefined).length;
    return { recorded: fresh, known: ids.length - fresh, messagesWithdrawn: withdrawn };
  }

  search(tenant: string, given: string): Promise<ConsentsAnswer> {
    const number = normalisePhone(given);
    if ('problem' in number) throw inputError([phoneProblem('phone')]);
    const now = this.clock.now();
    const hash = this.keys.phoneHash(tenant, number.number);
    return inTenant(this.dataSource, tenant, async (tx) => {
      const entries = await readLedger(tx, tenant, hash);
      const friend = await readChannelFriend(tx, tenant, hash);
      const { informationRefusable: nothingAllowed } = await settingsOf(tx);
      const refused = refusedForInformation(entries, { nothingAllowed, now });
      const wish = (channel: 'alimtalk' | 'text') => (refused.includes(channel) ? 'refused' : 'accepted');
      return {
        advertising: {
          text: standingView(advertisingStanding(entries, 'text', now)),
          brand: standingView(advertisingStanding(entries, 'brand', now)),
        },
        information: { alimtalk: wish('alimtalk'), text: wish('text') },
        addedChannel: friend ? { added: friend.added, knownAt: isoKorean(friend.at) } : null,
        history: entries.map(({ at, recordedAt, noteCiphertext, actor, ...entry }) => ({
          ...entry,
          reason: noteCiphertext === null ? null : this.keys.openForTenant(tenant, 'consent-note', noteCiphertext),
          recordedBy: actor,
          occurredAt: isoKorean(at),
          recordedAt: isoKorean(recordedAt),
        })),
      };
    });
  }
}

async function settingsOf(tx: EntityManager): Promise<TenantSettings> {
  const tenant = await getTenant(tx);
  if (!tenant) throw new Error('The tenant of an API key does not exist.');
  return tenant.settings;
}

function standingView(standing: AdvertisingStanding): AdvertisingView {
  const none = { since: null, reconfirmBy: null, reconfirmationDue: false, night: false };
  if (standing.state === 'never') return { ...none, state: 'never' };
  if (standing.state === 'withdrawn') return { ...none, state: 'withdrawn', since: isoKorean(standing.at) };
  const { since, reconfirmBy, reconfirmationDue, night } = standing;
  return { state: 'given', since: isoKorean(since), reconfirmBy, reconfirmationDue, night };
}
