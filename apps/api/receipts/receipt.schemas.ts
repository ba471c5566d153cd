import { z } from 'zod';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';

/** Only described: each dealer's own reader judges what it posts, leniently. */
export const receipts = checkedByHandler(
  z.union([z.array(z.looseObject({})), z.looseObject({})]).meta({
    id: 'DealerReceipts',
    description: 'As the dealer posts them, here Solapi; fields that are not known here are ignored.',
    examples: [
      [
        {
          messageId: 'M4V20301202100000000000000000001',
          groupId: 'G4V20301202100000000000000000001',
          statusCode: '4000',
          statusMessage: '수신완료',
          customFields: { bongsu: 'city-library/0196f3a2-5c00-8123-8456-0123456789ab/1' },
        },
      ],
    ],
  }),
);

/** `result` is what Popbill takes for an answer; others do not mind. */
export const taken = z.object({ received: z.int(), result: z.literal('OK') }).meta({ id: 'ReceiptsTaken' });
