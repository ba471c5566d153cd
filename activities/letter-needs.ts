import type { MessageImageUse } from '#libs/content/image-rules.js';
import type { DealerCapabilities } from '#libs/dealers/dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { Channel } from '#libs/message/planner.js';

/** The picture that a template's message has on a channel. */
export interface NeededImage {
  /** SHA-256 of the image, hex. */
  readonly id: string;
  readonly use: MessageImageUse;
}

/** Undefined where the message has none. */
export function imageOf(
  channel: Channel,
  { brand, fallback }: Pick<TemplateDefinition, 'brand' | 'fallback'>,
): NeededImage | undefined {
  if (channel === 'text') return fallback.image === undefined ? undefined : { id: fallback.image, use: 'mms' };
  if (channel !== 'brand' || brand?.image === undefined) return undefined;
  return { id: brand.image, use: brand.bubble === 'WIDE' ? 'brand-wide' : 'brand' };
}

/** Whether a dealer has the channel, and takes the picture that the message has on it. */
export function canCarry(
  { channels, images }: Pick<DealerCapabilities, 'channels' | 'images'>,
  channel: Channel,
  template: Pick<TemplateDefinition, 'brand' | 'fallback'> | undefined,
): boolean {
  const image = template && imageOf(channel, template);
  if (image && !images[image.use]) return false;
  return channels.includes(channel === 'text' ? (image ? 'mms' : 'sms') : channel);
}
