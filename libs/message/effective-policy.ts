import type { QuietHours } from '#libs/calendar/quiet-hours.js';
import { DELIVERY_BOUNDS, FALLBACK_CLASSES, type DeliveryTerms } from '#libs/lifecycle/delivery-terms.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import type { Channel, DeliveryPolicy } from './planner-terms.js';

/**
 * Which policy holds for a message: what the platform does where nobody says anything, then the tenant's word, the
 * lifecycle's, and that of the single send. The more particular word wins, except that
 *
 * - channels only narrow: what anybody leaves out is not used, and the most particular word gives the order;
 * - quiet hours add up: nobody shortens another's, and those of the law stand beside them whatever is said here
 *   (`ADVERTISING_QUIET` in send-window.ts);
 * - numbers stay within DELIVERY_BOUNDS, and no failure leads to another channel that is not among FALLBACK_CLASSES;
 * - advertising is never sent again on a doubt, and never followed by a text on a silence: twice is once too often.
 */

export type PolicyLayer = 'platform' | 'tenant' | 'lifecycle' | 'send';

export interface TenantTerms extends DeliveryTerms {
  /** Of informational messages; null: none. Advertising keeps them too, besides the law's. */
  readonly ownQuietHours?: QuietHours | null;
  /** Besides those, of advertising alone. */
  readonly advertisingQuietHours?: QuietHours;
  readonly morningSpanMs?: number;
}

export interface PolicyWords {
  readonly purpose: 'informational' | 'advertising';
  readonly tenant?: TenantTerms;
  readonly lifecycle?: DeliveryTerms;
  readonly send?: DeliveryTerms;
}

/** Who decided each part. Of quiet hours: who of those that have any is the most particular. */
export type PolicySources = Readonly<
  Record<
    'channels' | 'fallbackOn' | 'undecidable' | 'tries' | 'attempts' | 'textAfterSeconds' | 'quietHours',
    PolicyLayer
  >
>;

export interface EffectivePolicy {
  readonly policy: DeliveryPolicy;
  readonly sources: PolicySources;
}

/** What a message carries with it of how it is to be delivered. */
export type SendSaying = Pick<SendEffect, 'channels' | 'textAfterMs' | 'policy'> & Partial<Pick<SendEffect, 'purpose'>>;

/** What a message's lifecycle and its own send say. */
export const wordsOfSend = ({ purpose = 'informational', channels, textAfterMs, policy }: SendSaying): PolicyWords => ({
  purpose,
  ...(policy?.lifecycle && { lifecycle: policy.lifecycle }),
  send: {
    ...(channels && { channels }),
    ...(textAfterMs !== undefined && { textAfterSeconds: textAfterMs / 1_000 }),
    ...policy?.send,
  },
});

type Part = Exclude<keyof PolicySources, 'channels' | 'quietHours'>;

/** Pure. `platform` holds where nobody says anything. */
export function effectivePolicy(platform: DeliveryPolicy, words: PolicyWords): EffectivePolicy {
  const { purpose, tenant, lifecycle, send } = words;
  const layers = [
    ['send', send],
    ['lifecycle', lifecycle],
    ['tenant', tenant],
  ] as const;
  const said = <K extends Part>(part: K): { value?: DeliveryTerms[K]; from: PolicyLayer } => {
    const found = layers.find(([, terms]) => terms?.[part] !== undefined);
    return found?.[1] ? { value: found[1][part], from: found[0] } : { from: 'platform' };
  };
  const advertising = purpose === 'advertising';
  const tries = said('tries');
  const attempts = said('attempts');
  const fallbackOn = said('fallbackOn');
  const undecidable = said('undecidable');
  const text = said('textAfterSeconds');
  const doubt = undecidable.value ?? platform.undecidable;
  const { textAfterMs: platformsText, moreQuietHours: platformsHours = [], ...rest } = platform;
  const textAfterMs = text.value === undefined ? platformsText : textAfter(text.value);
  const hours = [
    ...platformsHours,
    ...(tenant?.advertisingQuietHours && advertising ? [tenant.advertisingQuietHours] : []),
    ...(lifecycle?.quietHours ? [lifecycle.quietHours] : []),
  ];
  return {
    policy: {
      ...rest,
      quietHours: tenant?.ownQuietHours === undefined ? platform.quietHours : tenant.ownQuietHours,
      ...(hours.length > 0 && { moreQuietHours: hours }),
      morningSpanMs: tenant?.morningSpanMs ?? platform.morningSpanMs,
      channels: channelsOf(
        platform.channels,
        layers.flatMap(([, terms]) => (terms?.channels ? [terms.channels] : [])),
      ),
      fallbackOn: (fallbackOn.value ?? platform.fallbackOn).filter((each) =>
        FALLBACK_CLASSES.some((allowed) => allowed === each),
      ),
      undecidable: advertising && doubt === 'send-again' ? 'ask' : doubt,
      maxTransientTries: bounded(tries.value, DELIVERY_BOUNDS.tries) ?? platform.maxTransientTries,
      attemptsOnChannel: bounded(attempts.value, DELIVERY_BOUNDS.attempts) ?? platform.attemptsOnChannel,
      ...(textAfterMs !== undefined && !advertising && { textAfterMs }),
    },
    sources: {
      channels: layers.find(([, terms]) => terms?.channels)?.[0] ?? 'platform',
      fallbackOn: fallbackOn.from,
      undecidable: advertising && doubt === 'send-again' ? 'platform' : undecidable.from,
      tries: tries.from,
      attempts: attempts.from,
      textAfterSeconds: advertising ? 'platform' : text.from,
      quietHours: lifecycle?.quietHours
        ? 'lifecycle'
        : tenant?.ownQuietHours !== undefined || (tenant?.advertisingQuietHours && advertising)
          ? 'tenant'
          : 'platform',
    },
  };
}

/** `named`: the most particular first. */
const channelsOf = (all: readonly Channel[], named: readonly (readonly Channel[])[]): readonly Channel[] =>
  (named[0] ?? all).filter((channel) => [all, ...named].every((allowed) => allowed.includes(channel)));

const textAfter = (seconds: number | 'never'): number | undefined =>
  seconds === 'never' ? undefined : (bounded(seconds, DELIVERY_BOUNDS.textAfterSeconds) ?? 0) * 1_000;

const bounded = (
  value: number | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined => (value === undefined ? undefined : Math.min(most, Math.max(least, value)));
