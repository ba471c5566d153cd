import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { KeyManagement } from './key-management.js';
import type { PersonalDataKeys } from './personal-data.js';

/** After so long a process looks again beside its work, ms; and after so long it waits for that, within the grace. */
const LOOK_AFTER_MS = 10_000;
const WAIT_AFTER_MS = 20_000;
/** A new key wraps only when every process has looked since it was made, s. */
export const GRACE_SECONDS = 30;

interface KeyRow {
  readonly id: string;
  readonly wrapped: string;
  /** It wraps after so long, ms; 0: already. */
  readonly activeInMs: number;
}

/**
 * The keys of tenants as one process knows them. `inTenant` lets it look before it begins, so that whatever runs within it
 * finds the keys at hand. A tenant that has none gets its first.
 */
class TenantKeyRing {
  private readonly opened = new Map<string, Map<string, Buffer>>();
  private readonly lookedAt = new Map<string, number>();
  private readonly looking = new Map<string, Promise<void>>();
  /** When a key that is known begins to wrap: from then on the older one wraps nothing any more. */
  private readonly changesAt = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    private readonly management: KeyManagement,
  ) {}

  async prepare(tenant: string): Promise<void> {
    const now = performance.now();
    const changed = now >= (this.changesAt.get(tenant) ?? Infinity);
    const age = changed ? Infinity : now - (this.lookedAt.get(tenant) ?? -Infinity);
    if (age < LOOK_AFTER_MS) return;
    const look = this.looking.get(tenant) ?? this.look(tenant).finally(() => this.looking.delete(tenant));
    this.looking.set(tenant, look);
    if (age < WAIT_AFTER_MS) look.catch(() => undefined);
    else await look;
  }

  /** Looks now, whatever was known. */
  async look(tenant: string): Promise<void> {
    const rows = await this.read(tenant);
    const opened = this.opened.get(tenant) ?? new Map<string, Buffer>();
    for (const { id, wrapped } of rows)
      if (!opened.has(id)) opened.set(id, await this.management.unwrap(wrapped, belonging(tenant, id)));
    const current = rows.find(({ activeInMs }) => activeInMs === 0);
    const key = current && opened.get(current.id);
    // One that does not exist yet is looked for again next time.
    if (!current || !key) return;
    this.opened.set(tenant, opened);
    this.lookedAt.set(tenant, performance.now());
    const coming = rows.filter(({ activeInMs }) => activeInMs > 0).map(({ activeInMs }) => activeInMs);
    this.changesAt.set(tenant, performance.now() + Math.min(...coming));
    this.keys.useTenantKeys(tenant, { current: { id: current.id, key }, all: opened });
  }

  /** Newest first. Makes the first key of a tenant that exists and has none. */
  private async read(tenant: string): Promise<KeyRow[]> {
    const known = await this.query<KeyRow>(tenant, READ);
    if (known.length > 0) return known;
    const [exists] = await this.query(tenant, `select 1 from tenants where id = $1`, [tenant]);
    if (!exists) return [];
    await this.add(tenant, 1, 0);
    return this.query<KeyRow>(tenant, READ);
  }

  /** Nothing if another process was faster. */
  async add(tenant: string, number: number, graceSeconds: number): Promise<void> {
    const id = `t_${newId()}`;
    const wrapped = await this.management.wrap(randomBytes(32), belonging(tenant, id));
    await this.query(
      tenant,
      `insert into tenant_keys (tenant_id, number, id, wrapped_key, active_from)
       values ($1, $2, $3, $4, now() + make_interval(secs => $5)) on conflict (tenant_id, number) do nothing`,
      [tenant, number, id, wrapped, graceSeconds],
    );
  }

  /** A transaction of its own, beside that of the work: it may be waiting for the key management. */
  query<T extends object>(tenant: string, sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query(`select set_config('bongsu.tenant', $1, true)`, [tenant]);
      return tx.query<T[]>(sql, [...values]);
    });
  }

  /** Wraps each key of the tenant again that an older master key wrapped. */
  async rewrap(tenant: string): Promise<number> {
    const rows = await this.query<KeyRow>(tenant, READ);
    let done = 0;
    for (const { id, wrapped } of rows) {
      if (!(await this.management.isOlder(wrapped))) continue;
      const key = await this.management.unwrap(wrapped, belonging(tenant, id));
      const anew = await this.management.wrap(key, belonging(tenant, id));
      await this.query(tenant, `update tenant_keys set wrapped_key = $2 where id = $1 and wrapped_key = $3`, [
        id,
        anew,
        wrapped,
      ]);
      done += 1;
    }
    return done;
  }
}

const READ = `select id, wrapped_key as wrapped,
  greatest(0, extract(epoch from active_from - now()) * 1000)::float8 as "activeInMs" from tenant_keys order by number desc`;

/** Whose key it is, and which. */
const belonging = (tenant: string, id: string): string => `${tenant}/${id}`;

const rings = new WeakMap<DataSource, TenantKeyRing>();

/** From now on `inTenant` on this data source has the tenant's keys at hand; a process without it wraps by its master keys. */
export function keepTenantKeys(dataSource: DataSource, keys: PersonalDataKeys, management: KeyManagement): void {
  rings.set(dataSource, new TenantKeyRing(dataSource, keys, management));
}

/** For `inTenant`. */
export const prepareTenantKeys = (dataSource: DataSource, tenant: string): Promise<void> | undefined =>
  rings.get(dataSource)?.prepare(tenant);

function ringOf(dataSource: DataSource): TenantKeyRing {
  const ring = rings.get(dataSource);
  if (!ring) throw new Error('This data source does not keep the keys of tenants.');
  return ring;
}

/** Looks at once for keys that others have made. */
export const lookForTenantKeys = (dataSource: DataSource, tenant: string): Promise<void> =>
  ringOf(dataSource).look(tenant);

/**
 * Gives a tenant a new key. After the grace, in which every process comes to know it, it wraps the keys of new people; what
 * older ones have wrapped stays readable. `graceSeconds` less than `GRACE_SECONDS`: only where no other process runs.
 */
export async function rotateTenantKey(
  dataSource: DataSource,
  tenant: string,
  graceSeconds: number = GRACE_SECONDS,
): Promise<void> {
  const ring = ringOf(dataSource);
  await ring.look(tenant);
  const [row] = await ring.query<{ latest: number }>(
    tenant,
    `select coalesce(max(number), 0)::int as latest from tenant_keys`,
  );
  await ring.add(tenant, (row?.latest ?? 0) + 1, graceSeconds);
  await ring.look(tenant);
}

/** Wraps the tenant's keys again by the master key that is now the first. Answers how many. */
export const rewrapTenantKeys = (dataSource: DataSource, tenant: string): Promise<number> =>
  ringOf(dataSource).rewrap(tenant);

const BATCH = 500;

/**
 * Wraps the keys of a tenant's people again that an older key wrapped, in batches of one statement each. One that is destroyed
 * meanwhile stays destroyed. Answers how many.
 */
export async function rewrapPersonKeys(
  dataSource: DataSource,
  keys: PersonalDataKeys,
  tenant: string,
): Promise<number> {
  const ring = ringOf(dataSource);
  await ring.look(tenant);
  let done = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await ring.query<{ personId: string; wrapped: string }>(
      tenant,
      `select person_id as "personId", wrapped_key as wrapped from person_keys
       where person_id > $1 and wrapped_key is not null order by person_id limit ${BATCH}`,
      [after],
    );
    const due = rows.filter(({ wrapped }) => keys.isWrappedByOlder(tenant, wrapped));
    const anew = due.map((row) => ({ ...row, anew: keys.wrap(keys.unwrap(row.wrapped, tenant, row.personId)) }));
    if (anew.length > 0)
      await ring.query(
        tenant,
        `update person_keys k set wrapped_key = g.anew
         from jsonb_to_recordset($1::jsonb) as g("personId" uuid, wrapped text, anew text)
         where k.person_id = g."personId" and k.wrapped_key = g.wrapped`,
        [JSON.stringify(anew)],
      );
    done += due.length;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return done;
    after = last.personId;
  }
}
