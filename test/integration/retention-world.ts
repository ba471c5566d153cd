import pg from 'pg';
import { v7 as newId } from 'uuid';
import { addMonths, DAY } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { encrypt, place } from '#libs/database/personal-data.js';
import { readPerson } from '#libs/database/person-store.js';
import { RetentionWork } from '#libs/database/retention-round.js';
import { changeSettings } from '#libs/database/tenant-store.js';
import type { RetentionPlace, RetentionRound } from '#libs/contracts/retention-workflow.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { monthOfMoment, monthStarts, type Month, type RetentionTerms } from '#libs/message/retention.js';
import { createWorld, type World } from './database-world.js';

/** Half a year from now, so that whoever is made by a test has been there for half a year. */
export const NOW: Moment = Date.now() + 200 * DAY;
/** Planned six years before that: longer ago than what is usual, and than whatever the database protects. */
export const OLD: Month = monthOfMoment(NOW - 6 * 365 * DAY);
export const LONGEST: RetentionTerms = { text: 3_650, receipts: 3_650, attempts: 3_650, people: 3_650 };
export const SHORTEST: RetentionTerms = { text: 30, receipts: 90, attempts: 1_095, people: 90 };

export interface MadeMessage {
  readonly id: string;
  readonly lifecycleId: string;
  readonly text: string;
}

export interface MessageToMake {
  /** Absent: in the old month, and each a minute after the one before. */
  readonly plannedAt?: Moment;
  /** Null: its affair is open. Absent: a day after it was planned. */
  readonly closedAt?: Moment | null;
  readonly lifecycleId?: string;
  readonly name?: string;
  readonly phone?: string;
}

/** What has been sent years ago, and rounds that remove it. */
export class RetentionWorld {
  private made = 0;

  private constructor(
    readonly world: World,
    readonly superuser: pg.Client,
  ) {}

  static async create(tenants: Readonly<Record<string, RetentionTerms>>): Promise<RetentionWorld> {
    const world = await createWorld(Object.keys(tenants));
    const superuser = new pg.Client({ connectionString: world.database.superuserUrl });
    await superuser.connect();
    const made = new RetentionWorld(world, superuser);
    for (const [tenant, terms] of Object.entries(tenants)) await made.keepFor(tenant, terms);
    return made;
  }

  async keepFor(tenant: string, retention: RetentionTerms): Promise<void> {
    await this.world.in(tenant, (tx) => changeSettings(tx, { retention }));
  }

  /** Gives a month parts of its own. */
  async cut(month: Month): Promise<void> {
    await this.world.dataSource.query(
      `select ensure_partitions(to_timestamp($1::double precision / 1000.0), to_timestamp($1::double precision / 1000.0))`,
      [monthStarts(month)],
    );
  }

  /** An affair that has been told of by one message, delivered with a receipt, as workers leave it. */
  async message(tenant: string, change: MessageToMake = {}): Promise<MadeMessage> {
    this.made += 1;
    const { plannedAt = monthStarts(OLD) + this.made * 60_000, name = '홍길동', phone = '01055010001' } = change;
    const { world } = this;
    const lifecycleId =
      change.lifecycleId ??
      (await world.start(tenant, { startedAt: plannedAt, parties: { borrower: { name, phone } } }));
    const id = messageIdFor(lifecycleId, `sent#${this.made}`, plannedAt);
    const text = `${name}님, ${this.made}번째로 대출되었습니다.`;
    await world.in(tenant, async (tx) => {
      const [party] = await tx.query<{ id: string }[]>(`select person_id as id from parties where lifecycle_id = $1`, [
        lifecycleId,
      ]);
      const { key } = (await readPerson(tx, world.keys, party!.id))!;
      await tx.query(
        `insert into messages (id, tenant_id, lifecycle_id, person_id, party, template_code, send, planned_at, state, settled_at)
         values ($1, $2, $3, $4, 'borrower', 'LOAN_STARTED', '{}', to_timestamp($5 / 1000.0), 'delivered',
           to_timestamp($5 / 1000.0))`,
        [id, tenant, lifecycleId, key.personId, plannedAt],
      );
      await tx.query(
        `insert into message_items (message_id, tenant_id, lifecycle_id, key) values ($1, $2, $3, 'start#0')`,
        [id, tenant, lifecycleId],
      );
      await tx.query(
        `insert into attempts (message_id, number, tenant_id, channel, dealer, state, text_ciphertext, reserved_at)
         values ($1, 1, $2, 'alimtalk', 'solapi', 'reserved', $3, to_timestamp($4 / 1000.0))`,
        [id, tenant, encrypt(key, place.attemptText(id, 1), text), plannedAt],
      );
      await tx.query(
        `update attempts set state = 'calling', calling_at = to_timestamp($2 / 1000.0) where message_id = $1`,
        [id, plannedAt],
      );
      await tx.query(
        `update attempts set state = 'delivered', accepted_at = to_timestamp($2 / 1000.0), settled_at = to_timestamp($2 / 1000.0)
         where message_id = $1`,
        [id, plannedAt],
      );
      await tx.query(
        `insert into receipts (id, tenant_id, dealer, dedupe_key, message_id, attempt_number, status_code, class, body, applied)
         values ($1, $2, 'solapi', $3::text, $3::uuid, 1, '4000', 'ok', '{}', true)`,
        [newId(), tenant, id],
      );
      await tx.query(`update outbox set told_at = now() where lifecycle_id = $1`, [lifecycleId]);
      const { closedAt = plannedAt + DAY } = change;
      if (closedAt !== null)
        await tx.query(`update lifecycles set state = 'ended', closed_at = to_timestamp($2 / 1000.0) where id = $1`, [
          lifecycleId,
          closedAt,
        ]);
    });
    return { id, lifecycleId, text };
  }

  /** `steps`: after so many it breaks off. `from`: where the one before did. */
  async round({
    steps = Infinity,
    batchSize = 500,
    now = NOW,
    from,
  }: {
    steps?: number;
    batchSize?: number;
    now?: Moment;
    from?: RetentionPlace | undefined;
  } = {}): Promise<RetentionRound> {
    let left = steps;
    const { dataSource, keys } = this.world;
    return new RetentionWork({ dataSource, keys, now: () => now, batchSize, goesOn: () => --left > 0 }).run(from);
  }

  /** All rows of a tenant in these tables, as they stand, past row-level security. */
  async rowsOf(tenant: string, tables: readonly string[] = TABLES): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const table of tables) {
      const { rows } = await this.superuser.query<{ row: unknown }>(
        `select to_jsonb(t) as row from ${table} t where tenant_id = $1 order by to_jsonb(t)::text`,
        [tenant],
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  }

  async count(tenant: string, table: string, condition = 'true'): Promise<number> {
    const { rows } = await this.superuser.query<{ count: number }>(
      `select count(*)::int as count from ${table} where tenant_id = $1 and ${condition}`,
      [tenant],
    );
    return rows[0]!.count;
  }

  /** Names of the parts that a month has. */
  async partsOf(month: Month): Promise<string[]> {
    const { rows } = await this.superuser.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relname like '%' || $1 order by 1`,
      [`_${month.slice(0, 7).replace('-', '_')}`],
    );
    return rows.map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.superuser.end();
    await this.world.close();
  }
}

/** All that retention removes from. */
export const TABLES = ['messages', 'message_items', 'attempts', 'receipts', 'persons', 'person_keys'] as const;

/** The first moment of a month so many after the old one. */
export const monthAfterOld = (months: number): Moment => monthStarts(addMonths(OLD, months));
