import type { DataSource } from 'typeorm';
import { sealAudit, tenantsToSeal } from '#libs/database/audit-chain-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Logger } from '#libs/platform/logging.js';

/** Between two rounds, ms: so long an entry stands unchained, at most, while its process lives. */
const EVERY_MS = 1_000;
/** Rounds between two looks for what other processes have left when they died. */
const LOOK_ROUND_EVERY = 600;

/**
 * Chains what this process has logged, once a second, so that no request waits for another's place in the chain. Each head
 * that it makes is logged: whoever keeps the logs elsewhere can tell a chain that was cut off.
 */
export class AuditSealer {
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private rounds = 0;
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  /** Something of this tenant was logged. */
  note(tenant: string): void {
    this.waiting.add(tenant);
  }

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.sealWaiting().finally(() => this.start());
    }, EVERY_MS);
  }

  /** Chains what is left; what fails, the next process finds. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await this.sealWaiting();
  }

  async seal(tenant: string): Promise<void> {
    const { number, hash } = await inTenant(this.dataSource, tenant, (tx) => sealAudit(tx, tenant));
    this.logger.info({ tenant, number, hash }, 'audit chain');
  }

  private async sealWaiting(): Promise<void> {
    try {
      if (this.rounds % LOOK_ROUND_EVERY === 0)
        for (const tenant of await tenantsToSeal(this.dataSource)) this.waiting.add(tenant);
      this.rounds += 1;
      for (const tenant of this.waiting) {
        this.waiting.delete(tenant);
        try {
          await this.seal(tenant);
        } catch (error) {
          this.waiting.add(tenant);
          throw error;
        }
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'chaining the audit log failed; it goes on with the next round');
    }
  }
}
