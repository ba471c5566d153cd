// What is held on somebody can be read out, and erased for good, in the middle of whatever is going on.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuditEntryAnswer } from '#apps/api/audit/audit.schemas.js';
import type { ExportAnswer, PersonAnswer } from '#apps/api/persons/person.schemas.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { nextToTell } from '#libs/database/outbox-store.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const TENANT = 'city-library';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

let people = 0;
interface Somebody {
  readonly name: string;
  readonly phone: string;
}
const somebody = (): Somebody => {
  people += 1;
  return {
    name: `표식이름${String.fromCodePoint(0xac00 + people)}`,
    phone: `0105519${String(people).padStart(4, '0')}`,
  };
};

const started = async (recipient: Somebody, change: Record<string, unknown> = {}): Promise<string> =>
  (await api.start({ recipient, ...change }).expect(201)).body.id;

async function idOf({ phone }: Somebody): Promise<string> {
  const { body } = await api.ask.post('/v1/persons/search').send({ phone }).expect(200);
  return body.items[0]!.id;
}

const erase = (id: string, key: string = randomUUID()) =>
  api.ask.post(`/v1/persons/${id}/erase`).set('Idempotency-Key', key).send({ reason: '정보주체의 요구' });

const settleAll = (lifecycleId: string): Promise<void> => api.teller.tellNow(TENANT, lifecycleId);

describe('A person', () => {
  it('is found by their number, masked, and so is each name at it', async () => {
    const one = somebody();
    const other = { ...somebody(), phone: one.phone };
    await started(one);
    await started(other);
    const { body } = await api.ask.post('/v1/persons/search').send({ phone: one.phone }).expect(200);
    expect(body.items).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain(one.name);
    expect(JSON.stringify(body)).not.toContain(one.phone);
  });

  it('of another tenant is nobody', async () => {
    const person = somebody();
    await started(person);
    const id = await idOf(person);
    const key = await api.addTenant('other-library');
    const answer = await api.anyone.get(`/v1/persons/${id}`).set('Authorization', `Bearer ${key}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'PERSON_NOT_FOUND']);
  });

  it('gets out everything that is held on them, which is logged with its reason', async () => {
    const person = somebody();
    const lifecycleId = await started(person, { data: { bookTitle: '채식주의자', dueDate: '2030-12-02' } });
    await deliverOneMessage(api, lifecycleId);
    await api.ask
      .post('/v1/consents')
      .set('Idempotency-Key', randomUUID())
      .send({
        consents: [
          {
            phone: person.phone,
            channel: 'text',
            textVersion: '2030-1',
            how: 'online',
            name: person.name,
          },
        ],
      });
    const id = await idOf(person);
    const answer = await api.ask.post(`/v1/persons/${id}/export`).send({ reason: '열람 요구 114' }).expect(200);
    const held = answer.body as unknown as ExportAnswer;
    expect(held.person).toEqual({ id, ...person });
    expect(held.lifecycles).toMatchObject([{ id: lifecycleId, role: 'borrower', data: { bookTitle: '채식주의자' } }]);
    expect(held.messages).toHaveLength(1);
    expect(held.accesses.map(({ operation }) => operation)).toContain('startLifecycle');
    const { body } = await api.ask.get('/v1/audit').query({ person: id, operation: 'exportPerson' }).expect(200);
    expect(body.items as unknown as AuditEntryAnswer[]).toMatchObject([{ kind: 'look', reason: '열람 요구 114' }]);
  });
});

describe('The erasure of a person', () => {
  it('ends their open affairs with an entry that says why, and leaves others alone', async () => {
    const [person, other] = [somebody(), somebody()];
    const mine = await started(person);
    const theirs = await started(other);
    expect((await erase(await idOf(person)).expect(200)).body).toMatchObject({ lifecyclesEnding: 1 });
    await settleAll(mine);
    const view = (await api.ask.get(`/v1/lifecycles/${mine}`).expect(200)).body;
    expect(view).toMatchObject({ state: 'cancelled', explanation: '개인정보가 파기되어 끝냄', parties: {}, data: {} });
    const { entries } = (await api.ask.get(`/v1/lifecycles/${mine}/timeline`).expect(200)).body;
    expect(entries.map(({ code }) => code)).toContain('lifecycle.erased');
    expect((await api.ask.get(`/v1/lifecycles/${theirs}`).expect(200)).body.state).toBe('open');
  });

  it('ends an affair that has not even begun, and refuses what was reported of it', async () => {
    const person = somebody();
    api.teller.away = true;
    const id = await started(person);
    const event = await api.ask
      .post(`/v1/lifecycles/${id}/events`)
      .send({ type: 'returned', eventId: 'E-1', data: {} });
    expect(event.status).toBe(202);
    await erase(await idOf(person)).expect(200);
    api.teller.away = false;
    await settleAll(id);
    expect((await api.ask.get(`/v1/lifecycles/${id}`).expect(200)).body).toMatchObject({
      state: 'cancelled',
      explanation: '개인정보가 파기되어 끝냄',
    });
    const [row] = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ state: string; code: string }[]>(
        `select state, answer->>'code' as code from events where lifecycle_id = $1 and event_id = 'E-1'`,
        [id],
      ),
    );
    expect(row).toEqual({ state: 'refused', code: 'PERSON_ERASED' });
    expect(await inTenant(api.dataSource, TENANT, (tx) => nextToTell(tx, id))).toBeUndefined();
  });

  it('takes an affair with it in which they were only a guardian', async () => {
    const guardian = somebody();
    const ward = somebody();
    const id = await started(ward, {
      recipient: { ...ward, birthDate: '2022-05-05', guardian },
    });
    await erase(await idOf(guardian)).expect(200);
    await settleAll(id);
    expect((await api.ask.get(`/v1/lifecycles/${id}`).expect(200)).body.state).toBe('cancelled');
    expect((await api.ask.get(`/v1/persons/${await idOf(ward)}`).expect(200)).body.state).toBe('known');
  });

  it('is done once under a key, and refused under another', async () => {
    const person = somebody();
    await started(person);
    const id = await idOf(person);
    const key = randomUUID();
    const first = (await erase(id, key).expect(200)).body;
    expect((await erase(id, key).expect(200)).body).toEqual(first);
    const again = await erase(id);
    expect([again.status, again.body.code]).toEqual([409, 'PERSON_ERASED']);
    const view = (await api.ask.get(`/v1/persons/${id}`).expect(200)).body as unknown as PersonAnswer;
    expect(view).toMatchObject({ state: 'erased', name: null, phone: null });
    expect((await api.ask.post(`/v1/persons/${id}/export`).send({ reason: 'x' })).body.code).toBe('PERSON_ERASED');
  });

  it('keeps what they refused: an opt-out holds for the number, and its remark is gone', async () => {
    const person = somebody();
    await started(person);
    await api.ask
      .post('/v1/opt-outs')
      .set('Idempotency-Key', randomUUID())
      .send({ optOuts: [{ phone: person.phone, how: 'phone', reason: person.name }] })
      .expect(200);
    await erase(await idOf(person)).expect(200);
    const { body } = await api.ask.post('/v1/consents/search').send({ phone: person.phone }).expect(200);
    expect(body).toMatchObject({
      advertising: { text: { state: 'withdrawn' } },
      history: [expect.objectContaining({ act: 'withdrawn', reason: null })],
    });
  });

  it('leaves nothing readable in any table, with every key at hand', async () => {
    const person = somebody();
    const title = '표식책제목하하';
    const id = await started(person, { data: { bookTitle: title, dueDate: '2030-12-02' } });
    await deliverOneMessage(api, id);
    await erase(await idOf(person)).expect(200);
    await settleAll(id);
    const client = new pg.Client({ connectionString: api.database.superuserUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ wrapped_key: string | null; identity_hash: Buffer | null }>(
        `select k.wrapped_key, p.identity_hash from person_keys k join persons p on p.id = k.person_id
         join parties y on y.person_id = p.id where y.lifecycle_id = $1`,
        [id],
      );
      expect(rows).toEqual([{ wrapped_key: null, identity_hash: null }]);
    } finally {
      await client.end();
    }
    for (const path of [`/v1/lifecycles/${id}`, `/v1/lifecycles/${id}/timeline`, `/v1/messages?lifecycle=${id}`]) {
      const { text } = await api.ask.get(path).expect(200);
      for (const mark of [person.name, person.phone, title]) expect(text).not.toContain(mark);
    }
    const { body } = await api.ask.post('/v1/lifecycles/search').send({ phone: person.phone }).expect(200);
    expect(body.items).toEqual([]);
  });
});
