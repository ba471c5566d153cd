import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { OPT_OUT_NUMBER, saleNotice, SENDER_NAME } from '../fixtures/sale-notice.js';

interface Seen {
  readonly state: string;
  readonly reason: string | null;
  readonly decisions: readonly { readonly code: string }[];
  readonly attempts: readonly { readonly channel: string }[];
}

let people = 0;
const somebody = (): string => `0105503${String(1_000 + (people += 1))}`;

/** Advertising of a tenant's own, through the whole product. */
describe('Advertising by text message', () => {
  let platform!: Platform;
  // Noon of a day to come, so that the hours allow it whenever the test runs.
  const ahead = momentAt(dayOf(Date.now()), '12:00') + DAY - Date.now();

  beforeAll(async () => {
    platform = await Platform.start({
      settings: { senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER },
      now: () => Date.now() + ahead,
    });
    const published = await platform.call('POST', '/v1/lifecycle-types', saleNotice(`${platform.tenant}/sale`));
    if (published.status !== 201) throw new Error(JSON.stringify(published.body));
  }, 120_000);
  afterAll(() => platform?.close());

  const consents = (phone: string) =>
    platform.call('POST', '/v1/consents', { consents: [{ phone, channel: 'text', textVersion: 'v1' }] });

  async function announce(phone: string): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: `${platform.tenant}/sale`,
      reference: randomUUID(),
      recipient: { name: '김하나', phone },
      data: { sale: '봄맞이 할인' },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }
  const settled = (lifecycleId: string, count = 1): Promise<Seen[]> =>
    eventually(`${count} messages have settled`, async () => {
      const { body } = await platform.call<{ items: { id: string }[] }>('GET', `/v1/messages?lifecycle=${lifecycleId}`);
      const seen: Seen[] = [];
      for (const { id } of body.items) seen.push((await platform.call<Seen>('GET', `/v1/messages/${id}`)).body);
      return seen.length === count && seen.every(({ state }) => state !== 'open' && state !== 'handed-over')
        ? seen
        : undefined;
    });

  it('reaches whoever has consented, marked, named and with the way out', async () => {
    const phone = somebody();
    await consents(phone);
    expect(await settled(await announce(phone))).toMatchObject([
      { state: 'delivered', attempts: [{ channel: 'sms' }] },
    ]);
    expect(platform.received(phone)).toMatchObject([
      { text: '(광고)한빛서점 02-123-4567\n봄맞이 할인\n무료수신거부 080-123-4567' },
    ]);
  });

  it('leaves to nobody who has not, and says why', async () => {
    const phone = somebody();
    expect(await settled(await announce(phone))).toMatchObject([
      {
        state: 'dropped',
        reason: '광고 수신에 동의한 기록이 없어 보내지 않음',
        decisions: [{ code: 'NO_CONSENT' }],
        attempts: [],
      },
    ]);
    expect(platform.received(phone)).toEqual([]);
  });

  it('leaves to nobody who does not any more, while information about the same affair does', async () => {
    const phone = somebody();
    await consents(phone);
    const lifecycleId = await announce(phone);
    await settled(lifecycleId);
    await platform.call('POST', '/v1/opt-outs', { optOuts: [{ phone, how: 'phone' }] });
    await platform.call('POST', `/v1/lifecycles/${lifecycleId}/events`, { type: 'again', eventId: 'again-1' });
    const [again] = (await settled(lifecycleId, 2)).filter(({ state }) => state !== 'delivered');
    expect(again).toMatchObject({ state: 'dropped', decisions: [{ code: 'OPTED_OUT' }], attempts: [] });
    const [received] = platform.received(phone);
    expect(platform.received(phone)).toEqual([received]);
  });

  it('that a changed setting has made another’s is refused, not mended', async () => {
    const phone = somebody();
    await consents(phone);
    await platform.call('PATCH', '/v1/settings', { optOutNumber: '0807654321' });
    const [message] = await settled(await announce(phone));
    await platform.call('PATCH', '/v1/settings', { optOutNumber: OPT_OUT_NUMBER });
    expect(message).toMatchObject({
      state: 'undeliverable',
      attempts: [{ resultCode: 'ADVERTISING_UNLAWFUL', reason: expect.stringContaining('수신거부 번호') }],
    });
    expect(platform.received(phone)).toEqual([]);
  });

  it('is followed by word of what became of a refusal, where the tenant wants that', async () => {
    const phone = somebody();
    await platform.call('PATCH', '/v1/settings', { consentNotices: true });
    await platform.call('POST', '/v1/opt-outs', { optOuts: [{ phone, how: 'phone' }] });
    const received = await eventually('the person is told', () => Promise.resolve(platform.received(phone)[0]), 30_000);
    expect(received.text).toMatch(/\[한빛서점\] 수신거부 처리됨|처리 내용: 수신거부/);
  });
});
