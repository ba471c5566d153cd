import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TemplateView } from '#apps/api/templates/template.schemas.js';
import { DAY, isoKorean } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { putTemplate } from '#libs/database/template-store.js';
import { noticePosted } from '../fixtures/notice-posted.js';
import { jpegOf } from '../fixtures/pictures.js';
import { createTestApi, type TestApi } from './api-setup.js';

/** Calls on templates, as far as they are answered before any dealer is called. */
describe('Templates over the API', () => {
  const TENANT = 'city-library';
  const BODY = '#{이름}님, 공고가 났습니다: #{장소}';
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  const content = (body = BODY) => noticePosted(`${TENANT}/notice`, body).templates['NOTICE_POSTED']!;
  const post = (path: string, body: unknown, key: string = randomUUID()) =>
    api.ask
      .post(path)
      .set('Idempotency-Key', key)
      .send(body as object);
  const shown = (answer: { readonly body: unknown }): TemplateView => answer.body as TemplateView;
  const items = (answer: { readonly body: unknown }) => (answer.body as { items: { code: string }[] }).items;
  const put = (code: string, status: 'approved' | 'inspecting' | 'rejected', tenant = TENANT) =>
    inTenant(api.dataSource, tenant, (tx) =>
      putTemplate(tx, tenant, {
        code,
        dealer: 'solapi',
        dealerTemplateId: `${code}_T`,
        channelId: 'KA01PF1',
        content: content(),
        status,
      }),
    );

  it('stores a new template and what is to be done with it, before any dealer hears of it', async () => {
    const { status, body } = await post('/v1/templates/NOTICE_A/versions', { content: content(), reason: '첫 등록' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ code: 'NOTICE_A', state: 'draft', version: 1, liveVersion: null, underWay: true });
    expect(shown({ body }).acts.map((each) => [each.act, each.state, each.by])).toEqual([
      ['request-review', 'asked', 'test'],
      ['register', 'asked', 'test'],
    ]);
    expect((await api.ask.get('/v1/templates/NOTICE_A')).body).toEqual(body);
  });

  it('does once what is asked for twice under one key', async () => {
    const key = randomUUID();
    const given = { content: content() };
    await post('/v1/templates/NOTICE_B/versions', given, key);
    const again = await post('/v1/templates/NOTICE_B/versions', given, key);
    expect(again.status).toBe(202);
    expect(shown(again).versions).toHaveLength(1);
    const other = await post('/v1/templates/NOTICE_B/versions', { content: content('다른 글 #{이름} #{장소}') }, key);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('tells all that a reviewer would refuse at once, and stores nothing', async () => {
    const broken = { ...content(), body: '(광고) #{누구}님, 지금 앱을 설치하세요!', extra: '부가 정보' };
    const { status, body } = await post('/v1/templates/NOTICE_C/versions', { content: broken });
    expect([status, body.code]).toEqual([422, 'TEMPLATE_INVALID']);
    const paths = body.problems.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['content.body', 'content.extra', 'content.variables']));
    expect((await api.ask.get('/v1/templates/NOTICE_C')).status).toBe(404);
  });

  describe('A picture that a template names', () => {
    const uploaded = async (bytes: Uint8Array): Promise<string> =>
      (await post('/v1/images', { data: Buffer.from(bytes).toString('base64') })).body.id;
    // One that is not called here, which the API itself would not take.
    const useDealer = (dealer: string) =>
      inTenant(api.dataSource, TENANT, (tx) =>
        tx.query(`update tenants set settings = settings || jsonb_build_object('dealer', $2::text) where id = $1`, [
          TENANT,
          dealer,
        ]),
      );
    const items = ['책', '반납일'].map((title) => ({ title, description: '값' }));
    const highlighted = (image: string) => ({
      itemList: { highlight: { title: '대출', description: '안내', image }, items },
    });

    it('is taken where it is twice as wide as high', async () => {
      const image = await uploaded(jpegOf(800, 400));
      const { status } = await post('/v1/templates/PICTURE_A/versions', { content: { ...content(), image } });
      expect(status).toBe(202);
    });

    it('is refused beside everything else that is wrong, where it is not one of ours or of another shape', async () => {
      const wrong = { ...content(), extra: '부가 정보', image: await uploaded(jpegOf(800, 401)) };
      const { status, body } = await post('/v1/templates/PICTURE_B/versions', { content: wrong });
      expect([status, body.code]).toEqual([422, 'TEMPLATE_INVALID']);
      expect(body.problems.map(({ path }: { path: string }) => path)).toEqual(
        expect.arrayContaining(['content.extra', 'content.image']),
      );
      const unknown = await post('/v1/templates/PICTURE_B/versions', {
        content: { ...content(), ...highlighted('0'.repeat(64)) },
      });
      expect(unknown.body).toMatchObject({ problems: [{ path: 'content.itemList.highlight.image' }] });
    });

    it('is refused by a code of its own where the dealer takes none for this', async () => {
      await useDealer('aligo');
      const given = { content: { ...content(), ...highlighted(await uploaded(jpegOf(200, 200))) } };
      const refused = await post('/v1/templates/PICTURE_C/versions', given);
      await useDealer('solapi');
      expect([refused.status, refused.body.code]).toEqual([409, 'TEMPLATE_PICTURE_NOT_OFFERED']);
      expect((await post('/v1/templates/PICTURE_C/versions', given)).status).toBe(202);
    });

    it('is refused in a definition that is published, in whatever language it stands', async () => {
      const notice = noticePosted(`${TENANT}/pictured`, BODY) as unknown as {
        templates: Record<string, { in?: Record<string, object> }>;
      };
      notice.templates['NOTICE_POSTED']!.in = { en: { body: BODY, image: '0'.repeat(64) } };
      const refused = await post('/v1/lifecycle-types', notice);
      expect([refused.status, refused.body.problems]).toMatchObject([
        422,
        [{ path: 'templates.NOTICE_POSTED.in.en.image' }],
      ]);
    });
  });

  it('refuses another content while one is under way or in review', async () => {
    await put('NOTICE_D', 'inspecting');
    for (const code of ['NOTICE_A', 'NOTICE_D']) {
      const refused = await post(`/v1/templates/${code}/versions`, { content: content('다시 #{이름} #{장소}') });
      expect([refused.status, refused.body.code]).toEqual([409, 'TEMPLATE_UNDER_WAY']);
    }
  });

  it('registers another content beside an approved one at a dealer that cannot change it', async () => {
    await put('NOTICE_E', 'approved');
    const { body } = await post('/v1/templates/NOTICE_E/versions', { content: content('새 글 #{이름} #{장소}') });
    expect(body).toMatchObject({ version: 2, state: 'draft', liveVersion: 1 });
    expect(shown({ body }).versions[0]).toMatchObject({
      dealerTemplateId: null,
      difference: [
        { kind: 'removed', line: BODY },
        { kind: 'added', line: '새 글 #{이름} #{장소}' },
      ],
      otherChanges: [],
    });
  });

  it('refuses what the dealer does not allow in the state of the template', async () => {
    await put('NOTICE_F', 'approved');
    const refused = await post('/v1/templates/NOTICE_F/delete', {});
    expect([refused.status, refused.body.code]).toEqual([409, 'TEMPLATE_STATE_UNFIT']);
    const unknown = await post('/v1/templates/NOBODY/delete', {});
    expect([unknown.status, unknown.body.code]).toEqual([404, 'TEMPLATE_CODE_UNKNOWN']);
  });

  it('follows a template that was made on the dealer’s own site', async () => {
    const { body } = await post('/v1/templates/NOTICE_G/versions', { content: content(), dealerTemplateId: 'KA01TP9' });
    expect(body).toMatchObject({ state: 'registered', underWay: false, acts: [] });
    expect(shown({ body }).versions[0]).toMatchObject({ dealerTemplateId: 'KA01TP9', channelId: 'KA01PF1' });
  });

  it('shows a tenant nothing of another’s', async () => {
    await api.addTenant('other-city');
    await put('NOTICE_SECRET', 'approved', 'other-city');
    expect((await api.ask.get('/v1/templates/NOTICE_SECRET')).status).toBe(404);
    const all = items(await api.ask.get('/v1/templates'));
    expect(all.map(({ code }) => code)).not.toContain('NOTICE_SECRET');
  });

  it('registers what a lifecycle type sends by 알림톡, and leaves alone what is there word for word', async () => {
    const name = `${TENANT}/notice`;
    const published = await post('/v1/lifecycle-types', noticePosted(name, BODY));
    expect(published.status).toBe(201);
    const first = await post(`/v1/lifecycle-types/${name}/templates/registrations`, {});
    expect(first.body).toEqual({ registered: ['NOTICE_POSTED'], present: [], refused: [] });
    const second = await post(`/v1/lifecycle-types/${name}/templates/registrations`, {});
    expect(second.body).toEqual({ registered: [], present: [{ code: 'NOTICE_POSTED', review: 'draft' }], refused: [] });
    const nowhere = await post(`/v1/lifecycle-types/${TENANT}/nobody/templates/registrations`, {});
    expect(nowhere.body).toMatchObject({ code: 'LIFECYCLE_TYPE_NOT_FOUND' });
  });

  it('reports what falls asleep, and no longer what was released or used', async () => {
    const code = 'NOTICE_OLD';
    await put(code, 'approved');
    const { moment } = api.clock;
    const old = (at: number) =>
      inTenant(api.dataSource, TENANT, (tx) =>
        tx.query(
          `update templates set last_used_at = to_timestamp($1 / 1000.0), changed_at = to_timestamp($1 / 1000.0) where code = $2`,
          [at, code],
        ),
      );
    const named = async (weeks: number) => {
      const found = items(await api.ask.get(`/v1/templates/dormancy?weeks=${weeks}`));
      return found.filter((each) => each.code === code);
    };
    await old(moment - 330 * DAY);
    expect(await named(4)).toEqual([]);
    expect(await named(8)).toMatchObject([
      { dormant: false, lifecycles: 0, lastUsedAt: isoKorean(moment - 330 * DAY) },
    ]);
    await old(moment - 400 * DAY);
    expect(await named(1)).toMatchObject([{ dormant: true }]);
    const released = await post(`/v1/templates/${code}/release-dormancy`, { reason: '콘솔에서 해제', actor: '김사서' });
    expect(released.status).toBe(200);
    expect(shown(released).acts).toMatchObject([
      { act: 'release', state: 'done', by: '김사서', reason: '콘솔에서 해제' },
    ]);
    expect(await named(3)).toEqual([]);
    expect(await named(5)).toMatchObject([{ dormantFrom: isoKorean(moment + 30 * DAY) }]);
  });

  it('starts an own type only once its templates are approved, where the tenant asks for that', async () => {
    const name = `${TENANT}/posted`;
    await post('/v1/lifecycle-types', { ...noticePosted(name, '다른 공고: #{이름}님 #{장소}'), name });
    const start = (reference: string) =>
      api.start({
        type: name,
        reference,
        recipient: { name: '김하나', phone: '010-5500-0001' },
        data: { place: '별관' },
      });
    expect((await start('P-1')).status).toBe(201);
    await api.ask.patch('/v1/settings').send({ requireApprovedTemplates: true });
    const refused = await start('P-2');
    expect([refused.status, refused.body.code]).toEqual([409, 'TEMPLATES_NOT_APPROVED']);
    const shipped = await api.start({ reference: 'P-3' });
    expect(shipped.status).toBe(201);
    const { body } = await api.ask.get('/v1/lifecycle-types');
    const types = (body as unknown as { items: { name: string; versions: unknown[] }[] }).items;
    expect(types.find((each) => each.name === name)?.versions).toMatchObject([{ number: 1, current: false }]);
    await api.ask.patch('/v1/settings').send({ requireApprovedTemplates: false });
  });
});
