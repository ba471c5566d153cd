import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Moment } from '#libs/lifecycle/state.js';
import {
  ADVERTISING_CHANNELS,
  advertisingRefusal,
  advertisingStanding,
  type ConsentAct,
  type ConsentChannel,
  type ConsentEntry,
  type ConsentPurpose,
  type ConsentWay,
} from '#libs/message/consent.js';
import { groupedBy } from './grouped-by.js';
import { QUARANTINE_LOCK } from './quarantine-look.js';
import { msColumn } from './sql-moments.js';
import { outcomesNow } from './withdrawal-store.js';

/**
 * The ledger of consents: what people have said about being written to, by the keyed hash of their number, so that it
 * survives their erasure and holds for everybody who shares the number. Entries are only added. Moments are ms since 1970,
 * taken from a clock port and never from the database.
 */

/** What is to be written down about a number. */
export interface NewConsent {
  /** `PersonalDataKeys.phoneHash`. */
  readonly phoneHash: Buffer;
  readonly purpose: ConsentPurpose;
  readonly channel: ConsentChannel;
  readonly act: ConsentAct;
  readonly night: boolean;
  readonly how: ConsentWay;
  /** Which text the person was shown when they consented. */
  readonly textVersion?: string | undefined;
  /** Names the news itself: of one number the same news is written down once. Nothing personal. */
  readonly source?: string | undefined;
  /** Who recorded it: what their key is called. */
  readonly actor?: string | undefined;
  /** A remark, sealed for the tenant. */
  readonly noteCiphertext?: string | undefined;
  readonly at: Moment;
}

/** An entry as it stands in the ledger. */
export interface StoredConsent extends ConsentEntry {
  readonly id: string;
  readonly recordedAt: Moment;
  readonly textVersion: string | null;
  readonly source: string | null;
  readonly actor: string | null;
  readonly noteCiphertext: string | null;
}

export interface ConsentsRecorded {
  /** One for each that was given: its id, or undefined where the same news was known already. */
  readonly ids: readonly (string | undefined)[];
  /** Advertising that was about to leave, and does not any more. */
  readonly withdrawn: number;
}

/** For operators, in the messages that an opt-out has stopped. */
const OPTED_OUT_REASON = '광고 수신을 거부하여 보내지 않음';

/** What is known of whoever a message is for. Expects `messages m`. */
export const LEDGER = `(
  select coalesce(jsonb_agg(jsonb_build_object('purpose', c.purpose, 'channel', c.channel, 'act', c.act, 'night', c.night,
    'how', c.how, 'at', ${msColumn('c.occurred_at')})), '[]'::jsonb)
  from persons cp join consents c on c.tenant_id = cp.tenant_id and c.phone_hash = cp.phone_hash
  where cp.id = m.person_id)`;

/** Numbers share so many locks of a tenant: few enough for a batch to hold them all. */
const LOCKS = 64;
const LOCK = (tenant: string, hash: string): string =>
  `hashtext('bongsu.consent/' || ${tenant}), get_byte(${hash}, 0) % ${LOCKS}`;

/**
 * Locks a message that is about to be called, by its id, and before it, until the call is written down: whether its person's
 * number is in quarantine; and where it may be advertising, what they have said. A quarantine or an opt-out waits so long,
 * and one that was answered before is seen (ADR: an opt-out and a call meet at a lock). In one statement, which answers nothing.
 */
export async function lockMessageToCall(tx: EntityManager, messageId: string): Promise<void> {
  await tx.query(
    `with told as materialized (
       select p.tenant_id, p.phone_hash, (m.send is null or m.send->>'purpose' = 'advertising') as asked
       from messages m join persons p on p.id = m.person_id where m.id = $1 and p.phone_hash is not null
     ), held as materialized (
       select pg_advisory_xact_lock_shared(${LOCK('t.tenant_id', 't.phone_hash')}) from told t where t.asked
     ), kept as materialized (
       select pg_advisory_xact_lock_shared(${QUARANTINE_LOCK('t.tenant_id', 't.phone_hash')}) from told t
     )
     select id from messages
     where id = $1 and (select count(*) from held) >= 0 and (select count(*) from kept) >= 0 for update`,
    [messageId],
  );
}

/** Waits for calls under way to these numbers, and keeps others from being begun until the transaction ends. */
async function lockNumbers(tx: EntityManager, tenant: string, hashes: readonly Buffer[]): Promise<void> {
  // In the order of the locks, so that two batches never wait for each other.
  await tx.query(
    `select pg_advisory_xact_lock(l.space, l.place)
     from (select distinct s.space, s.place from (
             select hashtext('bongsu.consent/' || $1) as space, get_byte(h, 0) % ${LOCKS} as place from unnest($2::bytea[]) as h
           ) s order by s.space, s.place) l`,
    [tenant, hashes],
  );
}

/**
 * Writes entries down, and stops at once the advertising that one of them refuses. A fixed number of statements for any
 * number of entries; news that is known already changes nothing.
 */
export async function recordConsents(
  tx: EntityManager,
  tenant: string,
  entries: readonly NewConsent[],
  now: Moment,
): Promise<ConsentsRecorded> {
  const refusing = entries.filter(refusesAdvertising).map(({ phoneHash }) => phoneHash);
  if (refusing.length > 0) await lockNumbers(tx, tenant, refusing);
  const rows = entries.map((entry) => ({ id: newId(), ...entry, phoneHash: entry.phoneHash.toString('hex') }));
  const written = await tx.query<{ id: string }[]>(
    `insert into consents (id, tenant_id, phone_hash, purpose, channel, act, night, how, text_version, source, actor,
       note_ciphertext, occurred_at, recorded_at)
     select e.id, $1, decode(e."phoneHash", 'hex'), e.purpose, e.channel, e.act, e.night, e.how, e."textVersion", e.source,
       e.actor, e."noteCiphertext", to_timestamp(e.at / 1000.0), to_timestamp($3 / 1000.0)
     from jsonb_to_recordset($2::jsonb) as e(id uuid, "phoneHash" text, purpose text, channel text, act text, night boolean,
       how text, "textVersion" text, source text, actor text, "noteCiphertext" text, at float8)
     on conflict do nothing returning id`,
    [tenant, JSON.stringify(rows), now],
  );
  const fresh = new Set(written.map(({ id }) => id));
  return {
    ids: rows.map(({ id }) => (fresh.has(id) ? id : undefined)),
    withdrawn: refusing.length > 0 && fresh.size > 0 ? await stopRefused(tx, tenant, refusing, now) : 0,
  };
}

const refusesAdvertising = ({ purpose, act, night }: NewConsent): boolean =>
  purpose === 'advertising' && act === 'withdrawn' && !night;

/**
 * Tombstones for the advertising that is open for those who stand as having refused every channel that it may use: late news
 * may say otherwise. What may still use another is held to that one when it is called.
 */
async function stopRefused(tx: EntityManager, tenant: string, hashes: readonly Buffer[], now: Moment): Promise<number> {
  const ledgers = await readLedgers(tx, tenant, hashes);
  const refused = [...ledgers].map(([hash, entries]) => ({
    hash,
    channels: ADVERTISING_CHANNELS.filter((channel) => advertisingRefusal(advertisingStanding(entries, channel, now))),
  }));
  const note = { at: now, code: 'OPTED_OUT', reason: OPTED_OUT_REASON };
  const [stopped] = await tx.query<[{ id: string }[], number]>(
    `with those as materialized (
       select m.id from jsonb_to_recordset($2::jsonb) as r(hash text, channels text[])
       join persons p on p.tenant_id = $1 and p.phone_hash = decode(r.hash, 'hex')
       join messages m on m.person_id = p.id
       where m.state in ('open', 'bundled') and m.tombstoned_at is null and m.send->>'purpose' = 'advertising'
         and not exists (select from jsonb_array_elements_text(coalesce(m.send->'channels', '["text"]')) as c(channel)
                         where c.channel <> all(r.channels))
       order by m.id for update of m
     )
     update messages m set tombstoned_at = to_timestamp($3 / 1000.0), decisions = decisions || $4::jsonb
     from those where m.id = those.id returning m.id`,
    [tenant, JSON.stringify(refused), now, JSON.stringify(note)],
  );
  if (stopped.length === 0) return 0;
  const ids = stopped.map(({ id }) => id);
  await tx.query(
    `update attempts set state = 'withdrawn', settled_at = to_timestamp($2 / 1000.0), next_check_at = null
     where message_id = any($1::uuid[]) and state in ('reserved', 'not-taken')`,
    [ids, now],
  );
  return (await outcomesNow(tx, ids, OPTED_OUT_REASON, now)).filter(({ outcome }) => outcome === 'withdrawn').length;
}

/** By the number's hash as hex; numbers of which nothing is known are left out. */
async function readLedgers(
  tx: EntityManager,
  tenant: string,
  hashes: readonly Buffer[],
): Promise<Map<string, (ConsentEntry & { readonly hash: string })[]>> {
  const rows = await tx.query<(ConsentEntry & { readonly hash: string })[]>(
    `select encode(phone_hash, 'hex') as hash, purpose, channel, act, night, how, ${msColumn('occurred_at')} as at
     from consents where tenant_id = $1 and phone_hash = any($2::bytea[])`,
    [tenant, hashes],
  );
  return groupedBy(rows, ({ hash }) => hash);
}

/** Everything that is written down about a number, oldest first by when it happened. */
export async function readConsents(tx: EntityManager, tenant: string, phoneHash: Buffer): Promise<StoredConsent[]> {
  return tx.query<StoredConsent[]>(
    `select id, purpose, channel, act, night, how, text_version as "textVersion", source, actor,
            note_ciphertext as "noteCiphertext", ${msColumn('occurred_at')} as at, ${msColumn('recorded_at')} as "recordedAt"
     from consents where tenant_id = $1 and phone_hash = $2 order by occurred_at, id`,
    [tenant, phoneHash],
  );
}

/** When people at this number were asked whether their consent stands, by messages that the dealer has taken. */
export async function whenAsked(tx: EntityManager, tenant: string, phoneHash: Buffer): Promise<Moment[]> {
  const rows = await tx.query<{ at: Moment }[]>(
    `select ${msColumn('a.accepted_at')} as at
     from persons p join messages m on m.person_id = p.id join attempts a on a.message_id = m.id
     where p.tenant_id = $1 and p.phone_hash = $2 and m.template_code = 'CONSENT_RECONFIRM'
       and a.state in ('accepted', 'delivered', 'unconfirmed') and a.accepted_at is not null`,
    [tenant, phoneHash],
  );
  return rows.map(({ at }) => at);
}

/** Whom a lifecycle with one party is about; undefined once they have been erased. */
export async function personAsked(
  tx: EntityManager,
  lifecycleId: string,
): Promise<{ readonly personId: string; readonly phoneHash: Buffer } | undefined> {
  const [row] = await tx.query<{ personId: string; phoneHash: Buffer }[]>(
    `select p.id as "personId", p.phone_hash as "phoneHash" from parties y join persons p on p.id = y.person_id
     where y.lifecycle_id = $1 and p.phone_hash is not null`,
    [lifecycleId],
  );
  return row;
}

/** Whose number for opting out this is, over all tenants; several may share one. */
export async function tenantsCalled(dataSource: DataSource, called: string): Promise<string[]> {
  const rows = await dataSource.query<{ tenant: string }[]>(`select tenant_id as tenant from route_opt_out($1)`, [
    called,
  ]);
  return rows.map(({ tenant }) => tenant);
}
