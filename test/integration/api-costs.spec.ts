import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { moveAttempt, reserveAttempt, beginCalling } from '#libs/database/delivery-store.js';
import { tellOfBudgets } from '#libs/database/budget-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const DAY = '2030-11-18';

interface Costs {
  readonly key?: string | null;
  readonly messages: number;
  readonly attempts: Readonly<Record<'alimtalk' | 'sms' | 'lms' | 'failed', number>>;
  readonly alimtalkShare: number | null;
  readonly doubleContacts: number;
  readonly krw: number;
  readonly perhapsKrw: number;
  readonly indicativeKrw: number;
  readonly savedAgainstLms: { readonly krw: number; readonly share: number | null; readonly allAsLmsKrw: number };
}
interface Report {
  readonly rows: readonly Costs[];
  readonly total: Costs;
}

let api: TestApi;
let messages: Readonly<Record<'plain' | 'fellBack' | 'double' | 'doubt', string>>;
let firstLifecycle: string;

beforeAll(async () => {
  api = await createTestApi();
  await api.ask
    .put('/v1/prices')
    .send({ prices: [{ dealer: 'solapi', channel: 'alimtalk', krw: 6.5, validFrom: '2030-11-01' }], actor: '김예산' })
    .expect(200);
  messages = { plain: await sent(), fellBack: await sent(), double: await sent(), doubt: await sent() };
  await settle(messages.plain, 1, 'delivered');
  await settle(messages.fellBack, 1, 'failed');
  await text(messages.fellBack, 'lms', 'delivered');
  await settle(messages.double, 1, 'delivered');
  await text(messages.double, 'sms', 'delivered');
  await settle(messages.doubt, 1, 'unconfirmed');
});
afterAll(() => api.close());

const tx = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(api.dataSource, 'city-library', work);

async function sent(): Promise<string> {
  const departments = ['문화체육과', '문화체육과', '도서관운영과'];
  const department = departments[started];
  started += 1;
  const { id } = (await api.start(department === undefined ? {} : { department }).expect(201)).body;
  firstLifecycle ??= id;
  return deliverOneMessage(api, id);
}
let started = 0;

const settle = (messageId: string, number: number, state: 'delivered' | 'failed' | 'unconfirmed') =>
  tx((t) => moveAttempt(t, { messageId, number }, ['calling', 'accepted'], { state }, api.clock.moment + 2_000));

/** The text that follows. */
const text = (messageId: string, channel: 'sms' | 'lms', state: 'delivered' | 'failed') =>
  tx(async (t) => {
    const key = { messageId, number: 2 };
    const now = api.clock.moment + 5_000;
    await reserveAttempt(t, { ...key, tenant: 'city-library', channel, dealer: 'solapi', textCiphertext: '', now });
    await beginCalling(t, { ...key, dealer: 'solapi' }, 'G4V2', now);
    await moveAttempt(t, key, ['calling'], { state: 'accepted' }, now);
    await moveAttempt(t, key, ['accepted'], { state }, now);
  });

const report = async (by: string, from = DAY, to = DAY): Promise<Report> =>
  (await api.ask.get('/v1/costs').query({ from, to, by }).expect(200)).body as unknown as Report;
const budget = (body: object) => api.ask.put('/v1/budget').send(body);

describe('prices', () => {
  it('show what holds, whose word it is, and what was entered by whom', async () => {
    const { body } = await api.ask.get('/v1/prices').query({ day: '2030-11-18' }).expect(200);
    expect(body).toMatchObject({
      prices: expect.arrayContaining([
        { dealer: 'solapi', channel: 'alimtalk', krw: 6.5, source: 'operator' },
        { dealer: 'solapi', channel: 'lms', krw: 26, source: 'default' },
        { dealer: 'nhn', channel: 'alimtalk', krw: 7, source: 'default' },
      ]),
      entries: [{ dealer: 'solapi', channel: 'alimtalk', krw: 6.5, validFrom: '2030-11-01', setBy: '김예산' }],
    });
  });

  it('do not hold before their day', async () => {
    const { body } = await api.ask.get('/v1/prices').query({ day: '2030-10-31' }).expect(200);
    expect(body).toMatchObject({
      prices: expect.arrayContaining([{ dealer: 'solapi', channel: 'alimtalk', krw: 7, source: 'default' }]),
    });
  });

  it('are entered once, however often they are sent', async () => {
    const prices = [{ dealer: 'solapi', channel: 'alimtalk', krw: 6.5, validFrom: '2030-11-01' }];
    const { body } = await api.ask.put('/v1/prices').send({ prices }).expect(200);
    expect(body).toMatchObject({ entries: [{ krw: 6.5 }] });
  });

  it('tell everything that is wrong with them at once, and change nothing', async () => {
    const prices = [
      { dealer: 'nobody', channel: 'alimtalk', krw: 6.5, validFrom: '2030-12-01' },
      { dealer: 'solapi', channel: 'fax', krw: 6.555, validFrom: '2030-02-30' },
    ];
    const { body } = await api.ask.put('/v1/prices').send({ prices }).expect(400);
    expect(body.problems.map(({ path }) => path).sort()).toEqual([
      'prices.0.dealer',
      'prices.1.channel',
      'prices.1.krw',
      'prices.1.validFrom',
    ]);
    expect((await api.ask.get('/v1/prices').expect(200)).body).toMatchObject({ entries: [{ krw: 6.5 }] });
  });
});

describe('the report', () => {
  it('adds up what was charged, keeps apart what is not sure, and computes what was saved', async () => {
    // Charged: 6.5 + 26 + (6.5 + 10); perhaps: 6.5. As LMS all four would have cost 104.
    expect((await report('lifecycle-type')).total).toEqual({
      messages: 4,
      attempts: { alimtalk: 3, sms: 1, lms: 1, mms: 0, brand: 0, failed: 1 },
      alimtalkShare: 0.6,
      doubleContacts: 1,
      krw: 49,
      perhapsKrw: 6.5,
      indicativeKrw: 36,
      savedAgainstLms: { krw: 48.5, share: 0.4663, allAsLmsKrw: 104, lmsKrw: { from: 26, to: 26 } },
    });
  });

  it.each(['lifecycle-type', 'template', 'department', 'month', 'channel', 'dealer'])(
    'by %s adds up to the same sum',
    async (by) => {
      const { rows, total } = await report(by);
      const sum = (of: (row: Costs) => number): number =>
        rows.reduce((so, row) => so + Math.round(of(row) * 100), 0) / 100;
      expect([sum(({ krw }) => krw), sum(({ perhapsKrw }) => perhapsKrw), sum(({ messages: n }) => n)]).toEqual([
        49, 6.5, 4,
      ]);
      expect(sum(({ savedAgainstLms }) => savedAgainstLms.krw)).toBe(total.savedAgainstLms.krw);
    },
  );

  it('has a row for each department, and one for what has none', async () => {
    const { rows } = await report('department');
    expect(rows.map(({ key, krw, perhapsKrw }) => [key, krw, perhapsKrw])).toEqual([
      ['도서관운영과', 16.5, 0],
      ['문화체육과', 32.5, 0],
      [null, 0, 6.5],
    ]);
  });

  it('says of texts that came on top what they cost more', async () => {
    const sms = (await report('channel')).rows.find(({ key }) => key === 'sms');
    expect(sms).toMatchObject({ messages: 0, krw: 10, doubleContacts: 1, savedAgainstLms: { krw: -10, share: null } });
  });

  it('has the Korean days that were asked for and no others', async () => {
    expect((await report('month', '2030-11-19', '2030-12-31')).total).toMatchObject({ messages: 0, krw: 0 });
    expect((await report('month', '2030-11-01', '2030-11-17')).rows).toEqual([]);
  });

  it('is a table in Korean for a spreadsheet that asks for it', async () => {
    const answer = await api.ask
      .get('/v1/costs')
      .query({ from: DAY, to: DAY, by: 'department' })
      .set('Accept', 'text/csv')
      .expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.text.split('\r\n')).toEqual([
      expect.stringMatching(/^\uFEFF부서,메시지,알림톡,SMS,LMS,MMS,브랜드/),
      '도서관운영과,1,1,1,0,0,0,0,0.5,1,16.5,0,10,26,9.5,0.3654',
      '문화체육과,2,1,0,1,0,0,1,0.5,0,32.5,0,26,52,19.5,0.375',
      '(없음),1,1,0,0,0,0,0,1,0,0,6.5,0,26,19.5,0.75',
      '합계,4,3,1,1,0,0,1,0.6,1,49,6.5,36,104,48.5,0.4663',
      '',
    ]);
  });

  it.each([
    [{ from: '2030-11-02', to: '2030-11-01' }, 'PERIOD_INVALID'],
    [{ from: '2030-01-01', to: '2031-12-31' }, 'PERIOD_TOO_LONG'],
    [{ from: '2030-02-30', to: '2030-03-01' }, 'DATE_INVALID'],
    [{ from: DAY }, 'FIELD_MISSING'],
    [{ from: DAY, to: DAY, by: 'person' }, 'FIELD_INVALID'],
  ])('refuses %j', async (query, code) => {
    const { body } = await api.ask.get('/v1/costs').query(query).expect(400);
    expect([body.code, ...body.problems.map((problem) => problem.code)]).toContain(code);
  });

  it('shows nothing of another tenant', async () => {
    const key = await api.addTenant('other-library');
    const { body } = await api.anyone
      .get('/v1/costs')
      .query({ from: DAY, to: DAY })
      .set('Authorization', `Bearer ${key}`)
      .expect(200);
    expect(body).toMatchObject({ rows: [], total: { messages: 0, krw: 0 } });
  });
});

describe('what it cost', () => {
  it('stands with each attempt of a message, and with the message', async () => {
    const { body } = await api.ask.get(`/v1/messages/${messages.fellBack}`).expect(200);
    expect(body).toMatchObject({
      cost: { krw: 26, perhapsKrw: 0 },
      attempts: [
        { channel: 'alimtalk', costKrw: 0, charge: 'none' },
        { channel: 'lms', costKrw: 26, charge: 'charged' },
      ],
    });
  });

  it('is said to be unsure where the dealer cannot say whether it arrived', async () => {
    const { body } = await api.ask.get(`/v1/messages/${messages.doubt}`).expect(200);
    expect(body).toMatchObject({ cost: { krw: 0, perhapsKrw: 6.5 }, attempts: [{ charge: 'perhaps' }] });
  });

  it('stands with its lifecycle, and whose cost it is', async () => {
    const { body } = await api.ask.get(`/v1/lifecycles/${firstLifecycle}`).expect(200);
    expect(body).toMatchObject({ department: '문화체육과', cost: { krw: 6.5, perhapsKrw: 0 } });
  });

  it('has a department of at most 60 characters', async () => {
    const { body } = await api.start({ department: '과'.repeat(61) }).expect(400);
    expect(body.problems).toMatchObject([{ path: 'department', code: 'FIELD_INVALID' }]);
  });
});

describe('a budget', () => {
  const alerts = async () =>
    (await api.ask.get('/v1/alerts').expect(200)).body.items as unknown as {
      id: string;
      name: string;
      lifecycle: object | null;
      text: string;
    }[];

  it('is none until it is set, and what is spent is known all the same', async () => {
    expect((await api.ask.get('/v1/budget').expect(200)).body).toEqual({
      month: '2030-11',
      limitKrw: null,
      warnPercent: null,
      atStop: null,
      state: null,
      krw: 49,
      perhapsKrw: 6.5,
      leftKrw: null,
      heldMessages: 0,
      heldUntil: null,
      setAt: null,
      setBy: null,
    });
  });

  it('says how much is left, counting what is not sure', async () => {
    const { body } = await budget({ limitKrw: 60, actor: '김예산' }).expect(200);
    expect(body).toMatchObject({ state: 'warned', leftKrw: 4.5, warnPercent: 80, atStop: 'hold', setBy: '김예산' });
  });

  it('that is nearly used up raises one alert a month, which concerns no lifecycle', async () => {
    expect(await tellOfBudgets(api.dataSource, api.clock.moment)).toBe(1);
    expect(await tellOfBudgets(api.dataSource, api.clock.moment)).toBe(0);
    expect(await alerts()).toMatchObject([
      { name: 'budgetNearlyUsed', lifecycle: null, text: '이번 달 예산의 80%를 넘게 썼습니다 (55.5원 / 60원).' },
    ]);
  });

  it('that is used up raises another one, and once', async () => {
    await budget({ limitKrw: 55.5 }).expect(200);
    expect(await tellOfBudgets(api.dataSource, api.clock.moment + 1)).toBe(1);
    expect(await tellOfBudgets(api.dataSource, api.clock.moment + 2)).toBe(0);
    const [latest] = await alerts();
    expect(latest).toMatchObject({ name: 'budgetUsedUp', lifecycle: null });
    const { body } = await api.ask.get('/v1/budget').expect(200);
    expect(body).toMatchObject({ state: 'exhausted', leftKrw: 0, heldUntil: '2030-12-01T00:00:00+09:00' });
  });

  it('has its alerts acknowledged as any other', async () => {
    const [latest] = await alerts();
    const { body } = await api.ask
      .post(`/v1/alerts/${latest!.id}/acknowledge`)
      .send({ note: '추경 요청함', actor: '김예산' })
      .expect(200);
    expect(body).toMatchObject({ state: 'acknowledged', note: '추경 요청함', actor: '김예산', lifecycle: null });
    expect(await alerts()).toContainEqual(expect.objectContaining({ note: '추경 요청함' }));
  });

  it('begins anew with the Korean month', async () => {
    const before = api.clock.moment;
    api.clock.moment = momentAt('2030-12-01', '00:00');
    try {
      expect((await api.ask.get('/v1/budget').expect(200)).body).toMatchObject({
        month: '2030-12',
        state: 'ok',
        krw: 0,
      });
      expect(await tellOfBudgets(api.dataSource, api.clock.moment)).toBe(0);
    } finally {
      api.clock.moment = before;
    }
  });

  it('that is taken away holds nothing', async () => {
    expect((await budget({ limitKrw: null }).expect(200)).body).toMatchObject({ state: null, limitKrw: null });
  });

  it('refuses what is no amount', async () => {
    const { body } = await budget({ limitKrw: 1.005, warnPercent: 0 }).expect(400);
    expect(body.problems.map(({ path }) => path).sort()).toEqual(['limitKrw', 'warnPercent']);
  });
});
