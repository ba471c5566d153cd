import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '#libs/contracts/search-attributes.js';

/** Registers what is missing of our search attributes; safe to repeat. Throws when the server does not answer. */
export async function registerSearchAttributes(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '3s' });
  try {
    const known = async (): Promise<Readonly<Record<string, unknown>>> =>
      (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
    const before = await known();
    const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in before));
    if (missing.length === 0) return;
    await addSearchAttributes(
      connection,
      namespace,
      missing.map(([name]) => name),
    );
    for (let tries = 0; tries < 50; tries += 1) {
      const after = await known();
      if (missing.every(([name]) => name in after)) return;
      await pause(100);
    }
    throw new Error(`search attributes were not registered: ${missing.map(([name]) => name).join(', ')}`);
  } finally {
    await connection.close();
  }
}

/** Registers some of them (default: all) without asking first, for a server that cannot be asked. */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  names: readonly string[] = Object.keys(SEARCH_ATTRIBUTES),
): Promise<void> {
  const chosen = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => names.includes(name));
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(chosen.map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]])),
  });
}

/** temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPE = { Keyword: 2, Datetime: 6 } as const;
