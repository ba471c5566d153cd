/** How messages are to be delivered, as far as a tenant, a lifecycle or a single send says so; each part may be left out. */

/** Of messages: information goes by alimtalk and text, advertising by brand and text. Which text it is follows from what it holds. */
export const CHANNELS = ['alimtalk', 'brand', 'text'] as const;
export type Channel = (typeof CHANNELS)[number];

/** By what a message is for, the channels that carry it. */
export const CHANNELS_OF = {
  informational: ['alimtalk', 'text'],
  advertising: ['brand', 'text'],
} as const satisfies Readonly<Record<string, readonly Channel[]>>;

/** Those of some channels that carry messages of a purpose, in the order given. */
export const channelsOf = (purpose: keyof typeof CHANNELS_OF, channels: readonly Channel[]): readonly Channel[] => {
  const carriers: readonly Channel[] = CHANNELS_OF[purpose];
  return channels.filter((channel) => carriers.includes(channel));
};

/** Failures after which another channel may be tried at all; after any other nothing is sent in a message's place. */
export const FALLBACK_CLASSES = [
  'permanent-recipient',
  'permanent-input',
  'permanent-config',
  'transient',
  'time-window',
] as const;
export type FallbackClass = (typeof FALLBACK_CLASSES)[number];

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** What may be asked for. Beyond it the platform would no longer be safe: see `effectivePolicy`. */
export const DELIVERY_BOUNDS = {
  /** Calls of one attempt that a dealer did not take: fewer are used up by a dealer's bad minute. */
  tries: { least: 3, most: 200 },
  /** Attempts on one channel that were taken and failed for a passing reason, the first one included. */
  attempts: { least: 1, most: 5 },
  /** Seconds: sooner no dealer could have confirmed an 알림톡, later than a day nobody waits for a text. */
  textAfterSeconds: { least: 30, most: 86_400 },
} as const satisfies Readonly<Record<string, Bounds>>;

/** Parts that hold for one message as well as for all of a lifecycle or a tenant. */
export interface MessageTerms {
  /** Failures after which the next channel is tried; none: it never is. */
  readonly fallbackOn?: readonly FallbackClass[];
  /** Of an attempt of which nobody can tell whether it left: a person decides, it is sent again once, or it is let be. */
  readonly undecidable?: 'ask' | 'send-again' | 'let-be';
  /** An attempt that the dealer could not take is tried so often, then given up. */
  readonly tries?: number;
  /** One that was taken and failed for a passing reason is followed by others of its channel, so many in all. */
  readonly attempts?: number;
  /** A text follows when the 알림톡 is not confirmed so many seconds after it was accepted; `never`: it waits. */
  readonly textAfterSeconds?: number | 'never';
}

/** What one of them says of how a message is delivered; when it expires is settled as it is decided. */
export interface DeliveryTerms extends MessageTerms {
  /** Channels that may be used, the first one first. */
  readonly channels?: readonly Channel[];
  /** Korean times of day: hours besides the others' in which nothing leaves that is not urgent. */
  readonly quietHours?: { readonly from: string; readonly to: string };
}

/** As it goes with a message: what its lifecycle says, and of its own words those that have no other place there. */
export interface SaidOfDelivery {
  readonly lifecycle?: DeliveryTerms;
  readonly send?: MessageTerms;
}

/** Absent where neither says anything, as in most definitions. */
export function saidOfDelivery(
  lifecycle: (DeliveryTerms & { readonly expiresAfterHours?: number }) | undefined,
  send: MessageTerms,
): SaidOfDelivery | undefined {
  const { expiresAfterHours: _settled, ...ofLifecycle } = lifecycle ?? {};
  const ofSend = ownTerms(send);
  if (Object.keys(ofLifecycle).length === 0 && Object.keys(ofSend).length === 0) return undefined;
  return {
    ...(Object.keys(ofLifecycle).length > 0 && { lifecycle: ofLifecycle }),
    ...(Object.keys(ofSend).length > 0 && { send: ofSend }),
  };
}

const ownTerms = ({ fallbackOn, undecidable, tries, attempts, textAfterSeconds }: MessageTerms): MessageTerms => ({
  ...(fallbackOn && { fallbackOn }),
  ...(undecidable && { undecidable }),
  ...(tries !== undefined && { tries }),
  ...(attempts !== undefined && { attempts }),
  ...(textAfterSeconds === 'never' && { textAfterSeconds }),
});
