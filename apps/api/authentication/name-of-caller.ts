import type { EntityManager } from 'typeorm';
import { labelOfKey } from '#libs/database/api-key-store.js';
import type { Caller } from './authentication.js';

/**
 * Who acts, as timelines show it. A system may say who stands behind its key, else the key's label does; an operator has
 * signed in, so that nothing that a request says counts against their own label.
 */
export async function nameOfCaller(tx: EntityManager, { by }: Caller, said: string | undefined): Promise<string> {
  if (by.kind === 'operator') return by.label;
  return said ?? (await labelOfKey(tx, by.id)) ?? '';
}
