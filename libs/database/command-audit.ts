import type { DataSource } from 'typeorm';
import { acting, type Act } from './acting.js';
import { inTenant } from './in-tenant.js';

/** A command that somebody gives at the machine. It knows no name of theirs: who may give it is the machine's to say. */
export interface Command {
  readonly tenant: string;
  /** What it is called, as it is typed. */
  readonly name: string;
  readonly kind: Act['kind'];
  /** What else was typed; never anything personal. */
  readonly subject?: Readonly<Record<string, string>>;
  readonly reason?: Act['reason'];
}

/**
 * Writes an entry of its own into the audit log of a tenant: a command works in many transactions, and one that breaks off
 * halfway has been given all the same. Give it before the work that it is about. It is chained by the API, a second later.
 */
export async function logCommand(
  dataSource: DataSource,
  { tenant, name, kind, subject = {}, reason }: Command,
): Promise<void> {
  const act: Act = {
    kind,
    actorKind: 'command',
    actorId: name,
    operation: name,
    requestId: null,
    subject,
    reason,
    written: () => undefined,
  };
  // A change is logged where something is written; what the command writes, it writes elsewhere.
  await acting(act, () => inTenant(dataSource, tenant, (tx) => tx.query(`select pg_current_xact_id()`)));
}
