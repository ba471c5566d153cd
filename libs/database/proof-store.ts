import type { EntityManager } from 'typeorm';
import { contentHash, type Proof, type ProofMessage } from '#libs/audit/proof.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { ms } from './message-view.js';
import { decrypt, place, type PersonalDataKeys, type PersonKey } from './personal-data.js';

/** Hashes of one attempt, hexadecimal. */
interface Prints {
  readonly textHash: string | null;
  readonly numberHash: string | null;
}

type AttemptJson = Omit<ProofMessage['attempts'][number], keyof Prints> & {
  readonly textCiphertext: string | null;
  readonly prints: Prints | null;
};

interface MessageJson extends Omit<ProofMessage, 'attempts' | 'templateHash'> {
  readonly phoneCiphertext: string | null;
  readonly wrappedKey: string | null;
  readonly words: unknown;
  readonly attempts: readonly AttemptJson[];
}

const RECEIPTS = `(
  select coalesce(jsonb_agg(jsonb_build_object('dealer', r.dealer, 'statusCode', r.status_code, 'class', r.class,
    'receivedAt', ${ms('r.received_at')}, 'bodyHash', encode(sha256(convert_to(r.body::text, 'UTF8')), 'hex'))
    order by r.received_at, r.id), '[]')
  from receipts r where r.message_id = a.message_id and r.attempt_number = a.number)`;

const ATTEMPTS = `(
  select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'channel', a.channel, 'dealer', a.dealer,
    'dealerGroupId', a.dealer_group_id, 'dealerMessageId', a.dealer_message_id, 'state', a.state, 'resultCode', a.result_code,
    'language', a.language, 'callingAt', ${ms('a.calling_at')}, 'acceptedAt', ${ms('a.accepted_at')},
    'settledAt', ${ms('a.settled_at')}, 'textCiphertext', nullif(a.text_ciphertext, ''), 'receipts', ${RECEIPTS},
    'prints', (select jsonb_build_object('textHash', encode(f.text_hash, 'hex'), 'numberHash', encode(f.number_hash, 'hex'))
      from proof_prints f where f.message_id = a.message_id and f.attempt_number = a.number)) order by a.number), '[]')
  from attempts a where a.message_id = m.id)`;

/** Everything that proves how a lifecycle's people were told, in three statements; undefined when there is no such lifecycle. */
export async function readProof(
  tx: EntityManager,
  keys: PersonalDataKeys,
  { tenant, lifecycleId, now }: { readonly tenant: string; readonly lifecycleId: string; readonly now: Moment },
): Promise<Proof | undefined> {
  const [row] = await tx.query<{ lifecycle: Proof['lifecycle']; chain: Proof['chain'] }[]>(
    `select jsonb_build_object('id', l.id, 'type', l.type, 'reference', l.reference, 'definitionHash', l.definition_hash,
         'state', l.state, 'startedAt', ${ms('l.started_at')}, 'closedAt', ${ms('l.closed_at')},
         'explanation', l.close_explanation) as lifecycle,
       (select jsonb_build_object('number', h.number, 'hash', encode(h.hash, 'hex')) from audit_heads h) as chain
     from lifecycles l where l.id = $1`,
    [lifecycleId],
  );
  if (!row) return undefined;
  return {
    format: 'bongsu-proof/1',
    tenant,
    issuedAt: now,
    lifecycle: row.lifecycle,
    messages: await messagesOf(tx, keys, tenant, lifecycleId),
    audit: await actsOn(tx, lifecycleId),
    chain: row.chain,
  };
}

/** Its own messages and the bundles that told of it. */
async function messagesOf(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  lifecycleId: string,
): Promise<ProofMessage[]> {
  const rows = await tx.query<{ view: MessageJson }[]>(
    `select jsonb_build_object('id', m.id, 'bundle', m.lifecycle_id is null, 'party', m.party, 'personId', m.person_id,
       'template', m.template_code, 'definitionHash', d.hash, 'words', d.definition->'templates'->m.template_code,
       'plannedAt', ${ms('m.planned_at')}, 'state', m.state, 'settledAt', ${ms('m.settled_at')},
       'phoneCiphertext', p.phone_ciphertext, 'wrappedKey', k.wrapped_key, 'attempts', ${ATTEMPTS}) as view
     from messages m
     left join lifecycles l on l.id = $1
     left join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(m.definition_hash, l.definition_hash)
     left join persons p on p.id = m.person_id
     left join person_keys k on k.person_id = p.id
     where m.id in (
       select id from messages where lifecycle_id = $1
       union select message_id from message_items where lifecycle_id = $1 and withdrawn_at is null)
     order by m.id`,
    [lifecycleId],
  );
  return rows.map(({ view }) => messageOf(keys, tenant, view));
}

function messageOf(keys: PersonalDataKeys, tenant: string, view: MessageJson): ProofMessage {
  const { phoneCiphertext, wrappedKey, words, attempts, ...message } = view;
  const key =
    wrappedKey === null || message.personId === null ? undefined : keys.unwrap(wrappedKey, tenant, message.personId);
  const phone = key && phoneCiphertext !== null ? decrypt(key, place.phone, phoneCiphertext) : undefined;
  return {
    ...message,
    templateHash: words === null ? null : contentHash(words),
    attempts: attempts.map(({ textCiphertext, prints, ...attempt }) => ({
      ...attempt,
      // Those that are kept were taken when both could be read: the text may have come to its term since, the number be another.
      ...(prints ??
        (key
          ? printsOf(keys, { key, phone, messageId: view.id, number: attempt.number, textCiphertext })
          : { textHash: null, numberHash: null })),
    })),
  };
}

function printsOf(
  keys: PersonalDataKeys,
  {
    key,
    phone,
    messageId,
    number,
    textCiphertext,
  }: {
    readonly key: PersonKey;
    readonly phone: string | undefined;
    readonly messageId: string;
    readonly number: number;
    readonly textCiphertext: string | null;
  },
): Prints {
  const { tenant } = key;
  const text = textCiphertext === null ? undefined : decrypt(key, place.attemptText(messageId, number), textCiphertext);
  return {
    textHash: text === undefined ? null : keys.proofOfText(tenant, messageId, number, text).toString('hex'),
    numberHash: phone ? keys.proofOfNumber(tenant, messageId, number, phone).toString('hex') : null,
  };
}

const actsOn = async (tx: EntityManager, lifecycleId: string): Promise<Proof['audit']> =>
  (
    await tx.query<{ view: Proof['audit'][number] }[]>(
      `select jsonb_build_object('id', e.id, 'at', ${ms('e.at')}, 'kind', e.kind, 'operation', e.operation, 'number', k.number,
         'hash', encode(k.hash, 'hex')) as view
       from audit_entries e left join audit_links k on k.entry_id = e.id where e.lifecycle_id = $1 order by e.at, e.id`,
      [lifecycleId],
    )
  ).map(({ view }) => view);

/** Keeps the hashes of everything that was sent to people, who are about to be erased. Two statements for any number. */
export async function keepPrints(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  people: readonly PersonKey[],
): Promise<void> {
  const rows = await tx.query<Printable[]>(
    `select a.message_id as "messageId", a.number, nullif(a.text_ciphertext, '') as "textCiphertext",
       p.phone_ciphertext as "phoneCiphertext", p.id as "personId"
     from persons p join messages m on m.person_id = p.id join attempts a on a.message_id = m.id
     where p.id = any($1::uuid[])`,
    [people.map(({ personId }) => personId)],
  );
  await storePrints(tx, keys, tenant, new Map(people.map((key) => [key.personId, key])), rows);
}

/** An attempt of which text and number can still be read. */
export interface Printable {
  readonly messageId: string;
  readonly number: number;
  readonly personId: string;
  readonly textCiphertext: string | null;
  readonly phoneCiphertext: string;
}

/** Keeps the hashes of attempts, under the keys of the people they were for; of those who have no key any more they are kept already. */
export async function storePrints(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  people: ReadonlyMap<string, PersonKey>,
  attempts: readonly Printable[],
): Promise<void> {
  const prints = attempts.flatMap(({ messageId, number, personId, textCiphertext, phoneCiphertext }) => {
    const key = people.get(personId);
    if (!key) return [];
    const phone = decrypt(key, place.phone, phoneCiphertext);
    return [{ messageId, number, ...printsOf(keys, { key, phone, messageId, number, textCiphertext }) }];
  });
  if (prints.length === 0) return;
  await tx.query(
    `insert into proof_prints (message_id, attempt_number, tenant_id, text_hash, number_hash)
     select "messageId", number, $1, decode("textHash", 'hex'), decode("numberHash", 'hex')
     from jsonb_to_recordset($2::jsonb) as f("messageId" uuid, number int, "textHash" text, "numberHash" text)
     on conflict do nothing`,
    [tenant, JSON.stringify(prints)],
  );
}
