import { messageIdFor } from '#libs/contracts/ids.js';
import { beginCalling, moveAttempt, moveMessage, openMessage, reserveAttempt } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { encrypt, place } from '#libs/database/personal-data.js';
import { readAffair } from '#libs/database/person-store.js';
import { loanStarted } from '../fixtures/loan-started.js';
import type { TestApi } from './api-setup.js';

export const GROUP_ID = 'G4V1';

/** Writes what delivery writes for one 알림톡 that the dealer has accepted; answers the message's id. */
export function deliverOneMessage(api: TestApi, lifecycleId: string, tenant = 'city-library'): Promise<string> {
  const now = api.clock.moment;
  const messageId = messageIdFor(lifecycleId, 'start#0', now);
  const send = loanStarted(now);
  return inTenant(api.dataSource, tenant, async (tx) => {
    await openMessage(tx, { tenant, lifecycleId, messageId, send, now });
    const affair = await readAffair(tx, api.keys, lifecycleId);
    const person = affair?.parties['borrower'];
    if (!person) throw new Error('The lifecycle has no borrower.');
    const textCiphertext = encrypt(
      person.key,
      place.attemptText(messageId, 1),
      `${person.name}님, 대출이 완료되었습니다.`,
    );
    const key = { messageId, number: 1 };
    await reserveAttempt(tx, { ...key, tenant, channel: 'alimtalk', dealer: 'solapi', textCiphertext, now });
    await beginCalling(tx, { ...key, dealer: 'solapi' }, GROUP_ID, now);
    await moveAttempt(tx, key, ['calling'], { state: 'accepted', dealerMessageId: 'M4V1' }, now + 1000);
    await moveMessage(tx, messageId, { state: 'handed-over' }, now + 1000);
    return messageId;
  });
}
