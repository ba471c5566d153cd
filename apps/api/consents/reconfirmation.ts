import type { Definition } from '#libs/lifecycle/definition.js';
import consentReconfirmation from '#lifecycles/consent-reconfirmation.js';

/** What an event of the lifecycle that asks whether a consent stands means for the ledger; undefined: nothing. */
export function answerToReconfirmation(
  { name }: Pick<Definition, 'name'>,
  { kind, type }: { readonly kind: string; readonly type: string },
): 'withdrawn' | 'reconfirmed' | undefined {
  if (name !== consentReconfirmation.name || kind !== 'event') return undefined;
  if (type === 'withdrawn') return 'withdrawn';
  return type === 'kept' ? 'reconfirmed' : undefined;
}
