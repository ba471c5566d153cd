import { randomBytes, randomUUID } from 'node:crypto';
import { Test as Nest } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource, type EntityManager } from 'typeorm';
import { ApiModule } from '#apps/api/api.module.js';
import { prepareApi } from '#apps/api/create-api.js';
import { CallbackEventTeller } from '#apps/api/callbacks/callback-event-teller.js';
import { CLOCK, LOGGER } from '#apps/api/foundation/foundation.module.js';
import { CorrectionTeller } from '#apps/api/telling/correction-teller.js';
import { MigrationTeller } from '#apps/api/telling/migration-teller.js';
import { Patrol } from '#apps/api/telling/patrol.js';
import { Sweeper } from '#apps/api/telling/sweeper.js';
import { TemplateTeller } from '#apps/api/telling/template-teller.js';
import { Teller } from '#apps/api/telling/teller.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { giveAllConfirmations } from '#libs/database/legal-confirmation-store.js';
import { createTenant } from '#libs/database/tenant-store.js';
import { readConfiguration } from '#libs/platform/configuration.js';
import { createLogger, type Logger } from '#libs/platform/logging.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { apiClient, type ApiClient, type Asked } from './api-client.js';
import { TellerDouble } from './teller-double.js';

export const WEBHOOK_SECRET = 'test-webhook-secret';

/** The API on a database of its own, with one tenant and its key; Temporal is replaced by a double. */
export interface TestApi {
  readonly app: NestExpressApplication;
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly teller: TellerDouble;
  /** The clock that the API reads; set it freely. */
  readonly clock: { moment: number };
  readonly key: string;
  /** Requests with the tenant's key. */
  readonly ask: ApiClient;
  /** Requests without any. */
  readonly anyone: ApiClient;
  start(change?: Record<string, unknown>): Asked;
  addTenant(id: string): Promise<string>;
  close(): Promise<void>;
}

let loans = 0;

/** A start that is accepted; every call with a reference of its own. */
export function loanRequest(): Record<string, unknown> {
  loans += 1;
  return {
    type: 'library-loan',
    reference: `L-${String(loans)}`,
    recipient: { name: '김하나', phone: '010-5500-0001' },
    data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
  };
}

/** A message to the lifecycle's party, as it stands before it leaves. */
export async function writeMessage(tx: EntityManager, lifecycleId: string, messageId: string): Promise<void> {
  await tx.query(
    `insert into messages (id, tenant_id, lifecycle_id, person_id, party, planned_at, created_at)
     select $2, p.tenant_id, p.lifecycle_id, p.person_id, p.role, now(), now() from parties p where p.lifecycle_id = $1`,
    [lifecycleId, messageId],
  );
}

/**
 * @param logger takes what the API logs; absent: nobody does
 * @param settings of the environment, that a test is about
 */
export async function createTestApi(
  logger: Logger = createLogger('api', 'silent'),
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const key = (): string => randomBytes(32).toString('base64');
  const configuration = readConfiguration(
    {
      DATABASE_URL: database.appUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      BONGSU_MASTER_KEYS: `k1:${key()}`,
      BONGSU_LOOKUP_KEY: key(),
      BONGSU_PAYLOAD_KEYS: `p1:${key()}`,
      DEALERS: 'solapi,nhn',
      SOLAPI_WEBHOOK_SECRET: WEBHOOK_SECRET,
      NHN_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'https://bongsu.test',
      CALLBACKS_TO_LOOPBACK: 'allowed',
      // Nothing is there; tests of signing in name their own.
      OIDC_ISSUER: 'https://login.example.go.kr',
      OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
      REQUESTS_PER_MINUTE_PER_KEY: '1000000',
      REQUESTS_PER_MINUTE_PER_TENANT: '1000000',
      ...settings,
    },
    'api',
  );
  const clock = { moment: Date.parse('2030-11-18T09:30:00+09:00') };
  const nobody = { start: () => undefined, stop: () => Promise.resolve() };
  const module = await Nest.createTestingModule({ imports: [ApiModule.with(configuration)] })
    .overrideProvider(CLOCK)
    .useValue({ now: () => clock.moment })
    .overrideProvider(LOGGER)
    .useValue(logger)
    .overrideProvider(Teller)
    .useFactory({
      inject: [DataSource, PersonalDataKeys],
      factory: (dataSource: DataSource, keys: PersonalDataKeys) => new TellerDouble(dataSource, keys),
    })
    .overrideProvider(Sweeper)
    .useValue(nobody)
    .overrideProvider(MigrationTeller)
    .useValue({ ...nobody, tell: () => Promise.resolve(), tellStopped: () => Promise.resolve() })
    .overrideProvider(CorrectionTeller)
    .useValue({ ...nobody, tell: () => Promise.resolve(), tellStopped: () => Promise.resolve() })
    .overrideProvider(TemplateTeller)
    .useValue({ tellSoon: () => undefined, stop: () => Promise.resolve() })
    .overrideProvider(CallbackEventTeller)
    .useValue(nobody)
    .overrideProvider(Patrol)
    .useValue(nobody)
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
  prepareApi(app, configuration);
  await app.listen(0, '127.0.0.1');
  const dataSource = app.get(DataSource);
  const addTenant = (id: string): Promise<string> =>
    inTenant(dataSource, id, async (tx) => {
      await createTenant(tx, {
        id,
        name: '시립도서관',
        // That templates are approved first is the subject of templates-at-start.spec.ts alone.
        settings: { senderNumber: '0212345678', channelId: 'KA01PF1', requireApprovedTemplates: false },
      });
      await giveAllConfirmations(tx, id, '시험', clock.moment);
      return (await createApiKey(tx, { tenant: id, label: 'test' })).key;
    });
  const apiKey = await addTenant('city-library');
  const url = await app.getUrl();
  const anyone = apiClient(url);
  const ask = apiClient(url, apiKey);
  return {
    app,
    database,
    dataSource,
    keys: app.get(PersonalDataKeys),
    teller: app.get<TellerDouble>(Teller),
    clock,
    key: apiKey,
    ask,
    anyone,
    addTenant,
    start: (change = {}) =>
      ask
        .post('/v1/lifecycles')
        .set('Idempotency-Key', randomUUID())
        .send({ ...loanRequest(), ...change }),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}
