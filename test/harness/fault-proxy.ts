import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineUnavailable } from '#scripts/engines/engine-steps.js';
import { locateFaultProxy, startFaultProxy, type FaultProxyProcess } from '#scripts/engines/fault-proxy.js';
import { freePort } from '#scripts/engines/free-port.js';
import { scratchFolder } from './scratch-folder.js';

/** What is done to the bytes of a connection: a toxic by its name in Toxiproxy's documentation. */
export interface Toxic {
  readonly type: 'latency' | 'bandwidth' | 'slow_close' | 'timeout' | 'reset_peer' | 'slicer' | 'limit_data';
  /** `upstream`: what is asked; `downstream`: what is answered. */
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** The fault proxy's program, or why it is not to be had here. */
export async function findFaultProxy(): Promise<{ readonly program: string } | { readonly missing: string }> {
  try {
    return { program: await locateFaultProxy(process.env, () => undefined) };
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    return { missing: error.message };
  }
}

/** A running fault proxy with one way through it for each connection that a test wants to disturb. */
export class FaultProxy {
  private constructor(
    private readonly running: FaultProxyProcess,
    private readonly folder: string,
  ) {}

  /** Call `close` in afterAll. */
  static async start(program: string): Promise<FaultProxy> {
    const { folder, ledger } = await scratchFolder();
    return new FaultProxy(await startFaultProxy(program, join(folder, 'fault-proxy.log'), ledger), folder);
  }

  /** Opens a way to `address`, host:port, and answers the address of its near end. */
  async lead(name: string, address: string): Promise<string> {
    const listen = `127.0.0.1:${await freePort(0)}`;
    await this.tell('POST', 'proxies', { name, listen, upstream: address, enabled: true });
    return listen;
  }

  /** Disturbs every connection of a way, open ones too, until {@link heal}. */
  async disturb(name: string, toxic: Toxic): Promise<void> {
    await this.tell('POST', `proxies/${name}/toxics`, { ...toxic, toxicity: 1 });
  }

  /** Closes every connection of a way and takes no new one until {@link heal}. */
  async cut(name: string): Promise<void> {
    await this.tell('POST', `proxies/${name}`, { enabled: false });
  }

  /** Every way is open and clean again. */
  async heal(): Promise<void> {
    await this.tell('POST', 'reset', {});
  }

  private async tell(method: string, path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.running.url}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The fault proxy answered ${response.status}: ${await response.text()}`);
  }

  async close(): Promise<void> {
    await this.running.child.stop(2_000);
    await rm(this.folder, { recursive: true, force: true });
  }
}
