import { afterEach, describe, expect, it } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { MetricsEndpoint } from './metrics-endpoint.js';

describe('MetricsEndpoint', () => {
  let endpoint: MetricsEndpoint | undefined;
  afterEach(() => endpoint?.close());

  async function ask(registry: Registry, path: string, method = 'GET'): Promise<{ status: number; text: string }> {
    endpoint = await MetricsEndpoint.open(registry, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`http://127.0.0.1:${endpoint.port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  }

  it('answers what the registry holds, as Prometheus reads it', async () => {
    const registry = new Registry();
    new Gauge({ name: 'lamps', help: 'Lamps that burn', registers: [registry] }).set(3);
    expect(await ask(registry, '/metrics')).toEqual({
      status: 200,
      text: '# HELP lamps Lamps that burn\n# TYPE lamps gauge\nlamps 3\n',
    });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1/lifecycles'],
    ['POST', '/metrics'],
  ])('has nothing for %s %s', async (method, path) => {
    expect(await ask(new Registry(), path, method)).toEqual({ status: 404, text: '' });
  });

  it('tells nobody why collecting failed', async () => {
    const registry = new Registry();
    new Gauge({
      name: 'lamps',
      help: 'Lamps that burn',
      registers: [registry],
      collect: () => Promise.reject(new Error('secret')),
    });
    expect(await ask(registry, '/metrics')).toEqual({ status: 500, text: '' });
  });
});
