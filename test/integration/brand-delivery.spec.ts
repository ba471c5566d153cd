import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, dayOf, momentAt } from '#libs/calendar/korean-time.js';
import type { BrandContent } from '#libs/content/brand-content.js';
import type { SendAction } from '#libs/lifecycle/definition.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { BRAND_MESSAGES, PICTURES } from '../fixtures/brand-messages.js';
import { jpegOf } from '../fixtures/pictures.js';
import { OPT_OUT_NUMBER, saleNotice, SALE_TEXT, SENDER_NAME } from '../fixtures/sale-notice.js';

interface Seen {
  readonly state: string;
  readonly decisions: readonly { readonly code: string }[];
  readonly attempts: readonly { readonly channel: string; readonly state: string; readonly costKrw: number | null }[];
}

const CHANNEL = 'KA01PF_TEST_CHANNEL';
let people = 0;
const somebody = (): string => `0105500${String(3_000 + (people += 1))}`;

/** Brand messages and pictures, through the whole product. */
describe('Advertising by brand message', () => {
  let platform!: Platform;
  // Noon of a day to come, so that the hours allow it whenever the test runs.
  const ahead = momentAt(dayOf(Date.now()), '12:00') + DAY - Date.now();
  let picture = '';

  /** The sale of the fixture, with a brand message. */
  function saleByBrand(name: string, channels: NonNullable<SendAction['channels']>, image?: string): object {
    const json = JSON.parse(
      JSON.stringify(saleNotice(`${platform.tenant}/${name}`)).replaceAll('["text"]', JSON.stringify(channels)),
    ) as {
      templates: Record<string, object>;
    };
    const { SALE } = json.templates;
    const text = '#{행사}를 합니다.';
    json.templates['SALE'] = {
      ...SALE,
      fallback: { text: SALE_TEXT, ...(image !== undefined && { image }) },
      brand: {
        bubble: image === undefined ? 'FT' : 'FI',
        text,
        ...(image !== undefined && { image, imageLink: 'https://shop.example/' }),
        buttons: [{ name: '보러 가기', link: 'https://shop.example/spring' }],
      },
    };
    return json;
  }

  /** The sale of the fixture as this brand message alone. */
  function saleAs(name: string, brand: BrandContent): object {
    const json = saleByBrand(name, ['brand']) as { templates: Record<string, object> };
    return { ...json, templates: { ...json.templates, SALE: { ...json.templates['SALE'], brand } } };
  }

  beforeAll(async () => {
    platform = await Platform.start({
      settings: { senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER },
      now: () => Date.now() + ahead,
    });
    const uploaded = await platform.call<{ id: string }>('POST', '/v1/images', {
      data: Buffer.from(jpegOf(800, 400)).toString('base64'),
    });
    if (uploaded.status !== 200) throw new Error(JSON.stringify(uploaded.body));
    picture = uploaded.body.id;
    for (const bytes of PICTURES.values())
      await platform.call('POST', '/v1/images', { data: Buffer.from(bytes).toString('base64') });
    for (const definition of [
      saleByBrand('both', ['friendtalk' as 'brand', 'text']),
      saleByBrand('alone', ['brand']),
      saleByBrand('pictured', ['brand', 'text'], picture),
      saleAs('list', BRAND_MESSAGES.WIDE_ITEM_LIST),
      saleAs('film', BRAND_MESSAGES.PREMIUM_VIDEO),
    ]) {
      const published = await platform.call('POST', '/v1/lifecycle-types', definition);
      if (published.status !== 201) throw new Error(JSON.stringify(published.body));
    }
  }, 240_000);
  afterAll(() => platform?.close());

  const consent = (phone: string, channel: 'text' | 'brand' | 'all') =>
    platform.call('POST', '/v1/consents', { consents: [{ phone, channel, textVersion: 'v1' }] });
  const befriend = (phone: string) => platform.simulator.control.addChannel(phone, CHANNEL);

  async function announce(type: string, phone: string): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: `${platform.tenant}/${type}`,
      reference: randomUUID(),
      recipient: { name: '김하나', phone },
      data: { sale: '봄맞이 할인' },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }
  const settled = (lifecycleId: string): Promise<Seen> =>
    eventually('the message has settled', async () => {
      const { body } = await platform.call<{ items: { id: string }[] }>('GET', `/v1/messages?lifecycle=${lifecycleId}`);
      const [item] = body.items;
      if (!item) return undefined;
      const seen = (await platform.call<Seen>('GET', `/v1/messages/${item.id}`)).body;
      return seen.state === 'open' || seen.state === 'handed-over' ? undefined : seen;
    });

  it('reaches a friend who has consented to it, and is charged as one', async () => {
    const phone = somebody();
    await consent(phone, 'all');
    befriend(phone);
    expect(await settled(await announce('both', phone))).toMatchObject({
      state: 'delivered',
      attempts: [{ channel: 'brand', state: 'delivered', costKrw: 25 }],
    });
    expect(platform.received(phone)).toMatchObject([
      { channel: 'brand', text: '봄맞이 할인를 합니다.', buttons: [{ buttonName: '보러 가기' }] },
    ]);
  });

  it('goes as the marked text to whoever turns out to be no friend, and at once the next time', async () => {
    const phone = somebody();
    await consent(phone, 'all');
    expect(await settled(await announce('both', phone))).toMatchObject({
      state: 'delivered',
      attempts: [
        { channel: 'brand', state: 'failed', costKrw: 0 },
        { channel: 'sms', state: 'delivered' },
      ],
    });
    expect(platform.received(phone)).toMatchObject([{ channel: 'sms', text: expect.stringMatching(/^\(광고\)/) }]);
    const again = await settled(await announce('both', phone));
    expect(again).toMatchObject({
      decisions: [{ code: 'BRAND_UNREACHABLE_TEXT_ONLY' }],
      attempts: [{ channel: 'sms' }],
    });
  });

  it('shows whether somebody has added the channel, once a dealer has said', async () => {
    const phone = somebody();
    await consent(phone, 'brand');
    await settled(await announce('alone', phone));
    const { body } = await platform.call('POST', '/v1/consents/search', { phone });
    expect(body).toMatchObject({ addedChannel: { added: false } });
  });

  it('leaves as no brand message without consent to those', async () => {
    const phone = somebody();
    await consent(phone, 'text');
    befriend(phone);
    expect(await settled(await announce('both', phone))).toMatchObject({ attempts: [{ channel: 'sms' }] });
    expect(await settled(await announce('alone', phone))).toMatchObject({
      state: 'dropped',
      decisions: [{ code: 'NO_CONSENT' }],
      attempts: [],
    });
  });

  it('carries its picture, which is given to the dealer once', async () => {
    const [one, two] = [somebody(), somebody()];
    for (const phone of [one, two]) {
      await consent(phone, 'all');
      befriend(phone);
      expect(await settled(await announce('pictured', phone))).toMatchObject({ attempts: [{ channel: 'brand' }] });
      expect(platform.received(phone)).toMatchObject([{ channel: 'brand', image: picture }]);
    }
    expect(platform.simulator.control.requests().counts['solapi-files 200']).toBe(1);
  });

  it('is followed by an MMS with the picture where it does not arrive', async () => {
    const phone = somebody();
    await consent(phone, 'all');
    expect(await settled(await announce('pictured', phone))).toMatchObject({
      state: 'delivered',
      attempts: [{ channel: 'brand' }, { channel: 'mms', costKrw: 90 }],
    });
    expect(platform.received(phone)).toMatchObject([{ channel: 'mms', image: picture }]);
  });

  it('carries a list with the picture of each of its items, which the dealer is given once', async () => {
    const uploads = (): number => platform.simulator.control.requests().counts['solapi-files 200'] ?? 0;
    const before = uploads();
    for (const phone of [somebody(), somebody()]) {
      await consent(phone, 'brand');
      befriend(phone);
      expect(await settled(await announce('list', phone))).toMatchObject({ attempts: [{ state: 'delivered' }] });
      expect(platform.received(phone)).toMatchObject([{ channel: 'brand', brand: BRAND_MESSAGES.WIDE_ITEM_LIST }]);
    }
    // The same picture stands beside two items: it has one name with the dealer.
    expect(uploads() - before).toBe(3);
  });

  it('carries a film', async () => {
    const phone = somebody();
    await consent(phone, 'brand');
    befriend(phone);
    expect(await settled(await announce('film', phone))).toMatchObject({ attempts: [{ state: 'delivered' }] });
    expect(platform.received(phone)).toMatchObject([
      { channel: 'brand', text: '봄맞이\n봄옷을 영상으로 보십시오.', brand: BRAND_MESSAGES.PREMIUM_VIDEO },
    ]);
  });

  it('names no picture of another shape than its place has', async () => {
    const { items = [], ...list } = BRAND_MESSAGES.WIDE_ITEM_LIST;
    const turned = { ...list, items: [...items.slice(1), items[0]!] };
    expect(await platform.call('POST', '/v1/lifecycle-types', saleAs('turned', turned))).toMatchObject({
      status: 422,
      body: {
        problems: [
          { path: 'templates.SALE.brand.items.0.image', message: expect.stringContaining('IMAGE_RATIO') },
          { path: 'templates.SALE.brand.items.3.image', message: expect.stringContaining('IMAGE_RATIO') },
        ],
      },
    });
  });
});

describe('A picture', () => {
  let platform!: Platform;
  beforeAll(async () => {
    platform = await Platform.start({ workers: false });
  }, 120_000);
  afterAll(() => platform?.close());
  const upload = (bytes: Uint8Array) =>
    platform.call('POST', '/v1/images', { data: Buffer.from(bytes).toString('base64') });

  it('is the same one again, and says what it may be used for', async () => {
    const [first, second] = [await upload(jpegOf(400, 400)), await upload(jpegOf(400, 400))];
    expect(second.body['id']).toBe(first.body['id']);
    expect(first.body['uses']).toMatchObject([
      { use: 'mms', problems: [] },
      { use: 'brand', problems: [{ code: 'IMAGE_TOO_NARROW' }] },
      { use: 'brand-wide', problems: [{ code: 'IMAGE_TOO_NARROW' }] },
      { use: 'brand-list-first', problems: [{ code: 'IMAGE_TOO_NARROW' }, { code: 'IMAGE_RATIO' }] },
      { use: 'brand-list-item', problems: [{ code: 'IMAGE_TOO_NARROW' }] },
      { use: 'brand-feed-card', problems: [{ code: 'IMAGE_TOO_NARROW' }] },
      { use: 'brand-commerce-card', problems: [{ code: 'IMAGE_TOO_NARROW' }] },
      { use: 'alimtalk', problems: [{ code: 'IMAGE_TOO_NARROW' }, { code: 'IMAGE_RATIO' }] },
      { use: 'alimtalk-highlight', problems: [] },
    ]);
  });

  it.each([
    ['no picture, whatever it is called', Buffer.from('GIF89a......')],
    ['too large', jpegOf(800, 400, 500_001)],
    ['cut off', jpegOf(800, 400).slice(0, 8)],
  ])('is refused that is %s', async (_how, bytes) => {
    expect(await upload(bytes)).toMatchObject({ status: 400, body: { code: 'IMAGE_REFUSED' } });
  });

  it('that is nobody’s is not found', async () => {
    expect(await platform.call('GET', `/v1/images/${'0'.repeat(64)}`)).toMatchObject({
      status: 404,
      body: { code: 'IMAGE_NOT_FOUND' },
    });
  });

  it('that was never uploaded can be named by no template', async () => {
    const sale = saleNotice(`${platform.tenant}/sale`) as unknown as {
      templates: Record<string, { fallback: object }>;
    };
    sale.templates['SALE']!.fallback = { text: SALE_TEXT, image: '0'.repeat(64) };
    await platform.call('PATCH', '/v1/settings', { senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER });
    expect(await platform.call('POST', '/v1/lifecycle-types', sale)).toMatchObject({
      status: 422,
      body: { problems: [{ path: 'templates.SALE.fallback.image' }] },
    });
  });
});
