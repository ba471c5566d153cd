import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { JournalEntry } from '#libs/lifecycle/state.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { createTestApi, type TestApi } from './api-setup.js';

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

let api: TestApi;
let lifecycleId: string;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  lifecycleId = (await api.start()).body.id;
});

const list = async (path: string, query: object = {}): Promise<Listed> =>
  (await api.ask.get(path).query(query).expect(200)).body;
const report = (type: string) =>
  api.ask.post(`/v1/lifecycles/${lifecycleId}/events`).send({ type, eventId: randomUUID() }).expect(200);
const patch = (change: object) => api.ask.patch('/v1/settings').send(change);

/** Lands alerts as a workflow hands them over. */
async function raise(...names: string[]): Promise<void> {
  const context = { definition: libraryLoan, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
  const at = api.clock.moment;
  const { state } = engine.start(context, { fields: { dueDate: '2030-12-02' }, at });
  const journal = names.map((alert, index): JournalEntry => ({
    key: `alert:event:${alert}#0`,
    number: 10 + index,
    at: at + index,
    kind: 'alert',
    text: `살펴볼 일: ${alert}`,
    detail: { alert },
  }));
  const plan = planOf(context, state, { decision: 1, runId: 'run' });
  await inTenant(api.dataSource, 'city-library', (tx) =>
    recordDecisions(tx, 'city-library', lifecycleId, { journal, plan }),
  );
}

const openAlerts = async (): Promise<Listed['items']> =>
  (await list('/v1/alerts', { state: 'open', lifecycle: lifecycleId })).items;
const acknowledge = (id: unknown, body: object = {}) => api.ask.post(`/v1/alerts/${String(id)}/acknowledge`).send(body);

describe('callbacks', () => {
  it('are listed with what became of them, and without what they say', async () => {
    await report('extensionRequested');
    const { items } = await list('/v1/callbacks', { lifecycle: lifecycleId });
    expect(items).toEqual([
      {
        id: expect.any(String),
        lifecycle: { id: lifecycleId, type: 'library-loan', reference: expect.any(String) },
        name: 'extensionRequested',
        sequence: 1,
        at: expect.stringMatching(/\+09:00$/),
        state: 'no-endpoint',
        stateText: '호출 주소가 없어 전달하지 않았습니다.',
        tries: 0,
        result: null,
        status: null,
        lastTriedAt: null,
        nextTryAt: null,
        settledAt: null,
      },
    ]);
  });

  it('stand in the timeline with what became of them', async () => {
    await report('extensionRequested');
    const { entries } = (await api.ask.get(`/v1/lifecycles/${lifecycleId}/timeline`).expect(200)).body;
    const codes = entries.map(({ code }) => code);
    expect(codes.filter((code) => code.includes('callback'))).toEqual(['lifecycle.callback', 'callback.no-endpoint']);
  });

  it('are listed by state, page by page', async () => {
    await report('extensionRequested');
    const query = { state: 'no-endpoint', limit: 1 };
    const first = await list('/v1/callbacks', query);
    const second = await list('/v1/callbacks', { ...query, cursor: first.next });
    expect(first.items[0]?.['id']).not.toEqual(second.items[0]?.['id']);
    expect((await list('/v1/callbacks', { state: 'delivered' })).items).toEqual([]);
  });

  it('of another tenant are not seen', async () => {
    await report('extensionRequested');
    const key = await api.addTenant(`other-${randomUUID().slice(0, 8)}`);
    const answer = await api.anyone.get('/v1/callbacks').set('Authorization', `Bearer ${key}`).expect(200);
    expect(answer.body.items).toEqual([]);
  });
});

describe('the address of callbacks', () => {
  it('is refused before a secret has been drawn, and taken afterwards', async () => {
    const callbackUrl = 'https://library.example.go.kr/bongsu';
    expect((await patch({ callbackUrl }).expect(409)).body.code).toBe('CALLBACK_SECRET_MISSING');
    const { body } = await api.ask.post('/v1/callbacks/secret').expect(201);
    expect(body).toEqual({ secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) });
    expect((await patch({ callbackUrl }).expect(200)).body).toMatchObject({ callbackUrl });
  });

  it('has Temporal told of the calls that found none', async () => {
    await patch({ callbackUrl: null }).expect(200);
    await report('extensionRequested');
    await patch({ callbackUrl: 'https://library.example.go.kr/bongsu' }).expect(200);
    const { items } = await list('/v1/callbacks', { lifecycle: lifecycleId });
    expect(items[0]).toMatchObject({ state: 'pending', stateText: '전달하는 중입니다.' });
  });

  for (const callbackUrl of [
    'http://library.example.go.kr/bongsu',
    'https://user:secret@library.example.go.kr/',
    'https://library.example.go.kr/#part',
    'ftp://library.example.go.kr/',
    'library.example.go.kr',
    `https://library.example.go.kr/${'x'.repeat(500)}`,
  ]) {
    it(`cannot be ${callbackUrl.slice(0, 45)}`, async () => {
      const { body } = await patch({ callbackUrl, reminderTime: '25:00' }).expect(400);
      expect(body.problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
        'callbackUrl CALLBACK_URL_INVALID',
        'reminderTime TIME_OF_DAY_INVALID',
      ]);
    });
  }
});

describe('alerts', () => {
  it('are listed for the operators, newest first', async () => {
    await raise('late', 'lost');
    expect(await openAlerts()).toEqual(
      ['lost', 'late'].map((name) => ({
        id: expect.any(String),
        lifecycle: { id: lifecycleId, type: 'library-loan', reference: expect.any(String) },
        name,
        text: `살펴볼 일: ${name}`,
        at: expect.stringMatching(/\+09:00$/),
        state: 'open',
        acknowledgedAt: null,
        actor: null,
        note: null,
      })),
    );
  });

  it('are not raised again when a workflow that was reset decides them again', async () => {
    await raise('late');
    await raise('late');
    expect(await openAlerts()).toHaveLength(1);
  });

  it('are open until somebody acknowledges them, with who and what', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    const { body } = await acknowledge(alert!['id'], { note: '전화함', actor: '김사서' }).expect(200);
    expect(body).toMatchObject({ state: 'acknowledged', note: '전화함', actor: '김사서' });
    expect(await openAlerts()).toEqual([]);
    const { items } = await list('/v1/alerts', { state: 'acknowledged', lifecycle: lifecycleId });
    expect(items).toEqual([body]);
  });

  it('keep the first acknowledgement when there is a second', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    const first = await acknowledge(alert!['id'], { note: '전화함' }).expect(200);
    const second = await acknowledge(alert!['id'], { note: '또 전화함', actor: '다른 사람' }).expect(200);
    expect(second.body).toEqual(first.body);
  });

  it('name the key of whoever does not say who they are', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    expect((await acknowledge(alert!['id']).expect(200)).body).toMatchObject({ actor: 'test', note: null });
  });

  it('stay when their lifecycle has ended', async () => {
    await raise('late');
    await report('returned');
    expect(await openAlerts()).toHaveLength(1);
  });

  it('show in the timeline that somebody has seen them, and not what was noted', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    await acknowledge(alert!['id'], { note: '김하나님께 전화함' }).expect(200);
    const { text } = await api.ask.get(`/v1/lifecycles/${lifecycleId}/timeline`).expect(200);
    expect(text).toContain('담당자가 확인했습니다: 살펴볼 일: late');
    expect(text).not.toContain('김하나');
  });

  it('are listed by the type of their lifecycle, page by page', async () => {
    await raise('late', 'lost');
    const query = { type: 'library-loan', lifecycle: lifecycleId, limit: 1 };
    const first = await list('/v1/alerts', query);
    const second = await list('/v1/alerts', { ...query, cursor: first.next });
    expect([...first.items, ...second.items].map((each) => each['name'])).toEqual(['lost', 'late']);
    expect([second.next, (await list('/v1/alerts', { type: 'inquiry' })).items]).toEqual([null, []]);
  });

  it('keep what was noted in nobody’s reach but the API’s', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    await acknowledge(alert!['id'], { note: '김하나님께 전화함' }).expect(200);
    const [row] = await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query<{ row: string }[]>(`select to_jsonb(a)::text as row from alerts a where id = $1`, [alert!['id']]),
    );
    expect(row?.row).not.toContain('김하나');
  });

  it('of another tenant cannot be acknowledged', async () => {
    await raise('late');
    const [alert] = await openAlerts();
    const key = await api.addTenant(`other-${randomUUID().slice(0, 8)}`);
    const { body } = await api.anyone
      .post(`/v1/alerts/${String(alert!['id'])}/acknowledge`)
      .set('Authorization', `Bearer ${key}`)
      .send({})
      .expect(404);
    expect(body.code).toBe('ALERT_NOT_FOUND');
  });
});
