import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { attemptKey } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePerson } from '#libs/database/person-store.js';
import { createTestApi, WEBHOOK_SECRET, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const TENANT = 'city-library';

let api: TestApi;
let lifecycleId: string;
let messageId: string;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  lifecycleId = (await api.start()).body.id;
  messageId = await deliverOneMessage(api, lifecycleId);
  api.teller.soon.length = 0;
});
afterAll(() => api.close());

const sql = (text: string, values: readonly unknown[]): Promise<unknown> =>
  inTenant(api.dataSource, TENANT, (tx) => tx.query(text, [...values]));

/** As a day of asking in vain leaves it. */
async function leaveInDoubt(id = messageId): Promise<void> {
  await sql(`update attempts set state = 'undecidable' where message_id = $1`, [id]);
  await sql(`update messages set state = 'undecidable', reason = '알 수 없음', settled_at = now() where id = $1`, [id]);
}

const post = (path: string, body: object, key: string = randomUUID()) =>
  api.ask.post(`/v1/messages/${messageId}/${path}`).set('Idempotency-Key', key).send(body);
const decide = (decision: string, key?: string) =>
  post('decision', { decision, reason: '받지 못했다고 함', actor: '김담당' }, key);
const message = async (id = messageId) =>
  (await api.ask.get(`/v1/messages/${id}`).expect(200)).body as unknown as {
    state: string;
    follows: { messageId: string; as: string } | null;
    decisions: { code: string; actor: string | null; actorsReason: string | null; messageId: string | null }[];
  };
const report = (statusCode: string) =>
  api.anyone
    .post('/v1/receipts/solapi')
    .set('X-Solapi-Secret', WEBHOOK_SECRET)
    .send([
      {
        messageId: `M-${messageId}`,
        groupId: 'G4V1',
        type: 'ATA',
        to: '01055000001',
        from: '0212345678',
        statusCode,
        customFields: { bongsu: attemptKey(TENANT, messageId, 1) },
      },
    ]);

describe('the list of messages', () => {
  const ids = async (query: object): Promise<string[]> =>
    (await api.ask.get('/v1/messages').query(query).expect(200)).body.items.map(({ id }) => id);

  it('shows what waits for a person', async () => {
    await leaveInDoubt();
    expect(await ids({ state: 'undecidable', lifecycle: lifecycleId })).toEqual([messageId]);
    expect(await ids({ state: 'delivered', lifecycle: lifecycleId })).toEqual([]);
  });

  it('is narrowed by template, type and Korean day', async () => {
    const of = { lifecycle: lifecycleId };
    expect(await ids({ ...of, template: 'LOAN_STARTED', type: 'library-loan' })).toEqual([messageId]);
    expect(await ids({ ...of, template: 'LOAN_OVERDUE' })).toEqual([]);
    expect(await ids({ ...of, type: 'bill' })).toEqual([]);
    expect(await ids({ ...of, from: '2030-11-18', to: '2030-11-18' })).toEqual([messageId]);
    expect(await ids({ ...of, from: '2030-11-19' })).toEqual([]);
    expect(await ids({ ...of, to: '2030-11-17' })).toEqual([]);
  });

  it('goes on from page to page', async () => {
    const first = (await api.ask.get('/v1/messages').query({ limit: 1 }).expect(200)).body;
    const second = (await api.ask.get('/v1/messages').query({ limit: 1, cursor: first.next }).expect(200)).body;
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  it('refuses a period that ends before it begins', async () => {
    const { body } = await api.ask.get('/v1/messages').query({ from: '2030-11-19', to: '2030-11-18' }).expect(400);
    expect(body.code).toBe('PERIOD_INVALID');
  });

  it('is found by the number of the recipient, in a body', async () => {
    await api.start({ recipient: { name: '이솔', phone: '010-5500-7788' } });
    const search = (phone: string) => api.ask.post('/v1/messages/search').send({ phone, from: '2030-11-18' });
    expect((await search('010-5500-0001').expect(200)).body.items.map(({ id }) => id)).toContain(messageId);
    expect((await search('010-5500-7788').expect(200)).body.items).toEqual([]);
    expect((await search('1234').expect(422)).body.code).toBe('RECIPIENT_PHONE_INVALID');
  });

  it('refuses a wrong number and a wrong day of a search at once', async () => {
    const { problems } = (await api.ask.post('/v1/messages/search').send({ phone: 'x', from: 'x' })).body;
    expect(problems.map(({ path }: { path: string }) => path)).toEqual(['phone', 'from']);
  });

  it('shows a tenant nothing of another', async () => {
    const other = await api.addTenant(`other-${lifecycleId.slice(-6)}`);
    const { body } = await api.anyone.get('/v1/messages').set('Authorization', `Bearer ${other}`).expect(200);
    expect(body.items).toEqual([]);
  });
});

describe('a decision', () => {
  it('has the message sent again, by whoever carries it on', async () => {
    await leaveInDoubt();
    expect((await decide('send-again').expect(200)).body.state).toBe('open');
    expect(api.teller.soon).toEqual([{ tenant: TENANT, lifecycleId }]);
  });

  it('stands with the message, with who decided and why', async () => {
    await leaveInDoubt();
    await decide('let-be').expect(200);
    expect(await message()).toMatchObject({
      state: 'handed-over',
      decisions: [{ code: 'LEFT_BE_BY_PERSON', actor: '김담당', actorsReason: '받지 못했다고 함' }],
    });
  });

  it('stands in the timeline, with who decided and why', async () => {
    await leaveInDoubt();
    await decide('send-again').expect(200);
    const { body } = await api.ask.get(`/v1/lifecycles/${lifecycleId}/timeline`).expect(200);
    expect(body.entries).toContainEqual(
      expect.objectContaining({
        code: 'message.send-again',
        text: '‘대출 안내’: 나갔는지 알 수 없어 담당자가 다시 보내기로 했습니다. 한 이: 김담당. 까닭: 받지 못했다고 함.',
      }),
    );
  });

  it('loses its words once the recipient is erased', async () => {
    const person = { name: '한누리', phone: '010-5500-4321' };
    lifecycleId = (await api.start({ recipient: person })).body.id;
    messageId = await deliverOneMessage(api, lifecycleId);
    await leaveInDoubt();
    await decide('let-be').expect(200);
    await inTenant(api.dataSource, TENANT, async (tx) => {
      const [row] = await tx.query<{ id: string }[]>(`select person_id as id from messages where id = $1`, [messageId]);
      await erasePerson(tx, row!.id, api.clock.moment);
    });
    expect((await message()).decisions).toMatchObject([{ code: 'LEFT_BE_BY_PERSON', actor: null, actorsReason: null }]);
  });

  it('is answered again under the same key, and taken once', async () => {
    await leaveInDoubt();
    const key = randomUUID();
    const first = await decide('send-again', key).expect(200);
    const again = await decide('send-again', key).expect(200);
    expect(again.body).toEqual(first.body);
    expect((await message()).decisions).toHaveLength(1);
  });

  it('is taken once when two people decide at the same moment', async () => {
    await leaveInDoubt();
    const statuses = await Promise.all(
      ['send-again', 'let-be', 'send-again'].map(async (decision) => (await decide(decision)).status),
    );
    expect(statuses.sort()).toEqual([200, 409, 409]);
  });

  it('comes too late for a message that the dealer has reported delivered', async () => {
    await leaveInDoubt();
    await report('4000').expect(200);
    expect((await decide('send-again').expect(409)).body.code).toBe('MESSAGE_NOT_UNDECIDABLE');
  });

  it('is not asked for any more once the dealer says that it has the message', async () => {
    await leaveInDoubt();
    await report('3000').expect(200);
    expect(await message()).toMatchObject({ state: 'handed-over' });
  });

  it('to send again is refused for what is no longer to be told', async () => {
    await leaveInDoubt();
    await sql(`update messages set tombstoned_at = now() where id = $1`, [messageId]);
    expect((await decide('send-again').expect(409)).body.code).toBe('MESSAGE_POINTLESS');
    await decide('let-be').expect(200);
  });

  it('needs a key, a known message and one of two words', async () => {
    const nowhere = api.ask.post('/v1/messages/0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e11/decision');
    const wish = { decision: 'let-be', reason: '시험' };
    expect((await nowhere.set('Idempotency-Key', randomUUID()).send(wish).expect(404)).body.code).toBe(
      'MESSAGE_NOT_FOUND',
    );
    expect((await api.ask.post(`/v1/messages/${messageId}/decision`).send(wish).expect(400)).body.code).toBe(
      'IDEMPOTENCY_KEY_MISSING',
    );
    expect((await decide('perhaps').expect(400)).body.code).toBe('FIELD_INVALID');
  });
});

describe('a message sent again', () => {
  const resend = (key?: string) => post('resend', { reason: '지웠다고 함', actor: '김담당' }, key);

  it('is a message of its own that names the first', async () => {
    const { body, headers } = await resend().expect(201);
    expect(body.id).not.toBe(messageId);
    expect(headers['location']).toBe(`/v1/messages/${body.id}`);
    expect(await message(body.id)).toMatchObject({ state: 'open', follows: { messageId, as: 'resend' } });
    expect((await message()).decisions).toMatchObject([{ code: 'RESENT', messageId: body.id, actor: '김담당' }]);
  });

  it('is made once under one key', async () => {
    const key = randomUUID();
    const [one, other] = [await resend(key).expect(201), await resend(key).expect(201)];
    expect(one.body.id).toBe(other.body.id);
  });

  it('is not made a second time while the first is on its way', async () => {
    await resend().expect(201);
    expect((await resend().expect(409)).body.code).toBe('MESSAGE_UNDER_WAY');
  });

  it('is not made past a doubt that waits for a decision', async () => {
    await leaveInDoubt();
    expect((await resend().expect(409)).body.code).toBe('MESSAGE_WAITS_FOR_DECISION');
  });

  it('is not made of what the end of the affair made pointless', async () => {
    await sql(`update lifecycles set state = 'ended', closed_at = now() where id = $1`, [lifecycleId]);
    expect((await resend().expect(409)).body.code).toBe('MESSAGE_POINTLESS');
  });
});

describe('a correction', () => {
  const correct = (template = 'LOAN_EXTENDED') => post('correction', { template, reason: '날짜를 잘못 알림' });

  it('is a message of its own that names the wrong one, also when the affair has ended', async () => {
    await sql(`update lifecycles set state = 'ended', closed_at = now() where id = $1`, [lifecycleId]);
    const { body } = await correct().expect(201);
    expect(await message(body.id)).toMatchObject({
      template: 'LOAN_EXTENDED',
      follows: { messageId, as: 'correction' },
    });
    expect((await message()).decisions).toMatchObject([{ code: 'CORRECTED', messageId: body.id, actor: 'test' }]);
  });

  it('is made of a template that the definition has', async () => {
    const { body } = await correct('LOAN_WHATEVER').expect(422);
    expect(body).toMatchObject({ code: 'TEMPLATE_UNKNOWN', problems: [{ path: 'template' }] });
  });

  it('is not made of what nobody can have read', async () => {
    await sql(`update attempts set state = 'failed' where message_id = $1`, [messageId]);
    await sql(`update messages set state = 'undeliverable', settled_at = now() where id = $1`, [messageId]);
    expect((await correct().expect(409)).body.code).toBe('MESSAGE_NEVER_LEFT');
  });
});
