import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from './api-client.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => {
  api.teller.away = false;
});
afterAll(() => api.close());

const event = (id: string, body: Record<string, unknown>) => api.ask.post(`/v1/lifecycles/${id}/events`).send(body);
const startedId = async (change = {}): Promise<string> => (await api.start(change)).body.id;

describe('starting a lifecycle', () => {
  it('answers 201 with what is planned and where to look', async () => {
    const answer = await api.start();
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/v1/lifecycles/${answer.body.id}`);
    expect(answer.body).toMatchObject({ state: 'open', stage: 'on-loan', stageTitle: '대출 중' });
    expect(answer.body.planned[0]).toMatchObject({ at: '2030-11-29T10:00:00+09:00', timer: 'dueSoon' });
  });

  it('answers a repetition with the same key as it answered the first, and starts once', async () => {
    const [key, body] = [randomUUID(), loanRequest()];
    const send = () => api.ask.post('/v1/lifecycles').set('Idempotency-Key', key).send(body);
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });

  it('refuses the same key for another request', async () => {
    const key = randomUUID();
    await api.ask.post('/v1/lifecycles').set('Idempotency-Key', key).send(loanRequest()).expect(201);
    const other = await api.ask.post('/v1/lifecycles').set('Idempotency-Key', key).send(loanRequest());
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('refuses a reference that an open lifecycle has, and takes it again once that has closed', async () => {
    const body = loanRequest();
    const id = await startedId(body);
    expect((await api.start(body)).body.code).toBe('REFERENCE_TAKEN');
    await event(id, { type: 'returned', eventId: 'r1' }).expect(200);
    expect((await api.start(body)).status).toBe(201);
  });

  it('takes parties by role as well as one recipient', async () => {
    const { recipient, ...rest } = loanRequest();
    const answer = await api.ask
      .post('/v1/lifecycles')
      .set('Idempotency-Key', randomUUID())
      .send({ ...rest, parties: { borrower: recipient } });
    expect(answer.status).toBe(201);
  });
});

describe('events', () => {
  it('answer 200 with the new stage and what is planned now', async () => {
    const id = await startedId();
    const answer = await event(id, { type: 'extended', eventId: 'e1', data: { dueDate: '2030-12-16' } }).expect(200);
    expect(answer.body).toMatchObject({ outcome: 'accepted', type: 'extended', lifecycle: { stage: 'on-loan' } });
    expect(answer.body.lifecycle.planned[0]?.at).toBe('2030-12-13T10:00:00+09:00');
    const now = await api.ask.get(`/v1/lifecycles/${id}`).expect(200);
    expect(now.body.data['dueDate']).toBe('2030-12-16');
  });

  it('answer a repetition as before, and refuse another event under the same id', async () => {
    const id = await startedId();
    const body = { type: 'extended', eventId: 'e1', data: { dueDate: '2030-12-16' } };
    const first = await event(id, body).expect(200);
    expect((await event(id, body).expect(200)).body).toEqual(first.body);
    const other = await event(id, { ...body, data: { dueDate: '2030-12-20' } });
    expect([other.status, other.body.code]).toEqual([422, 'EVENT_ID_REUSED']);
  });

  it('answer 202 while nobody tells them, and their outcome when they are asked for again', async () => {
    const id = await startedId();
    api.teller.away = true;
    const pending = await event(id, { type: 'returned', eventId: 'r1' });
    expect([pending.status, pending.body.outcome]).toEqual([202, 'pending']);
    api.teller.away = false;
    const told = await event(id, { type: 'returned', eventId: 'r1' });
    expect([told.status, told.body.lifecycle.stage]).toEqual([200, 'returned']);
  });

  it('keep their refusal: the same event is refused in the same way later', async () => {
    const id = await startedId();
    const refused = await event(id, { type: 'disputeUpheld', eventId: 'd1' });
    expect([refused.status, refused.body.code]).toEqual([409, 'EVENT_NOT_ALLOWED_IN_STAGE']);
    await event(id, { type: 'disputed', eventId: 'd2' }).expect(200);
    expect((await event(id, { type: 'disputeUpheld', eventId: 'd1' })).status).toBe(409);
    expect((await event(id, { type: 'disputeUpheld', eventId: 'd3' })).status).toBe(200);
  });

  it('are refused once the lifecycle has closed', async () => {
    const id = await startedId();
    await event(id, { type: 'returned', eventId: 'r1' }).expect(200);
    const late = await event(id, { type: 'lost', eventId: 'l1' });
    expect([late.status, late.body.code]).toEqual([409, 'LIFECYCLE_CLOSED']);
  });
});

describe('cancelling', () => {
  it('closes the lifecycle once, however often it is asked for with one key', async () => {
    const id = await startedId();
    const cancel = () =>
      api.ask.post(`/v1/lifecycles/${id}/cancel`).set('Idempotency-Key', `c-${id}`).send({ reason: '잘못 등록' });
    const first = await cancel().expect(200);
    expect(first.body).toMatchObject({ type: 'cancelled', lifecycle: { state: 'cancelled', planned: [] } });
    expect((await cancel().expect(200)).body).toEqual(first.body);
  });

  it('is refused for a lifecycle that has closed', async () => {
    const id = await startedId();
    await event(id, { type: 'returned', eventId: 'r1' }).expect(200);
    const answer = await api.ask
      .post(`/v1/lifecycles/${id}/cancel`)
      .set('Idempotency-Key', randomUUID())
      .send({ reason: '늦은 취소' });
    expect(answer.body.code).toBe('LIFECYCLE_CLOSED');
  });
});

describe('by reference', () => {
  it('finds the open one, else the latest, also for references that need encoding', async () => {
    const body = { ...loanRequest(), reference: '2030/가-7 #1' };
    const base = `/v1/lifecycles/by-reference/library-loan/${encodeURIComponent(body.reference)}`;
    const first = await startedId(body);
    await api.ask.post(`${base}/events`).send({ type: 'returned', eventId: 'r1' }).expect(200);
    expect((await api.ask.get(base)).body).toMatchObject({ id: first, state: 'ended' });
    const second = await startedId(body);
    expect((await api.ask.get(base)).body.id).toBe(second);
    expect((await api.ask.get(`${base}/timeline`)).body.id).toBe(second);
    await api.ask.post(`${base}/cancel`).set('Idempotency-Key', randomUUID()).send({ reason: '취소' }).expect(200);
    expect((await api.ask.get(base)).body.state).toBe('cancelled');
  });
});

describe('reading', () => {
  it('masks names and numbers', async () => {
    const id = await startedId();
    const { body } = await api.ask.get(`/v1/lifecycles/${id}`).expect(200);
    expect(body.parties).toEqual({
      borrower: {
        name: '김*나',
        phone: '010-****-0001',
        language: 'ko',
        guardian: null,
        told: 'person',
        relation: null,
      },
    });
    const timeline = await api.ask.get(`/v1/lifecycles/${id}/timeline`).expect(200);
    expect(timeline.text).not.toMatch(/김하나|5500/);
  });

  it('tells the story in order, in Korean time', async () => {
    const id = await startedId();
    api.clock.moment += 60_000;
    await event(id, { type: 'extensionRequested', eventId: 'q1' }).expect(200);
    const { body } = await api.ask.get(`/v1/lifecycles/${id}/timeline`).expect(200);
    const codes = body.entries.map(({ code }) => code);
    expect(codes[0]).toBe('lifecycle.started');
    expect(codes).toEqual(expect.arrayContaining(['event.received', 'lifecycle.event']));
    for (const { at } of body.entries) expect(at).toMatch(/\+09:00$/);
  });

  it('pages through lists without losing or repeating one', async () => {
    const reference = loanRequest()['reference'];
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const id = await startedId({ reference });
      await event(id, { type: 'returned', eventId: 'r' }).expect(200);
      ids.unshift(id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await api.ask
        .get('/v1/lifecycles')
        .query({ reference, stage: 'returned', limit: 2, ...(cursor === '' ? {} : { cursor }) })
        .expect(200);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.next;
    }
    expect(seen).toEqual(ids);
  });

  it('finds a person’s lifecycles by phone, however the number is written', async () => {
    const phone = '010-5500-7777';
    const id = await startedId({ recipient: { name: '박두리', phone } });
    const found = await api.ask.post('/v1/lifecycles/search').send({ phone: '+82 10 5500 7777' }).expect(200);
    expect(found.body.items.map(({ id: each }) => each)).toEqual([id]);
  });

  it('shows a tenant nothing of another’s', async () => {
    const id = await startedId();
    const key = await api.addTenant('other-library');
    const other = (path: string) => api.anyone.get(path).set('Authorization', `Bearer ${key}`);
    expect((await other(`/v1/lifecycles/${id}`)).body.code).toBe('LIFECYCLE_NOT_FOUND');
    expect((await other('/v1/lifecycles')).body.items).toEqual([]);
  });
});
