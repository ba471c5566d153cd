import type { DataSource } from 'typeorm';
import { tellOfHolidayTable } from '#libs/database/holiday-table.js';
import { dueLifecycles } from '#libs/database/outbox-store.js';
import type { Logger } from '#libs/platform/logging.js';
import type { Teller } from './teller.js';

/** Between two looks, ms: the API tells at once, this is for what was left. */
const EVERY_MS = 500;
const BATCH = 100;
const AT_ONCE = 8;
const TELL_FOR_MS = 15_000;

/** Tells what is left in the outbox: after an outage, a crash, or a lease that ran out. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;
  private toldOfHolidays = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly teller: Teller,
    private readonly logger: Logger,
  ) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.sweep().finally(() => this.start());
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async sweep(): Promise<void> {
    try {
      await this.tellOfHolidays();
      const queue = await dueLifecycles(this.dataSource, BATCH);
      const lane = async (): Promise<void> => {
        for (let next = queue.shift(); next && !this.stopped; next = queue.shift()) {
          await this.teller.tellNow(next.tenant, next.lifecycleId, TELL_FOR_MS);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    } catch (error) {
      this.logger.warn({ err: error }, 'sweeping the outbox failed; it goes on with the next round');
    }
  }

  /** Once a process: the release that it belongs to may ship other holidays than the one before. */
  private async tellOfHolidays(): Promise<void> {
    if (this.toldOfHolidays) return;
    const tenants = await tellOfHolidayTable(this.dataSource);
    this.toldOfHolidays = true;
    if (tenants.length > 0)
      this.logger.info({ tenants: tenants.length }, 'open lifecycles are told of the new holidays');
  }
}
