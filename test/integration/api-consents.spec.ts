import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY } from '#libs/calendar/korean-time.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { openMessage } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePerson } from '#libs/database/person-store.js';
import type { SendEffect } from '#libs/lifecycle/state.js';
import { eventually } from '../harness/eventually.js';
import { OPT_OUT_NUMBER, SALE_TEXT, saleNotice, SENDER_NAME } from '../fixtures/sale-notice.js';
import type { Answer } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const TYPE = `${TENANT}/sale`;

let phones = 0;
/** A number of its own for each test. */
const somebody = (): string => `0105501${String(1_000 + (phones += 1))}`;

describe('Consents, through the API', () => {
  let api!: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
    await api.ask.patch('/v1/settings').send({ senderName: SENDER_NAME, optOutNumber: OPT_OUT_NUMBER }).expect(200);
    const published = await api.ask
      .post('/v1/lifecycle-types')
      .set('Idempotency-Key', randomUUID())
      .send(saleNotice(TYPE));
    expect(published).toMatchObject({ status: 201 });
  }, 120_000);
  afterAll(() => api?.close());

  const post = async (path: string, body: object, key = randomUUID()): Promise<Answer> =>
    api.ask.post(path).set('Idempotency-Key', key).send(body);
  const consent = (phone: string, change: object = {}) =>
    post('/v1/consents', { consents: [{ phone, textVersion: 'v1', ...change }] });
  const optOut = (phone: string, change: object = {}) => post('/v1/opt-outs', { optOuts: [{ phone, ...change }] });
  const search = async (phone: string) =>
    (await post('/v1/consents/search', { phone })).body as unknown as {
      advertising: Record<'text' | 'brand', { state: string; since: string | null; reconfirmBy: string | null }>;
      information: Record<'alimtalk' | 'text', string>;
      history: { act: string; how: string; reason: string | null; recordedBy: string | null }[];
    };
  const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    inTenant(api.dataSource, TENANT, (tx) => tx.query<T[]>(sql, values));

  /** A message about to leave, of a lifecycle of its own. */
  async function openAdvertising(phone: string, purpose: SendEffect['purpose'] = 'advertising'): Promise<string> {
    const started = await api.start({
      type: TYPE,
      reference: randomUUID(),
      recipient: { name: '김하나', phone },
      data: { sale: '봄맞이 할인' },
    });
    const lifecycleId = started.body.id;
    const key = `start#${lifecycleId}`;
    const messageId = messageIdFor(lifecycleId, key, api.clock.moment);
    const sent: SendEffect = {
      key,
      template: 'SALE',
      party: 'customer',
      purpose,
      channels: ['text'],
      urgent: false,
      plannedAt: api.clock.moment,
      night: 'after',
      origin: { kind: 'enter', stage: 'open', cause: 'start' },
      final: false,
      fields: {},
    };
    await inTenant(api.dataSource, TENANT, (tx) =>
      openMessage(tx, { tenant: TENANT, lifecycleId, messageId, send: sent, now: api.clock.moment }),
    );
    return messageId;
  }
  const stateOf = async (messageId: string) =>
    (
      await rows<{ state: string; reason: string | null }>(`select state, reason from messages where id = $1`, [
        messageId,
      ])
    )[0];

  it('are recorded and found again by number', async () => {
    const phone = somebody();
    expect(await search(phone)).toMatchObject({ advertising: { text: { state: 'never' } }, history: [] });
    expect(await consent(phone, { channel: 'text', how: 'online', source: 'member/1' })).toMatchObject({
      status: 200,
      body: { recorded: 1, known: 0, messagesWithdrawn: 0 },
    });
    expect(await search(phone)).toMatchObject({
      advertising: {
        text: { state: 'given', since: '2030-11-18T09:30:00+09:00', reconfirmBy: '2032-11-18' },
        brand: { state: 'never' },
      },
      history: [{ act: 'given', how: 'online', recordedBy: 'test' }],
    });
  });

  it('are recorded once under one key, and one news by its source once under any', async () => {
    const phone = somebody();
    const body = { consents: [{ phone, textVersion: 'v1', source: 'member/2' }] };
    const key = randomUUID();
    const first = await post('/v1/consents', body, key);
    expect((await post('/v1/consents', body, key)).body).toEqual(first.body);
    expect(await post('/v1/consents', body)).toMatchObject({ body: { recorded: 0, known: 1 } });
    expect(await post('/v1/consents', { consents: [{ phone: somebody(), textVersion: 'v1' }] }, key)).toMatchObject({
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect((await search(phone)).history).toHaveLength(1);
  });

  it('are refused whole, with all that is wrong', async () => {
    const good = somebody();
    const refused = await post('/v1/consents', {
      consents: [
        { phone: good, textVersion: 'v1' },
        { phone: '02-123-4567', textVersion: 'v1' },
        { phone: somebody() },
        { phone: somebody(), textVersion: 'v1', channel: 'alimtalk' },
        { phone: somebody(), textVersion: 'v1', occurredAt: '2031-01-01T00:00:00+09:00' },
        { phone: somebody(), act: 'withdrawn', purpose: 'informational' },
      ],
    });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.body.problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'consents.1.phone RECIPIENT_PHONE_INVALID',
      'consents.2.textVersion FIELD_MISSING',
      'consents.3.channel FIELD_INVALID',
      'consents.4.occurredAt MOMENT_IN_FUTURE',
      'consents.5.channel INFORMATION_NOT_REFUSABLE',
    ]);
    expect((await search(good)).history).toEqual([]);
    expect(JSON.stringify(refused.body)).not.toContain('123-4567');
  });

  it('keep the number nowhere but as a hash, which outlives the person', async () => {
    const phone = somebody();
    await openAdvertising(phone);
    await optOut(phone, { reason: '비밀스러운 까닭' });
    const [stored] = await rows<{ row: string }>(
      `select to_jsonb(c)::text as row from consents c order by id desc limit 1`,
    );
    expect(stored!.row).not.toContain(phone.slice(3));
    expect(stored!.row).not.toContain('까닭');
    const hash = api.keys.phoneHash(TENANT, phone);
    const [person] = await rows<{ id: string }>(`select id from persons where phone_hash = $1`, [hash]);
    await inTenant(api.dataSource, TENANT, (tx) => erasePerson(tx, person!.id, api.clock.moment));
    expect(await search(phone)).toMatchObject({
      advertising: { text: { state: 'withdrawn' } },
      history: [{ act: 'withdrawn', reason: '비밀스러운 까닭' }],
    });
  });

  it('are a tenant’s own', async () => {
    const phone = somebody();
    const key = await api.addTenant('other-library');
    await consent(phone);
    const seen = await api.anyone.post('/v1/consents/search').set('Authorization', `Bearer ${key}`).send({ phone });
    expect(seen.body).toMatchObject({ advertising: { text: { state: 'never' } }, history: [] });
  });

  it('cannot be changed or taken away', async () => {
    await consent(somebody());
    await expect(rows(`update consents set act = 'withdrawn'`)).rejects.toThrow(/permission denied/);
    await expect(rows(`delete from consents`)).rejects.toThrow(/permission denied/);
  });

  describe('An opt-out', () => {
    it('withdraws at once the advertising that was about to leave, and no information', async () => {
      const phone = somebody();
      await consent(phone);
      const [advertising, information] = [await openAdvertising(phone), await openAdvertising(phone, 'informational')];
      expect(await optOut(phone)).toMatchObject({ status: 200, body: { recorded: 1, messagesWithdrawn: 1 } });
      expect(await stateOf(advertising)).toEqual({ state: 'withdrawn', reason: '광고 수신을 거부하여 보내지 않음' });
      expect(await stateOf(information)).toMatchObject({ state: 'open' });
    });

    it('that comes late withdraws nothing from whoever has consented since', async () => {
      const phone = somebody();
      await consent(phone, { occurredAt: '2030-11-17T12:00:00+09:00' });
      const messageId = await openAdvertising(phone);
      expect(await optOut(phone, { occurredAt: '2030-11-16T12:00:00+09:00' })).toMatchObject({
        body: { recorded: 1, messagesWithdrawn: 0 },
      });
      expect(await stateOf(messageId)).toMatchObject({ state: 'open' });
    });

    it('of information is for 알림톡, or for all of it where the settings say so', async () => {
      const phone = somebody();
      await optOut(phone, { purpose: 'informational', channel: 'alimtalk', how: 'phone' });
      expect(await search(phone)).toMatchObject({ information: { alimtalk: 'refused', text: 'accepted' } });
      await api.ask.patch('/v1/settings').send({ informationRefusable: true }).expect(200);
      await optOut(phone, { purpose: 'informational', how: 'phone' });
      expect(await search(phone)).toMatchObject({ information: { alimtalk: 'refused', text: 'refused' } });
      await api.ask.patch('/v1/settings').send({ informationRefusable: false }).expect(200);
    });
  });

  describe('A call record', () => {
    const calls = async (body: object): Promise<Answer> => api.ask.post('/v1/opt-outs/call-records').send(body);
    const at = '2030-11-18T09:00:00+09:00';

    it('opts its caller out, once however often it is given', async () => {
      const phone = somebody();
      await consent(phone, { occurredAt: '2030-11-17T12:00:00+09:00' });
      const records = [
        { from: phone, to: '080-123-4567', at },
        { from: '02-123-4567', to: '080-123-4567', at },
      ];
      expect(await calls({ records })).toMatchObject({ status: 200, body: { recorded: 1, known: 0, ignored: 1 } });
      expect(await calls({ records })).toMatchObject({ status: 200, body: { recorded: 0, known: 1, ignored: 1 } });
      expect(await search(phone)).toMatchObject({
        advertising: { text: { state: 'withdrawn' }, brand: { state: 'withdrawn' } },
      });
    });

    it('is read from CSV too, whatever the order of its columns', async () => {
      const phone = somebody();
      expect(await calls({ recordsCsv: `at,from,to\n${at},${phone},0801234567\n` })).toMatchObject({
        status: 200,
        body: { recorded: 1 },
      });
      expect(await search(phone)).toMatchObject({ history: [{ act: 'withdrawn', how: '080' }] });
    });

    it('of another number, a time that is none or a row too short changes nothing', async () => {
      const phone = somebody();
      const csv = `from,to,at\n${phone},0801234567,${at}\n${phone},0807654321,${at}\n${phone},0801234567,gestern\n${phone},0801234567\n`;
      const refused = await calls({ recordsCsv: csv });
      expect(refused.body.problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
        'recordsCsv.3.to OPT_OUT_NUMBER_OTHER',
        'recordsCsv.4.at MOMENT_INVALID',
        'recordsCsv.5 CSV_ROW_INVALID',
        'recordsCsv.5.at MOMENT_INVALID',
      ]);
      expect((await search(phone)).history).toEqual([]);
    });
  });

  describe('Advertising is not published', () => {
    const problemsOf = async (text: string): Promise<string> =>
      JSON.stringify((await post('/v1/lifecycle-types', withText(text))).body.problems);
    /** What `defineLifecycle` would not let through. */
    const withText = (text: string) => {
      const definition = saleNotice(`${TENANT}/other`);
      const { SALE, ...others } = definition.templates;
      return { ...definition, templates: { ...others, SALE: { ...SALE, fallback: { text } } } };
    };

    it.each([
      ['without its mark', 'AD_MARK_MISSING', SALE_TEXT.replace('(광고)', '')],
      ['in another’s name', 'AD_SENDER_MISSING', SALE_TEXT.replace(SENDER_NAME, '달빛서점')],
      ['without a contact', 'AD_CONTACT_MISSING', SALE_TEXT.replace('02-123-4567', '')],
      ['without a way out', 'AD_OPT_OUT_MISSING', SALE_TEXT.replace(/무료.*$/, '')],
      ['with another’s way out', 'AD_OPT_OUT_OTHER', SALE_TEXT.replace('080-123-4567', '080-765-4321')],
    ])('%s', async (_, code, text) => {
      expect(await problemsOf(text)).toContain(code);
    });

    it('by a tenant that has set neither name nor number', async () => {
      const key = await api.addTenant('quiet-library');
      const refused = await api.anyone
        .post('/v1/lifecycle-types')
        .set('Authorization', `Bearer ${key}`)
        .set('Idempotency-Key', randomUUID())
        .send(saleNotice('quiet-library/sale'));
      expect(JSON.stringify(refused.body.problems)).toContain('senderName');
    });

    it('as 알림톡', async () => {
      const asAlimtalk = JSON.parse(
        JSON.stringify(saleNotice(`${TENANT}/other`))
          .replaceAll('"channels":["text"],', '')
          .replaceAll(',"channels":["text"]', ''),
      );
      const refused = await post('/v1/lifecycle-types', asAlimtalk);
      expect(JSON.stringify(refused.body.problems)).toContain('never an 알림톡');
    });
  });

  describe('What is recorded', () => {
    const openOf = (phone: string, type: string) =>
      rows<{ id: string }>(
        `select l.id from lifecycles l join parties y on y.lifecycle_id = l.id join persons p on p.id = y.person_id
         where l.type = $1 and p.phone_hash = $2 order by l.id`,
        [type, api.keys.phoneHash(TENANT, phone)],
      );

    it('is told to its person, and asked about again, once the settings say so', async () => {
      const unasked = somebody();
      await consent(unasked);
      await api.ask.patch('/v1/settings').send({ consentNotices: true, consentReconfirmation: true }).expect(200);
      const phone = somebody();
      await consent(phone, { name: '김하나' });
      await eventually('both lifecycles have begun', async () => {
        const begun = [...(await openOf(phone, 'consent-notice')), ...(await openOf(phone, 'consent-reconfirmation'))];
        return begun.length === 2;
      });
      const [asking] = await openOf(phone, 'consent-reconfirmation');
      // Pressed in the message, the ledger has it at once, whatever becomes of the lifecycle.
      await api.ask.post(`/v1/lifecycles/${asking!.id}/events`).send({ type: 'withdrawn', eventId: 'link-1' });
      expect(await search(phone)).toMatchObject({ advertising: { text: { state: 'withdrawn' } } });
      await eventually('the withdrawal is told, too', async () => (await openOf(phone, 'consent-notice')).length === 2);
      expect(await openOf(unasked, 'consent-notice')).toEqual([]);
    });

    it('ends what would have asked again, once consent is withdrawn', async () => {
      const phone = somebody();
      await consent(phone);
      await eventually(
        'it would be asked about',
        async () => (await openOf(phone, 'consent-reconfirmation')).length === 1,
      );
      api.clock.moment += DAY;
      await optOut(phone);
      const [asking] = await openOf(phone, 'consent-reconfirmation');
      await eventually('the lifecycle hears of it', async () => {
        const told = await rows<{ type: string }>(`select type from events where lifecycle_id = $1`, [asking!.id]);
        return told.some(({ type }) => type === 'withdrawn');
      });
    });
  });
});
