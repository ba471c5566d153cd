import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attemptKey } from '#libs/contracts/ids.js';
import { OPT_OUT_NUMBER, SENDER_NAME } from '../fixtures/sale-notice.js';
import { createTestApi, WEBHOOK_SECRET, type TestApi } from './api-setup.js';
import { deliverOneMessage, GROUP_ID } from './delivered-message.js';

const TENANT = 'city-library';

let people = 0;
const somebody = (): string => `0105502${String(1_000 + (people += 1))}`;

describe('What dealers say of what people want', () => {
  let api!: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
    await api.ask.patch('/v1/settings').send({ senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER }).expect(200);
  }, 120_000);
  afterAll(() => api?.close());

  const search = async (phone: string) =>
    (await api.ask.post('/v1/consents/search').send({ phone }).expect(200)).body as unknown as {
      advertising: Record<'text' | 'brand', { state: string }>;
      information: Record<'alimtalk' | 'text', string>;
      addedChannel: { added: boolean; knownAt: string } | null;
      history: { act: string; how: string }[];
    };

  /** Somebody to whom one message has gone; answers what its attempt is called. */
  async function told(phone: string): Promise<string> {
    const started = await api.start({ recipient: { name: '김하나', phone } });
    return attemptKey(TENANT, await deliverOneMessage(api, started.body.id), 1);
  }
  const solapi = (key: string, statusCode: string) =>
    api.anyone
      .post('/v1/receipts/solapi')
      .set('X-Solapi-Secret', WEBHOOK_SECRET)
      .send([{ messageId: `M-${key}`, groupId: GROUP_ID, type: 'ATA', statusCode, customFields: { bongsu: key } }])
      .expect(200);
  const nhn = (body: object, status = 200) =>
    api.anyone.post('/v1/receipts/nhn').set('X-Toast-Webhook-Signature', WEBHOOK_SECRET).send(body).expect(status);
  const result = (key: string, resultCode: string, more: object = {}) =>
    nhn({
      productName: 'KakaoTalk Bizmessage',
      event: 'MESSAGE_RESULT_UPDATE',
      hooks: [
        {
          requestId: `R-${key}`,
          recipientSeq: 1,
          resultCode,
          receiveDate: '2030-11-18 09:29:00.0',
          recipientGroupingKey: key,
          ...more,
        },
      ],
    });

  it.each(['1060', '1061'])('a number that Solapi suppresses (%s) has refused all advertising, once', async (code) => {
    const phone = somebody();
    const key = await told(phone);
    await solapi(key, code);
    await solapi(key, code);
    expect(await search(phone)).toMatchObject({
      advertising: { text: { state: 'withdrawn' }, brand: { state: 'withdrawn' } },
      information: { alimtalk: 'accepted', text: 'accepted' },
      history: [{ act: 'withdrawn', how: 'dealer' }],
    });
  });

  it('a result that says nothing of the kind is not taken for a refusal', async () => {
    const phone = somebody();
    await solapi(await told(phone), '3107');
    expect((await search(phone)).history).toEqual([]);
  });

  it('who blocks 알림톡 refuses that channel for information, and neither the text nor advertising', async () => {
    const phone = somebody();
    await result(await told(phone), '3020');
    expect(await search(phone)).toMatchObject({
      advertising: { text: { state: 'never' } },
      information: { alimtalk: 'refused', text: 'accepted' },
    });
  });

  it('who has added the channel is known by the latest result', async () => {
    const phone = somebody();
    const key = await told(phone);
    expect((await search(phone)).addedChannel).toBeNull();
    await result(key, '1000', { isAddedChannel: true });
    expect((await search(phone)).addedChannel).toEqual({ added: true, knownAt: '2030-11-18T09:29:00+09:00' });
    await result(key, '1000', { isAddedChannel: false, receiveDate: '2030-11-18 09:00:00.0', recipientSeq: 2 });
    expect((await search(phone)).addedChannel).toMatchObject({ added: true });
  });

  describe('a call to 080 that NHN reports', () => {
    const call = (phone: string, unsubscribeNo: string) =>
      nhn({
        productName: 'SMS',
        event: 'UNSUBSCRIBE',
        hooks: [{ hookId: `H-${phone}`, recipientNo: phone, unsubscribeNo, createdDateTime: '2030-11-18T09:00:00' }],
      });

    it('opts its caller out, once however often it is posted', async () => {
      const phone = somebody();
      await call(phone, '080-123-4567');
      await call(phone, '080-123-4567');
      expect(await search(phone)).toMatchObject({
        advertising: { text: { state: 'withdrawn' }, brand: { state: 'withdrawn' } },
        history: [{ act: 'withdrawn', how: 'dealer', occurredAt: '2030-11-18T09:00:00+09:00' }],
      });
    });

    it('concerns every tenant with that number, and no other', async () => {
      const key = await api.addTenant('third-library');
      const phone = somebody();
      const asThird = async () =>
        (await api.anyone.post('/v1/consents/search').set('Authorization', `Bearer ${key}`).send({ phone }))
          .body as unknown as { history: unknown[] };
      await call(phone, '080-123-4567');
      expect((await asThird()).history).toEqual([]);
      const settings = { senderName: '달빛서점', optOutNumber: OPT_OUT_NUMBER };
      await api.anyone.patch('/v1/settings').set('Authorization', `Bearer ${key}`).send(settings).expect(200);
      await call(phone, '080-123-4567');
      expect((await asThird()).history).toHaveLength(1);
      expect((await search(phone)).history).toHaveLength(1);
    });

    it('is taken where the number is nobody’s, and changes nothing', async () => {
      const phone = somebody();
      await call(phone, '080-999-9999');
      expect((await search(phone)).history).toEqual([]);
    });

    it('is refused without the secret', async () => {
      const phone = somebody();
      const hooks = [{ recipientNo: phone, unsubscribeNo: '0801234567' }];
      await api.anyone.post('/v1/receipts/nhn').send({ event: 'UNSUBSCRIBE', hooks }).expect(401);
      expect((await search(phone)).history).toEqual([]);
    });
  });
});
