import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** A bucket that holds so many requests and fills up again in a minute. */
export interface Bucket {
  /** Whose it is; stored as a hash. */
  readonly name: string;
  readonly perMinute: number;
}

export interface Taken {
  readonly granted: number;
  /** What is left in each bucket, in the order in which they were named. */
  readonly remaining: readonly number[];
}

/** Takes up to `want` requests out of each bucket, for all processes together. One statement. */
export async function takeTokens(dataSource: DataSource, buckets: readonly Bucket[], want: number): Promise<Taken> {
  const [row] = await dataSource.query<Taken[]>(`select granted, remaining from take_tokens($1, $2, $3, $4)`, [
    buckets.map(({ name }) => createHash('sha256').update(name).digest()),
    buckets.map(({ perMinute }) => perMinute),
    buckets.map(({ perMinute }) => perMinute / 60),
    want,
  ]);
  if (!row) throw new Error('take_tokens answered nothing.');
  return row;
}
