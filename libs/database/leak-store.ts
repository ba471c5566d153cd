import type { EntityManager } from 'typeorm';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { journalledIdFor } from '#libs/contracts/ids.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { HOUSE_DEALER } from '#libs/message/key-kind.js';
import { leakTerms, type LeakState, type LeakTerms } from '#libs/message/leak-term.js';
import { MAY_BE_OUT } from './delivery-store.js';
import { amongSubjects, keepSubjects } from './approval-store.js';
import type { PersonalDataKeys } from './personal-data.js';
import { msColumn } from './sql-moments.js';

/** What went to a wrong number, with its terms and what was done about it. Moments are ms since 1970. */

export interface LeakToRecord {
  readonly id: string;
  readonly tenant: string;
  readonly quarantineId: string;
  /** Who is at the number. */
  readonly personIds: readonly string[];
  readonly learnedAt: Moment;
  /** Since when the number was not theirs; undefined: not known, so that everything counts. */
  readonly wrongSince: Moment | undefined;
  /** Whatever the affairs' types say. */
  readonly sensitive: boolean;
  readonly at: Moment;
}

interface WentAstray {
  readonly messageId: string;
  readonly lifecycleId: string;
  readonly personId: string;
  readonly template: string | null;
  readonly purpose: string;
  readonly sentAt: Moment;
  readonly sensitive: boolean;
}

/** Writes down what a dealer may have brought to the number by now. False: nothing has left for it, so that there is no leak. */
export async function recordLeak(tx: EntityManager, leak: LeakToRecord): Promise<boolean> {
  const { id, tenant, quarantineId, learnedAt, wrongSince } = leak;
  const rows = await messagesTo(tx, leak);
  if (rows.length === 0) return false;
  const people = new Set(rows.map(({ personId }) => personId)).size;
  const affairs = new Set(rows.map(({ lifecycleId }) => lifecycleId)).size;
  const sensitive = leak.sensitive || rows.some((row) => row.sensitive);
  const terms = leakTerms({ learnedAt, people, sensitive });
  const { tellBy, reportBy } = terms;
  await tx.query(
    `insert into leaks (id, tenant_id, quarantine_id, learned_at, wrong_since, sensitive, people, affairs, messages,
       tell_by, report_by)
     values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5::float8 / 1000.0), $6, $7, $8, $9,
       to_timestamp($10 / 1000.0), to_timestamp($11::float8 / 1000.0))`,
    [
      id,
      tenant,
      quarantineId,
      learnedAt,
      wrongSince ?? null,
      sensitive,
      people,
      affairs,
      rows.length,
      tellBy,
      reportBy,
    ],
  );
  await tx.query(
    `insert into leaked_messages (leak_id, message_id, tenant_id, lifecycle_id, person_id, template, purpose, sent_at)
     select $1, g."messageId", $2, g."lifecycleId", g."personId", g.template, g.purpose, to_timestamp(g."sentAt" / 1000.0)
     from jsonb_to_recordset($3::jsonb) as g("messageId" uuid, "lifecycleId" uuid, "personId" uuid, template text,
       purpose text, "sentAt" float8)`,
    [id, tenant, JSON.stringify(rows)],
  );
  await raiseAlert(tx, leak, rows.length, terms);
  return true;
}

/** What the alert is called. */
const LEAKED = 'sentToWrongNumber';

/** Operators are not to learn of a term by looking for it. */
async function raiseAlert(
  tx: EntityManager,
  { id, tenant, at }: LeakToRecord,
  messages: number,
  { tellBy, reportBy }: LeakTerms,
): Promise<void> {
  const also = reportBy === null ? '' : ' 개인정보 보호위원회 등에 신고도 해야 합니다.';
  const text = `남의 번호로 이미 나간 메시지가 ${messages}건 있습니다. ${formatKoreanMoment(tellBy)}까지 본인에게 알리고 유출 기록에 적으십시오.${also}`;
  await tx.query(
    `insert into alerts (id, tenant_id, lifecycle_id, key, name, text, at)
     values ($1, $2, null, $3, $4, $5, to_timestamp($6 / 1000.0))`,
    [journalledIdFor(id, LEAKED, at), tenant, `${LEAKED}:${id}`, LEAKED, text, at],
  );
}

/** Of a bundle the messages of its items. What a test key began never left the house. */
const messagesTo = (tx: EntityManager, { personIds, wrongSince }: LeakToRecord): Promise<WentAstray[]> =>
  tx.query(
    `select m.id as "messageId", m.lifecycle_id as "lifecycleId", coalesce(y.person_id, m.person_id) as "personId",
       m.template_code as template, coalesce(m.send->>'purpose', 'informational') as purpose, a."sentAt",
       coalesce((d.definition->>'sensitive')::boolean, false) as sensitive
     from messages m
     join lifecycles l on l.id = m.lifecycle_id
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(m.definition_hash, l.definition_hash)
     left join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
     cross join lateral (
       select ${msColumn('min(coalesce(t.accepted_at, t.calling_at))')} as "sentAt" from attempts t
       where t.message_id = any(array[m.id, m.bundle_id]) and (t.message_id = m.id or m.id = any(t.items))
         and t.state = any($2) and t.dealer <> '${HOUSE_DEALER}'
         and ($3::float8 is null or coalesce(t.accepted_at, t.calling_at) >= to_timestamp($3::float8 / 1000.0))) a
     where m.person_id = any($1::uuid[]) and a."sentAt" is not null
     order by m.id`,
    [personIds, MAY_BE_OUT, wrongSince ?? null],
  );

export interface StoredLeak {
  readonly id: string;
  readonly quarantineId: string;
  readonly learnedAt: Moment;
  readonly wrongSince: Moment | null;
  readonly sensitive: boolean;
  readonly people: number;
  readonly affairs: number;
  readonly messages: number;
  readonly tellBy: Moment;
  readonly reportBy: Moment | null;
  readonly state: LeakState;
  readonly toldAt: Moment | null;
  readonly toldBy: string | null;
  readonly toldHow: string | null;
  readonly reportedAt: Moment | null;
  readonly closedAt: Moment | null;
  readonly closedBy: string | null;
  readonly closing: string | null;
}

const COLUMNS = `k.id, k.tenant_id as tenant, k.quarantine_id as "quarantineId", ${msColumn('k.learned_at')} as "learnedAt",
  ${msColumn('k.wrong_since')} as "wrongSince", k.sensitive, k.people, k.affairs, k.messages, ${msColumn('k.tell_by')} as "tellBy",
  ${msColumn('k.report_by')} as "reportBy", k.state, ${msColumn('k.told_at')} as "toldAt", k.told_by as "toldBy",
  k.told_how_ciphertext as "toldHow", ${msColumn('k.reported_at')} as "reportedAt", ${msColumn('k.closed_at')} as "closedAt",
  k.closed_by as "closedBy", k.closing_ciphertext as closing`;

const toldPlace = (id: string): string => `leak/${id}/told`;
const closingPlace = (id: string): string => `leak/${id}/closing`;

function opened(keys: PersonalDataKeys, { tenant, ...row }: StoredLeak & { readonly tenant: string }): StoredLeak {
  const read = (where: string, text: string | null) => text && keys.openForTenant(tenant, where, text);
  return {
    ...row,
    toldHow: read(toldPlace(row.id), row.toldHow),
    closing: read(closingPlace(row.id), row.closing),
  };
}

/** @param lock holds it as it stands until the transaction ends */
export async function readLeak(
  tx: EntityManager,
  keys: PersonalDataKeys,
  id: string,
  lock = false,
): Promise<StoredLeak | undefined> {
  const [row] = await tx.query<(StoredLeak & { tenant: string })[]>(
    `select ${COLUMNS} from leaks k where k.id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return row && opened(keys, row);
}

/** A place in the list of leaks: of one that is not closed by its term, of a closed one by when it was closed. */
export interface LeakPlace {
  readonly settled: boolean;
  readonly at: Moment;
  readonly id: string;
}

/** Those that are not closed, the nearest term first, then the latest closed ones. */
export async function listLeaks(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { limit, after }: { readonly limit: number; readonly after?: LeakPlace },
): Promise<{ readonly items: readonly StoredLeak[]; readonly next?: LeakPlace }> {
  const rows = await tx.query<(StoredLeak & { tenant: string })[]>(
    `select ${COLUMNS} from leaks k
     where $2::uuid is null
        or k.state <> 'closed' and not $3 and (k.tell_by, k.id) > (to_timestamp($4 / 1000.0), $2)
        or k.state = 'closed' and (not $3 or k.closed_at < to_timestamp($4 / 1000.0)
             or k.closed_at = to_timestamp($4 / 1000.0) and k.id > $2)
     order by k.state = 'closed', case when k.state <> 'closed' then k.tell_by end, k.closed_at desc, k.id limit $1`,
    [limit + 1, after?.id ?? null, after?.settled ?? false, after?.at ?? 0],
  );
  const items = rows.slice(0, limit).map((row) => opened(keys, row));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: placeOf(last) } : { items };
}

const placeOf = ({ id, closedAt, tellBy }: StoredLeak): LeakPlace => ({
  settled: closedAt !== null,
  at: closedAt ?? tellBy,
  id,
});

export interface LeakedMessage {
  readonly messageId: string;
  readonly lifecycleId: string;
  readonly type: string;
  readonly reference: string;
  readonly personId: string;
  readonly template: string | null;
  readonly purpose: string;
  readonly sentAt: Moment;
}

/** In the order in which they went, at most 1,000. */
export const leakedMessages = (tx: EntityManager, leakId: string): Promise<LeakedMessage[]> =>
  tx.query(
    `select s.message_id as "messageId", s.lifecycle_id as "lifecycleId", l.type, l.reference, s.person_id as "personId",
       s.template, s.purpose, ${msColumn('s.sent_at')} as "sentAt"
     from leaked_messages s join lifecycles l on l.id = s.lifecycle_id
     where s.leak_id = $1 order by s.sent_at, s.message_id limit 1000`,
    [leakId],
  );

/**
 * What is to be sent once more since the right number is known, in the order in which it went: what was not sent again since
 * then, and of what had gone there more than once, sent again or put right, the last alone.
 */
export const messagesToSendAgain = (
  tx: EntityManager,
  leakId: string,
  correctedAt: Moment,
  limit: number,
  /** Only those that were shown to whoever approved it. */
  approvalId: string | null = null,
): Promise<
  {
    readonly messageId: string;
    /** Whoever it had gone to is not told any more what it tells: somebody else is, or they are at another number. */
    readonly recipientChanged: boolean;
  }[]
> =>
  tx.query(
    `select s.message_id as "messageId", ${RECIPIENT_CHANGED} as "recipientChanged" ${TO_SEND_AGAIN}
       and ${amongSubjects('$4', 's.message_id')}
     order by s.sent_at, s.message_id limit $3`,
    [leakId, correctedAt, limit, approvalId],
  );

/** Keeps which messages of a leak would be sent once more, for an act that waits. @returns how many */
export const keepToSendAgain = (
  tx: EntityManager,
  approvalId: string,
  leakId: string,
  correctedAt: Moment,
  limit: number,
): Promise<number> =>
  keepSubjects(
    tx,
    approvalId,
    `select s.message_id ${TO_SEND_AGAIN} and ${RECIPIENT_CHANGED} order by s.sent_at, s.message_id limit $3`,
    [leakId, correctedAt, limit],
  );

const RECIPIENT_CHANGED = `coalesce(m.person_id <> y.person_id and m.person_id is distinct from y.guardian_person_id, false)`;

/** Messages of the leak $1 that have not been sent once more since the right number was said, $2. */
const TO_SEND_AGAIN = `from leaked_messages s
     left join messages m on m.id = s.message_id
     left join parties y on y.lifecycle_id = m.lifecycle_id and y.role = m.party
     where s.leak_id = $1
       and not exists (
         select from message_acts a where a.tenant_id = s.tenant_id and a.message_id = s.message_id
           and a.followed_by is not null and (
             a.kind = 'resend' and a.at >= to_timestamp($2 / 1000.0)
             or exists (select from leaked_messages o where o.leak_id = s.leak_id and o.message_id = a.followed_by)))`;

/** A leak as whom it is about may know it. */
export interface LeakAbout {
  readonly learnedAt: Moment;
  readonly toldAt: Moment | null;
  /** Messages about them that went astray. */
  readonly messages: number;
}

export const leaksAbout = (tx: EntityManager, personId: string): Promise<LeakAbout[]> =>
  tx.query(
    `select ${msColumn('k.learned_at')} as "learnedAt", ${msColumn('k.told_at')} as "toldAt", count(*)::int as messages
     from leaked_messages s join leaks k on k.id = s.leak_id
     where s.person_id = $1 group by k.id order by k.id`,
    [personId],
  );

export interface LeakAct {
  readonly tenant: string;
  readonly id: string;
  readonly at: Moment;
  readonly actor: string;
  readonly words: string;
}

/** Whom it is about has been told. */
export async function noteTold(tx: EntityManager, keys: PersonalDataKeys, act: LeakAct): Promise<void> {
  const how = keys.sealForTenant(act.tenant, toldPlace(act.id), act.words);
  await tx.query(
    `update leaks set state = 'told', told_at = to_timestamp($2 / 1000.0), told_by = $3, told_how_ciphertext = $4 where id = $1`,
    [act.id, act.at, act.actor, how],
  );
}

export async function closeLeak(
  tx: EntityManager,
  keys: PersonalDataKeys,
  act: LeakAct & { readonly reportedAt: Moment | undefined },
): Promise<void> {
  const closing = keys.sealForTenant(act.tenant, closingPlace(act.id), act.words);
  await tx.query(
    `update leaks set state = 'closed', closed_at = to_timestamp($2 / 1000.0), closed_by = $3, closing_ciphertext = $4,
       reported_at = to_timestamp($5::float8 / 1000.0) where id = $1`,
    [act.id, act.at, act.actor, closing, act.reportedAt ?? null],
  );
}
