import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { acting } from '#libs/database/acting.js';
import { PLATFORM_AUDIT } from '#libs/database/audit-chain-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Operator } from './operator-sign-in.js';

/** Writes down who decodes how much, before it is answered. Payloads do not say whose they are: it is the platform's log. */
export class DecodeAudit {
  constructor(private readonly dataSource: DataSource) {}

  async record({ subject }: Operator, operation: 'decodePayloads' | 'encodePayloads', payloads: number): Promise<void> {
    await acting(
      {
        kind: 'look',
        actorKind: 'operator',
        actorId: subject,
        operation,
        requestId: randomUUID(),
        subject: { payloads: String(payloads) },
        written: () => undefined,
      },
      () => inTenant(this.dataSource, PLATFORM_AUDIT, (tx) => tx.query('select 1')),
    );
  }
}
