import { Gauge, type Registry } from 'prom-client';

/** The connections of a pool, as `pg.Pool` counts them. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/**
 * How the pool of PostgreSQL is used. `waiting` above none for long: the pool is too small, or statements hang.
 * @param countsNow undefined as long as there is no pool
 */
export function registerPoolMetrics(registry: Registry, size: number, countsNow: () => PoolCounts | undefined): void {
  new Gauge({
    name: 'bongsu_database_pool_size',
    help: 'Connections that this process may open',
    registers: [registry],
  }).set(size);
  new Gauge({
    name: 'bongsu_database_pool_connections',
    help: 'Connections to PostgreSQL of this process, and who waits for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const counts = countsNow();
      if (!counts) return;
      this.set({ state: 'used' }, counts.totalCount - counts.idleCount);
      this.set({ state: 'idle' }, counts.idleCount);
      this.set({ state: 'waiting' }, counts.waitingCount);
    },
  });
}
