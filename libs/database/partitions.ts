import type { DataSource } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';

const DAY_MS = 86_400_000;

/**
 * Cuts the partitions from the month before `now` to a year ahead where they are missing; every process may call it at
 * its start and daily. What falls outside lands in the default partitions.
 * @returns how many were made
 */
export async function ensurePartitions(dataSource: DataSource, now: Moment): Promise<number> {
  const [row] = await dataSource.query<{ made: number }[]>(
    `select ensure_partitions(to_timestamp($1::double precision / 1000.0), to_timestamp($2::double precision / 1000.0)) as made`,
    [now - 31 * DAY_MS, now + 366 * DAY_MS],
  );
  return row?.made ?? 0;
}
