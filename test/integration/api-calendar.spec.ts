import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTenant } from '#libs/database/in-tenant.js';
import { apiClient, type Answer } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

interface CalendarDay {
  readonly day: string;
  readonly kind: string;
  readonly name: string;
  readonly businessDay: boolean;
  readonly source: string;
}
interface Imported {
  readonly added: readonly { readonly day: string }[];
  readonly removed: readonly string[];
  readonly known: readonly string[];
  readonly kept: readonly string[];
}

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  await inTenant(api.dataSource, 'city-library', (tx) => tx.query(`update calendar_days set withdrawn_at = now()`));
  await api.ask.patch('/v1/settings').send({ closedDays: [], sites: {} }).expect(200);
});

const daysIn = ({ body }: Answer) => (body as unknown as { readonly days: readonly CalendarDay[] }).days;
const importedIn = ({ body }: Answer) => body as unknown as Imported;
const days = async (from: string, to: string, more = '') =>
  daysIn(await api.ask.get(`/v1/calendar?from=${from}&to=${to}${more}`).expect(200));
const dayNow = async (day: string) => (await days(day, day))[0];
const problemsOf = ({ body }: Answer) => body.problems.map(({ path, code }) => `${path} ${code}`);

const put = (day: string, body: object) => api.ask.put(`/v1/calendar/days/${day}`).send(body);
const TEMPORARY = { kind: 'temporary', name: '임시공휴일' };

const item = (locdate: number, dateName: string) => ({ dateKind: '01', dateName, isHoliday: 'Y', locdate, seq: 1 });
const fileOf = (items: object[], totalCount = items.length) => ({
  response: { header: { resultCode: '00' }, body: { items: { item: items }, totalCount } },
});
const importing = (query: string, body: object | string, type = 'application/json') =>
  api.ask
    .post(`/v1/calendar/imports${query}`)
    .set('Idempotency-Key', randomUUID())
    .set('Content-Type', type)
    .send(body);

describe('the calendar', () => {
  it('says of each day what it is', async () => {
    await api.ask
      .patch('/v1/settings')
      .send({ closedDays: ['2026-12-28'] })
      .expect(200);
    const shown = await days('2026-12-24', '2026-12-28');
    expect(shown.map(({ day, kind, businessDay }) => `${day} ${kind} ${String(businessDay)}`)).toEqual([
      '2026-12-24 business true',
      '2026-12-25 holiday false',
      '2026-12-26 saturday false',
      '2026-12-27 sunday false',
      '2026-12-28 closed false',
    ]);
  });

  it('shows the closing days of a site when it is asked for that site', async () => {
    await api.ask.patch('/v1/settings').send({ sites: { branch: { title: '분관', closedDays: ['2026-12-24'] } } });
    expect([
      (await dayNow('2026-12-24'))?.kind,
      (await days('2026-12-24', '2026-12-24', '&site=branch'))[0]?.kind,
    ]).toEqual(['business', 'closed']);
    const unknown = await api.ask.get('/v1/calendar?from=2026-12-24&to=2026-12-24&site=gone').expect(422);
    expect(unknown.body.code).toBe('SITE_UNKNOWN');
  });

  it('shows up to 400 days at once', async () => {
    expect(await days('2026-01-01', '2027-02-04')).toHaveLength(400);
    const tooLong = await api.ask.get('/v1/calendar?from=2026-01-01&to=2027-02-05').expect(400);
    expect(problemsOf(tooLong)).toEqual(['to CALENDAR_PERIOD_INVALID']);
  });

  it('names everything wrong with a period at once', async () => {
    const { body } = await api.ask.get('/v1/calendar?from=2026-02-30&to=x&color=red').expect(400);
    expect(body.problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'color FIELD_UNKNOWN',
      'from DATE_INVALID',
      'to DATE_INVALID',
    ]);
  });

  it('does not go backwards', async () => {
    const { body } = await api.ask.get('/v1/calendar?from=2026-12-02&to=2026-12-01').expect(400);
    expect(body.code).toBe('CALENDAR_PERIOD_INVALID');
  });
});

describe('a day', () => {
  it('becomes a holiday, however often that is said', async () => {
    const proclaimed = { day: '2026-12-24', ...TEMPORARY, businessDay: false, source: 'tenant' };
    await put('2026-12-24', TEMPORARY).expect(200, proclaimed);
    await put('2026-12-24', TEMPORARY).expect(200, proclaimed);
    expect(await dayNow('2026-12-24')).toEqual(proclaimed);
  });

  it('is a day like others again when its holiday is taken back, however often', async () => {
    await put('2026-12-24', TEMPORARY).expect(200);
    for (const _ of [1, 2]) {
      const { body } = await api.ask.delete('/v1/calendar/days/2026-12-24').expect(200);
      expect(body).toMatchObject({ kind: 'business', businessDay: true });
    }
  });

  it('that is a shipped holiday becomes a working day, and a holiday again', async () => {
    await api.ask.delete('/v1/calendar/days/2026-12-25').expect(200);
    expect(await dayNow('2026-12-25')).toMatchObject({ kind: 'business', businessDay: true, source: 'tenant' });
    await put('2026-12-25', { kind: 'holiday', name: '성탄절' }).expect(200);
    expect(await dayNow('2026-12-25')).toMatchObject({ kind: 'holiday', source: 'announced' });
  });

  it('is refused with everything that is wrong with it', async () => {
    const wrong = await put('2026-12-24', { kind: 'feast', name: '', color: 'red' }).expect(400);
    expect(problemsOf(wrong).sort()).toEqual(['color FIELD_UNKNOWN', 'kind FIELD_INVALID', 'name FIELD_INVALID']);
    expect((await put('2026-02-30', TEMPORARY).expect(400)).body.code).toBe('DATE_INVALID');
    expect((await api.ask.delete('/v1/calendar/days/tomorrow').expect(400)).body.code).toBe('DATE_INVALID');
  });

  it('of one tenant is nothing to another', async () => {
    await put('2026-12-24', TEMPORARY).expect(200);
    const other = apiClient(await api.app.getUrl(), await api.addTenant('other-library'));
    const answer = await other.get('/v1/calendar?from=2026-12-24&to=2026-12-24').expect(200);
    expect(daysIn(answer)[0]?.kind).toBe('business');
  });
});

describe('an import', () => {
  it('adds what is new, and says what was known', async () => {
    const answer = await importing('', fileOf([item(20261224, '임시공휴일'), item(20261225, '기독탄신일')])).expect(
      200,
    );
    expect(answer.body).toEqual({
      added: [{ day: '2026-12-24', ...TEMPORARY }],
      removed: [],
      known: ['2026-12-25'],
      kept: [],
    });
    expect(await dayNow('2026-12-24')).toMatchObject({ kind: 'temporary', businessDay: false });
  });

  it('takes XML as the service sends it', async () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><response><header><resultCode>00</resultCode></header><body><items>
      <item><dateKind>01</dateKind><dateName>임시공휴일</dateName><isHoliday>Y</isHoliday><locdate>20261224</locdate><seq>1</seq></item>
      </items><totalCount>1</totalCount></body></response>`;
    const answer = await importing('', xml, 'application/xml').expect(200);
    expect(importedIn(answer).added.map(({ day }) => day)).toEqual(['2026-12-24']);
  });

  it('of a whole year takes out what the file lacks', async () => {
    const listed = (await days('2027-01-01', '2027-12-31')).filter(({ day, source }) => source !== 'week' && day);
    const holidays = listed.filter(({ kind }) => kind !== 'business' && kind !== 'saturday' && kind !== 'sunday');
    const items = holidays.map(({ day, name }) => item(Number(day.replaceAll('-', '')), name));
    const answer = await importing('?year=2027', fileOf(items.slice(1))).expect(200);
    expect(importedIn(answer)).toMatchObject({ added: [], removed: ['2027-01-01'], kept: [] });
    expect(await dayNow('2027-01-01')).toMatchObject({ businessDay: true });
    await importing('?year=2027', fileOf(items)).expect(200);
    expect(await dayNow('2027-01-01')).toMatchObject({ businessDay: false });
  });

  it('leaves days alone that somebody set by hand', async () => {
    await api.ask.delete('/v1/calendar/days/2026-12-25').expect(200);
    await put('2026-12-24', TEMPORARY).expect(200);
    const answer = await importing('?year=2026', fileOf([item(20261225, '기독탄신일')])).expect(200);
    expect(importedIn(answer).kept).toEqual(['2026-12-25', '2026-12-24']);
    expect(await dayNow('2026-12-25')).toMatchObject({ businessDay: true });
    expect(await dayNow('2026-12-24')).toMatchObject({ businessDay: false });
  });

  it('is answered the same when it is repeated under its key', async () => {
    const once = () =>
      api.ask
        .post('/v1/calendar/imports')
        .set('Idempotency-Key', 'holidays-1')
        .send(fileOf([item(20261224, '임시공휴일')]));
    const [first, again] = [await once().expect(200), await once().expect(200)];
    expect(again.body).toEqual(first.body);
  });

  it('of part of a year is refused for the whole, and removes nothing', async () => {
    const { body } = await importing('?year=2026', fileOf([item(20261225, '기독탄신일')], 21)).expect(422);
    expect(body.code).toBe('HOLIDAY_FILE_INCOMPLETE');
    expect((await importing('?year=2026', fileOf([])).expect(422)).body.code).toBe('HOLIDAY_FILE_INCOMPLETE');
    expect((await importing('?year=2027', fileOf([item(20261225, '기독탄신일')])).expect(400)).body.code).toBe(
      'FIELD_INVALID',
    );
  });

  it('names everything wrong with the file at once, and changes nothing', async () => {
    const items = [item(20261224, '임시공휴일'), item(20260230, '없는 날'), { ...item(20261225, ''), isHoliday: 'y' }];
    const answer = await importing('', fileOf(items)).expect(400);
    expect(problemsOf(answer)).toEqual([
      'response.body.items.item.1.locdate DATE_INVALID',
      'response.body.items.item.2.dateName FIELD_MISSING',
      'response.body.items.item.2.isHoliday FIELD_INVALID',
    ]);
    expect(await dayNow('2026-12-24')).toMatchObject({ kind: 'business' });
  });

  it.each([
    ['an error of the service', { response: { header: { resultCode: '30' } } }, 'application/json'],
    ['broken XML', '<response>', 'application/xml'],
  ])('is refused for %s', async (_, body, type) => {
    expect((await importing('', body, type).expect(400)).body.code).toBe('HOLIDAY_FILE_UNREADABLE');
  });

  it('takes no other type of body, and XML nowhere else', async () => {
    expect((await importing('', 'a', 'text/plain').expect(415)).body.code).toBe('CONTENT_TYPE_UNSUPPORTED');
    const elsewhere = api.ask.patch('/v1/settings').set('Content-Type', 'application/xml').send('<a/>');
    expect((await elsewhere.expect(415)).body.code).toBe('CONTENT_TYPE_UNSUPPORTED');
  });
});

describe('a site', () => {
  const branch = { title: '분관', closedDays: ['2030-12-02'] };

  it('moves what a start plans by its closing days, and is shown with it', async () => {
    await api.ask.patch('/v1/settings').send({ sites: { branch } }).expect(200);
    const [there, elsewhere] = [await api.start({ site: 'branch' }), await api.start()];
    expect([elsewhere.body.planned[0]?.at, there.body.planned[0]?.at]).toEqual([
      '2030-11-29T10:00:00+09:00',
      '2030-11-30T10:00:00+09:00',
    ]);
    const { id } = there.body;
    expect((await api.ask.get(`/v1/lifecycles/${id}`).expect(200)).body).toMatchObject({ site: 'branch' });
    await api.ask.post(`/v1/lifecycles/${id}/cancel`).set('Idempotency-Key', randomUUID()).send({ reason: '끝' });
  });

  it('must be known at a start, which is told with all else that is wrong', async () => {
    const answer = await api.start({ site: 'gone', data: { bookTitle: '봉수의 역사' } });
    expect(problemsOf(answer).sort()).toEqual(['data.dueDate FIELD_MISSING', 'site SITE_UNKNOWN']);
    expect(problemsOf(await api.start({ site: 'No Such' }))).toEqual(['site FIELD_INVALID']);
  });

  it('is not dropped from the settings while lifecycles of it are open', async () => {
    await api.ask.patch('/v1/settings').send({ sites: { branch } }).expect(200);
    const { id } = (await api.start({ site: 'branch' })).body;
    const { body } = await api.ask.patch('/v1/settings').send({ sites: {} }).expect(409);
    expect([body.code, body.detail]).toEqual(['SITE_IN_USE', 'Lifecycles are open for: branch.']);
    await api.ask.post(`/v1/lifecycles/${id}/cancel`).set('Idempotency-Key', randomUUID()).send({ reason: '끝' });
    await api.ask.patch('/v1/settings').send({ sites: {} }).expect(200);
  });

  it('with a closing day that does not exist is refused by the settings', async () => {
    const wrong = {
      sites: { branch: { title: '분관', closedDays: ['2030-02-30'] } },
      workingHours: [['9:00', '18:00']],
    };
    const answer = await api.ask.patch('/v1/settings').send(wrong).expect(400);
    expect(problemsOf(answer).sort()).toEqual([
      'sites.branch.closedDays.0 DATE_INVALID',
      'workingHours.0.0 TIME_OF_DAY_INVALID',
    ]);
  });
});
