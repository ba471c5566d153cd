import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { writeAct, type MessageAtHand, type Words } from './message-acts-store.js';
import type { PersonalDataKeys } from './personal-data.js';

/** Whether a letter has been noted for a message, whose row is held. */
export async function hasLetter(tx: EntityManager, tenant: string, messageId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from message_acts where tenant_id = $1 and message_id = $2 and kind = 'letter'`,
    [tenant, messageId],
  );
  return rows.length > 0;
}

/** Notes that a letter went out in place of a message, whose row is held. Throws PersonErased. */
export async function noteLetter(
  tx: EntityManager,
  keys: PersonalDataKeys,
  message: MessageAtHand,
  letter: { readonly tenant: string; readonly on: Day; readonly words: Words; readonly now: Moment },
): Promise<void> {
  const { tenant, on, words, now } = letter;
  await writeAct(tx, keys, message, { id: newId(), tenant, kind: 'letter', letterOn: on, words, now });
}
