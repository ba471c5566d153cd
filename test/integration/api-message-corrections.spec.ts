import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { correctNext } from '#libs/database/correction-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const TENANT = 'city-library';
const WRONG = 5;

interface Set {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly withoutTemplate: number;
  readonly examples: readonly { readonly messageId: string; readonly text: string | null }[];
  readonly progress: {
    readonly total: number;
    readonly left: number;
    readonly states: readonly { readonly state: string; readonly count: number }[];
  };
}

describe('Wrong messages that are put right at once', () => {
  let api: TestApi;
  const wrong: string[] = [];
  beforeAll(async () => {
    api = await createTestApi();
    for (let count = 0; count < WRONG; count += 1)
      wrong.push(await deliverOneMessage(api, (await api.start()).body.id));
    const failed = await deliverOneMessage(api, (await api.start()).body.id);
    await sql(`update attempts set state = 'failed' where message_id = $1`, [failed]);
    api.clock.moment += 3_600_000;
    await deliverOneMessage(api, (await api.start()).body.id);
  });
  afterAll(() => api.close());

  const sql = <T>(text: string, values: readonly unknown[]): Promise<T> =>
    inTenant(api.dataSource, TENANT, (tx) => tx.query<T>(text, [...values]));
  const correct = (change: object = {}) =>
    api.ask
      .post('/v1/message-corrections')
      .set('Idempotency-Key', randomUUID())
      .send({
        type: 'library-loan',
        template: 'LOAN_STARTED',
        plannedFrom: '2030-11-18T09:00:00+09:00',
        plannedUntil: '2030-11-18T10:00:00+09:00',
        correction: 'LOAN_EXTENDED',
        dryRun: false,
        perMinute: 60,
        reason: '날짜를 잘못 알림',
        ...change,
      });
  const seen = (body: unknown): Set => body as Set;
  const get = async (id: string): Promise<Set> =>
    seen((await api.ask.get(`/v1/message-corrections/${id}`).expect(200)).body);
  const turn = (id: string, to: string) =>
    api.ask.post(`/v1/message-corrections/${id}/${to}`).set('Idempotency-Key', randomUUID()).send({});
  const page = (correctionId: string) =>
    inTenant(api.dataSource, TENANT, (tx) =>
      correctNext(tx, api.keys, { tenant: TENANT, correctionId, now: api.clock.moment }),
    );
  const corrections = () =>
    sql<{ follows: string }[]>(`select follows from messages where followed_as = 'correction'`, []);

  it('are first counted and shown, and nothing is sent', async () => {
    const { id, state, progress, examples, withoutTemplate } = seen((await correct({ dryRun: true }).expect(201)).body);
    expect({ state, progress, withoutTemplate }).toEqual({
      state: 'dry-run',
      progress: { total: WRONG, states: [], left: 0 },
      withoutTemplate: 0,
    });
    expect(examples).toHaveLength(3);
    expect(examples[0]?.text).toContain('김*나');
    expect(await page(id)).toMatchObject({ state: 'dry-run' });
    expect(await corrections()).toEqual([]);
  });

  it('are refused with every mistake at once', async () => {
    const { body } = await correct({ plannedUntil: '2030-11-18T09:00:00+09:00', perMinute: 0 }).expect(400);
    expect(body.problems.map(({ path }) => path).sort()).toEqual(['perMinute', 'plannedUntil']);
    expect((await correct({ correction: 'LOAN_WHATEVER' }).expect(422)).body.code).toBe('TEMPLATE_UNKNOWN');
    expect((await correct({ type: 'nothing' }).expect(404)).body.code).toBe('LIFECYCLE_TYPE_NOT_FOUND');
  });

  it('are put right at the pace that was asked for, each once, until all have been', async () => {
    const { id } = seen((await correct().expect(201)).body);
    expect((await correct().expect(409)).body.code).toBe('CORRECTION_UNDER_WAY');
    expect(await page(id)).toEqual({ state: 'running', pauseMs: 2_000 });
    expect((await get(id)).progress).toEqual({
      total: WRONG,
      states: [{ state: 'open', stateText: '보내는 중입니다', count: 2 }],
      left: WRONG - 2,
    });
    await Promise.all([page(id), page(id)]);
    expect(await page(id)).toMatchObject({ state: 'completed' });
    expect((await corrections()).map(({ follows }) => follows).sort()).toEqual([...wrong].sort());
  });

  it('are left alone from the moment that a stop is answered, until it is resumed', async () => {
    const { id } = seen((await correct({ correction: 'LOAN_OVERDUE' }).expect(201)).body);
    await page(id);
    await turn(id, 'stop').expect(200);
    const before = (await corrections()).length;
    expect(await page(id)).toMatchObject({ state: 'stopped' });
    expect(await corrections()).toHaveLength(before);
    expect((await turn(id, 'stop').expect(409)).body.code).toBe('CORRECTION_NOT_RUNNING');
    await turn(id, 'resume').expect(200);
    expect((await turn(id, 'resume').expect(409)).body.code).toBe('CORRECTION_NOT_STOPPED');
    await page(id);
    await page(id);
    expect(await page(id)).toMatchObject({ state: 'completed' });
    expect((await get(id)).progress.states).toMatchObject([{ count: WRONG }]);
  });

  it('are answered again under the same key, and written once', async () => {
    const key = randomUUID();
    const ask = () => correct({ dryRun: true }).set('Idempotency-Key', key).expect(201);
    expect((await ask()).body.id).toBe((await ask()).body.id);
  });

  it('are nobody else’s to see', async () => {
    const other = await api.addTenant('other-library');
    const { id } = seen((await correct({ dryRun: true }).expect(201)).body);
    const { body } = await api.anyone
      .get(`/v1/message-corrections/${id}`)
      .set('Authorization', `Bearer ${other}`)
      .expect(404);
    expect(body.code).toBe('CORRECTION_NOT_FOUND');
  });
});
