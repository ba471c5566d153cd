// What callers are told of retention: what comes next, what is not to be had any more, and since when.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { RetentionWork } from '#libs/database/retention-round.js';
import { noteRemoved } from '#libs/database/retention-store.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const TENANT = 'city-library';
const TERMS = { text: 30, receipts: 90, attempts: 1_095, people: 365 };

interface Kind {
  readonly kind: string;
  readonly days: number;
  readonly due: number;
  readonly next: { readonly at: string; readonly messages: number } | null;
}

describe('Retention', () => {
  let api: TestApi;
  let messageId: string;
  beforeAll(async () => {
    api = await createTestApi();
    const lifecycleId = (await api.start()).body.id;
    messageId = await deliverOneMessage(api, lifecycleId);
    await inTenant(api.dataSource, TENANT, async (tx) => {
      const at = api.clock.moment;
      await tx.query(`update messages set state = 'delivered' where id = $1`, [messageId]);
      await tx.query(`update attempts set state = 'delivered', next_check_at = null where message_id = $1`, [
        messageId,
      ]);
      await tx.query(`update outbox set told_at = now()`);
      await tx.query(`update lifecycles set state = 'ended', closed_at = to_timestamp($2 / 1000.0) where id = $1`, [
        lifecycleId,
        at,
      ]);
    });
  });
  afterAll(() => api.close());

  const look = async (query = ''): Promise<Kind[]> =>
    ((await api.ask.get(`/v1/retention${query}`).expect(200)).body as unknown as { kinds: Kind[] }).kinds;
  const ofText = (kinds: readonly Kind[]): Kind => kinds.find(({ kind }) => kind === 'text')!;

  it('is as usual until a tenant says otherwise, and says what comes to its term next', async () => {
    expect(ofText(await look())).toMatchObject({ days: 1_095, due: 0, next: { messages: 1 } });
  });

  it('is shown by other terms without being changed', async () => {
    const next = ofText(await look('?text=30')).next!.at;
    expect(next < ofText(await look()).next!.at).toBe(true);
    expect(ofText(await look()).days).toBe(1_095);
  });

  it.each(['?text=29', '?people=4000', '?text=abc', '?forever=1'])('refuses to be asked for %s', async (query) => {
    await api.ask.get(`/v1/retention${query}`).expect(400);
  });

  it('cannot be set to what is too short, nor so that a text outlasts its message: all that is wrong is said at once', async () => {
    const retention = { text: 3_000, receipts: 10, attempts: 1_095, people: 3_650 };
    const { body } = await api.ask.patch('/v1/settings').send({ retention }).expect(400);
    expect((body as unknown as { problems: { path: string }[] }).problems.map(({ path }) => path).sort()).toEqual([
      'retention.receipts',
      'retention.text',
    ]);
  });

  it('is set with the settings', async () => {
    await api.ask.patch('/v1/settings').send({ retention: TERMS }).expect(200);
    expect((await look()).map(({ days }) => days)).toEqual(Object.values(TERMS));
  });

  it('says of a message that its text is gone, since when and why', async () => {
    const at = api.clock.moment + 70 * DAY;
    const { dataSource, keys } = api;
    const parts = { dataSource, keys, now: () => at, batchSize: 10, goesOn: () => false };
    expect((await new RetentionWork(parts).run()).removed.text).toBe(1);
    const { body } = await api.ask.get(`/v1/messages/${messageId}`).expect(200);
    expect(body).toMatchObject({
      attempts: [{ text: null, textRemovedAt: isoKorean(at), state: 'delivered' }],
      removed: [{ code: 'TEXT_REMOVED', at: isoKorean(at), text: '보유기간이 지나 본문을 지웠습니다' }],
    });
  });

  it('says that a message is gone, rather than that there was none', async () => {
    const planned = momentAt('2019-01-05', '10:00');
    const removed = { kind: 'attempts', month: '2019-01-01', removed: 3 } as const;
    await inTenant(api.dataSource, TENANT, (tx) => noteRemoved(tx, TENANT, removed, momentAt('2024-02-01', '03:00')));
    const { body } = await api.ask.get(`/v1/messages/${messageIdFor(randomUUID(), 'x', planned)}`).expect(410);
    expect(body).toMatchObject({ code: 'MESSAGE_REMOVED', detail: expect.stringContaining('2024-02-01') });
  });

  it('knows nothing of an id of years to come', async () => {
    const { body } = await api.ask.get('/v1/messages/ffffffff-ffff-4fff-bfff-ffffffffffff').expect(404);
    expect(body.code).toBe('MESSAGE_NOT_FOUND');
  });

  it('says nothing of months of which nothing was removed', async () => {
    const planned = momentAt('2019-02-05', '10:00');
    const { body } = await api.ask.get(`/v1/messages/${messageIdFor(randomUUID(), 'x', planned)}`).expect(404);
    expect(body.code).toBe('MESSAGE_NOT_FOUND');
  });
});
