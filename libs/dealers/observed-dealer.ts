import type { Dealer, DealerMessage } from './dealer.js';

/** A call to a dealer that has ended, in words of which there are few. */
export interface DealerCall {
  readonly dealer: string;
  readonly call: 'prepare' | 'commit' | 'look-up';
  readonly channel: DealerMessage['channel'];
  /** The kind of the answer; of a refusal its class; `error` where there was none. */
  readonly outcome: string;
  readonly seconds: number;
}

/** The same dealer, whose calls for messages are told of when they have ended. */
export function observedDealer(dealer: Dealer, onCall: (call: DealerCall) => void): Dealer {
  const observed = async <T extends { readonly kind: string; readonly class?: string }>(
    call: DealerCall['call'],
    channel: DealerMessage['channel'],
    make: () => Promise<T>,
  ): Promise<T> => {
    const began = performance.now();
    let outcome = 'error';
    try {
      const answer = await make();
      outcome = answer.class ?? answer.kind;
      return answer;
    } finally {
      onCall({ dealer: dealer.name, call, channel, outcome, seconds: (performance.now() - began) / 1000 });
    }
  };
  return {
    name: dealer.name,
    capabilities: dealer.capabilities,
    prepare: (message) => observed('prepare', message.channel, () => dealer.prepare(message)),
    commit: (groupId, message) => observed('commit', message.channel, () => dealer.commit(groupId, message)),
    lookUp: (question) => observed('look-up', question.channel, () => dealer.lookUp(question)),
    receiptsOf: (attempt) => dealer.receiptsOf(attempt),
    parseReceipts: (headers, body) => dealer.parseReceipts(headers, body),
    ...(dealer.images && { images: dealer.images }),
    ...(dealer.listedPrices && { listedPrices: () => dealer.listedPrices!() }),
  };
}
