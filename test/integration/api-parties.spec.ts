import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, loanRequest, type TestApi } from './api-setup.js';

const GUARDIAN = { name: '김보호', phone: '010-5500-0909' };
/** Under fourteen when the tests play, on 18 November 2030. */
const CHILD = { name: '김하나', phone: '010-5500-0901', birthDate: '2020-05-10', guardian: GUARDIAN };
const ADULT = { name: '김하나', phone: '010-5500-0951' };
const MORNING = Date.parse('2030-11-18T09:30:00+09:00');

interface Party {
  readonly phone: string | null;
  readonly language: string;
  readonly guardian: { readonly name: string; readonly phone: string; readonly language: string } | null;
  readonly told: string;
  readonly relation: string | null;
}

describe('Parties of the API', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.clock.moment = MORNING;
  });

  const started = async (recipient: object): Promise<string> => (await api.start({ recipient }).expect(201)).body.id;
  const problems = async (recipient: object): Promise<string[]> =>
    (await api.start({ recipient })).body.problems.map(({ path, code }) => `${path} ${code}`);
  const partyOf = async (id: string): Promise<Party> =>
    ((await api.ask.get(`/v1/lifecycles/${id}`)).body.parties as { borrower: Party }).borrower;
  const change = (id: string, body: object) =>
    api.ask
      .patch(`/v1/lifecycles/${id}/recipient`)
      .set('Idempotency-Key', randomUUID())
      .send({ name: '김하나', reason: '시험', ...body });
  const found = async (phone: string): Promise<string[]> =>
    (await api.ask.post('/v1/lifecycles/search').send({ phone })).body.items.map(({ id }) => id);
  const stored = async (id: string): Promise<Record<string, unknown>> => {
    const [row] = await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query<Record<string, unknown>[]>(`select * from parties where lifecycle_id = $1`, [id]),
    );
    return row ?? {};
  };

  it('show that a guardian is told for a child, masked', async () => {
    expect(await partyOf(await started(CHILD))).toEqual({
      name: '김*나',
      phone: '010-****-0901',
      language: 'ko',
      guardian: { name: '김*호', phone: '010-****-0909', language: 'ko' },
      told: 'guardian',
      relation: null,
    });
  });

  it('show in which language they and their guardians are told', async () => {
    const guardian = { ...GUARDIAN, language: 'vi' };
    expect(await partyOf(await started({ ...CHILD, language: 'zh-Hant', guardian }))).toMatchObject({
      language: 'zh-hant',
      guardian: { language: 'vi' },
    });
  });

  it('are told in Korean who say so, as who say nothing', async () => {
    const id = await started({ ...ADULT, language: 'ko-KR' });
    expect([(await partyOf(id)).language, (await stored(id))['language']]).toEqual(['ko', null]);
  });

  it('refuse languages that there are not, those of guardians as well', async () => {
    const wrong = { ...CHILD, language: 'english', guardian: { ...GUARDIAN, language: 'xx' } };
    expect((await problems(wrong)).sort()).toEqual([
      'recipient.guardian.language LANGUAGE_UNKNOWN',
      'recipient.language LANGUAGE_UNKNOWN',
    ]);
  });

  it('keep their language when their number changes, and lose it when it is taken away', async () => {
    const id = await started({ ...ADULT, language: 'en' });
    await change(id, { phone: '010-5500-0952' }).expect(200);
    const kept = (await partyOf(id)).language;
    await change(id, { language: null }).expect(200);
    expect([kept, (await partyOf(id)).language]).toEqual(['en', 'ko']);
  });

  it('are told in the language that is given later', async () => {
    const id = await started(ADULT);
    await change(id, { language: 'en' }).expect(200);
    expect((await partyOf(id)).language).toBe('en');
  });

  it('leave nothing of their language to an heir', async () => {
    const id = await started({ ...ADULT, language: 'en' });
    await change(id, { name: '김상속', phone: '010-5500-0953', relation: 'heir' }).expect(200);
    expect(await partyOf(id)).toMatchObject({ language: 'ko', relation: 'heir' });
  });

  it('show that the child is told once it is fourteen', async () => {
    const id = await started(CHILD);
    api.clock.moment = Date.parse('2034-05-10T00:00:00+09:00');
    expect((await partyOf(id)).told).toBe('person');
  });

  it('may be a child without a number beside a guardian', async () => {
    const { phone: _none, ...child } = CHILD;
    expect(await partyOf(await started(child))).toMatchObject({ phone: null, told: 'guardian' });
  });

  it('are two people where a guardian has two children of one name and another day of birth', async () => {
    const { phone: _none, ...child } = CHILD;
    const [one, other] = [await started(child), await started({ ...child, birthDate: '2021-05-10' })];
    expect((await stored(one))['person_id']).not.toBe((await stored(other))['person_id']);
  });

  it('refuse somebody under fourteen without a guardian', async () => {
    const { guardian: _none, ...child } = CHILD;
    expect(await problems(child)).toEqual(['recipient.guardian GUARDIAN_MISSING']);
  });

  it('refuse a guardian without a date of birth, which decides who is told', async () => {
    const { birthDate: _none, ...child } = CHILD;
    expect(await problems(child)).toEqual(['recipient.birthDate FIELD_MISSING']);
  });

  it('refuse somebody without a number for whom nobody is told', async () => {
    expect(await problems({ name: '김하나' })).toEqual(['recipient.phone FIELD_MISSING']);
  });

  it('name everything that is wrong with them at once', async () => {
    const wrong = { ...CHILD, phone: '02-120', birthDate: '2020-02-30', guardian: { name: '김보호', phone: '1' } };
    expect((await problems(wrong)).sort()).toEqual([
      'recipient.birthDate DATE_INVALID',
      'recipient.guardian.phone RECIPIENT_PHONE_INVALID',
      'recipient.phone RECIPIENT_PHONE_INVALID',
    ]);
  });

  it('refuse a date of birth that lies in the future', async () => {
    expect(await problems({ ...CHILD, birthDate: '2030-11-19' })).toEqual(['recipient.birthDate FIELD_INVALID']);
  });

  it('keep neither guardian nor date of birth of somebody who is told themselves', async () => {
    const row = await stored(await started({ ...CHILD, birthDate: '2000-05-10' }));
    expect([row['guardian_person_id'], row['birth_date_ciphertext']]).toEqual([null, null]);
  });

  it('keep a date of birth as a ciphertext alone', async () => {
    const row = await stored(await started(CHILD));
    expect(row['birth_date_ciphertext']).toMatch(/^v1:aes-256-gcm:/);
    expect(JSON.stringify(row)).not.toContain(CHILD.birthDate);
  });

  it('are found by the guardian’s number', async () => {
    const id = await started({ ...CHILD, guardian: { name: '김보호', phone: '010-5500-0911' } });
    expect(await found('010-5500-0911')).toEqual([id]);
  });

  it('are all found that one person represents', async () => {
    const person = { name: '이대리', phone: '010-5500-0977' };
    const ids = [await started(person), await started(person), await started(person)];
    expect((await found(person.phone)).sort()).toEqual(ids.sort());
  });

  it('are not the same start with another date of birth under the same key', async () => {
    const key = randomUUID();
    const start = loanRequest();
    const ask = (birthDate: string) =>
      api.ask
        .post('/v1/lifecycles')
        .set('Idempotency-Key', key)
        .send({ ...start, recipient: { ...CHILD, birthDate } });
    await ask('2020-05-10').expect(201);
    expect((await ask('2020-05-11')).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  describe('when they are corrected', () => {
    it('keep their guardian where only the number is', async () => {
      const id = await started(CHILD);
      await change(id, { phone: '010-5500-0902' }).expect(200);
      expect(await partyOf(id)).toMatchObject({ phone: '010-****-0902', told: 'guardian' });
    });

    it('get another guardian, and are found by that number alone', async () => {
      const id = await started({ ...CHILD, guardian: { name: '김보호', phone: '010-5500-0912' } });
      await change(id, { guardian: { name: '박보호', phone: '010-5500-0913' } }).expect(200);
      expect([await found('010-5500-0912'), await found('010-5500-0913')]).toEqual([[], [id]]);
    });

    it('keep a guardian whom somebody under fourteen needs', async () => {
      const id = await started(CHILD);
      expect((await change(id, { guardian: null })).body.problems).toMatchObject([
        { path: 'guardian', code: 'GUARDIAN_MISSING' },
      ]);
    });

    it('answer a repetition as the first time', async () => {
      const id = await started(CHILD);
      const key = randomUUID();
      const ask = () =>
        api.ask
          .patch(`/v1/lifecycles/${id}/recipient`)
          .set('Idempotency-Key', key)
          .send({ name: '김하나', birthDate: '2021-01-01', reason: '생년월일 정정' });
      expect((await ask().expect(200)).text).toBe((await ask().expect(200)).text);
    });
  });

  describe('when an heir takes their place', () => {
    const heir = { name: '김상속', phone: '010-5500-0931', relation: 'heir' };

    it('are new, and have nothing of whom it was', async () => {
      const id = await started(CHILD);
      await change(id, heir).expect(200);
      expect(await partyOf(id)).toEqual({
        name: '김*속',
        phone: '010-****-0931',
        language: 'ko',
        guardian: null,
        told: 'person',
        relation: 'heir',
      });
    });

    it('are said to be an heir in the timeline, without a name', async () => {
      const id = await started({ name: '김고인', phone: '010-5500-0930' });
      await change(id, heir).expect(200);
      const { text } = await api.ask.get(`/v1/lifecycles/${id}/timeline`);
      expect(text).toContain('상속인에게 넘깁니다.');
      expect(text).not.toMatch(/김상속|김고인/);
    });

    it('stay an heir when the number is corrected later', async () => {
      const id = await started({ name: '김고인', phone: '010-5500-0930' });
      await change(id, heir).expect(200);
      await change(id, { name: '김상속', phone: '010-5500-0932' }).expect(200);
      expect(await partyOf(id)).toMatchObject({ phone: '010-****-0932', relation: 'heir' });
    });

    it('need a number of their own', async () => {
      const id = await started({ name: '김고인', phone: '010-5500-0930' });
      expect((await change(id, { name: '김상속', relation: 'heir' })).body.problems).toMatchObject([
        { path: 'phone', code: 'FIELD_MISSING' },
      ]);
    });

    it('are told nothing of what was paused until it is resumed', async () => {
      const id = await started({ name: '김고인', phone: '010-5500-0930' });
      await api.ask
        .post(`/v1/lifecycles/${id}/pause`)
        .set('Idempotency-Key', randomUUID())
        .send({ reason: '사망 확인' })
        .expect(200);
      await change(id, heir).expect(200);
      expect((await api.ask.get(`/v1/lifecycles/${id}`)).text).not.toContain('"pausedAt":null');
    });
  });
});
