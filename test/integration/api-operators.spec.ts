// Operators sign in elsewhere and act here by their roles: whoever grants them, in which tenant they act, and by which name.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_ROLES, type OperatorRole } from '#libs/contracts/operator-roles.js';
import { createApiKey, type KeyToDraw } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { grantOperator } from '#libs/database/operator-store.js';
import { eventually } from '../harness/eventually.js';
import { TestSignIn } from '../harness/test-sign-in.js';
import { apiClient, type ApiClient } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const OTHER = 'other-library';

interface Operator {
  readonly id: string;
  readonly subject: string;
  readonly label: string;
  readonly roles: readonly string[];
  readonly state: string;
}
interface Entry {
  readonly actor: { readonly kind: string; readonly id: string; readonly label: string | null };
  readonly operation: string;
}

let api: TestApi;
let signIn: TestSignIn;
let otherKey: string;
beforeAll(async () => {
  signIn = await TestSignIn.start();
  api = await createTestApi(undefined, { OIDC_JWKS_URL: signIn.jwksUrl });
  otherKey = await api.addTenant(OTHER);
});
afterAll(async () => {
  await api.close();
  await signIn.stop();
});

/** Whoever has signed in by that name. */
const as = async (subject: string): Promise<ApiClient> =>
  apiClient(await api.app.getUrl(), await signIn.token(subject, api.clock.moment));

/** An operator of the tenant; answers their id and requests of theirs. */
async function operator(roles: readonly OperatorRole[], label = '대출 담당 1', tenant = TENANT, name = randomUUID()) {
  const { issuer } = TestSignIn;
  const granted = await inTenant(api.dataSource, tenant, (tx) =>
    grantOperator(tx, { tenant, issuer, subject: name, label, roles, now: api.clock.moment }),
  );
  return { id: granted!.id, subject: name, ask: await as(name) };
}

const grant = async (body: object, ask = api.ask) => {
  const answer = await ask.post('/v1/operators').send(body);
  return { status: answer.status, code: answer.body.code, operator: answer.body as unknown as Operator };
};
const granting = (roles: readonly OperatorRole[], subject: string = randomUUID()) => ({
  subject,
  label: '대출 담당 2',
  roles,
});
const keyed = async (rights: Partial<KeyToDraw>): Promise<ApiClient> => {
  const { key } = await inTenant(api.dataSource, TENANT, (tx) =>
    createApiKey(tx, { tenant: TENANT, label: 'test', ...rights }),
  );
  return apiClient(await api.app.getUrl(), key);
};

describe('An operator', () => {
  it('who was granted a role by a key may act in it', async () => {
    const { status, operator: granted } = await grant(granting(['viewer', 'viewer']));
    expect([status, granted.roles, granted.state]).toEqual([201, ['viewer'], 'active']);
    await (await as(granted.subject)).get('/v1/lifecycles').expect(200);
  });

  it('is granted once, and anew after they were withdrawn', async () => {
    const wanted = granting(['auditor']);
    const first = await grant(wanted);
    expect((await grant(wanted)).code).toBe('OPERATOR_EXISTS');
    await api.ask.delete(`/v1/operators/${first.operator.id}`).expect(200);
    const again = await grant(wanted);
    expect([again.status, again.operator.id === first.operator.id]).toEqual([201, false]);
  });

  it('is listed, also once withdrawn', async () => {
    const { id } = await operator(['viewer']);
    await api.ask.delete(`/v1/operators/${id}`).expect(200);
    const { body } = await api.ask.get('/v1/operators').query({ limit: 1 }).expect(200);
    expect(body.items).toMatchObject([{ id, state: 'withdrawn' }]);
    expect(body.next).not.toBeNull();
  });

  it('loses what they may within five seconds of being withdrawn, and repeating that changes nothing', async () => {
    const { id, ask } = await operator(['viewer']);
    await ask.get('/v1/lifecycles').expect(200);
    const first = await api.ask.delete(`/v1/operators/${id}`).expect(200);
    const second = await api.ask.delete(`/v1/operators/${id}`).expect(200);
    expect(second.body).toEqual(first.body);
    await eventually('they are nobody', async () => (await ask.get('/v1/lifecycles')).status === 403, 8_000);
  });

  it('may do what another role lets through within five seconds of its being granted', async () => {
    const { id, ask } = await operator(['viewer']);
    expect((await ask.get('/v1/audit')).body.code).toBe('OPERATOR_ROLE_MISSING');
    await api.ask
      .patch(`/v1/operators/${id}`)
      .send({ roles: ['auditor'] })
      .expect(200);
    await eventually('they may', async () => (await ask.get('/v1/audit')).status === 200, 8_000);
  });

  it('is told which roles would be enough', async () => {
    const { ask } = await operator(['viewer']);
    const refused = await ask.post('/v1/persons/search').send({ phone: '010-5500-0001' });
    expect(refused.body.detail).toBe('This needs one of these roles: operator, auditor.');
  });

  it('who was withdrawn is not changed any more', async () => {
    const { id } = await operator(['viewer']);
    await api.ask.delete(`/v1/operators/${id}`).expect(200);
    expect((await api.ask.patch(`/v1/operators/${id}`).send({ label: 'x' })).body.code).toBe('OPERATOR_WITHDRAWN');
  });

  it('changes affairs that live keys began, and none that test keys began', async () => {
    const { ask } = await operator(['viewer']);
    const test = await keyed({ kind: 'test' });
    const begun = await test
      .post('/v1/lifecycles')
      .set('Idempotency-Key', randomUUID())
      .send({
        type: 'library-loan',
        reference: `T-${randomUUID()}`,
        recipient: { name: '김하나', phone: '010-5500-0001' },
        data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
      })
      .expect(201);
    const live = await api.start();
    await ask.get(`/v1/lifecycles/${live.body.id}`).expect(200);
    await ask.get(`/v1/lifecycles/${begun.body.id}`).expect(404);
  });
});

describe('An administrator', () => {
  it('grants every role, and draws keys for systems that do what administrators do not', async () => {
    const { ask } = await operator(['administrator']);
    expect((await grant(granting(OPERATOR_ROLES), ask)).status).toBe(201);
    await ask
      .post('/v1/keys')
      .send({ label: '도서관리시스템', scopes: ['lifecycles:write'] })
      .expect(201);
  });

  it('changes and withdraws others, and never themselves', async () => {
    const { id, ask } = await operator(['administrator']);
    const other = await operator(['administrator']);
    const codes = [
      (await ask.patch(`/v1/operators/${id}`).send({ roles: ['operator'] })).body.code,
      (await ask.delete(`/v1/operators/${id}`)).body.code,
    ];
    expect(codes).toEqual(['OPERATOR_OWN_RIGHTS', 'OPERATOR_OWN_RIGHTS']);
    await ask.delete(`/v1/operators/${other.id}`).expect(200);
  });

  it('cannot reach operators of another tenant', async () => {
    const { ask } = await operator(['administrator']);
    const { id } = await operator(['viewer'], '다른 곳', OTHER);
    expect((await ask.delete(`/v1/operators/${id}`)).body.code).toBe('OPERATOR_NOT_FOUND');
  });
});

describe('A key', () => {
  it('grants no role that may do more than itself, and names each', async () => {
    const ask = await keyed({ scopes: ['operators:write', 'templates:write', 'types:read', 'settings:read'] });
    const { status, operator: refused } = await grant(granting(['viewer', 'template-editor']), ask);
    expect(status).toBe(403);
    expect(refused).toMatchObject({
      code: 'OPERATOR_EXCEEDS_OWN',
      problems: [{ path: 'roles.0' }, { path: 'roles.1' }],
    });
  });

  it.each<[string, Partial<KeyToDraw>]>([
    ['some types', { lifecycleTypes: ['library-loan'] }],
    ['some networks', { allowedFrom: ['127.0.0.0/8', '::/0'] }],
  ])('for %s grants nobody anything: an operator has them all', async (_, rights) => {
    expect((await grant(granting(['viewer']), await keyed(rights))).code).toBe('OPERATOR_EXCEEDS_OWN');
  });

  it('may be sent with the header that names its own tenant, and with no other', async () => {
    await api.ask.get('/v1/lifecycles').set('Bongsu-Tenant', TENANT).expect(200);
    await api.ask.get('/v1/lifecycles').set('Bongsu-Tenant', OTHER).expect(403);
  });
});

describe('An operator of several tenants', () => {
  const both = async () => {
    const { subject, ask } = await operator(['viewer']);
    await operator(['administrator'], '관리자', OTHER, subject);
    return ask;
  };

  it('has to name the one that is meant', async () => {
    const ask = await both();
    const { status, body } = await ask.get('/v1/settings');
    expect([status, body.code]).toEqual([400, 'TENANT_NOT_NAMED']);
  });

  it('has in each the roles of that one', async () => {
    const ask = await both();
    const statuses = [
      (await ask.get('/v1/keys').set('Bongsu-Tenant', TENANT)).status,
      (await ask.get('/v1/keys').set('Bongsu-Tenant', OTHER)).status,
    ];
    expect(statuses).toEqual([403, 200]);
  });

  it('is nobody in a third, and learns nothing of whether there is one', async () => {
    const ask = await both();
    await api.addTenant('third-library');
    const answers = await Promise.all(
      ['third-library', 'no-library'].map((tenant) => ask.get('/v1/settings').set('Bongsu-Tenant', tenant)),
    );
    const [there, nowhere] = answers.map(({ status, body: { instance: _, ...body } }) => ({ status, body }));
    expect(there).toMatchObject({ status: 403, body: { code: 'OPERATOR_UNKNOWN' } });
    expect(there).toEqual(nowhere);
  });
});

describe('What an operator does', () => {
  it('stands in the audit log under the name that their sign-in has for them, and their post', async () => {
    const { subject, ask } = await operator(['operator']);
    const { id } = (await api.start()).body;
    await ask.post(`/v1/lifecycles/${id}/pause`).set('Idempotency-Key', randomUUID()).send({ reason: '확인 중' });
    const { body } = await api.ask.get('/v1/audit').query({ actor: subject }).expect(200);
    const [entry] = body.items as unknown as readonly Entry[];
    expect(entry).toMatchObject({
      operation: 'pauseLifecycle',
      actor: { kind: 'operator', id: subject, label: '대출 담당 1' },
    });
  });

  it('is shown as done by their post, whoever they say they are', async () => {
    const { ask } = await operator(['operator'], '대출 담당 3');
    await api.start();
    const { body } = await ask
      .post('/v1/quarantines')
      .set('Idempotency-Key', randomUUID())
      .send({ phone: '010-5500-0001', reason: '번호를 새로 받은 분의 전화', actor: '관장' })
      .expect(200);
    expect(body).toMatchObject({ actor: '대출 담당 3' });
  });

  it('is not done at all where only a system does it', async () => {
    const { ask } = await operator([...OPERATOR_ROLES]);
    const { status, body } = await ask.post('/v1/lifecycles').set('Idempotency-Key', randomUUID()).send({});
    expect([status, body.code]).toEqual([403, 'SYSTEM_KEY_NEEDED']);
  });
});

describe('The sign-in', () => {
  const statusAt = async (one: TestApi, token: string) => {
    const { status, body, headers } = await apiClient(await one.app.getUrl(), token).get('/v1/lifecycles');
    return { status, code: body.code, detail: body.detail, retry: headers['retry-after'] };
  };

  it('lets nobody in while its keys cannot be fetched, and says that it is not their fault', async () => {
    const away = await createTestApi();
    try {
      const answer = await statusAt(away, await signIn.token('anybody', away.clock.moment));
      expect(answer).toMatchObject({ status: 503, code: 'SERVICE_NOT_READY', retry: '5' });
    } finally {
      await away.close();
    }
  });

  it('that the service does not know lets nobody in, and no operator is granted', async () => {
    const without = await createTestApi(undefined, { OIDC_ISSUER: undefined, OIDC_JWKS_URL: undefined });
    try {
      const answer = await statusAt(without, await signIn.token('anybody', without.clock.moment));
      expect(answer).toMatchObject({ status: 401, code: 'ACCESS_TOKEN_INVALID' });
      expect(answer.detail).toBe('Operators cannot sign in here; use an API key.');
      expect((await grant(granting(['viewer']), without.ask)).code).toBe('SIGN_IN_MISSING');
    } finally {
      await without.close();
    }
  });

  it('gives operators no more requests than a key has', async () => {
    const narrow = await createTestApi(undefined, { OIDC_JWKS_URL: signIn.jwksUrl, REQUESTS_PER_MINUTE_PER_KEY: '10' });
    try {
      const { issuer } = TestSignIn;
      const someone = { issuer, subject: 'busy', label: '시험', roles: ['viewer'] as const, now: narrow.clock.moment };
      await inTenant(narrow.dataSource, TENANT, (tx) => grantOperator(tx, { ...someone, tenant: TENANT }));
      const ask = apiClient(await narrow.app.getUrl(), await signIn.token('busy', narrow.clock.moment));
      const answers = [];
      for (let asked = 0; asked < 12; asked += 1) answers.push(await ask.get('/v1/lifecycles'));
      expect(answers.at(-1)!.body.code).toBe('RATE_LIMITED');
      expect(answers[0]!.headers['ratelimit-policy']).toContain('"operator";q=10');
    } finally {
      await narrow.close();
    }
  });
});

describe('The other tenant', () => {
  it('has operators of its own alone', async () => {
    await operator(['viewer']);
    const ask = apiClient(await api.app.getUrl(), otherKey);
    const { body } = await ask.get('/v1/operators').expect(200);
    const labels = (body.items as unknown as readonly Operator[]).map(({ label }) => label);
    expect(labels.filter((label) => label.startsWith('대출'))).toEqual([]);
  });
});
