import type { EntityManager } from 'typeorm';
import { lessonOf, type Lesson } from '#libs/message/consent-lessons.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ResultClass } from '#libs/message/result-class.js';
import { leaveFollowUps } from './consent-follow-up-store.js';
import { recordConsents, type NewConsent } from './consent-store.js';

/** A dealer's result of one attempt. */
export interface LearntFrom {
  readonly messageId: string;
  readonly number: number;
  readonly class: ResultClass;
  readonly code: string;
}

/** Whether anything is to be learnt; most results say nothing of the kind. */
export const teaches = (dealer: string, result: Pick<LearntFrom, 'class' | 'code'>): boolean =>
  lessonOf(dealer, result) !== undefined;

/**
 * Writes down what results say about what people want, each once. In a transaction of its own: it waits for calls under
 * way, which may wait for whatever the results' own transaction holds. A fixed number of statements for any number.
 */
export async function learnFromResults(
  tx: EntityManager,
  tenant: string,
  dealer: string,
  results: readonly LearntFrom[],
  now: Moment,
): Promise<void> {
  const lessons = results.flatMap((result): (LearntFrom & { lesson: Lesson })[] => {
    const lesson = lessonOf(dealer, result);
    return lesson ? [{ ...result, lesson }] : [];
  });
  if (lessons.length === 0) return;
  // Whose 알림톡 is blocked is not said by what became of a brand message.
  const people = await tx.query<{ messageId: string; personId: string; phoneHash: Buffer }[]>(
    `select m.id as "messageId", p.id as "personId", p.phone_hash as "phoneHash"
     from jsonb_to_recordset($1::jsonb) as r(id uuid, number int, channel text)
     join messages m on m.id = r.id join persons p on p.id = m.person_id
     join attempts a on a.message_id = r.id and a.number = r.number
     where p.phone_hash is not null and (r.channel <> 'alimtalk' or a.channel = 'alimtalk')`,
    [
      JSON.stringify(
        lessons.map(({ messageId, number, lesson }) => ({ id: messageId, number, channel: lesson.channel })),
      ),
    ],
  );
  const byMessage = new Map(people.map((person) => [person.messageId, person]));
  const learnt = lessons.flatMap(({ messageId, number, lesson }) => {
    const person = byMessage.get(messageId);
    if (!person) return [];
    const entry: NewConsent = {
      ...lesson,
      phoneHash: person.phoneHash,
      act: 'withdrawn',
      night: false,
      how: 'dealer',
      source: `result/${dealer}/${messageId}/${number}`,
      at: now,
    };
    return [{ entry, personId: person.personId }];
  });
  const { ids } = await recordConsents(
    tx,
    tenant,
    learnt.map(({ entry }) => entry),
    now,
  );
  const toTell = learnt.flatMap(({ entry, personId }, index) => {
    const consentId = ids[index];
    return consentId === undefined || entry.purpose !== 'advertising' ? [] : [{ consentId, personId }];
  });
  await leaveFollowUps(tx, tenant, toTell, now);
}
