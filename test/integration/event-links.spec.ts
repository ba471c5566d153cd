import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventLinks } from '#apps/api/links/event-links.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { readEventLink, writeEventLinks } from '#libs/database/event-link-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { erasePerson, findOrCreatePerson } from '#libs/database/person-store.js';
import { createLogger } from '#libs/platform/logging.js';
import { ALREADY_EXTENDED, bookRequest } from '../fixtures/book-request.js';
import type { Answer, Asked } from './api-client.js';
import { createTestApi, writeMessage, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const TYPE = `${TENANT}/book-request`;
const PERSON = { name: '김하나', phone: '01055000001' } as const;
const HOUR_MS = 3_600_000;

const logged: string[] = [];
let api: TestApi;
beforeAll(async () => {
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  api = await createTestApi(createLogger('api', 'trace', stream));
  await publish(bookRequest(TYPE));
});
beforeEach(() => {
  api.teller.away = false;
});
afterAll(() => api.close());

async function publish(definition: object): Promise<void> {
  const { status } = await api.ask.post('/v1/lifecycle-types').set('Idempotency-Key', randomUUID()).send(definition);
  expect(status).toBe(201);
}

interface Sent {
  readonly lifecycleId: string;
  readonly token: string;
  readonly reference: string;
}

/** A loan whose message has gone out with a link, as dispatch keeps it. */
async function sent(type = TYPE, recipient: object = PERSON): Promise<Sent> {
  const reference = `B-${randomUUID()}`;
  const data = { bookTitle: '토지', dueDate: '2030-12-02' };
  const { status, body } = await api.start({ type, reference, recipient, data });
  expect(status).toBe(201);
  const lifecycleId = body.id;
  const messageId = messageIdFor(lifecycleId, 'test', api.clock.moment);
  const token = api.keys.linkToken(TENANT, messageId, 'somebody', 'extend');
  const expiresAt = api.clock.moment + HOUR_MS;
  const carried = { by: 'link', dueDate: data.dueDate };
  await inTenant(api.dataSource, TENANT, async (tx) => {
    await writeMessage(tx, lifecycleId, messageId);
    await tx.query(
      `update messages m set person_id = y.guardian_person_id from parties y
       where m.id = $1 and y.lifecycle_id = m.lifecycle_id and y.guardian_person_id is not null`,
      [messageId],
    );
    await writeEventLinks(tx, api.keys, { tenant: TENANT, lifecycleId, messageId, now: api.clock.moment }, [
      { token, link: 'extend', event: 'extensionRequested', data: carried, expiresAt },
    ]);
  });
  return { lifecycleId, token, reference };
}

const open = (token: string): Asked => api.anyone.get(`/l/${token}`);
const confirm = (token: string, form = 'confirm=yes'): Asked =>
  api.anyone.post(`/l/${token}`).set('Content-Type', 'application/x-www-form-urlencoded').send(form);
const eventsOf = (lifecycleId: string): Promise<{ event_id: string; source: string; state: string }[]> =>
  inTenant(api.dataSource, TENANT, (tx) =>
    tx.query(`select event_id, source, state from events where lifecycle_id = $1`, [lifecycleId]),
  );
const heading = ({ text }: Answer): string => /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '';

describe('a template with a link', () => {
  it('is shown as it is to be registered', async () => {
    const { body } = await api.ask.get(`/v1/lifecycle-types/${TYPE}`);
    const address = 'http://127.0.0.1:8080/l/#{링크_extend}';
    expect(body.templates.find(({ code }) => code === 'BOOK_LENT')?.buttons).toEqual([
      { type: 'WL', name: '대출 연장', linkMo: address, linkPc: address, link: 'extend' },
    ]);
  });
});

describe('the page behind a link', () => {
  it('says who asks, what about and what will be requested', async () => {
    const { token, reference } = await sent();
    const page = await open(token);
    expect([page.status, heading(page)]).toEqual([200, '대출 연장 신청']);
    for (const part of ['시립도서관', '도서 대출', reference, '신청하기', '11월 18일(월) 10:30까지'])
      expect(page.text).toContain(part);
  });

  it('shows no name, number or content of the person', async () => {
    const { text } = await open((await sent()).token);
    for (const part of [PERSON.name, PERSON.phone, '010-5500-0001', '토지']) expect(text).not.toContain(part);
  });

  it('does not even name the affair where that is sensitive', async () => {
    const sensitive = `${TENANT}/secret-request`;
    const plain = bookRequest(sensitive);
    const templates = Object.entries(plain.templates).map(([code, each]) => [`S${code}`, { ...each, secure: true }]);
    const renamed = JSON.parse(JSON.stringify(plain).replaceAll('"BOOK_', '"SBOOK_')) as typeof plain;
    await publish({ ...renamed, title: '상담', sensitive: true, templates: Object.fromEntries(templates) as object });
    const { token, reference } = await sent(sensitive);
    const { text } = await open(token);
    expect([text.includes('상담'), text.includes(reference)]).toEqual([false, true]);
  });

  it('changes nothing, however often it is looked at', async () => {
    const { token, lifecycleId } = await sent();
    await Promise.all(Array.from({ length: 5 }, () => open(token)));
    expect(await eventsOf(lifecycleId)).toEqual([]);
    expect(heading(await open(token))).toBe('대출 연장 신청');
  });

  it('is kept nowhere, framed by nobody, found by no search, and loads and leaks nothing', async () => {
    const { headers } = await open((await sent()).token);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      ),
    });
  });

  it('needs no key, and answers the same with one', async () => {
    const { token } = await sent();
    expect((await api.ask.get(`/l/${token}`)).status).toBe(200);
  });
});

describe('confirming', () => {
  it('reports the event, as the person’s', async () => {
    const { token, lifecycleId } = await sent();
    const page = await confirm(token);
    expect([page.status, heading(page)]).toEqual([200, '신청이 접수되었습니다']);
    const { body } = await api.ask.get(`/v1/lifecycles/${lifecycleId}/timeline`);
    expect(body.entries).toContainEqual(
      expect.objectContaining({
        code: 'event.received',
        text: '받는 이가 메시지의 링크로 요청했습니다: ‘연장 신청’.',
        detail: expect.objectContaining({ type: 'extensionRequested', source: 'link' }) as object,
      }),
    );
  });

  it('carries the link’s data into the lifecycle', async () => {
    const { token, lifecycleId } = await sent();
    await confirm(token);
    expect((await api.ask.get(`/v1/lifecycles/${lifecycleId}`)).body.data).toMatchObject({ asked: 'link' });
  });

  it('twice says the same and reports once', async () => {
    const { token, lifecycleId } = await sent();
    const pages = [await confirm(token), await confirm(token), await open(token)];
    expect(pages.map((page) => [page.status, heading(page)])).toEqual(
      Array.from({ length: 3 }, () => [200, '신청이 접수되었습니다']),
    );
    expect(await eventsOf(lifecycleId)).toHaveLength(1);
  });

  it('at once from many sides reports once', async () => {
    const { token, lifecycleId } = await sent();
    const pages = await Promise.all(Array.from({ length: 8 }, () => confirm(token)));
    for (const page of pages) expect(['신청이 접수되었습니다', '신청을 접수하고 있습니다']).toContain(heading(page));
    expect(await eventsOf(lifecycleId)).toMatchObject([{ source: 'link', state: 'accepted' }]);
  });

  it('is kept while nobody can be told, and says so', async () => {
    api.teller.away = true;
    const { token } = await sent();
    const page = await confirm(token);
    expect([page.status, heading(page)]).toEqual([202, '신청을 접수하고 있습니다']);
    const again = await open(token);
    expect([again.status, heading(again)]).toEqual([200, '신청을 접수하고 있습니다']);
  });

  it('says in the definition’s own words why it is refused, and keeps to that', async () => {
    const { token, lifecycleId } = await sent();
    const earlier = { type: 'extensionRequested', eventId: 'e1', data: { by: 'counter', dueDate: '2030-12-02' } };
    await api.ask.post(`/v1/lifecycles/${lifecycleId}/events`).send(earlier).expect(200);
    const pages = [await confirm(token), await open(token)];
    expect(pages.map(({ status }) => status)).toEqual([409, 200]);
    for (const page of pages) expect(page.text).toContain(ALREADY_EXTENDED);
  });

  it('without the button’s own word changes nothing', async () => {
    const { token, lifecycleId } = await sent();
    expect(heading(await confirm(token, 'other=yes'))).toBe('대출 연장 신청');
    expect(await eventsOf(lifecycleId)).toEqual([]);
  });

  it.each([
    ['JSON', 'application/json', '{"confirm":"yes"}', 415],
    ['a text', 'text/plain', 'confirm=yes', 415],
    ['a long form', 'application/x-www-form-urlencoded', `confirm=yes&more=${'x'.repeat(2_000)}`, 413],
  ])('takes nothing but its form: not %s', async (_, type, body, status) => {
    const { token, lifecycleId } = await sent();
    const page = await api.anyone.post(`/l/${token}`).set('Content-Type', type).send(body);
    expect([page.status, page.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(await eventsOf(lifecycleId)).toEqual([]);
  });
});

describe('a link that no longer leads anywhere', () => {
  it('has expired', async () => {
    const { token, lifecycleId } = await sent();
    const before = api.clock.moment;
    api.clock.moment += HOUR_MS;
    const pages = [await open(token), await confirm(token)];
    api.clock.moment = before;
    expect(pages.map((page) => [page.status, heading(page)])).toEqual([
      [410, '사용 기한이 지난 주소입니다'],
      [410, '사용 기한이 지난 주소입니다'],
    ]);
    expect(await eventsOf(lifecycleId)).toEqual([]);
  });

  it('belongs to a lifecycle that has ended', async () => {
    const { token, lifecycleId } = await sent();
    await api.ask.post(`/v1/lifecycles/${lifecycleId}/events`).send({ type: 'returned', eventId: 'r1' }).expect(200);
    const pages = [await open(token), await confirm(token)];
    expect(pages.map((page) => [page.status, heading(page)])).toEqual([
      [410, '이미 끝난 건입니다'],
      [410, '이미 끝난 건입니다'],
    ]);
  });

  it('went to somebody who has been corrected since, and tells them nothing', async () => {
    const { token, lifecycleId } = await sent();
    await inTenant(api.dataSource, TENANT, async (tx) => {
      const { personId } = await findOrCreatePerson(tx, api.keys, {
        tenant: TENANT,
        name: '이두리',
        phone: '01055000002',
      });
      await tx.query(`update parties set person_id = $2 where lifecycle_id = $1`, [lifecycleId, personId]);
    });
    const pages = [await open(token), await confirm(token)];
    expect(pages.map(({ status, text }) => [status, text.includes('시립도서관')])).toEqual([
      [404, false],
      [404, false],
    ]);
  });

  it('was to carry what has been erased', async () => {
    const { token, lifecycleId } = await sent();
    const others = await inTenant(api.dataSource, TENANT, async (tx) => {
      const [row] = await tx.query<{ id: string }[]>(`select data_person_id as id from lifecycles where id = $1`, [
        lifecycleId,
      ]);
      return row!.id;
    });
    await inTenant(api.dataSource, TENANT, (tx) => erasePerson(tx, others, api.clock.moment));
    expect((await confirm(token)).status).toBe(410);
  });

  it.each(['abcdefghijklmnopqrstuv', 'short', '%00', "';--"])('never was: %s', async (token) => {
    const pages = [await open(encodeURIComponent(token)), await confirm(encodeURIComponent(token))];
    expect(pages.map((page) => [page.status, heading(page)])).toEqual([
      [404, '찾을 수 없는 주소입니다'],
      [404, '찾을 수 없는 주소입니다'],
    ]);
  });
});

describe('what a link gives away', () => {
  it('nothing to another organisation', async () => {
    const { token } = await sent();
    await api.addTenant('other-library');
    expect(await inTenant(api.dataSource, 'other-library', (tx) => readEventLink(tx, token))).toBeUndefined();
  });

  it('no token in any table', async () => {
    const { token } = await sent();
    await confirm(token);
    const rows = await inTenant(api.dataSource, TENANT, (tx) =>
      tx.query<{ row: string }[]>(
        `select row_to_json(k)::text as row from event_links k union all select row_to_json(e)::text from events e
         union all select row_to_json(j)::text from journal j union all select row_to_json(o)::text from outbox o`,
      ),
    );
    const forms = [token, Buffer.from(token).toString('hex'), Buffer.from(token, 'base64url').toString('hex')];
    expect(rows.length).toBeGreaterThan(4);
    for (const { row } of rows) for (const form of forms) expect(row.includes(form)).toBe(false);
  });

  it('no token in the log, also when it fails', async () => {
    const { token } = await sent();
    await open(token);
    await confirm(token);
    await api.anyone.delete(`/l/${token}`);
    const links = api.app.get(EventLinks);
    const failing = jest.spyOn(links, 'look').mockRejectedValue(new Error(`failed at /l/${token}`));
    const page = await open(token);
    failing.mockRestore();
    expect([page.status, heading(page)]).toEqual([503, '잠시 후 다시 시도해 주십시오']);
    const log = logged.join('');
    expect(log).toContain('/l/:token');
    expect(log).toContain('failed at /l/[token]');
    expect(log.includes(token)).toBe(false);
  });

  it('no token in an error', async () => {
    const { token } = await sent();
    const { status, text } = await api.anyone.delete(`/l/${token}`);
    expect([status, text.includes(token)]).toEqual([404, false]);
  });
});

describe('a link that went to a guardian', () => {
  it('is theirs to follow', async () => {
    const ward = { name: '이두리', birthDate: '2024-01-01', guardian: { name: '이보호', phone: '010-5500-0077' } };
    const { token, lifecycleId } = await sent(TYPE, ward);
    expect((await confirm(token)).status).toBe(200);
    expect((await eventsOf(lifecycleId)).map(({ source }) => source)).toEqual(['link']);
  });
});

describe('a link that went to a number which is put in quarantine', () => {
  it('leads nowhere, and brings nothing about, until it is known that the number was right', async () => {
    const { token, lifecycleId } = await sent();
    const ask = (path: string, body: object) =>
      api.ask
        .post(path)
        .set('Idempotency-Key', randomUUID())
        .send({ reason: '시험', ...body })
        .expect(200);
    const { id } = (await ask('/v1/quarantines', { phone: PERSON.phone })).body;
    expect([(await open(token)).status, (await confirm(token)).status]).toEqual([404, 404]);
    expect((await eventsOf(lifecycleId)).filter(({ source }) => source === 'link')).toEqual([]);
    await ask(`/v1/quarantines/${id}/lift`, { as: 'mistaken' });
    expect((await open(token)).status).toBe(200);
  });
});
