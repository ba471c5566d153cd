import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Where a process answers with its metrics; absent in a configuration: nowhere. */
export interface MetricsSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** A registry of one process, with what Node knows of itself: CPU, memory, garbage collection and the event loop's delay. */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/**
 * Answers `GET /metrics` at an address of its own, and nothing else: whoever may call the API does not see it, and it needs no
 * key (docs/adr/0039). An error of collecting is answered without its text.
 */
export class MetricsEndpoint {
  private constructor(private readonly server: Server) {}

  /** Rejects when the address cannot be had. */
  static open(registry: Registry, { host, port }: MetricsSettings): Promise<MetricsEndpoint> {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      registry.metrics().then(
        (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => resolve(new MetricsEndpoint(server)));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
