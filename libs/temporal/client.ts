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

/** Says which namespace a tenant's affairs are in. */
export interface NamespacesOfTenants {
  of(tenant: string | undefined): Promise<string>;
  /** All that belong to one tenant, not to the house. */
  ofTenants(): Promise<readonly string[]>;
}

/** Temporal by whose affairs it is asked about: most are in the house's namespace, some in one of their tenant's own. */
export class TenantClients {
  private readonly byNamespace: Map<string, Client>;

  /** @param house whose connection all of them share */
  constructor(
    readonly house: Client,
    private readonly payloadKeys: readonly PayloadKey[],
    private readonly namespaces: NamespacesOfTenants,
  ) {
    this.byNamespace = new Map([[house.options.namespace, house]]);
  }

  async of(tenant: string): Promise<Client> {
    return this.inNamespace(await this.namespaces.of(tenant));
  }

  /** One for each namespace, the house's first. */
  async all(): Promise<readonly Client[]> {
    const others = await this.namespaces.ofTenants();
    return [this.house, ...others.map((namespace) => this.inNamespace(namespace))];
  }

  inNamespace(namespace: string): Client {
    const known = this.byNamespace.get(namespace);
    if (known) return known;
    const { connection } = this.house;
    const client = new Client({ connection, namespace, dataConverter: dataConverter(this.payloadKeys) });
    this.byNamespace.set(namespace, client);
    return client;
  }
}
