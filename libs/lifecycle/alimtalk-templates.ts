import type { Definition } from './definition.js';

/**
 * Codes of the templates that a definition's messages may go out with as 알림톡, plural ones of bundles included, sorted: all of
 * them have to be approved before it does. What is sent as a text alone needs no approval.
 */
export function alimtalkTemplates({ start, stages, on, timers, cancel, delivery }: Definition): string[] {
  if (delivery?.channels?.includes('alimtalk') === false) return [];
  const codes = new Set<string>();
  const walk = (piece: unknown): void => {
    if (typeof piece !== 'object' || piece === null) return;
    const { send, channels, bundle } = piece as {
      readonly send?: unknown;
      readonly channels?: unknown;
      readonly bundle?: { readonly plural?: unknown };
    };
    if (typeof send === 'string') {
      if (Array.isArray(channels) && !channels.includes('alimtalk')) return;
      codes.add(send);
      if (typeof bundle?.plural === 'string') codes.add(bundle.plural);
      return;
    }
    for (const part of Object.values(piece)) walk(part);
  };
  walk([start, stages, on, timers, cancel]);
  return [...codes].sort();
}
