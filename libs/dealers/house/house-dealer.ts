import { LIMITS_OF_USE } from '#libs/content/image-rules.js';
import { PRICED_CHANNELS } from '#libs/message/cost.js';
import { HOUSE_DEALER } from '#libs/message/key-kind.js';
import {
  ReceiptRejected,
  type CallOutcome,
  type CommittedAttempt,
  type Dealer,
  type DealerCapabilities,
  type DealerMessage,
  type DealerReceipt,
  type LookUpOutcome,
  type PrepareOutcome,
} from '../dealer.js';
import { fateOf, HOUSE_FATES, resultOf } from './magic-numbers.js';

/** What approval stands for here: nothing of it has to be registered. */
export const inHouseTemplate = (
  channelId: string,
): { readonly dealerTemplateId: string; readonly channelId: string } => ({
  dealerTemplateId: 'TEST',
  channelId,
});

/**
 * Carries what test keys began: to nobody. It calls nothing and keeps nothing. A reference names the fate that the number
 * has, and no number, so that whatever is asked of an attempt later follows from its reference alone.
 */
class HouseDealer implements Dealer {
  readonly name = HOUSE_DEALER;
  readonly capabilities: DealerCapabilities = {
    channels: PRICED_CHANNELS,
    rendersTemplates: true,
    alimtalkBodyLength: 1_000,
    images: LIMITS_OF_USE,
    lookUpByKey: true,
    duplicateGuardMs: Infinity,
    receipts: 'polling',
    ratePerSecond: null,
  };

  prepare({ key, to }: DealerMessage): Promise<PrepareOutcome> {
    return Promise.resolve({ kind: 'prepared', groupId: `${fateOf(to)}:${key}` });
  }

  commit(groupId: string): Promise<CallOutcome> {
    return Promise.resolve({ kind: 'accepted', messageId: groupId });
  }

  /** A call that was begun was taken: nothing lies between. */
  lookUp({ groupId }: CommittedAttempt): Promise<LookUpOutcome> {
    return Promise.resolve({ kind: 'accepted', messageId: groupId });
  }

  receiptsOf({ groupId, key, channel }: CommittedAttempt): Promise<DealerReceipt[]> {
    const fate = HOUSE_FATES.find((each) => groupId.startsWith(`${each}:`));
    const result = fate && resultOf(fate, channel);
    if (!result) return Promise.resolve([]);
    const { code, class: resultClass, fallback, words } = result;
    return Promise.resolve([
      {
        key,
        groupId,
        messageId: groupId,
        code,
        class: resultClass,
        fallback,
        pending: false,
        dedupeKey: `${groupId}/${code}`,
        safeBody: { code, words },
      },
    ]);
  }

  parseReceipts(): DealerReceipt[] {
    throw new ReceiptRejected('shape');
  }
}

export const houseDealer: Dealer = new HouseDealer();
