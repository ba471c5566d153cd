import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { attemptKey } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, WEBHOOK_SECRET, type TestApi } from './api-setup.js';
import { deliverOneMessage, GROUP_ID } from './delivered-message.js';

let api: TestApi;
let messageId: string;
let lifecycleId: string;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  lifecycleId = (await api.start()).body.id;
  messageId = await deliverOneMessage(api, lifecycleId);
  api.teller.soon.length = 0;
});
afterAll(() => api.close());

const receipt = (statusCode: string) => ({
  messageId: `M-${messageId}`,
  groupId: GROUP_ID,
  type: 'ATA',
  to: '01055000001',
  from: '0212345678',
  statusCode,
  customFields: { bongsu: attemptKey('city-library', messageId, 1) },
});
const report = (...codes: string[]) =>
  api.anyone.post('/v1/receipts/solapi').set('X-Solapi-Secret', WEBHOOK_SECRET).send(codes.map(receipt));
const message = async () => (await api.ask.get(`/v1/messages/${messageId}`).expect(200)).body;

describe('receipts', () => {
  it('settle a message, and wake nobody when it arrived', async () => {
    await report('4000').expect(200, { received: 1, result: 'OK' });
    expect(await message()).toMatchObject({
      state: 'delivered',
      attempts: [{ state: 'delivered', resultCode: '4000' }],
    });
    expect(api.teller.soon).toEqual([]);
  });

  it('of a delivery leave no message held, also where they were faster than the dealer’s answer', async () => {
    await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query(`update messages set state = 'open', held_until = now() where id = $1`, [messageId]),
    );
    await report('4000').expect(200);
    expect(await message()).toMatchObject({ state: 'delivered', heldUntil: null });
  });

  it('do no harm when they come twice or in the wrong order', async () => {
    await report('4000', '3000').expect(200);
    await report('4000').expect(200);
    const { state, attempts } = await message();
    expect([state, attempts[0]?.receipts.length]).toEqual(['delivered', 2]);
  });

  it('have the lifecycle told when they say that a message failed', async () => {
    await report('3104').expect(200);
    expect(api.teller.soon).toEqual([{ tenant: 'city-library', lifecycleId }]);
  });

  it('that speak of nothing we know are taken all the same, so that the dealer stops repeating them', async () => {
    const unknown = { messageId: 'M-other', groupId: 'G-other', statusCode: '4000' };
    await api.anyone.post('/v1/receipts/solapi').set('X-Solapi-Secret', WEBHOOK_SECRET).send([unknown]).expect(200);
  });
});

describe('a message', () => {
  it('shows what the person reads with the name masked, and no number', async () => {
    const body = await message();
    expect(body).toMatchObject({ recipient: { name: '김*나', phone: '010-****-0001' }, title: '대출 안내' });
    expect(body.attempts[0]?.text).toBe('김*나님, 대출이 완료되었습니다.');
    expect(JSON.stringify(body)).not.toMatch(/김하나|5500/);
  });
});

describe('settings', () => {
  it('change only in what is given, and every open lifecycle is to be told', async () => {
    const before = (await api.ask.get('/v1/settings').expect(200)).body;
    const after = (await api.ask.patch('/v1/settings').send({ reminderTime: '09:15:30', quietHours: null }).expect(200))
      .body;
    expect(after).toEqual({ ...before, reminderTime: '09:15:30', quietHours: null });
    const next = (await api.start()).body;
    expect(next.planned[0]?.at).toBe('2030-11-29T09:15:30+09:00');
  });
});
