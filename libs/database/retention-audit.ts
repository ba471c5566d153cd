import type { EntityManager } from 'typeorm';
import type { Month, RetentionKind } from '#libs/message/retention.js';
import { acting, entryToWrite } from './acting.js';

/** How what retention removes is called in the audit log. */
export const RETENTION_ACT = 'applyRetention';

/**
 * Logs, in the transaction that removes it or says that it is gone, what was removed of a tenant: of which kind, which month, and
 * how much of that month so far.
 */
export const logRemoval = (
  tx: EntityManager,
  tenant: string,
  { kind, month, removed }: { readonly kind: RetentionKind; readonly month: Month; readonly removed: number },
): Promise<void> =>
  acting(
    {
      kind: 'change',
      actorKind: 'system',
      actorId: 'retention',
      operation: RETENTION_ACT,
      requestId: null,
      subject: { kind, month: month.slice(0, 7), removed: String(removed) },
      // The API chains it soon (audit_to_seal).
      written: () => undefined,
    },
    async () => {
      await entryToWrite()?.write(tx, tenant);
    },
  );
