import { Client, Connection } from '@temporalio/client';
import { dataConverter } from './data-converter.js';
import type { PayloadKey } from './payload-codec.js';

/** A client that connects at its first call, so that a process boots and says so while Temporal is away. */
export function lazyTemporalClient(options: {
  address: string;
  namespace: string;
  payloadKeys: readonly PayloadKey[];
}): Client {
  return new Client({
    connection: Connection.lazy({ address: options.address }),
    namespace: options.namespace,
    dataConverter: dataConverter(options.payloadKeys),
  });
}
