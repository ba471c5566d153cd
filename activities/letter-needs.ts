import { brandPictures } from '#libs/content/brand-content.js';
import type { MessageImageUse } from '#libs/content/image-rules.js';
import type { DealerCapabilities } from '#libs/dealers/dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { Channel } from '#libs/message/planner.js';

/** A picture that a template's message has on a channel. */
export interface NeededImage {
  /** SHA-256 of the image, hex. */
  readonly id: string;
  readonly use: MessageImageUse;
}

type Templated = Pick<TemplateDefinition, 'brand' | 'fallback'>;

/** Each once. */
export function imagesOf(channel: Channel, { brand, fallback }: Templated): NeededImage[] {
  if (channel === 'text') return fallback.image === undefined ? [] : [{ id: fallback.image, use: 'mms' }];
  if (channel !== 'brand' || !brand) return [];
  const named = brandPictures(brand).map(({ id, use }) => [`${id} ${use}`, { id, use }] as const);
  return [...new Map(named).values()];
}

/** Whether a dealer has the channel, and takes the message as it is on it: its pictures, and as many items as it has. */
export function canCarry(
  { channels, images, leastWideItems = 0 }: Pick<DealerCapabilities, 'channels' | 'images' | 'leastWideItems'>,
  channel: Channel,
  template: Templated | undefined,
): boolean {
  const needed = template ? imagesOf(channel, template) : [];
  if (needed.some(({ use }) => !images[use])) return false;
  const items = channel === 'brand' ? template?.brand?.items : undefined;
  if (items && items.length < leastWideItems) return false;
  return channels.includes(channel === 'text' ? (needed.length > 0 ? 'mms' : 'sms') : channel);
}
