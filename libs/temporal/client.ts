import { Client, Connection } from '@temporalio/client';
import { dataConverter } from './data-converter.js';
import type { PayloadKey } from './payload-codec.js';

/** Left to itself gRPC pauses for up to two minutes between tries, long after the server is back. */
const RECONNECTING = { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 2_000 };

/** A client that connects at its first call, so that a process boots and says so while Temporal is away. */
export function lazyTemporalClient(options: {
  address: string;
  namespace: string;
  payloadKeys: readonly PayloadKey[];
}): Client {
  return new Client({
    connection: Connection.lazy({ address: options.address, channelArgs: RECONNECTING }),
    namespace: options.namespace,
    dataConverter: dataConverter(options.payloadKeys),
  });
}
