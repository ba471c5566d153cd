import { z } from 'zod';
import type { Moment } from '#libs/calendar/korean-time.js';
import { parseAttemptKey } from '#libs/contracts/ids.js';
import { PRICED_CHANNELS, type PricedChannel } from '#libs/message/cost.js';

const phone = z.object({
  received: z.array(
    z.object({
      at: z.number(),
      channel: z.enum(PRICED_CHANNELS),
      customFields: z.record(z.string(), z.string()),
    }),
  ),
});

/** One message as it reached a phone. */
export interface PhoneEntry {
  readonly at: Moment;
  readonly channel: PricedChannel;
  /** The platform's own id of the message, which travels with it; undefined where none does. */
  readonly messageId: string | undefined;
}

/** What a phone of the simulator has ever received, oldest first; undefined while the simulator does not answer. */
export async function readPhone(
  simulatorUrl: string,
  number: string,
  ended: AbortSignal,
): Promise<PhoneEntry[] | undefined> {
  let body: unknown;
  try {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(5_000)]);
    const response = await fetch(`${simulatorUrl}/_simulator/phones/${number.replaceAll('-', '')}`, { signal });
    if (!response.ok) return undefined;
    body = await response.json();
  } catch {
    return undefined;
  }
  return phone.parse(body).received.map(({ at, channel, customFields }) => ({
    at,
    channel,
    messageId: parseAttemptKey(customFields['bongsu'] ?? '')?.messageId,
  }));
}

/**
 * Of what a phone received what is this loan's: phones are the same in every run, messages are not. What says of no
 * message of ours that it is one, and came since the run began, counts as well, for nobody else sends to these phones.
 */
export const receivedOfLoan = (
  entries: readonly PhoneEntry[],
  messageIds: ReadonlySet<string>,
  beganAt: Moment,
): PhoneEntry[] =>
  entries.filter(({ at, messageId }) => (messageId === undefined ? at >= beganAt : messageIds.has(messageId)));
