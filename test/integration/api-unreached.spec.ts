import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { noteDecision } from '#libs/database/message-decisions.js';
import { moveAttempt, moveMessage } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

const DAY = '2030-11-18';
const REASON = '보낼 수 있는 모든 채널에서 실패함';

interface Item {
  readonly messageId: string;
  readonly lifecycle: { readonly id: string; readonly reference: string };
  readonly letter: object | null;
}

let api: TestApi;
let latestLifecycle = '';

beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const tx = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(api.dataSource, 'city-library', work);

/** A message that reached nobody, settled at a Korean time of the day. */
async function unreached(time = '10:00', change: Record<string, unknown> = {}, day = DAY): Promise<string> {
  const { id } = (await api.start(change).expect(201)).body;
  latestLifecycle = id;
  const messageId = await deliverOneMessage(api, id);
  await fail(messageId, momentAt(day, time));
  return messageId;
}

/** As delivery settles a message whose last channel has failed. */
const fail = (messageId: string, now: number): Promise<void> =>
  tx(async (t) => {
    await moveAttempt(t, { messageId, number: 1 }, ['accepted'], { state: 'failed', resultCode: '3011' }, now);
    await noteDecision(t, messageId, { at: now, code: 'ALL_CHANNELS_FAILED', reason: REASON });
    await moveMessage(t, messageId, { state: 'undeliverable', reason: REASON }, now);
  });

async function list(query: object = {}): Promise<readonly Item[]> {
  const { body } = await api.ask
    .get('/v1/unreached')
    .query({ day: DAY, limit: 100, ...query })
    .expect(200);
  return body.items as unknown as Item[];
}
const isListed = async (messageId: string, query: object = {}): Promise<boolean> =>
  (await list(query)).some((item) => item.messageId === messageId);

const letter = (messageId: string, body: object = {}, key: string = randomUUID()) =>
  api.ask.post(`/v1/unreached/${messageId}/letter`).set('Idempotency-Key', key).send(body);

/** Has it sent again, and settles what came of that. */
async function resend(messageId: string, state: 'delivered' | 'undeliverable'): Promise<string> {
  const { id } = (
    await api.ask
      .post(`/v1/messages/${messageId}/resend`)
      .set('Idempotency-Key', randomUUID())
      .send({ reason: '번호를 고침' })
      .expect(201)
  ).body;
  await tx((t) => moveMessage(t, id, { state }, momentAt('2030-11-19', '09:00')));
  return id;
}

describe('the list for a letter', () => {
  it('says who was not reached, of what, why and when, with name and number masked', async () => {
    const messageId = await unreached('10:00', { department: '문화체육과' });
    expect((await list()).find((item) => item.messageId === messageId)).toEqual({
      messageId,
      lifecycle: { id: latestLifecycle, type: 'library-loan', reference: expect.stringMatching(/^L-/) },
      department: '문화체육과',
      party: 'borrower',
      recipient: { name: '김*나', phone: '010-****-0001' },
      told: 'person',
      template: 'LOAN_STARTED',
      title: expect.any(String),
      at: '2030-11-18T10:00:00+09:00',
      reasonCode: 'ALL_CHANNELS_FAILED',
      reason: REASON,
      resultCode: '3011',
      letter: null,
    });
  });

  it('has what was settled on its Korean day, from its first to its last moment', async () => {
    const [first, last, after] = [
      await unreached('00:00'),
      await unreached('23:59:59'),
      await unreached('00:00', {}, '2030-11-19'),
    ];
    expect(await Promise.all([first, last, after].map((each) => isListed(each)))).toEqual([true, true, false]);
    expect(await isListed(after, { day: '2030-11-19' })).toBe(true);
  });

  it('does not have what arrived, nor what nobody can tell', async () => {
    const { id } = (await api.start().expect(201)).body;
    expect(await isListed(await deliverOneMessage(api, id))).toBe(false);
  });

  it('loses whom the message reached when it was sent again', async () => {
    const messageId = await unreached();
    await resend(messageId, 'delivered');
    expect(await isListed(messageId)).toBe(false);
  });

  it('keeps whom it did not reach then either', async () => {
    const messageId = await unreached();
    await resend(messageId, 'undeliverable');
    expect(await isListed(messageId)).toBe(true);
  });

  it('loses whom it reached when what was sent again was sent again', async () => {
    const messageId = await unreached();
    const again = await resend(messageId, 'undeliverable');
    await resend(again, 'delivered');
    expect([await isListed(messageId), await isListed(again, { day: '2030-11-19' })]).toEqual([false, false]);
  });

  it('has the items of a bundle that reached nobody, each by itself, and not the bundle', async () => {
    const { bundleId, itemId, leftId } = await bundleThatFailed();
    expect([await isListed(itemId), await isListed(leftId), await isListed(bundleId)]).toEqual([true, false, false]);
  });

  it('goes on over pages, in the order of the day, and has each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: object = { day: DAY, limit: 2, ...(cursor !== null && { cursor }) };
      const { body } = await api.ask.get('/v1/unreached').query(query).expect(200);
      seen.push(...(body.items as unknown as Item[]).map(({ messageId }) => messageId));
      cursor = body.next;
    } while (cursor !== null);
    expect(seen).toEqual((await list()).map(({ messageId }) => messageId));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('can be asked for by type', async () => {
    expect(await list({ type: 'library-hold' })).toEqual([]);
    expect(await list({ type: 'library-loan' })).toEqual(await list());
  });

  it('is a table in Korean for a spreadsheet, in which no cell is a formula', async () => {
    await unreached('12:00', { reference: '=HYPERLINK("x")' });
    const { text, headers } = await api.ask
      .get('/v1/unreached')
      .query({ day: DAY })
      .set('Accept', 'text/csv')
      .expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text).toMatch(/^\uFEFF관리번호,업무,부서,역할,받는 이,번호,/);
    expect(text).toContain(`"'=HYPERLINK(""x"")",library-loan,,borrower,김*나,010-****-0001,,`);
    expect(text).toContain('2030-11-18 12:00:00');
  });

  it('shows nothing of another tenant', async () => {
    const key = await api.addTenant('other-library');
    const asked = api.anyone.get('/v1/unreached').query({ day: DAY }).set('Authorization', `Bearer ${key}`);
    expect((await asked.expect(200)).body.items).toEqual([]);
  });
});

describe('a letter', () => {
  it('is noted with who and when, and leaves the list of those still to be written to', async () => {
    const messageId = await unreached();
    await letter(messageId, { sentOn: DAY, note: '등기 1234', actor: '김사서' }).expect(200);
    expect((await list({ letter: 'sent' })).find((item) => item.messageId === messageId)?.letter).toEqual({
      sentOn: DAY,
      notedAt: '2030-11-18T09:30:00+09:00',
      actor: '김사서',
      note: '등기 1234',
    });
    expect(await isListed(messageId, { letter: 'open' })).toBe(false);
  });

  it('stands with the message and in the timeline', async () => {
    const messageId = await unreached();
    const { body } = await letter(messageId, { actor: '김사서' }).expect(200);
    expect(body).toMatchObject({
      decisions: expect.arrayContaining([
        expect.objectContaining({ code: 'LETTER_SENT', actor: '김사서', actorsReason: null }),
      ]),
    });
    const { entries } = (await api.ask.get(`/v1/lifecycles/${latestLifecycle}/timeline`).expect(200)).body;
    expect(entries).toContainEqual(
      expect.objectContaining({
        code: 'message.letter',
        messageId,
        text: expect.stringMatching(/닿지 않아 우편으로 알렸습니다 \(2030년 11월 18일\(월\)\)\. 한 이: 김사서\.$/),
      }),
    );
  });

  it('is noted once: the same request again changes nothing, another one is refused', async () => {
    const messageId = await unreached();
    const key = randomUUID();
    await letter(messageId, {}, key).expect(200);
    await letter(messageId, {}, key).expect(200);
    expect((await letter(messageId).expect(409)).body.code).toBe('LETTER_ALREADY_SENT');
  });

  it('has gone out on no day that is still to come', async () => {
    const { body } = await letter(await unreached(), { sentOn: '2030-11-19' }).expect(400);
    expect(body.problems).toMatchObject([{ path: 'sentOn', code: 'DATE_INVALID' }]);
  });

  it('is for messages that reached nobody, and for the items of a bundle', async () => {
    const { id } = (await api.start().expect(201)).body;
    const arrived = await deliverOneMessage(api, id);
    expect((await letter(arrived).expect(409)).body.code).toBe('MESSAGE_NOT_UNREACHED');
    expect((await letter(randomUUID()).expect(404)).body.code).toBe('MESSAGE_NOT_FOUND');
    const { bundleId, itemId } = await bundleThatFailed();
    expect((await letter(bundleId).expect(409)).body.code).toBe('MESSAGE_IN_BUNDLE');
    await letter(itemId).expect(200);
  });
});

/** Of its two items one had left it before. */
async function bundleThatFailed(): Promise<{ bundleId: string; itemId: string; leftId: string }> {
  const [first, second] = [(await api.start().expect(201)).body.id, (await api.start().expect(201)).body.id];
  const [itemId, leftId] = [await deliverOneMessage(api, first), await deliverOneMessage(api, second)];
  const bundleId = await deliverOneMessage(api, (await api.start().expect(201)).body.id);
  const at = momentAt(DAY, '11:00');
  await fail(bundleId, at);
  await tx(async (t) => {
    await t.query(
      `insert into bundles (id, tenant_id, person_id, name, opened_by, closes_at, state, created_at)
       select id, tenant_id, person_id, 'due-' || id, $2, now(), 'closed', now() from messages where id = $1`,
      [bundleId, first],
    );
    await t.query(`update messages set lifecycle_id = null where id = $1`, [bundleId]);
    await t.query(
      `update messages set state = 'bundled', bundle_id = $1, settled_at = null where id = any($2::uuid[])`,
      [bundleId, [itemId, leftId]],
    );
    await t.query(
      `insert into message_items (message_id, tenant_id, lifecycle_id, key, item_id, withdrawn_at)
       values ($1, 'city-library', $2, 'i', $3, null), ($1, 'city-library', $4, 'i', $5, now())`,
      [bundleId, first, itemId, second, leftId],
    );
  });
  return { bundleId, itemId, leftId };
}
