// The two-person rule: what one has asked for is done once somebody else has approved it, exactly as it was shown, once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { definitionExample } from '#apps/api/lifecycle-types/examples.js';
import type { ApprovalDetail } from '#apps/api/approvals/approval.schemas.js';
import type { AuditEntryAnswer } from '#apps/api/audit/audit.schemas.js';
import type { OperatorRole } from '#libs/contracts/operator-roles.js';
import { createApiKey, revokeApiKey, type KeyToDraw } from '#libs/database/api-key-store.js';
import { expireApprovalsEverywhere } from '#libs/database/approval-store.js';
import { correctNext } from '#libs/database/correction-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { concernedBy, readMigration } from '#libs/database/migration-store.js';
import { grantOperator, withdrawOperator } from '#libs/database/operator-store.js';
import { RULE_OFF, WAITS_FOR_MS, type TwoPersonRule } from '#libs/message/two-person-rule.js';
import { callbackEventBody, CALLBACK_EVENTS, type CallbackEventKind } from '#libs/contracts/callback-events.js';
import { eventually } from '../harness/eventually.js';
import { TestSignIn } from '../harness/test-sign-in.js';
import { apiClient, type Answer, type ApiClient, type Asked } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';
import { DocumentedCalls } from './documented-calls.js';

const REASON = '대상과 문안을 확인함';
const NOON = Date.parse('2030-11-18T12:00:00+09:00');

let api: TestApi;
let signIn: TestSignIn;
let superuser: pg.Client;
beforeAll(async () => {
  signIn = await TestSignIn.start();
  api = await createTestApi(undefined, { OIDC_JWKS_URL: signIn.jwksUrl });
  superuser = new pg.Client({ connectionString: api.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await api.close();
  await signIn.stop();
});

let houses = 0;

/** A tenant of its own with this rule, its first key, and whoever else is needed. */
async function house(rule: Partial<TwoPersonRule> = {}) {
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
type House = Awaited<ReturnType<typeof house>>;

const client = async (key: string): Promise<ApiClient> => apiClient(await api.app.getUrl(), key);
const signedIn = async (subject: string): Promise<ApiClient> => client(await signIn.token(subject, api.clock.moment));

const answered = (asked: Asked, body: object, key: string = randomUUID()): Promise<Answer> =>
  Promise.resolve(asked.set('Idempotency-Key', key).send(body));
async function sent(asked: Asked, body: object, status: number, key?: string): Promise<Answer['body']> {
  const answer = await answered(asked, body, key);
  expect([answer.status, answer.status === status ? '' : answer.text]).toEqual([status, '']);
  return answer.body;
}
const seen = async (ask: ApiClient, id: string): Promise<ApprovalDetail> =>
  (await ask.get(`/v1/approvals/${id}`).expect(200)).body as unknown as ApprovalDetail;

/** Somebody looks at what waits, and approves what they have seen. */
async function approve(ask: ApiClient, id: string, contentHash?: string): Promise<Answer> {
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
const outcomeOf = async (asked: Promise<Answer>): Promise<[number, string]> => {
  const { status, body } = await asked;
  return [status, status < 400 ? body.state : body.code];
};

const clubOf = ({ tenant }: House, title = '독서 모임') => ({
  ...definitionExample,
  name: `${tenant}/reading-club`,
  title,
});
const publish = (ask: ApiClient, definition: object, key?: string) =>
  answered(ask.post('/v1/lifecycle-types'), definition, key);
const versionsOf = ({ sql }: House) => sql<{ number: number }>(`select number from lifecycle_type_versions`);

const closing = (change: object = {}) => ({
  lifecycleType: 'library-loan',
  type: 'extended',
  eventId: 'closed-for-repairs',
  data: { dueDate: '2030-12-23' },
  ...change,
});
const report = (ask: ApiClient, change: object = {}): Promise<Answer> =>
  Promise.resolve(ask.post('/v1/lifecycle-events').send(closing(change)));
const knowing = async ({ sql }: House): Promise<string[]> =>
  (await sql<{ id: string }>(`select lifecycle_id as id from events where event_id = 'closed-for-repairs'`))
    .map(({ id }) => id)
    .sort();

const correction = (change: object = {}) => ({
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
const correct = (ask: ApiClient, change: object = {}, key?: string) =>
  answered(ask.post('/v1/message-corrections'), correction(change), key);

describe('A tenant that has chosen nothing', () => {
  it('has everything done by one key, as before', async () => {
    const one = await house();
    await one.lend();
    const statuses = [
      (await publish(one.system, clubOf(one))).status,
      (await correct(one.system)).status,
      (await report(one.system)).body.state,
    ];
    expect(statuses).toEqual([201, 201, undefined]);
    expect(await knowing(one)).toHaveLength(1);
  });
});

describe('An act that needs a second word', () => {
  it('is kept and not done, and asked for once under its key', async () => {
    const one = await house({ publishing: true });
    const key = randomUUID();
    const first = await publish(one.system, clubOf(one), key);
    const again = await publish(one.system, clubOf(one), key);
    expect([first.status, first.body.state, first.headers['location']]).toEqual([202, 'open', first.body.links.self]);
    expect(again.body).toEqual(first.body);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('is answered as documented, whatever the act', async () => {
    const one = await house({ publishing: true, events: true, corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const loosened = Promise.resolve(one.system.patch('/v1/settings').send({ twoPersonRule: RULE_OFF }));
    const calls = await DocumentedCalls.of(api);
    const answers = [
      ['publishLifecycleType', await publish(one.system, clubOf(one))],
      ['reportEventToMany', await report(one.system)],
      ['correctMessages', await correct(one.system)],
      ['changeSettings', await loosened],
    ] as const;
    expect(answers.map(([, { status }]) => status)).toEqual([202, 202, 202, 202]);
    expect(answers.flatMap(([name, answer]) => calls.misfits(calls.named(name), answer))).toEqual([]);
  });

  it('shows what exactly would happen', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    const shown = await seen(ask, id);
    expect(shown).toMatchObject({
      act: 'publish-type',
      state: 'open',
      what: `독서 모임(${one.tenant}/reading-club)을 새로 게시함`,
      count: null,
      requestedBy: { kind: 'api-key', label: 'test' },
      facts: { version: 1, replaces: null, templates: { added: ['CLUB_TOMORROW'], changed: [], removed: [] } },
      body: { definition: { name: `${one.tenant}/reading-club` } },
    });
  });

  it('is done once somebody else has approved it, and its body is not kept', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask, subject } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, id)).body as unknown as ApprovalDetail;
    expect(done).toMatchObject({
      state: 'done',
      decidedBy: { kind: 'operator', id: subject, label: '팀장' },
      decision: REASON,
      body: null,
      outcome: { number: 1 },
    });
    expect(await versionsOf(one)).toEqual([{ number: 1 }]);
    expect(await one.sql(`select payload_ciphertext as kept from approvals`)).toEqual([{ kept: null }]);
  });

  it('is answered the same to whoever repeats the approval under its key', async () => {
    const one = await house({ publishing: true });
    const { id, contentHash } = (await publish(one.system, clubOf(one))).body as unknown as ApprovalDetail;
    const { ask } = await one.operator(['approver'], '팀장');
    const key = randomUUID();
    const say = () => sent(ask.post(`/v1/approvals/${id}/approve`), { contentHash, reason: REASON }, 200, key);
    const first = await say();
    expect(await say()).toEqual(first);
  });

  it('needs none where nothing would change: what is published already', async () => {
    const one = await house();
    expect((await publish(one.system, clubOf(one))).status).toBe(201);
    await one.system.patch('/v1/settings').send({ twoPersonRule: { ...RULE_OFF, publishing: true } });
    expect((await publish(one.system, clubOf(one))).status).toBe(200);
  });

  it('is refused at once for what is wrong with it, and does not wait', async () => {
    const one = await house({ publishing: true });
    expect((await publish(one.system, { ...clubOf(one), first: 'nowhere' })).body.code).toBe('DEFINITION_INVALID');
    expect(await one.sql(`select id from approvals`)).toEqual([]);
  });

  it('is kept encrypted', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    await report(one.system, { eventId: 'closed-for-repairs', reason: '표식사유가나' });
    const { rows } = await superuser.query<{ text: string }>(
      `select a::text as text from approvals a where tenant_id = $1`,
      [one.tenant],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).not.toMatch(/2030-12-23|표식사유가나/);
  });
});

describe('A version of a lifecycle type', () => {
  it('that was to replace one that has been replaced meanwhile is not published', async () => {
    const one = await house({ publishing: true });
    const [first, second] = [
      (await publish(one.system, clubOf(one, '첫째'))).body,
      (await publish(one.system, clubOf(one, '둘째'))).body,
    ];
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, first.id))).toEqual([200, 'done']);
    expect(await outcomeOf(approve(ask, second.id))).toEqual([409, 'APPROVAL_OUTDATED']);
    expect([(await seen(ask, second.id)).state, await versionsOf(one)]).toEqual(['open', [{ number: 1 }]]);
  });
});

describe('One event for many', () => {
  it('needs no second word below what is large', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    const affairs = [await one.lend(), await one.lend()].sort();
    expect((await report(one.system)).body.state).toBeUndefined();
    expect(await knowing(one)).toEqual(affairs);
  });

  it('waits from there on, stored for nobody, and is the same act however often it is reported', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    for (let count = 0; count < 3; count += 1) await one.lend();
    const first = await report(one.system);
    const again = await report(one.system);
    expect([first.status, (first.body as unknown as ApprovalDetail).count]).toEqual([202, 3]);
    expect(again.body.id).toBe(first.body.id);
    expect(await knowing(one)).toEqual([]);
  });

  it('reaches those that were shown and nobody else: who came later is not told, who has ended neither', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    const affairs = [await one.lend(), await one.lend(), await one.lend()].sort();
    const { id } = (await report(one.system)).body;
    await one.lend();
    await one.sql(`update lifecycles set state = 'cancelled', closed_at = now() where id = $1`, [affairs[0]]);
    const { ask } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, id)).body as unknown as ApprovalDetail;
    expect(done.outcome).toMatchObject({ addressed: 2, stored: 2 });
    expect(await knowing(one)).toEqual(affairs.slice(1));
  });

  it('is left for the sweeper to tell, whatever becomes of the process that took the approval', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const untold = await one.sql(
      `select o.id from outbox o join events e on o.payload ->> 'eventRowId' = e.id::text
       where e.event_id = 'closed-for-repairs' and o.told_at is null`,
    );
    expect(untold).toHaveLength(1);
  });

  it('needs none once all know it: a report that is repeated afterwards is answered as ever', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    await approve((await one.operator(['approver'], '팀장')).ask, (await report(one.system)).body.id);
    expect((await report(one.system)).body).toMatchObject({ stored: 0, known: 1 });
  });

  it('happened when it was asked for, where it says no moment', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    api.clock.moment = NOON + 1_800_000;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const [event] = await one.sql<{ occurred: Date; received: Date }>(
      `select occurred_at as occurred, received_at as received from events where event_id = 'closed-for-repairs'`,
    );
    expect([event!.occurred.getTime(), event!.received.getTime()]).toEqual([NOON, NOON + 1_800_000]);
  });

  it('needs none with a test key, which reaches nobody', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const { ask } = await one.key({ kind: 'test' });
    await sent(ask.post('/v1/lifecycles'), loanRequest(), 201);
    expect((await report(ask)).body).toMatchObject({ stored: 1 });
  });

  it('that somebody has reported otherwise meanwhile is refused with its own error, stored for nobody, and stays open', async () => {
    const one = await house({ events: true, largeFrom: 2 });
    const [, affair] = [await one.lend(), await one.lend()];
    const { id } = (await report(one.system)).body;
    const other = { ...closing({ data: { dueDate: '2030-12-24' } }), lifecycleType: undefined };
    await one.system.post(`/v1/lifecycles/${affair}/events`).send(other).expect(200);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id))).toEqual([422, 'EVENT_ID_REUSED']);
    expect([(await seen(ask, id)).state, await knowing(one)]).toEqual(['open', [affair]]);
  });
});

describe('Corrections of many', () => {
  async function wrongOnes(one: House, count: number): Promise<string[]> {
    const messages: string[] = [];
    for (let made = 0; made < count; made += 1)
      messages.push(await deliverOneMessage(api, await one.lend(), one.tenant));
    return messages.sort();
  }
  const putRight = async ({ sql }: House): Promise<string[]> =>
    (
      await sql<{ follows: string }>(`select follows from messages where followed_as = 'correction' order by follows`)
    ).map(({ follows }) => follows);

  it('wait with a dry run of them, and put right what was shown alone', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    const wrong = await wrongOnes(one, 2);
    const { ask } = await one.operator(['approver'], '팀장');
    const { body } = await correct(one.system);
    const shown = await seen(ask, body.id);
    const trial = await ask.get(String(shown.facts['trial'])).expect(200);
    expect([shown.count, trial.body.state]).toEqual([2, 'dry-run']);
    await wrongOnes(one, 1);
    const done = (await approve(ask, body.id)).body as unknown as ApprovalDetail;
    const correctionId = String(done.outcome!['id']);
    const page = () =>
      inTenant(api.dataSource, one.tenant, (tx) =>
        correctNext(tx, api.keys, { tenant: one.tenant, correctionId, now: api.clock.moment }),
      );
    while ((await page()).state === 'running');
    expect(await putRight(one)).toEqual(wrong);
    const set = (await ask.get(`/v1/message-corrections/${correctionId}`).expect(200)).body;
    expect(set).toMatchObject({
      state: 'completed',
      reason: '날짜를 잘못 알림',
      actor: 'test',
      progress: { total: 2, left: 0 },
    });
  });

  it('need none as a dry run, nor below what is large', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    await wrongOnes(one, 1);
    expect([(await correct(one.system, { dryRun: true })).status, (await correct(one.system)).status]).toEqual([
      201, 201,
    ]);
  });

  it('that another set stands in the way of are refused with its error and stay open', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    await wrongOnes(one, 1);
    await correct(one.system);
    await wrongOnes(one, 1);
    const { body } = await correct(one.system);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, body.id))).toEqual([409, 'CORRECTION_UNDER_WAY']);
    expect((await seen(ask, body.id)).state).toBe('open');
    expect(await one.sql(`select id from message_corrections where state = 'running'`)).toHaveLength(1);
  });
});

describe('A migration of many', () => {
  it('waits, and moves what was shown alone', async () => {
    const one = await house({ migrations: true, largeFrom: 2 });
    const type = `${one.tenant}/reading-club`;
    await publish(one.system, clubOf(one, '첫째'));
    const join = async () =>
      (
        await sent(
          one.system.post('/v1/lifecycles'),
          {
            type,
            version: 1,
            reference: `C-${randomUUID()}`,
            parties: { member: { name: '김하나', phone: '010-5500-0001' } },
            data: { meetingDay: '2030-12-02' },
          },
          201,
        )
      ).id;
    const members = [await join(), await join()].sort();
    await publish(one.system, clubOf(one, '둘째'));
    const asked = await answered(one.system.post(`/v1/lifecycle-types/${type}/migrations`), {
      toVersion: 2,
      dryRun: false,
      reason: '제목을 고침',
    });
    expect([asked.status, (asked.body as unknown as ApprovalDetail).count]).toEqual([202, 2]);
    await join();
    const { ask } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, asked.body.id)).body as unknown as ApprovalDetail;
    const concerned = await inTenant(api.dataSource, one.tenant, async (tx) => {
      const migration = (await readMigration(tx, String(done.outcome!['id'])))!;
      return { state: migration.state, ids: await concernedBy(tx, migration, undefined, 10) };
    });
    expect(concerned).toEqual({ state: 'running', ids: members });
  });
});

describe('The rule itself', () => {
  it('is tightened by one alone, and loosened by two', async () => {
    const one = await house({ publishing: true });
    const set = (rule: Partial<TwoPersonRule>) =>
      Promise.resolve(one.system.patch('/v1/settings').send({ twoPersonRule: { ...RULE_OFF, ...rule } }));
    expect((await set({ publishing: true, events: true })).status).toBe(200);
    const asked = await set({});
    expect([asked.status, asked.body.state, (await set({})).body.id]).toEqual([202, 'open', asked.body.id]);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, asked.body.id))).toEqual([200, 'done']);
    const { body } = await one.system.get('/v1/settings').expect(200);
    expect((body as unknown as { twoPersonRule: TwoPersonRule }).twoPersonRule).toEqual(RULE_OFF);
  });

  it('keeps other settings of the same call back as well, until it is loosened', async () => {
    const one = await house({ publishing: true });
    const asked = await one.system.patch('/v1/settings').send({ reminderTime: '11:00', twoPersonRule: RULE_OFF });
    const time = async () =>
      ((await one.system.get('/v1/settings')).body as unknown as { reminderTime: string }).reminderTime;
    expect(await time()).toBe('10:00');
    await approve((await one.operator(['approver'], '팀장')).ask, asked.body.id);
    expect(await time()).toBe('11:00');
  });

  it('has to be said whole, so that nothing of it is switched off by being left out', async () => {
    const one = await house({ publishing: true });
    const refused = await one.system.patch('/v1/settings').send({ twoPersonRule: { events: true } });
    expect(refused.status).toBe(400);
  });
});

describe('Whoever asked', () => {
  const ask = async (one: House, by: ApiClient) => (await publish(by, clubOf(one, randomUUID()))).body.id;

  it('cannot approve or refuse it themselves', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
    const refused = answered(own.post(`/v1/approvals/${id}/refuse`), { reason: REASON });
    expect(await outcomeOf(refused)).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by another token of theirs', async () => {
    const one = await house({ publishing: true });
    const { ask: own, subject } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    api.clock.moment += 1_000;
    expect(await outcomeOf(approve(await signedIn(subject), id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it once they were withdrawn and granted anew', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: place, subject } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    await inTenant(api.dataSource, one.tenant, async (tx) => {
      await withdrawOperator(tx, place, api.clock.moment);
      const { issuer } = TestSignIn;
      const anew = { tenant: one.tenant, issuer, subject, label: '새 팀장', roles: ['approver'] as const };
      await grantOperator(tx, { ...anew, now: api.clock.moment });
    });
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by a key that they drew, nor by one that was drawn with that', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver', 'administrator'], '관리자');
    const id = await ask(one, own);
    const drawn = (
      await own
        .post('/v1/keys')
        .send({ label: '제 열쇠', scopes: ['*:write'] })
        .expect(201)
    ).body;
    const theirs = await client((drawn as unknown as { key: string }).key);
    const further = (
      await theirs
        .post('/v1/keys')
        .send({ label: '또 하나', scopes: ['*:write'] })
        .expect(201)
    ).body;
    const codes = [
      await outcomeOf(approve(theirs, id)),
      await outcomeOf(approve(await client((further as unknown as { key: string }).key), id)),
    ];
    expect(codes).toEqual([
      [403, 'APPROVAL_OWN_ACT'],
      [403, 'APPROVAL_OWN_ACT'],
    ]);
  });

  it('cannot approve what they asked for with a key by signing in, if they drew it', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver', 'administrator'], '관리자');
    const drawn = (
      await own
        .post('/v1/keys')
        .send({ label: '제 열쇠', scopes: ['types:write'] })
        .expect(201)
    ).body;
    const id = await ask(one, await client((drawn as unknown as { key: string }).key));
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by the key that takes the place of theirs', async () => {
    const one = await house({ publishing: true });
    const { ask: theirs, id: keyId } = await one.key();
    const id = await ask(one, theirs);
    const { ask: administrator } = await one.operator(['administrator'], '관리자');
    const next = await administrator.post(`/v1/keys/${keyId}/rotate`).send({ overlapHours: 1 }).expect(201);
    const successor = await client((next.body as unknown as { key: string }).key);
    expect(await outcomeOf(approve(successor, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('may be approved by a key that somebody else was given at the machine', async () => {
    const one = await house({ publishing: true });
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve((await one.key({ scopes: ['approvals:write'] })).ask, id))).toEqual([200, 'done']);
  });

  it('counts as one with whoever else has a key of which nobody knows who drew it', async () => {
    const one = await house({ publishing: true });
    const other = await one.key({ scopes: ['approvals:write'] });
    await superuser.query(`update api_keys set drawn_by_kind = null where tenant_id = $1`, [one.tenant]);
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve(other.ask, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it.each<[string, readonly OperatorRole[]]>([
    ['a viewer', ['viewer']],
    ['an operator', ['operator']],
    ['an administrator', ['administrator']],
  ])('is not approved by %s', async (_, roles) => {
    const one = await house({ publishing: true });
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve((await one.operator(roles, '누구')).ask, id))).toEqual([
      403,
      'OPERATOR_ROLE_MISSING',
    ]);
  });

  it('may take it back, without being let approve anything, and nobody else may', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.key({ scopes: ['types:write', 'approvals:read'] });
    const id = await ask(one, own);
    const { ask: other } = await one.operator(['approver'], '팀장');
    const withdraw = (by: ApiClient) => outcomeOf(answered(by.post(`/v1/approvals/${id}/withdraw`), {}));
    expect(await withdraw(other)).toEqual([403, 'APPROVAL_NOT_YOURS']);
    expect(await withdraw(own)).toEqual([200, 'withdrawn']);
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_SETTLED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('has nothing carried out once they may not do it any more', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: keyId } = await one.key();
    const id = await ask(one, own);
    await inTenant(api.dataSource, one.tenant, (tx) => revokeApiKey(tx, keyId));
    const { ask: other } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_REQUESTER_GONE']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('has nothing carried out once they have lost the role for it', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: place } = await one.operator(['approver'], '담당');
    const id = await ask(one, own);
    await one.system
      .patch(`/v1/operators/${place}`)
      .send({ roles: ['viewer'] })
      .expect(200);
    const { ask: other } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_REQUESTER_GONE']);
    expect(await versionsOf(one)).toEqual([]);
  });
});

describe('Whoever decides', () => {
  it('refuses with a reason, and nothing is ever done', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    expect((await answered(ask.post(`/v1/approvals/${id}/refuse`), {})).status).toBe(400);
    const refused = await answered(ask.post(`/v1/approvals/${id}/refuse`), { reason: '문안을 고칠 것' });
    expect(refused.body).toMatchObject({ state: 'refused', decision: '문안을 고칠 것', body: null });
    expect(await outcomeOf(approve(ask, id))).toEqual([409, 'APPROVAL_SETTLED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('approves what they have read, and nothing else', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id, 'ab'.repeat(32)))).toEqual([409, 'APPROVAL_CONTENT_CHANGED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('approves nothing whose reach was widened behind the back of the application', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    const later = await one.lend();
    await superuser.query(`insert into approval_subjects (approval_id, subject_id, tenant_id) values ($1, $2, $3)`, [
      id,
      later,
      one.tenant,
    ]);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id))).toEqual([409, 'APPROVAL_CONTENT_CHANGED']);
    expect(await knowing(one)).toEqual([]);
  });

  it('has a week; what waited longer is done by nobody and not kept', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { subject } = await one.operator(['approver'], '팀장');
    api.clock.moment = NOON + WAITS_FOR_MS;
    const late = await signedIn(subject);
    expect(await outcomeOf(approve(late, id))).toEqual([409, 'APPROVAL_EXPIRED']);
    expect([(await seen(late, id)).state, (await seen(late, id)).body]).toEqual(['expired', null]);
    await expireApprovalsEverywhere(api.dataSource, api.clock.moment);
    expect(await one.sql(`select state, payload_ciphertext as kept from approvals`)).toEqual([
      { state: 'expired', kept: null },
    ]);
  });

  it('finds what waits first, page by page, and then what was settled', async () => {
    const one = await house({ publishing: true });
    const ids: string[] = [];
    for (const title of ['가', '나', '다', '라']) ids.push((await publish(one.system, clubOf(one, title))).body.id);
    const { ask } = await one.operator(['approver'], '팀장');
    await answered(ask.post(`/v1/approvals/${ids[3]}/refuse`), { reason: REASON });
    const listed: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body } = await ask
        .get('/v1/approvals')
        .query({ limit: 1, ...(cursor && { cursor }) })
        .expect(200);
      listed.push(...body.items.map((item) => item.id));
      cursor = body.next;
    }
    expect(listed).toEqual([ids[2], ids[1], ids[0], ids[3]]);
  });

  it('of another tenant finds nothing', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const other = await house();
    expect((await other.system.get(`/v1/approvals/${id}`)).body.code).toBe('APPROVAL_NOT_FOUND');
    expect(await outcomeOf(approve(other.system, id))).toEqual([404, 'APPROVAL_NOT_FOUND']);
  });
});

describe('Two who approve at once', () => {
  it('have it done once, and the second is told so', async () => {
    const one = await house({ corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const { id } = (await correct(one.system)).body;
    const approvers = [await one.operator(['approver'], '팀장 1'), await one.operator(['approver'], '팀장 2')];
    const other = new pg.Client({ connectionString: api.database.superuserUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`select id from approvals where id = $1 for update`, [id]);
      const both = Promise.all(approvers.map(({ ask }) => outcomeOf(approve(ask, id))));
      await eventually('both wait for the act', async () => {
        const { rows } = await superuser.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%from approvals%'`,
        );
        return rows[0]!.waiting === 2;
      });
      await other.query('commit');
      const outcomes = await both;
      expect(outcomes.sort()).toEqual([
        [200, 'done'],
        [409, 'APPROVAL_SETTLED'],
      ]);
    } finally {
      await other.end();
    }
    expect(await one.sql(`select id from message_corrections where state = 'running'`)).toHaveLength(1);
  });

  it('one of whom refuses come to one end', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const affair = await one.lend();
    const { id } = (await report(one.system)).body;
    const [yes, no] = [await one.operator(['approver'], '팀장 1'), await one.operator(['approver'], '팀장 2')];
    const outcomes = await Promise.all([
      outcomeOf(approve(yes.ask, id)),
      outcomeOf(answered(no.ask.post(`/v1/approvals/${id}/refuse`), { reason: REASON })),
    ]);
    const { state } = await seen(one.system, id);
    expect(outcomes.filter(([status]) => status === 200)).toEqual([[200, state]]);
    expect(await knowing(one)).toEqual(state === 'done' ? [affair] : []);
  });
});

describe('A crash while an act is carried out', () => {
  it('leaves nothing of it done and the act open, and it can be approved again', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const affair = await one.lend();
    const { id } = (await report(one.system)).body;
    const { ask } = await one.operator(['approver'], '팀장');
    // The connection is gone once the act has been carried out and before that is written down.
    await superuser.query(
      `create function die() returns trigger language plpgsql security definer as
         $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
       create trigger die before update on approvals for each row execute function die()`,
    );
    try {
      expect((await approve(ask, id)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await superuser.query(`drop trigger die on approvals; drop function die()`);
    }
    expect([await knowing(one), (await seen(ask, id)).state]).toEqual([[], 'open']);
    expect(await outcomeOf(approve(ask, id))).toEqual([200, 'done']);
    expect(await knowing(one)).toEqual([affair]);
  });
});

describe('What is asked for and decided', () => {
  it('stands in the audit log with both names and both reasons', async () => {
    const one = await house({ corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const asker = await one.operator(['approver'], '담당');
    const decider = await one.operator(['approver'], '팀장');
    const { id } = (await correct(asker.ask)).body;
    await approve(decider.ask, id);
    const { body } = await one.system.get('/v1/audit').query({ kind: 'change' }).expect(200);
    const entries = body.items as unknown as readonly AuditEntryAnswer[];
    const of = (operation: string) => entries.find((entry) => entry.operation === operation);
    expect(of('correctMessages')).toMatchObject({
      actor: { kind: 'operator', id: asker.subject, label: '담당' },
      subject: { approval: id },
      reason: '날짜를 잘못 알림',
    });
    expect(of('approveAct')).toMatchObject({
      actor: { kind: 'operator', id: decider.subject, label: '팀장' },
      subject: { id, act: 'correct-messages', requestedBy: asker.subject, requestedByLabel: '담당' },
      reason: REASON,
    });
  });

  it('is told to endpoints of the tenant', async () => {
    const one = await house({ publishing: true });
    await sent(one.system.post('/v1/callbacks/endpoints'), { url: 'http://127.0.0.1:9/hooks' }, 201);
    const { id } = (await publish(one.system, clubOf(one))).body;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const told = await one.sql<{ kind: CallbackEventKind; data: { approvalId: string } }>(
      `select kind, data from callback_events where affair like 'approval/%' order by id`,
    );
    expect(told.map(({ kind, data }) => [kind, data.approvalId])).toEqual([
      ['approval.asked', id],
      ['approval.settled', id],
    ]);
    for (const { kind, data } of told) expect(CALLBACK_EVENTS[kind].data.parse(data)).toEqual(data);
    expect(told.every(({ kind }) => callbackEventBody.shape.type.safeParse(kind).success)).toBe(true);
  });
});

describe('The database itself', () => {
  it('refuses that whoever asked has decided', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const own = one.sql(
      `update approvals set state = 'refused', settled_at = now(), payload_ciphertext = null,
         decided_by_kind = requested_by_kind, decided_by_id = requested_by_id, decided_by_label = '' where id = $1`,
      [id],
    );
    await expect(own).rejects.toThrow('approvals_by_somebody_else');
  });

  it('lets the application change nothing of what was asked for', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    for (const column of ['facts', 'content_hash', 'requester_hands', 'expires_at', 'requested_by_id'])
      await expect(one.sql(`update approvals set ${column} = ${column} where id = $1`, [id])).rejects.toThrow(
        'permission denied',
      );
  });
});
