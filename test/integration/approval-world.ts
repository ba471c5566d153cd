import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import pg from 'pg';
import { definitionExample } from '#apps/api/lifecycle-types/examples.js';
import type { ApprovalDetail } from '#apps/api/approvals/approval.schemas.js';
import type { OperatorRole } from '#libs/contracts/operator-roles.js';
import { createApiKey, type KeyToDraw } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { grantOperator } from '#libs/database/operator-store.js';
import { RULE_OFF, type TwoPersonRule } from '#libs/message/two-person-rule.js';
import { TestSignIn } from '../harness/test-sign-in.js';
import { apiClient, type Answer, type ApiClient, type Asked } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

export const REASON = '대상과 문안을 확인함';
export const NOON = Date.parse('2030-11-18T12:00:00+09:00');

/** Of the file that is running. */
export let api: TestApi;
export let superuser: pg.Client;
let signIn: TestSignIn;

/** The API with a sign-in for operators, for the tests of one file. */
export async function openWorld(): Promise<void> {
  signIn = await TestSignIn.start();
  api = await createTestApi(undefined, { OIDC_JWKS_URL: signIn.jwksUrl });
  superuser = new pg.Client({ connectionString: api.database.superuserUrl });
  await superuser.connect();
}

export async function closeWorld(): Promise<void> {
  await superuser.end();
  await api.close();
  await signIn.stop();
}

let houses = 0;

/** A tenant of its own with this rule, its first key, and whoever else is needed. */
export async function house(rule: Partial<TwoPersonRule> = {}) {
  houses += 1;
  const tenant = `house-${houses}`;
  api.clock.moment = NOON;
  const system = await client(await api.addTenant(tenant));
  const set = { twoPersonRule: { ...RULE_OFF, ...rule } };
  await system.patch('/v1/settings').send(set).expect(200);
  const operator = async (roles: readonly OperatorRole[], label: string) => {
    const subject = `${tenant}-${randomUUID()}`;
    const { issuer } = TestSignIn;
    const granted = await inTenant(api.dataSource, tenant, (tx) =>
      grantOperator(tx, { tenant, issuer, subject, label, roles, now: api.clock.moment }),
    );
    return { id: granted!.id, subject, ask: await signedIn(subject) };
  };
  const key = async (rights: Partial<KeyToDraw> = {}) => {
    const drawn = await inTenant(api.dataSource, tenant, (tx) =>
      createApiKey(tx, { label: '열쇠', ...rights, tenant }),
    );
    return { id: drawn.id, ask: await client(drawn.key) };
  };
  const sql = <T>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    inTenant(api.dataSource, tenant, (tx) => tx.query<T[]>(text, [...values]));
  const lend = async (): Promise<string> => (await sent(system.post('/v1/lifecycles'), loanRequest(), 201)).id;
  return { tenant, system, operator, key, sql, lend };
}
export type House = Awaited<ReturnType<typeof house>>;

export const client = async (key: string): Promise<ApiClient> => apiClient(await api.app.getUrl(), key);
export const signedIn = async (subject: string): Promise<ApiClient> =>
  client(await signIn.token(subject, api.clock.moment));

export const answered = (asked: Asked, body: object, key: string = randomUUID()): Promise<Answer> =>
  Promise.resolve(asked.set('Idempotency-Key', key).send(body));
export async function sent(asked: Asked, body: object, status: number, key?: string): Promise<Answer['body']> {
  const answer = await answered(asked, body, key);
  expect([answer.status, answer.status === status ? '' : answer.text]).toEqual([status, '']);
  return answer.body;
}
export const seen = async (ask: ApiClient, id: string): Promise<ApprovalDetail> =>
  (await ask.get(`/v1/approvals/${id}`).expect(200)).body as unknown as ApprovalDetail;

/** Somebody looks at what waits, and approves what they have seen. */
export async function approve(ask: ApiClient, id: string, contentHash?: string): Promise<Answer> {
  const hash =
    contentHash ??
    (
      await superuser.query<{ hash: string }>(
        `select encode(content_hash, 'hex') as hash from approvals where id = $1`,
        [id],
      )
    ).rows[0]!.hash;
  return answered(ask.post(`/v1/approvals/${id}/approve`), { contentHash: hash, reason: REASON });
}
export const outcomeOf = async (asked: Promise<Answer>): Promise<[number, string]> => {
  const { status, body } = await asked;
  return [status, status < 400 ? body.state : body.code];
};

export const clubOf = ({ tenant }: House, title = '독서 모임') => ({
  ...definitionExample,
  name: `${tenant}/reading-club`,
  title,
});
export const publish = (ask: ApiClient, definition: object, key?: string) =>
  answered(ask.post('/v1/lifecycle-types'), definition, key);
export const versionsOf = ({ sql }: House) => sql<{ number: number }>(`select number from lifecycle_type_versions`);

export const closing = (change: object = {}) => ({
  lifecycleType: 'library-loan',
  type: 'extended',
  eventId: 'closed-for-repairs',
  data: { dueDate: '2030-12-23' },
  ...change,
});
export const report = (ask: ApiClient, change: object = {}): Promise<Answer> =>
  Promise.resolve(ask.post('/v1/lifecycle-events').send(closing(change)));
export const knowing = async ({ sql }: House): Promise<string[]> =>
  (await sql<{ id: string }>(`select lifecycle_id as id from events where event_id = 'closed-for-repairs'`))
    .map(({ id }) => id)
    .sort();

export const correction = (change: object = {}) => ({
  type: 'library-loan',
  template: 'LOAN_STARTED',
  plannedFrom: '2030-11-18T09:00:00+09:00',
  plannedUntil: '2030-11-18T23:00:00+09:00',
  correction: 'LOAN_EXTENDED',
  dryRun: false,
  perMinute: 6000,
  reason: '날짜를 잘못 알림',
  ...change,
});
export const correct = (ask: ApiClient, change: object = {}, key?: string) =>
  answered(ask.post('/v1/message-corrections'), correction(change), key);
