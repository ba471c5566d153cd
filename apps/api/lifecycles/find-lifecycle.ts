import type { EntityManager } from 'typeorm';
import { concerns } from '#libs/database/acting.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { lifecycleByReference } from '#libs/database/lifecycle-reads.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** By our id, or by the sender's own number: the open one of that type, else the latest. */
export type LifecycleAddress = { readonly id: string } | { readonly type: string; readonly reference: string };

export interface FoundLifecycle {
  readonly id: string;
  readonly reference: string;
  /** The version that it runs by, which may be older than the catalogue's. */
  readonly definition: Definition;
}

/** Throws LIFECYCLE_NOT_FOUND. */
export async function findLifecycle(tx: EntityManager, address: LifecycleAddress): Promise<FoundLifecycle> {
  const id = 'id' in address ? address.id : (await lifecycleByReference(tx, address.type, address.reference))?.id;
  const [found] =
    id === undefined
      ? []
      : await tx.query<FoundLifecycle[]>(
          `select l.id, l.reference, d.definition from lifecycles l
           join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash where l.id = $1`,
          [id],
        );
  if (!found) throw new ProblemError('LIFECYCLE_NOT_FOUND');
  concerns({ lifecycleId: found.id });
  return found;
}
