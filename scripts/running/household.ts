import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from '../engines/child.js';
import type { Service } from './services.js';

interface Kept {
  readonly service: Service;
  child: Child;
}

const RESTARTS_PER_MINUTE = 5;

/**
 * The processes of one run. A service that ends unasked is started again, as a supervisor in production would;
 * an engine that ends unasked, or a service that does so again and again, ends the run.
 */
export class Household {
  private readonly services: Kept[] = [];
  private readonly engines: Child[] = [];
  private stopping: Promise<void> | undefined;
  private failed: (reason: string) => void = () => undefined;
  /** Resolves with the reason when the run cannot go on. */
  readonly failure = new Promise<string>((resolve) => {
    this.failed = resolve;
  });

  constructor(private readonly say: (line: string) => void) {}

  isStopping(): boolean {
    return this.stopping !== undefined;
  }

  addEngine(child: Child | undefined): void {
    if (!child) return;
    this.engines.push(child);
    if (this.isStopping()) void child.stop(2000);
    void child.ended.then((how) => {
      if (!this.isStopping()) this.failed(`${how}:\n${child.lastWords()}`);
    });
  }

  /** Starts a service, waits until it is ready and keeps it running. Throws when its first start fails. */
  async addService(start: () => Promise<Service>): Promise<Service> {
    const service = await start();
    if (this.isStopping()) {
      await service.child.stop(1000);
      throw new Error('stopping');
    }
    const kept: Kept = { service, child: service.child };
    this.services.push(kept);
    void this.keep(kept);
    return service;
  }

  private async keep(kept: Kept): Promise<void> {
    let recent: number[] = [];
    for (;;) {
      const how = await kept.child.ended;
      if (this.isStopping()) return;
      recent = [...recent.filter((at) => at > Date.now() - 60_000), Date.now()];
      if (recent.length > RESTARTS_PER_MINUTE) {
        this.failed(`${how}, again and again:\n${kept.child.lastWords()}`);
        return;
      }
      this.say(`${how}; starting it again`);
      await pause(1000);
      if (this.isStopping()) return;
      try {
        kept.child = await kept.service.again();
      } catch (error) {
        this.failed(error instanceof Error ? error.message : String(error));
        return;
      }
    }
  }

  /** Who takes requests goes first, who keeps data last; within nine seconds in all. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await Promise.all(this.services.map(({ child }) => child.stop(5000)));
      await Promise.all(this.engines.map((child) => child.stop(3500)));
    })();
    return this.stopping;
  }
}
