import type { EntityManager } from 'typeorm';
import type { AttemptRow } from './delivery-store.js';

/**
 * What a reserved attempt says, by which channel and through which dealer: nothing of it has left. Another dealer has not
 * failed yet, so tries are counted anew.
 */
export async function rewriteReserved(
  tx: EntityManager,
  attempt: {
    readonly messageId: string;
    readonly number: number;
    readonly channel: AttemptRow['channel'];
    readonly textCiphertext: string;
    readonly told?: 'guardian' | undefined;
    readonly language?: string | undefined;
    readonly dealer: string;
  },
): Promise<void> {
  const { messageId, number, channel, textCiphertext, dealer, told = null, language = null } = attempt;
  await tx.query(
    `update attempts set channel = $3, text_ciphertext = $4, told = $5, dealer = $6, language = $7,
       tries = case when dealer = $6 then tries else 0 end, tried_at = case when dealer = $6 then tried_at end,
       not_before = case when dealer = $6 then not_before end
     where message_id = $1 and number = $2 and state = 'reserved'`,
    [messageId, number, channel, textCiphertext, told, dealer, language],
  );
}
