import type { EventLinkInput } from '#libs/database/event-link-store.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Fields, SendEffect } from '#libs/lifecycle/state.js';
import { linksOf } from '#libs/lifecycle/template-links.js';
import { operandOf } from '#libs/lifecycle/values.js';

/** For a link whose expiry hangs on something absent, ms from the message's planned moment: none stays open for ever. */
const LONGEST_UNSAID_MS = 30 * 24 * 3_600_000;

/**
 * The links that a message's texts hold, with the data that their events will carry as it stands now: a constant, or the
 * field as the message shows it. A field that is absent is left out. Pure.
 */
export function linksOfMessage(
  { definition, fields }: { readonly definition: Definition; readonly fields: Fields },
  send: Pick<SendEffect, 'template' | 'fields' | 'plannedAt' | 'expiresAt' | 'linkExpiry'>,
  tokenOf: (link: string) => string,
): EventLinkInput[] {
  const template = definition.templates[send.template];
  if (!template) return [];
  const known = { ...fields, ...send.fields };
  return linksOf(template).flatMap((link) => {
    const defined = definition.links?.[link];
    if (!defined) return [];
    const data = Object.entries(defined.data ?? {})
      .map(([name, operand]) => [name, operandOf(operand, known, {})] as const)
      .filter(([, value]) => value !== undefined);
    return [
      {
        token: tokenOf(link),
        link,
        event: defined.event,
        data: Object.fromEntries(data) as Fields,
        expiresAt: send.linkExpiry?.[link] ?? send.expiresAt ?? send.plannedAt + LONGEST_UNSAID_MS,
      },
    ];
  });
}
