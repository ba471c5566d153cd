// A tenant's own lifecycle types: published, shown, started by and retired. What is wrong is told all at once.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { parse as yamlOf, stringify } from 'yaml';
import { inTenant } from '#libs/database/in-tenant.js';
import { putTemplate } from '#libs/database/template-store.js';
import { DocumentSchemas, operationsOf } from '../unit/openapi-schemas.js';
import type { Answer, Seen } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

interface SeenVersion {
  readonly version: string;
  readonly number: number | null;
  readonly publishedAt: string | null;
  readonly retiredAt: string | null;
  readonly retiredReason: string | null;
  readonly current: boolean;
  readonly openLifecycles: number;
}
interface SeenType extends SeenVersion {
  readonly name: string;
  readonly origin: string;
  readonly versions: readonly SeenVersion[];
  readonly templates: readonly { readonly code: string; readonly review: string }[];
  readonly inputSchema: { readonly required: readonly string[] };
  readonly diagram: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly links: { readonly self: string; readonly openapi: string };
}

const TENANT = 'city-library';

let api: TestApi;
let club: Record<string, unknown>;
let example: string;
/** A name of its own for each test. */
let name: string;
let named = 0;

beforeAll(async () => {
  api = await createTestApi();
  example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
});
afterAll(() => api.close());
beforeEach(() => {
  named += 1;
  name = `${TENANT}/club-${named}`;
  club = { ...(JSON.parse(JSON.stringify(parsedExample())) as Record<string, unknown>), name };
});

const parsedExample = (): unknown => yamlOf(example);

const publish = (definition: unknown, key: string = randomUUID(), ask = api.ask) =>
  ask
    .post('/v1/lifecycle-types')
    .set('Idempotency-Key', key)
    .send(definition as object);
const publishText = (text: string, type = 'application/yaml') =>
  api.ask.post('/v1/lifecycle-types').set('Idempotency-Key', randomUUID()).set('Content-Type', type).send(text);
const retire = (number: number, reason = '안내문을 새로 씀', key: string = randomUUID()) =>
  api.ask.post(`/v1/lifecycle-types/${name}/versions/${number}/retire`).set('Idempotency-Key', key).send({ reason });
const show = async (path = name, ask = api.ask): Promise<SeenType> =>
  bodyOf(await ask.get(`/v1/lifecycle-types/${path}`).expect(200)) as SeenType;
const bodyOf = ({ body }: Answer): unknown => body;

const start = (change: Record<string, unknown> = {}) =>
  api.ask
    .post('/v1/lifecycles')
    .set('Idempotency-Key', randomUUID())
    .send({
      type: name,
      reference: randomUUID(),
      recipient: { name: '김하나', phone: '010-5500-0001' },
      data: { bookTitle: '봉수의 역사', meetingDay: '2030-12-02', place: '제1강의실' },
      ...change,
    });
const problemsOf = ({ body }: Answer): string[] => body.problems.map(({ path, code }) => `${path} ${code}`);
const changed = (title: string) => ({ ...club, title });

describe('publishing', () => {
  it('makes version 1 of a new name and says where it is', async () => {
    const { body, headers } = await publish(club).expect(201);
    expect(body).toMatchObject({ name, title: '독서 모임', number: 1, retiredAt: null });
    expect(headers['location']).toBe(`/v1/lifecycle-types/${name}?version=1`);
    expect((await api.ask.get(String(headers['location'])).expect(200)).body).toMatchObject({ name, number: 1 });
  });

  it('changes nothing for content that has been published, in JSON or YAML, in whatever order', async () => {
    const first = await publish(club).expect(201);
    const reversed = Object.fromEntries(Object.entries(club).reverse());
    expect((await publishText(stringify(reversed)).expect(200)).body).toEqual(first.body);
    expect((await publish(club).expect(200)).body).toEqual(first.body);
    expect((await show()).versions).toHaveLength(1);
  });

  it('makes the next version of changed content, which starts then use', async () => {
    await publish(club).expect(201);
    expect((await publish(changed('새 독서 모임')).expect(201)).body).toMatchObject({ number: 2 });
    expect((await start().expect(201)).body).toMatchObject({ type: name, title: '새 독서 모임' });
  });

  it('numbers versions without a gap when many are published at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => publish(changed(`모임 ${n % 4}`))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201, 201, 201, 201]);
    expect((await show()).versions.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  it('is answered once for a key, and refused for another content under it', async () => {
    const key = randomUUID();
    const first = await publish(club, key).expect(201);
    expect((await publish(club, key).expect(201)).body).toEqual(first.body);
    expect((await publish(changed('x'), key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('needs a key', async () => {
    expect((await api.ask.post('/v1/lifecycle-types').send(club)).body.code).toBe('IDEMPOTENCY_KEY_MISSING');
  });

  it('takes the example as it stands, under the name of one’s own', async () => {
    const text = example.replace('bongsu-library/', `${TENANT}/`);
    await publishText(text, 'text/yaml; charset=utf-8').expect(201);
  });
});

describe('a definition that is wrong', () => {
  it('is answered with every place, a remedy for each, and nothing stored', async () => {
    const stages = { ...(club['stages'] as object), lonely: { title: '홀로' } };
    const answer = await publish({ ...club, name: 'other-library/club', stages, first: 'nowhere' });
    expect([answer.status, answer.body.code]).toEqual([422, 'DEFINITION_INVALID']);
    expect(problemsOf(answer)).toEqual(expect.arrayContaining(['name DEFINITION_INVALID', 'first DEFINITION_INVALID']));
    expect((await api.ask.get(`/v1/lifecycle-types/${name}`)).body.code).toBe('LIFECYCLE_TYPE_NOT_FOUND');
  });

  it('is told of all places where its shape is wrong', async () => {
    const answer = await publish({ ...club, title: '', extra: 1, templates: { lower: {} } });
    expect(answer.body.problems.map(({ path }) => path).sort()).toEqual(['extra', 'templates.lower', 'title']);
  });

  it.each([
    ['a shipped name', () => ({ ...club, name: 'library-loan' })],
    ['another tenant’s name', () => ({ ...club, name: 'other-library/club' })],
    ['no name', () => ({ ...club, name: undefined })],
    ['control characters', () => changed('제\u0000목')],
    ['half a character', () => changed('제\ud800목')],
    ['a list for a definition', () => [club]],
    ['a number of stages that nobody needs', () => ({ ...club, stages: tooManyStages() })],
  ])('with %s is refused as invalid', async (_, definition) => {
    expect((await publish(definition())).body.code).toBe('DEFINITION_INVALID');
  });

  const tooManyStages = () => Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`s${n}`, { title: 'x' }]));

  it.each([
    ['broken YAML', 'application/yaml', 'name: x\ntitle: "y', 'line 2, column'],
    ['broken JSON', 'application/json', '{\n"name": }', 'line 2, column 9'],
  ])('as %s is refused with the line and column', async (_, type, text, place) => {
    const { status, body } = await publishText(text, type);
    expect([status, body.code]).toEqual([400, 'DEFINITION_UNREADABLE']);
    expect(body.problems[0]?.path).toContain(place);
  });

  it.each([
    ['no body', 'BODY_MISSING', () => api.ask.post('/v1/lifecycle-types').set('Idempotency-Key', randomUUID())],
    ['a form', 'CONTENT_TYPE_UNSUPPORTED', () => publishText('a=b', 'application/x-www-form-urlencoded')],
    ['another charset', 'CONTENT_TYPE_UNSUPPORTED', () => publishText('a: b', 'application/yaml; charset=euc-kr')],
    ['more than 256 kB', 'BODY_TOO_LARGE', () => publishText('#'.repeat(300_000))],
  ])('as %s is answered %s', async (_, code, send) => {
    expect((await send()).body.code).toBe(code);
  });

  it('in YAML is taken at no other address', async () => {
    const answer = await api.ask
      .post('/v1/lifecycles')
      .set('Idempotency-Key', randomUUID())
      .set('Content-Type', 'application/yaml')
      .send('type: x');
    expect(answer.body.code).toBe('CONTENT_TYPE_UNSUPPORTED');
  });
});

describe('showing', () => {
  it('lists shipped types and one’s own, each version with the lifecycles that run by it', async () => {
    await publish(club).expect(201);
    await start().expect(201);
    await publish(changed('새 모임')).expect(201);
    const { items } = bodyOf(await api.ask.get('/v1/lifecycle-types').expect(200)) as { items: SeenType[] };
    const own = items.find((item) => item.name === name);
    expect(own?.versions.map(({ number, current, openLifecycles }) => [number, current, openLifecycles])).toEqual([
      [2, true, 0],
      [1, false, 1],
    ]);
    expect(items.find((item) => item.name === 'library-loan')).toMatchObject({ origin: 'shipped' });
    expect(items.map((item) => item.name)).toEqual(items.map((item) => item.name).sort());
  });

  it('answers what follows from a definition, by the name as one part or two', async () => {
    await publish(club).expect(201);
    const shown = await show();
    expect(shown).toMatchObject({ origin: 'own', number: 1, definition: club });
    expect(shown.inputSchema.required).toEqual(['bookTitle', 'meetingDay', 'place']);
    expect(shown.diagram).toContain('state "참가 예정" as stage_joined');
    expect(await show(encodeURIComponent(name))).toEqual(shown);
  });

  it('answers any version by number or hash, and none that there is not', async () => {
    const first = bodyOf(await publish(club).expect(201)) as SeenVersion;
    await publish(changed('새 모임')).expect(201);
    expect((await show(`${name}?version=1`)).version).toBe(first.version);
    expect((await show(`${name}?version=${first.version}`)).number).toBe(1);
    const none = await api.ask.get(`/v1/lifecycle-types/${name}?version=3`);
    expect([none.status, none.body.code]).toEqual([404, 'LIFECYCLE_TYPE_NOT_FOUND']);
    expect((await api.ask.get(`/v1/lifecycle-types/${name}?version=x`)).body.code).toBe('FIELD_INVALID');
  });

  it('says of each template whether exactly its text was reviewed', async () => {
    await publish(club).expect(201);
    const templates = club['templates'] as Record<string, { title: string; body: string }>;
    const put = (code: string, content: object, status: 'approved' | 'inspecting' | 'rejected') =>
      inTenant(api.dataSource, TENANT, (tx) =>
        putTemplate(tx, TENANT, {
          code,
          dealer: 'solapi',
          dealerTemplateId: randomUUID(),
          channelId: 'c',
          content,
          status,
        }),
      );
    await put('CLUB_JOINED', { ...templates['CLUB_JOINED'], title: '다른 이름' }, 'approved');
    await put('CLUB_TOMORROW', { ...templates['CLUB_TOMORROW'] }, 'inspecting');
    await put('CLUB_MOVED', { ...templates['CLUB_MOVED'] }, 'rejected');
    await put('CLUB_CANCELLED', { ...templates['CLUB_CANCELLED'], body: '다른 글' }, 'approved');
    expect(Object.fromEntries((await show()).templates.map(({ code, review }) => [code, review]))).toEqual({
      CLUB_JOINED: 'approved',
      CLUB_TOMORROW: 'inspecting',
      CLUB_MOVED: 'rejected',
      CLUB_CANCELLED: 'missing',
    });
  });

  it('shows a tenant nothing of another’s', async () => {
    await publish(club).expect(201);
    const key = await api.addTenant(`other-${named}`);
    const other = (path: string) => api.anyone.get(path).set('Authorization', `Bearer ${key}`);
    expect((await other(`/v1/lifecycle-types/${name}`)).body.code).toBe('LIFECYCLE_TYPE_NOT_FOUND');
    expect((await other('/v1/lifecycle-types')).text).not.toContain(name);
    const started = await api.anyone
      .post('/v1/lifecycles')
      .set('Authorization', `Bearer ${key}`)
      .set('Idempotency-Key', randomUUID())
      .send({ type: name, reference: 'r', recipient: { name: '김하나', phone: '010-5500-0001' }, data: {} });
    expect(problemsOf(started)).toContain('type LIFECYCLE_TYPE_UNKNOWN');
  });

  it.each(['a%00b', 'a%00b/c', '%ED%95%9C', 'x'.repeat(300)])(
    'finds nothing under a name that is none: %s',
    async (none) => {
      expect((await api.ask.get(`/v1/lifecycle-types/${none}`)).body.code).toBe('LIFECYCLE_TYPE_NOT_FOUND');
    },
  );
});

describe('the OpenAPI document of a type', () => {
  const documentOf = async (path: string): Promise<OpenAPIObject> =>
    bodyOf(await api.ask.get(`/v1/lifecycle-types/${path}/openapi.json`).expect(200)) as OpenAPIObject;

  it('has valid schemas and no reference that leads nowhere', async () => {
    await publish(club).expect(201);
    for (const path of [name, 'library-loan']) {
      const document = await documentOf(path);
      const ajv = new Ajv2020({ strict: false });
      formats.default(ajv);
      for (const schema of Object.values(document.components?.schemas ?? {}))
        expect(ajv.validateSchema(schema)).toBe(true);
      const targets = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
      expect(targets.filter(([, target]) => !document.components?.schemas?.[String(target)])).toEqual([]);
      expect(operationsOf(document).map(({ operationId }) => operationId)).toEqual([
        'start',
        'reportEvent',
        'reportEventByReference',
      ]);
    }
  });

  it('takes what the API takes, and not what it refuses', async () => {
    await publish(club).expect(201);
    const document = await documentOf(name);
    const schemas = new DocumentSchemas(document);
    const taken = (path: string, body: object): boolean =>
      schemas.problems(
        operationsOf(document).find((each) => each.path === path)?.requestBody?.content['application/json']?.schema ??
          false,
        body,
      ).length === 0;
    const recipient = { name: '김하나', phone: '010-5500-0001' };
    const data = { bookTitle: '봉수의 역사', meetingDay: '2030-12-02', place: '제1강의실' };
    const body = { type: name, reference: randomUUID(), recipient, data };
    expect((await start(body)).status).toBe(201);
    expect([
      taken('/v1/lifecycles', body),
      taken('/v1/lifecycles', { ...body, version: 1 }),
      taken('/v1/lifecycles', { ...body, recipient: undefined, parties: { member: recipient } }),
      taken('/v1/lifecycles', { ...body, type: 'library-loan' }),
      taken('/v1/lifecycles', { ...body, parties: { member: recipient } }),
      taken('/v1/lifecycles', { ...body, data: { ...data, place: undefined, more: 1 } }),
    ]).toEqual([true, true, true, false, false, false]);
    const events = '/v1/lifecycles/{id}/events';
    expect([
      taken(events, { type: 'moved', eventId: 'm1', data: { meetingDay: '2030-12-09' } }),
      taken(events, { type: 'withdrawn', eventId: 'w1' }),
      taken(events, { type: 'moved', eventId: 'm1' }),
      taken(events, { type: 'returned', eventId: 'r1' }),
    ]).toEqual([true, true, false, false]);
  });

  it('shows the language itself to editors, without a key', async () => {
    const { body } = await api.anyone.get('/v1/lifecycle-definition.schema.json').expect(200);
    expect(body).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });
});

describe('starting', () => {
  it('goes through its events and timeline as any other', async () => {
    await publish(club).expect(201);
    const { body } = await start().expect(201);
    expect(body.planned.map(({ at }) => at)).toEqual(['2030-12-01T10:00:00+09:00', '2030-12-03T00:00:00+09:00']);
    const moved = await api.ask
      .post(`/v1/lifecycles/${body.id}/events`)
      .send({ type: 'moved', eventId: 'm1', data: { meetingDay: '2030-12-09' } })
      .expect(200);
    expect(moved.body.lifecycle.planned[0]?.at).toBe('2030-12-08T10:00:00+09:00');
    const timeline = await api.ask.get(`/v1/lifecycles/${body.id}/timeline`).expect(200);
    expect(timeline.text).toContain('독서 모임');
  });

  it('shows the version that it runs by, and the titles of timers that run in every stage', async () => {
    const whenever = { title: '어느 단계에서든', after: { days: 40 }, goto: 'over' };
    const published = bodyOf(await publish({ ...club, timers: { whenever } }).expect(201)) as SeenVersion;
    const { body } = await start().expect(201);
    const seen = (await api.ask.get(`/v1/lifecycles/${body.id}`).expect(200)).body as unknown as {
      readonly version: string;
      readonly planned: readonly { readonly title: string }[];
    };
    expect(seen.version).toBe(published.version);
    expect(seen.planned.map(({ title }) => title)).toContain('어느 단계에서든');
  });

  it('is found by reference under a name with a slash', async () => {
    await publish(club).expect(201);
    const { body } = await start({ reference: 'R-1' }).expect(201);
    const found = await api.ask.get(`/v1/lifecycles/by-reference/${encodeURIComponent(name)}/R-1`).expect(200);
    expect(found.body.id).toBe(body.id);
    expect((await api.ask.get('/v1/lifecycles').query({ type: name })).body.items.map(({ id }) => id)).toEqual([
      body.id,
    ]);
  });

  it('can be bound to a version, by number or hash', async () => {
    const first = bodyOf(await publish(club).expect(201)) as SeenVersion;
    await publish(changed('새 모임')).expect(201);
    for (const version of [1, first.version])
      expect((await start({ version }).expect(201)).body).toMatchObject({ title: '독서 모임' });
  });

  it('can be bound to the present version of a shipped type, by hash', async () => {
    const loan = await show('library-loan');
    const data = { bookTitle: '봉수의 역사', dueDate: '2030-12-02' };
    await start({ type: 'library-loan', version: loan.version, data }).expect(201);
    expect(problemsOf(await start({ type: 'library-loan', version: 1, data }))).toEqual([
      'version LIFECYCLE_TYPE_VERSION_UNKNOWN',
    ]);
  });

  it('by a version that there is not is told of together with all else', async () => {
    await publish(club).expect(201);
    const answer = await start({ version: 2, data: { meetingDay: '2030-12-02', place: '제1강의실' } });
    expect(problemsOf(answer).sort()).toEqual([
      'data.bookTitle FIELD_MISSING',
      'version LIFECYCLE_TYPE_VERSION_UNKNOWN',
    ]);
  });

  it('goes on by its version when a later one is published', async () => {
    await publish(club).expect(201);
    const { body } = await start().expect(201);
    const { events: _, ...rest } = club;
    const stages = { ...(club['stages'] as Record<string, object>) };
    stages['joined'] = { ...stages['joined'], on: { withdrawn: { goto: 'withdrawn' } } };
    delete stages['cancelled'];
    const templates = { ...(club['templates'] as object) } as Record<string, object>;
    delete templates['CLUB_MOVED'];
    delete templates['CLUB_CANCELLED'];
    await publish({ ...rest, events: { withdrawn: { title: '참가 취소' } }, stages, templates }).expect(201);
    const event = (id: string) =>
      api.ask
        .post(`/v1/lifecycles/${id}/events`)
        .send({ type: 'moved', eventId: 'm1', data: { meetingDay: '2030-12-09' } });
    await event(body.id).expect(200);
    expect((await event((await start().expect(201)).body.id)).body.code).toBe('EVENT_UNKNOWN');
  });
});

describe('retiring', () => {
  const latest = (answer: Answer): string => answer.body.detail;

  it('lets nothing start by the version, and names the one that does', async () => {
    await publish(club).expect(201);
    await publish(changed('새 모임')).expect(201);
    await retire(1).expect(200);
    const refused = await start({ version: 1 });
    expect([refused.status, refused.body.code]).toEqual([409, 'LIFECYCLE_TYPE_RETIRED']);
    expect(latest(refused)).toContain('the latest is 2');
    await start().expect(201);
  });

  it('of the latest leads starts back to the one before, of all lets nothing start', async () => {
    await publish(club).expect(201);
    await publish(changed('새 모임')).expect(201);
    await retire(2).expect(200);
    expect((await start().expect(201)).body).toMatchObject({ title: '독서 모임' });
    await retire(1).expect(200);
    expect((await start()).body.code).toBe('LIFECYCLE_TYPE_RETIRED');
    expect((await show()).versions.map(({ current }) => current)).toEqual([false, false]);
  });

  it('lets what runs go on', async () => {
    await publish(club).expect(201);
    const { body } = await start().expect(201);
    await retire(1).expect(200);
    await api.ask.post(`/v1/lifecycles/${body.id}/events`).send({ type: 'withdrawn', eventId: 'w1' }).expect(200);
  });

  it('is for good: once more, and publishing the content again, change nothing', async () => {
    await publish(club).expect(201);
    const first = await retire(1).expect(200);
    api.clock.moment += 60_000;
    expect((await retire(1, '다른 사유').expect(200)).body).toEqual(first.body);
    expect((await publish(club).expect(200)).body).toEqual(first.body);
    expect(first.body).toMatchObject({ number: 1, retiredReason: '안내문을 새로 씀' });
  });

  it('is not possible for shipped types and for versions that there are not', async () => {
    const answers = [await retire(1), await retire(0)];
    expect(answers.map(({ body }) => body.code)).toEqual(['LIFECYCLE_TYPE_NOT_FOUND', 'FIELD_INVALID']);
    const shipped = await api.ask
      .post('/v1/lifecycle-types/library-loan/versions/1/retire')
      .set('Idempotency-Key', randomUUID())
      .send({ reason: 'x' });
    expect([shipped.status, shipped.body.code]).toEqual([409, 'LIFECYCLE_TYPE_SHIPPED']);
  });

  it('that has been answered lets nothing start that came at the same moment', async () => {
    await publish(club).expect(201);
    const [retired, ...starts] = await Promise.all([retire(1), ...Array.from({ length: 12 }, () => start())]);
    expect(retired.status).toBe(200);
    const begun = starts.filter(({ status }) => status === 201).length;
    expect(starts.filter(({ body }: { body: Seen }) => body.code === 'LIFECYCLE_TYPE_RETIRED')).toHaveLength(
      12 - begun,
    );
    expect((await show()).versions[0]?.openLifecycles).toBe(begun);
  });
});
