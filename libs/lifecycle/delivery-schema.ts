/** How `DeliveryTerms` are written, in definitions and in settings. */
import { z } from 'zod';
import { CHANNELS, DELIVERY_BOUNDS, FALLBACK_CLASSES, type Bounds } from './delivery-terms.js';

const within = ({ least, most }: Bounds) => z.int().min(least).max(most);

/** Parts that hold for one message as well as for all of a lifecycle or a tenant; see `MessageTerms`. */
export const messageTerms = {
  fallbackOn: z.array(z.enum(FALLBACK_CLASSES)).max(FALLBACK_CLASSES.length).exactOptional(),
  undecidable: z.enum(['ask', 'send-again', 'let-be']).exactOptional(),
  tries: within(DELIVERY_BOUNDS.tries).exactOptional(),
  attempts: within(DELIVERY_BOUNDS.attempts).exactOptional(),
  textAfterSeconds: z.union([within(DELIVERY_BOUNDS.textAfterSeconds), z.literal('never')]).exactOptional(),
};

/** Channels that may be used, the first one first; of them, information takes `alimtalk` and `text`, advertising `brand` and `text`. */
export const channelOrder = z
  .array(z.enum(CHANNELS))
  .min(1)
  .max(CHANNELS.length)
  .refine((channels) => new Set(channels).size === channels.length, 'names a channel twice');

/** From so many hours after its planned moment on a message is pointless, unless its send says when. */
export const expiresAfterHours = z.int().min(1).max(8_760);

const minuteOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** What a definition says of all its messages. */
export const lifecycleTerms = z.strictObject({
  channels: channelOrder.exactOptional(),
  ...messageTerms,
  /** Hours of the Korean day in which none of them leaves, besides the tenant's; they may cross midnight. */
  quietHours: z
    .strictObject({ from: minuteOfDay, to: minuteOfDay })
    .refine(({ from, to }) => from !== to, 'must begin and end at different times')
    .exactOptional(),
  expiresAfterHours: expiresAfterHours.exactOptional(),
});
