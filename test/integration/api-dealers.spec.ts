import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DealerAnswer, DrainPlanAnswer } from '#apps/api/dealers/dealer.schemas.js';
import { announceDealers, tellDealerNews, type DealerNews } from '#libs/database/dealer-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { CIRCUIT_RULES } from '#libs/message/dealer-circuit.js';
import { apiClient, type ApiClient } from './api-client.js';
import { createTestApi, loanRequest, writeMessage, type TestApi } from './api-setup.js';

let api!: TestApi;
let others!: ApiClient;
const MINUTE = 60_000;

beforeAll(async () => {
  api = await createTestApi();
  others = apiClient(await api.app.getUrl(), await api.addTenant('county-library'));
  await announceDealers(api.dataSource, { solapi: 2, nhn: 20 }, api.clock.moment);
});
beforeEach(async () => {
  api.clock.moment += 60 * MINUTE;
  for (const tenant of ['city-library', 'county-library'])
    await inTenant(api.dataSource, tenant, (tx) => tx.query(`update messages set awaits_dealer = null`));
});
afterAll(() => api.close());

const calls = (counts: DealerNews['counts'], more: Partial<DealerNews> = {}) =>
  tellDealerNews(
    api.dataSource,
    [{ dealer: 'solapi', counts, accountRefused: false, probes: [], ...more }],
    api.clock.moment,
    CIRCUIT_RULES,
  );
const goesOut = () => calls({ calls: 20, failed: 20, slow: 0 });
const comesBack = () => calls({ calls: 3, failed: 0, slow: 0 }, { probes: ['well', 'well', 'well'] });

/** A message that waits for solapi since now; with the minutes after which it has lost its point. */
async function waits(client: ApiClient, tenant: string, expiresAfter?: number): Promise<string> {
  const { body } = await client
    .post('/v1/lifecycles')
    .set('Idempotency-Key', randomUUID())
    .send({ ...loanRequest() })
    .expect(201);
  const messageId = randomUUID();
  const { moment } = api.clock;
  await inTenant(api.dataSource, tenant, async (tx) => {
    await writeMessage(tx, body.id, messageId);
    await tx.query(
      `update messages set awaits_dealer = 'solapi', awaits_since = to_timestamp($2 / 1000.0), template_code = 'LOAN_STARTED',
         planned_at = to_timestamp($2 / 1000.0), expires_at = to_timestamp($3::double precision / 1000.0),
         send = '{"purpose": "informational", "urgent": false}'
       where id = $1`,
      [messageId, moment, expiresAfter === undefined ? null : moment + expiresAfter * MINUTE],
    );
  });
  return messageId;
}
async function dealer(name: string): Promise<DealerAnswer> {
  const { body } = await api.ask.get('/v1/dealers').expect(200);
  const { dealers } = body as unknown as { dealers: DealerAnswer[] };
  return dealers.find((each) => each.name === name)!;
}
async function plan(query = ''): Promise<DrainPlanAnswer> {
  const { body } = await api.ask.get(`/v1/dealers/solapi/drain-plan${query}`).expect(200);
  return body as unknown as DrainPlanAnswer;
}

describe('GET /v1/dealers', () => {
  it('says of a dealer that is well that it is', async () => {
    expect(await dealer('nhn')).toMatchObject({ state: 'well', cause: null, waiting: { messages: 0, since: null } });
  });

  it('says since when a dealer is out, why, and how many of your messages wait since when', async () => {
    await goesOut();
    const since = '2030-11-18T11:30:00+09:00';
    await waits(api.ask, 'city-library');
    await waits(api.ask, 'city-library');
    expect(await dealer('solapi')).toMatchObject({
      state: 'out',
      since,
      cause: 'errors',
      reason: '호출의 절반 넘게 실패함',
      nextTrialAt: '2030-11-18T11:30:05+09:00',
      waiting: { messages: 2, since },
    });
    await comesBack();
    expect(await dealer('solapi')).toMatchObject({ state: 'well', cause: null, reason: null, nextTrialAt: null });
  });

  it('counts the messages of nobody else', async () => {
    await waits(others, 'county-library');
    expect((await dealer('solapi')).waiting).toEqual({ messages: 0, since: null });
  });

  it('tells calls in per cent, and of a few calls nothing', async () => {
    await calls({ calls: 4, failed: 1, slow: 0 });
    expect(await dealer('solapi')).toMatchObject({ failedPercent: null, slowPercent: null });
    await calls({ calls: 36, failed: 3, slow: 2 });
    expect(await dealer('solapi')).toMatchObject({ failedPercent: 10, slowPercent: 5 });
    expect(Object.keys(await dealer('solapi')).filter((key) => /calls/i.test(key))).toEqual([]);
  });
});

describe('GET /v1/dealers/{name}/drain-plan', () => {
  it('has your messages in the order in which they leave, what presses most first', async () => {
    const late = await waits(api.ask, 'city-library', 90);
    const never = await waits(api.ask, 'city-library');
    const soon = await waits(api.ask, 'city-library', 30);
    const { waiting, messages } = await plan();
    expect(waiting).toBe(3);
    expect(messages.map(({ messageId }) => messageId)).toEqual([soon, late, never]);
  });

  it('keeps to the rate', async () => {
    for (let count = 0; count < 7; count += 1) await waits(api.ask, 'city-library');
    const { messages, lastLeavesAt, minutes } = await plan();
    // Three probes, a second each; then two a second.
    expect(messages.map(({ leavesAt }) => leavesAt!.slice(14, 19))).toEqual([
      '30:00',
      '30:01',
      '30:02',
      '30:03',
      '30:03',
      '30:04',
      '30:04',
    ]);
    expect(lastLeavesAt).toBe(messages.at(-1)!.leavesAt);
    expect(minutes.map((each) => each.messages)).toEqual([7]);
  });

  it('counts from when the dealer is tried next', async () => {
    await goesOut();
    await waits(api.ask, 'city-library');
    const { from, messages } = await plan();
    expect(Date.parse(from)).toBe(api.clock.moment + CIRCUIT_RULES.firstPauseMs);
    expect(messages[0]!.leavesAt).toBe(from);
    await comesBack();
  });

  it('names none of another tenant’s, and lets them only put off your own', async () => {
    const own = await waits(api.ask, 'city-library', 30);
    const second = await waits(api.ask, 'city-library', 60);
    const alone = await plan();
    for (let count = 0; count < 12; count += 1) await waits(others, 'county-library');
    const { waiting, messages } = await plan();
    expect(waiting).toBe(2);
    expect(messages.map(({ messageId }) => messageId)).toEqual([own, second]);
    expect(Date.parse(messages[1]!.leavesAt!)).toBeGreaterThan(Date.parse(alone.messages[1]!.leavesAt!));
    // In rounds: two of yours are the first two rounds, however many wait of the other's.
    expect(Date.parse(messages[1]!.leavesAt!) - api.clock.moment).toBeLessThanOrEqual(3_000);
  });

  it('leaves the night out', async () => {
    api.clock.moment = Date.parse('2030-11-19T21:30:00+09:00');
    await waits(api.ask, 'city-library');
    expect((await plan()).messages[0]!.leavesAt).toBe('2030-11-20T08:00:00+09:00');
  });

  it('says what loses its point before it can leave', async () => {
    api.clock.moment = Date.parse('2030-11-21T21:30:00+09:00');
    const lost = await waits(api.ask, 'city-library', 60);
    const { planned, expiring, messages } = await plan();
    expect({ planned, expiring }).toEqual({ planned: 1, expiring: 1 });
    expect(messages).toMatchObject([{ messageId: lost, leavesAt: null }]);
    api.clock.moment = Date.parse('2030-11-22T09:30:00+09:00');
  });

  it('names no more messages than were asked for, and plans all', async () => {
    for (let count = 0; count < 3; count += 1) await waits(api.ask, 'city-library');
    const { planned, messages } = await plan('?limit=1');
    expect({ planned, named: messages.length }).toEqual({ planned: 3, named: 1 });
  });

  it('knows no dealer that nobody calls', async () => {
    const { body } = await api.ask.get('/v1/dealers/aligo/drain-plan').expect(404);
    expect(body.code).toBe('DEALER_NOT_FOUND');
  });
});

describe('PATCH /v1/settings', () => {
  it('takes weights of dealers that are called here', async () => {
    const { body } = await api.ask
      .patch('/v1/settings')
      .send({ dealers: { solapi: 100 } })
      .expect(200);
    expect(body).toMatchObject({ dealers: { solapi: 100 } });
    await api.ask.patch('/v1/settings').send({ dealers: null }).expect(200);
  });

  it('refuses every dealer that is not in DEALERS, and changes nothing', async () => {
    const before = (await api.ask.get('/v1/settings').expect(200)).body;
    const { body } = await api.ask
      .patch('/v1/settings')
      .send({ dealer: 'aligo', dealers: { solapi: 80, popbill: 20 }, reminderTime: '08:00' })
      .expect(422);
    expect(body.code).toBe('DEALER_NOT_CONFIGURED');
    expect(body.problems.map(({ path }: { path: string }) => path)).toEqual(['dealer', 'dealers.popbill']);
    expect((await api.ask.get('/v1/settings').expect(200)).body).toEqual(before);
  });

  it('refuses weights of which none is above nothing', async () => {
    await api.ask
      .patch('/v1/settings')
      .send({ dealers: { solapi: 0 } })
      .expect(400);
  });
});
