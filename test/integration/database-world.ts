import type { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { messageIdFor } from '#libs/contracts/ids.js';
import { createDataSource } from '#libs/database/data-source.js';
import { acceptEvent, type EventRequest } from '#libs/database/event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart, type StartRequest } from '#libs/database/lifecycle-store.js';
import { encrypt, PersonalDataKeys, place } from '#libs/database/personal-data.js';
import { findOrCreatePerson } from '#libs/database/person-store.js';
import { createTenant } from '#libs/database/tenant-store.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';

export const STARTED_AT = momentAt('2026-11-23', '09:00');

/** A database of its own with tenants in it, and the shortest ways to fill it. */
export interface World {
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  in<T>(tenant: string, work: (tx: EntityManager) => Promise<T>): Promise<T>;
  start(tenant: string, change?: Partial<StartRequest>): Promise<string>;
  event(tenant: string, lifecycleId: string, change?: Partial<EventRequest>): ReturnType<typeof acceptEvent>;
  /** One message handed over by one attempt, with its receipt. */
  message(tenant: string, lifecycleId: string, key: string): Promise<string>;
  close(): Promise<void>;
}

export const loanRequest = (tenant: string, change: Partial<StartRequest> = {}): StartRequest => ({
  lifecycleId: newId(),
  tenant,
  definition: libraryLoan,
  reference: `L-${newId()}`,
  parties: { borrower: { name: '홍길동', phone: '01055010001' } },
  fields: { bookTitle: '채식주의자', dueDate: '2026-12-07' },
  startedAt: STARTED_AT,
  plan: { stage: 'on-loan', planned: [] },
  ...change,
});

export async function createWorld(tenants: readonly string[]): Promise<World> {
  const database = await createTestDatabase();
  const dataSource = await createDataSource({ url: database.appUrl, poolSize: 12 }).initialize();
  const keys = new PersonalDataKeys({
    masterKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    lookupKey: Buffer.alloc(32, 8),
  });
  for (const id of tenants) {
    await inTenant(dataSource, id, (tx) =>
      createTenant(tx, { id, name: `기관 ${id}`, settings: { senderNumber: '0212345678', channelId: 'channel' } }),
    );
  }
  const within: World['in'] = (tenant, work) => inTenant(dataSource, tenant, work);
  return {
    database,
    dataSource,
    keys,
    in: within,
    async start(tenant, change) {
      const request = loanRequest(tenant, change);
      await within(tenant, (tx) => acceptStart(tx, keys, request));
      return request.lifecycleId;
    },
    event: (tenant, lifecycleId, change) =>
      within(tenant, (tx) =>
        acceptEvent(tx, keys, {
          tenant,
          lifecycleId,
          eventId: newId(),
          kind: 'event',
          type: 'returned',
          occurredAt: STARTED_AT,
          receivedAt: STARTED_AT,
          data: {},
          fingerprint: keys.fingerprint(tenant, '{}'),
          ...change,
        }),
      ),
    async message(tenant, lifecycleId, key) {
      const id = messageIdFor(lifecycleId, key, STARTED_AT);
      await within(tenant, async (tx) => {
        const person = await findOrCreatePerson(tx, keys, { tenant, name: '홍길동', phone: '01055010001' });
        await tx.query(
          `insert into messages (id, tenant_id, lifecycle_id, person_id, party, template_code, send, planned_at, state)
           values ($1, $2, $3, $4, 'borrower', 'LOAN_STARTED', '{}', to_timestamp($5 / 1000.0), 'handed-over')`,
          [id, tenant, lifecycleId, person.personId, STARTED_AT],
        );
        await tx.query(`insert into message_items (message_id, tenant_id, lifecycle_id, key) values ($1, $2, $3, $4)`, [
          id,
          tenant,
          lifecycleId,
          key,
        ]);
        await tx.query(
          `insert into attempts (message_id, number, tenant_id, channel, dealer, state, dealer_group_id, text_ciphertext,
             reserved_at, calling_at, next_check_at)
           values ($1, 1, $2, 'alimtalk', 'solapi', 'accepted', $3, $4, now(), now(), now())`,
          [id, tenant, `group-${id}`, encrypt(person.key, place.attemptText(id, 1), '홍길동님, 대출되었습니다.')],
        );
        await tx.query(
          `insert into receipts (id, tenant_id, dealer, dedupe_key, message_id, attempt_number, status_code, class, body, applied)
           values ($1, $2, 'solapi', $3::text, $3::uuid, 1, '4000', 'ok', '{}', true)`,
          [newId(), tenant, id],
        );
        await tx.query(
          `insert into journal (tenant_id, lifecycle_id, key, number, at, kind, text, detail)
           values ($1, $2, $3, 1, to_timestamp($4 / 1000.0), 'fired', '알림', '{}')`,
          [tenant, lifecycleId, key, STARTED_AT],
        );
      });
      return id;
    },
    async close() {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
