import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiClient } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const put = (name: string, body: object) => api.ask.put(`/v1/data-marks/${name}`).send(body);
const marks = async () => (await api.ask.get('/v1/data-marks').expect(200)).body;

/** Today is 18 November 2030. */
describe('a data mark', () => {
  it('says up to which day data is loaded', async () => {
    await put('bankFile', { asOf: '2030-11-17' }).expect(200);
    await put('bankFile', { asOf: '2030-11-18' }).expect(200);
    expect(await marks()).toMatchObject({ marks: [{ name: 'bankFile', asOf: '2030-11-18' }] });
  });

  it('may be set again to the day at which it stands, which changes nothing', async () => {
    const first = (await put('again', { asOf: '2030-11-15' }).expect(200)).body;
    api.clock.moment += 60_000;
    expect((await put('again', { asOf: '2030-11-15' }).expect(200)).body).toEqual(first);
  });

  it('is not moved back, and the refusal says where it stands', async () => {
    await put('forward', { asOf: '2030-11-15' }).expect(200);
    const { body } = await put('forward', { asOf: '2030-11-14' }).expect(409);
    expect(body).toMatchObject({ code: 'DATA_MARK_BACKWARD', detail: 'It stands at 2030-11-15.' });
  });

  it('is not set to a day that has not come in Korea', async () => {
    const { body } = await put('early', { asOf: '2030-11-19' }).expect(422);
    expect(body.code).toBe('DATA_MARK_IN_FUTURE');
    expect(JSON.stringify(await marks())).not.toContain('early');
  });

  it('may be set to a day that has come in Korea and not yet in London', async () => {
    const before = api.clock.moment;
    api.clock.moment = Date.parse('2030-11-19T00:30:00+09:00');
    await put('midnight', { asOf: '2030-11-19' }).expect(200);
    api.clock.moment = before;
  });

  it('is refused with everything that is wrong with it', async () => {
    const { body } = await put('day', { asOf: '2030-02-30', until: 'now' }).expect(400);
    const places = (body.problems as { path: string; code: string }[]).map(({ path, code }) => `${path}: ${code}`);
    expect(places.sort()).toEqual(['asOf: DATE_INVALID', 'until: FIELD_UNKNOWN']);
  });

  it('has a name as lifecycles write it', async () => {
    const { body } = await put('Bank%20File', { asOf: '2030-11-18' }).expect(400);
    expect(body).toMatchObject({ code: 'FIELD_INVALID', problems: [{ path: 'name' }] });
  });

  it('is its tenant’s own', async () => {
    await put('own', { asOf: '2030-11-18' }).expect(200);
    const other = apiClient(await api.app.getUrl(), await api.addTenant('other-library'));
    expect((await other.get('/v1/data-marks').expect(200)).body).toEqual({ marks: [] });
  });
});
