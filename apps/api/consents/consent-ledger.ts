import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean } from '#libs/calendar/korean-time.js';
import { leaveFollowUps, personsAt } from '#libs/database/consent-follow-up-store.js';
import { readChannelFriend } from '#libs/database/channel-friend-store.js';
import {
  personAsked,
  readConsents as readLedger,
  recordConsents,
  tenantsCalled,
  whenAsked,
  type NewConsent,
} from '#libs/database/consent-store.js';
import { groupedBy } from '#libs/database/grouped-by.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { findOrCreatePersons } from '#libs/database/person-store.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { TenantSettings } from '#libs/database/tenant-settings.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { OptOutCall } from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  advertisingStanding,
  refusedForInformation,
  type AdvertisingStanding,
  type ConsentEntry,
} from '#libs/message/consent.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { nameOfCaller } from '../authentication/name-of-caller.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { answeredOnce } from '../idempotency/answered-once.js';
import { phoneProblem } from '../lifecycles/party-input.js';
import { inputError } from '../problem-details/problem-error.js';
import { callNews, readCallRecords, readConsents, readOptOuts, type ConsentNews } from './consent-input.js';
import type { AdvertisingView, ConsentsAnswer, Recorded } from './consent.schemas.js';

/** Of whom nobody has told the name; no message shows it. */
const NAMELESS = '수신인';

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
  recordCalls(caller: Caller, body: unknown): Promise<Recorded & { readonly ignored: number }> {
    const { tenant } = caller;
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const { news, ignored } = readCallRecords(body, await settingsOf(tx), now);
      return { ...(await this.record(tx, tenant, news, await nameOfCaller(tx, caller, undefined))), ignored };
    });
  }

  private recordOnce(
    caller: Caller,
    operation: string,
    body: unknown,
    idempotencyKey: string,
    read: (body: unknown, settings: TenantSettings, now: Moment) => ConsentNews[],
  ): Promise<Recorded> {
    const { tenant } = caller;
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const request = { tenant, idempotencyKey, operation, body };
      const { body: answer } = await answeredOnce(tx, this.keys, request, async () => {
        const news = read(body, await settingsOf(tx), now);
        return { status: 200, body: await this.record(tx, tenant, news, await nameOfCaller(tx, caller, undefined)) };
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
    await this.leaveWord(tx, tenant, news, ids);
    const fresh = ids.filter((id) => id !== undefined).length;
    return { recorded: fresh, known: ids.length - fresh, messagesWithdrawn: withdrawn };
  }

  /** Whoever is to be told of it has to be somebody: known at the number, or from now on. */
  private async leaveWord(
    tx: EntityManager,
    tenant: string,
    news: readonly ConsentNews[],
    ids: readonly (string | undefined)[],
  ): Promise<void> {
    const { consentNotices, consentReconfirmation } = await settingsOf(tx);
    if (!consentNotices && !consentReconfirmation) return;
    const fresh = news.flatMap(({ purpose, phone, name }, index) => {
      const consentId = ids[index];
      return consentId === undefined || purpose !== 'advertising' ? [] : [{ consentId, phone, name }];
    });
    const hashes = fresh.map(({ phone }) => this.keys.phoneHash(tenant, phone));
    const known = await personsAt(tx, tenant, hashes);
    const knownAt = (index: number): string | undefined => known.get(hashes[index]!.toString('hex'));
    const strangers = fresh.filter(({ name }, index) => name !== undefined || knownAt(index) === undefined);
    const created = await findOrCreatePersons(
      tx,
      this.keys,
      tenant,
      strangers.map(({ phone, name = NAMELESS }) => ({ phone, name })),
    );
    const personOf = new Map(strangers.map(({ consentId }, index) => [consentId, created[index]!.personId]));
    const entries = fresh.flatMap(({ consentId }, index) => {
      const personId = personOf.get(consentId) ?? knownAt(index);
      return personId === undefined ? [] : [{ consentId, personId }];
    });
    await leaveFollowUps(tx, tenant, entries, this.clock.now());
  }

  /**
   * Calls for opting out that a dealer has reported, for every tenant whose number was called.
   * @returns calls of a number that is no tenant's
   */
  async recordReported(calls: readonly OptOutCall[]): Promise<number> {
    let lost = 0;
    for (const [called, ofNumber] of groupedBy(calls, (call) => call.called)) {
      const tenants = await tenantsCalled(this.dataSource, called);
      if (tenants.length === 0) lost += ofNumber.length;
      const news = ofNumber.flatMap(({ from, at, id }): ConsentNews[] => {
        const caller = normalisePhone(from);
        if ('problem' in caller) return [];
        const call = callNews(caller.number, called, at);
        return [{ ...call, how: 'dealer', ...(id !== undefined && { source: `hook/${called}/${id}` }) }];
      });
      if (news.length === 0) continue;
      for (const tenant of tenants)
        await inTenant(this.dataSource, tenant, (tx) => this.record(tx, tenant, news, undefined));
    }
    return lost;
  }

  /** What somebody has answered to the question whether their consent stands; their lifecycle's own transaction. */
  async recordAnswer(
    tx: EntityManager,
    tenant: string,
    answer: { readonly lifecycleId: string; readonly eventId: string; readonly at: Moment; readonly byLink: boolean },
    act: 'withdrawn' | 'reconfirmed',
  ): Promise<void> {
    const person = await personAsked(tx, answer.lifecycleId);
    if (!person) return;
    const now = this.clock.now();
    const entry: NewConsent = {
      phoneHash: person.phoneHash,
      purpose: 'advertising',
      channel: 'all',
      act,
      night: false,
      how: answer.byLink ? 'link' : 'api',
      source: `event/${answer.lifecycleId}/${answer.eventId}`,
      at: answer.at,
    };
    const { ids } = await recordConsents(tx, tenant, [entry], now);
    const [consentId] = ids;
    if (consentId !== undefined) await leaveFollowUps(tx, tenant, [{ consentId, personId: person.personId }], now);
  }

  search(tenant: string, given: string): Promise<ConsentsAnswer> {
    const number = normalisePhone(given);
    if ('problem' in number) throw inputError([phoneProblem('phone')]);
    const now = this.clock.now();
    const hash = this.keys.phoneHash(tenant, number.number);
    return inTenant(this.dataSource, tenant, async (tx) => {
      const entries = await readLedger(tx, tenant, hash);
      const friend = await readChannelFriend(tx, tenant, hash);
      const asked = (await whenAsked(tx, tenant, hash)).map(askedAt);
      const { informationRefusable: nothingAllowed } = await settingsOf(tx);
      const refused = refusedForInformation(entries, { nothingAllowed, now });
      const wish = (channel: 'alimtalk' | 'text') => (refused.includes(channel) ? 'refused' : 'accepted');
      return {
        advertising: {
          text: standingView(advertisingStanding([...entries, ...asked], 'text', now)),
          brand: standingView(advertisingStanding([...entries, ...asked], 'brand', now)),
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

/** A message of ours that reached them and asked, as the ledger would have it. */
const askedAt = (at: Moment): ConsentEntry => ({
  purpose: 'advertising',
  channel: 'all',
  act: 'asked',
  night: false,
  how: 'api',
  at,
});

function standingView(standing: AdvertisingStanding): AdvertisingView {
  const none = { since: null, reconfirmBy: null, reconfirmationDue: false, night: false };
  if (standing.state === 'never') return { ...none, state: 'never' };
  if (standing.state === 'withdrawn') return { ...none, state: 'withdrawn', since: isoKorean(standing.at) };
  const { since, reconfirmBy, reconfirmationDue, night } = standing;
  return { state: 'given', since: isoKorean(since), reconfirmBy, reconfirmationDue, night };
}
