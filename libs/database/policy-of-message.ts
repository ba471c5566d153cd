import type { EntityManager } from 'typeorm';
import { HOUR, MINUTE } from '#libs/calendar/korean-time.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { effectivePolicy, wordsOfSend } from '#libs/message/effective-policy.js';
import type { EffectivePolicy, SendSaying, TenantTerms } from '#libs/message/effective-policy.js';
import { DEFAULT_POLICY, type DeliveryPolicy } from '#libs/message/planner.js';
import { DEFAULT_MORNING_SPAN, type TenantSettings } from './tenant-settings.js';

/** Settings that were stored before there was a span or a policy have none. */
export type PolicySettings = Partial<TenantSettings> & Pick<TenantSettings, 'quietHours' | 'undecidable'>;

/** The policy of a message from what is stored: its tenant's settings, and what was decided with it. */
export const policyOfMessage = (
  settings: PolicySettings,
  send: SendSaying,
  platform: DeliveryPolicy = DEFAULT_POLICY,
): EffectivePolicy => effectivePolicy(platform, { ...wordsOfSend(send), tenant: termsOfTenant(settings) });

export const termsOfTenant = ({
  quietHours,
  undecidable,
  morningSpan = DEFAULT_MORNING_SPAN,
  delivery: { advertisingQuietHours, expiresAfterHours: _settledAtFirst, ...terms } = {},
}: PolicySettings): TenantTerms => ({
  ...terms,
  undecidable,
  ownQuietHours: quietHours,
  ...(advertisingQuietHours && { advertisingQuietHours }),
  morningSpanMs: morningSpan * MINUTE,
});

/** What is stored of how a message is delivered. Of a bundle: what its first item says, which all of them share. */
export interface StoredPolicy {
  readonly settings: PolicySettings;
  readonly send: SendSaying & Pick<SendEffect, 'purpose' | 'urgent' | 'expiresAt' | 'expiresBy'>;
}

/** Undefined for a message that was withdrawn before anything of it was known. */
export async function readPolicy(tx: EntityManager, messageId: string): Promise<StoredPolicy | undefined> {
  const [row] = await tx.query<StoredPolicy[]>(
    `select t.settings, coalesce(m.send, (
              select i.send from message_items o join messages i on i.id = o.item_id
              where o.message_id = m.id and i.send is not null order by o.lifecycle_id, o.key limit 1)) - 'fields' as send
     from messages m join tenants t on t.id = m.tenant_id where m.id = $1`,
    [messageId],
  );
  return row?.send ? row : undefined;
}

/** How long after its planned moment a message is pointless that has no other deadline, ms; undefined: never. */
export const deadlineOfTenant = ({ delivery }: Pick<PolicySettings, 'delivery'>): number | undefined =>
  delivery?.expiresAfterHours === undefined ? undefined : delivery.expiresAfterHours * HOUR;
