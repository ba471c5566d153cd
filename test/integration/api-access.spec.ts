// Every operation that needs a key, for every kind of key that there is: the answer is the documented one. What operations
// there are is read from the OpenAPI document, so that no later one is forgotten.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kindPermits, type KeyResource, type RequiredScope } from '#libs/contracts/key-scopes.js';
import { definitionExample } from '#apps/api/lifecycle-types/examples.js';
import { KEY_RESOURCES } from '#libs/contracts/key-scopes.js';
import { RULE_OFF } from '#libs/message/two-person-rule.js';
import { journalledIdFor } from '#libs/contracts/ids.js';
import { raiseAlerts } from '#libs/database/alert-store.js';
import { createApiKey, revokeApiKey, type KeyToDraw } from '#libs/database/api-key-store.js';
import { OPERATOR_ROLES, rolesWith, type OperatorRole } from '#libs/contracts/operator-roles.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { grantOperator, withdrawOperator } from '#libs/database/operator-store.js';
import { SCOPE_EXTENSION, SYSTEMS_ONLY_EXTENSION } from '#apps/api/authentication/required-scope.js';
import { TestSignIn, type TokenChange } from '../harness/test-sign-in.js';
import { jpegOf } from '../fixtures/pictures.js';
import type { Operation } from '../unit/openapi-schemas.js';
import type { Answer } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';
import { DocumentedCalls } from './documented-calls.js';

const OWNER = 'city-library';

let api: TestApi;
let signIn: TestSignIn;
let calls: DocumentedCalls;
let guarded: Operation[];
/** By where an address begins: what of the owner's it names. */
let owned: readonly (readonly [begins: string, ids: Readonly<Record<string, string>>])[];

beforeAll(async () => {
  signIn = await TestSignIn.start();
  api = await createTestApi(undefined, { OIDC_JWKS_URL: signIn.jwksUrl });
  calls = await DocumentedCalls.of(api);
  guarded = calls.operations.filter(({ security }) => security !== undefined);
  await api.addTenant('other-library');
  await api.addTenant('curious-library');
  await api.addTenant('operated-library');
  owned = await fill();
});
afterAll(async () => {
  await api.close();
  await signIn.stop();
});

const draw = async (key: Partial<KeyToDraw> = {}): Promise<string> => {
  const tenant = key.tenant ?? OWNER;
  const { key: drawn } = await inTenant(api.dataSource, tenant, (tx) =>
    createApiKey(tx, { label: 'matrix', ...key, tenant }),
  );
  return `Bearer ${drawn}`;
};

/** Somebody who signs in, in one tenant; answers what stands in their requests. */
async function operatorOf(
  subject: string,
  roles: readonly OperatorRole[],
  tenant: string = OWNER,
): Promise<{ readonly id: string; readonly authorization: string }> {
  const { issuer } = TestSignIn;
  const granted = await inTenant(api.dataSource, tenant, (tx) =>
    grantOperator(tx, { tenant, issuer, subject, label: '시험', roles, now: api.clock.moment }),
  );
  return { id: granted!.id, authorization: await tokenOf(subject) };
}

const tokenOf = async (subject: string, change: TokenChange = {}): Promise<string> =>
  `Bearer ${await signIn.token(subject, api.clock.moment, change)}`;

/** Not the documented one: the same picture has the same id, whoever keeps it. */
async function ownImage(): Promise<string> {
  const data = Buffer.from(jpegOf(800, 400)).toString('base64');
  const kept = await api.ask.post('/v1/images').set('Idempotency-Key', 'own-image').send({ data }).expect(200);
  return (kept.body as unknown as { id: string }).id;
}

/** The borrower of the affair that was started. */
async function ownPerson(): Promise<string> {
  const found = await calls.send(calls.named('searchPersons'), {}, `Bearer ${api.key}`);
  return (found.body.items as unknown as readonly { readonly id: string }[])[0]!.id;
}

/** What had gone to the borrower's number, which is put in quarantine for it. */
async function ownLeak(): Promise<{ readonly quarantine: string; readonly leak: string }> {
  const { body } = await calls.send(calls.named('quarantineNumber'), {}, `Bearer ${api.key}`);
  const { leak } = body as unknown as { readonly leak: string };
  return { quarantine: body.id, leak };
}

/** A version of a lifecycle type that waits for a second word. */
async function ownApproval(): Promise<string> {
  await api.ask
    .patch('/v1/settings')
    .send({ twoPersonRule: { ...RULE_OFF, publishing: true } })
    .expect(200);
  const { body } = await api.ask
    .post('/v1/lifecycle-types')
    .set('Idempotency-Key', 'own-approval')
    .send({ ...definitionExample, title: '기다리는 모임' })
    .expect(202);
  return body.id;
}

/** One of everything that an address can name. */
async function fill(): Promise<typeof owned> {
  const call = async (name: string, ids: Record<string, string> = {}): Promise<string> => {
    const answer = await calls.send(calls.named(name), ids, `Bearer ${api.key}`);
    expect([name, answer.status < 300]).toEqual([name, true]);
    return answer.body.id;
  };
  // The example of a migration is about this one.
  await call('publishLifecycleType');
  const lifecycle = await call('startLifecycle');
  const message = await deliverOneMessage(api, lifecycle);
  await inTenant(api.dataSource, OWNER, (tx) =>
    raiseAlerts(tx, OWNER, lifecycle, [
      {
        key: 'alert:start#0',
        number: 1,
        at: api.clock.moment,
        kind: 'alert',
        text: '살펴볼 일',
        detail: { alert: 'late' },
      },
    ]),
  );
  const { quarantine, leak } = await ownLeak();
  return [
    ['/v1/lifecycles/by-reference/', {}],
    ['/v1/lifecycles/', { id: lifecycle }],
    ['/v1/messages/', { id: message }],
    ['/v1/unreached/', { id: message }],
    ['/v1/alerts/', { id: journalledIdFor(lifecycle, 'alert:start#0', api.clock.moment) }],
    ['/v1/message-corrections/', { id: await call('correctMessages') }],
    ['/v1/lifecycle-types/', { migrationId: await call('migrateLifecycles') }],
    ['/v1/keys/', { id: await call('drawKey') }],
    ['/v1/operators/', { id: await call('grantOperator') }],
    ['/v1/team-numbers/', { id: await call('addTeamNumber') }],
    ['/v1/persons/', { id: await ownPerson() }],
    ['/v1/quarantines/', { id: quarantine }],
    ['/v1/leaks/', { id: leak }],
    ['/v1/images/', { id: await ownImage() }],
    ['/v1/callbacks/endpoints/', { id: await call('createCallbackEndpoint') }],
    ['/v1/approvals/', { id: await ownApproval() }],
  ];
}

/** What stands in addresses and is somebody's own. */
const NAMES_SOMETHING_OWN = /\{(id|migrationId|reference)\}/;

function idsFor({ path, operationId }: Operation): Record<string, string> {
  if (!NAMES_SOMETHING_OWN.test(path)) return {};
  const found = owned.find(([begins]) => path.startsWith(begins));
  if (!found) throw new Error(`${operationId} names something that this test has none of: add it to fill().`);
  return { ...found[1] };
}

const scopeOf = (operation: Operation): RequiredScope =>
  (operation as unknown as Record<string, RequiredScope>)[SCOPE_EXTENSION]!;

const systemsOnly = (operation: Operation): boolean =>
  (operation as unknown as Record<string, boolean | undefined>)[SYSTEMS_ONLY_EXTENSION] ?? false;

/** Each operation's status and code, and whatever of an answer its document does not say. */
async function answersTo(
  authorization: string | undefined,
  operations = guarded,
  headers: Record<string, string> = {},
) {
  const seen: { readonly operation: Operation; readonly answer: Answer }[] = [];
  for (const operation of operations)
    seen.push({ operation, answer: await calls.send(operation, idsFor(operation), authorization, headers) });
  expect(seen.flatMap(({ operation, answer }) => calls.misfits(operation, answer))).toEqual([]);
  return seen;
}

/** Operations that were answered otherwise. */
const except = (seen: Awaited<ReturnType<typeof answersTo>>, status: number, code: string): string[] =>
  seen
    .filter(({ answer }) => answer.status !== status || answer.body.code !== code)
    .map(({ operation, answer }) => `${operation.operationId}: ${answer.status} ${answer.body.code}`);

describe('every operation', () => {
  it('names the scope that it needs, unless it needs no key', () => {
    const wrong = calls.operations.filter(
      (operation) => (operation.security !== undefined) !== /^[a-z-]+:(read|write)$/.test(scopeOf(operation)),
    );
    expect(wrong.map(({ operationId }) => operationId)).toEqual([]);
    expect(guarded.length).toBeGreaterThan(90);
  });

  it('of those that need none is one of these', () => {
    const open = calls.operations.filter(({ security }) => security === undefined);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual([
      'getLifecycleDefinitionSchema',
      'listProofKeys',
      'live',
      'ready',
      'takeReceipts',
    ]);
  });

  it('only looks where its scope says so, or takes back what whoever asks had asked for themselves', () => {
    const writing = guarded.filter((operation) => operation.method !== 'get' && scopeOf(operation).endsWith(':read'));
    expect(writing.map(({ operationId }) => operationId).sort()).toEqual([
      'previewTemplate',
      'rehearse',
      'searchConsents',
      'searchLifecycles',
      'searchMessages',
      'searchPersons',
      'withdrawAct',
    ]);
    const reading = guarded.filter((operation) => operation.method === 'get' && scopeOf(operation).endsWith(':write'));
    expect(reading).toEqual([]);
  });

  it('is refused without a key', async () => {
    expect(except(await answersTo(undefined), 401, 'API_KEY_MISSING')).toEqual([]);
  });

  it('is refused with a wrong key', async () => {
    expect(except(await answersTo('Bearer bgs_live_unknown'), 401, 'API_KEY_UNKNOWN')).toEqual([]);
  });

  it('is refused with a key that has expired', async () => {
    const expired = await draw({ expiresAt: api.clock.moment });
    expect(except(await answersTo(expired), 401, 'API_KEY_EXPIRED')).toEqual([]);
  });

  it('is refused with a key that was revoked', async () => {
    const revoked = await inTenant(api.dataSource, OWNER, async (tx) => {
      const { id, key } = await createApiKey(tx, { tenant: OWNER, label: 'matrix' });
      await revokeApiKey(tx, id);
      return `Bearer ${key}`;
    });
    expect(except(await answersTo(revoked), 401, 'API_KEY_UNKNOWN')).toEqual([]);
  });

  it('is refused with a key that may be used from elsewhere only', async () => {
    const elsewhere = await draw({ allowedFrom: ['203.0.113.0/24'] });
    expect(except(await answersTo(elsewhere), 403, 'KEY_ADDRESS_REFUSED')).toEqual([]);
  });

  it('is refused with a key to whoever names another tenant', async () => {
    const seen = await answersTo(await draw({}), guarded, { 'Bongsu-Tenant': 'no-library' });
    expect(except(seen, 403, 'KEY_TENANT_REFUSED')).toEqual([]);
  });

  it('is refused with a key for everything else', async () => {
    for (const resource of KEY_RESOURCES) {
      const rest = KEY_RESOURCES.filter((each) => each !== resource).map((each: KeyResource) => `${each}:write`);
      const ofIt = guarded.filter((operation) => scopeOf(operation).startsWith(`${resource}:`));
      expect(ofIt.length).toBeGreaterThan(0);
      const seen = await answersTo(await draw({ scopes: rest }), ofIt);
      expect(except(seen, 403, 'KEY_SCOPE_MISSING')).toEqual([]);
    }
  });

  it('that changes something is refused with a key that only reads', async () => {
    const writing = guarded.filter((operation) => scopeOf(operation).endsWith(':write'));
    const reader = await draw({ scopes: ['*:read'] });
    expect(except(await answersTo(reader, writing), 403, 'KEY_SCOPE_MISSING')).toEqual([]);
  });

  it('that names something of a tenant is answered to another tenant as if it did not exist', async () => {
    const other = await draw({ tenant: 'other-library' });
    const naming = guarded.filter(({ path }) => NAMES_SOMETHING_OWN.test(path));
    expect(naming.length).toBeGreaterThan(35);
    const seen = await answersTo(other, naming);
    const found = seen.filter(({ answer }) => answer.status !== 404 || !/_NOT_FOUND$/.test(answer.body.code));
    expect(found.map(({ operation, answer }) => `${operation.operationId}: ${answer.text}`)).toEqual([]);
  });

  it('that names nothing of a tenant tells another tenant nothing of what that one has', async () => {
    // One that has asked for nothing yet: what a tenant has asked for stands in its own audit log.
    const other = await draw({ tenant: 'curious-library' });
    const ids = owned.flatMap(([, named]) => Object.values(named));
    const seen = await answersTo(
      other,
      guarded.filter(({ path }) => !NAMES_SOMETHING_OWN.test(path)),
    );
    const told = seen.filter(({ answer }) => ids.some((id) => answer.text.includes(id)));
    expect(told.map(({ operation }) => operation.operationId)).toEqual([]);
  });

  it.each(['test', 'team'] as const)('is open to a %s key as far as it bears on affairs of its own', async (kind) => {
    const key = await draw({ kind });
    const [open, shut] = [true, false].map((permitted) =>
      guarded.filter((operation) => kindPermits(kind, scopeOf(operation)) === permitted),
    );
    expect(except(await answersTo(key, shut), 403, 'KEY_KIND_REFUSED')).toEqual([]);
    const seen = await answersTo(key, open);
    const refused = seen.filter(({ answer }) => answer.status === 401 || answer.status === 403);
    expect(refused.map(({ operation }) => operation.operationId)).toEqual([]);
    const naming = seen.filter(
      ({ operation }) =>
        /\{id\}/.test(operation.path) && /^\/v1\/(lifecycles|messages|unreached)\//.test(operation.path),
    );
    const found = naming.filter(({ answer }) => answer.status !== 404);
    expect([naming.length > 10, found.map(({ operation }) => operation.operationId)]).toEqual([true, []]);
  });

  it('is open to a live key for everything', async () => {
    const key = await draw();
    const seen = await answersTo(
      key,
      guarded.filter(({ method }) => method === 'get'),
    );
    const refused = seen.filter(({ answer }) => answer.status === 401 || answer.status === 403);
    expect(refused.map(({ operation }) => operation.operationId)).toEqual([]);
  });
});

describe('every operation, for operators', () => {
  it('takes their tokens, unless it is for systems alone', () => {
    const taking = (operation: Operation): boolean =>
      (operation.security ?? []).some((each) => Object.hasOwn(each, 'operator'));
    expect(guarded.filter((operation) => taking(operation) === systemsOnly(operation))).toEqual([]);
    expect(
      guarded
        .filter(systemsOnly)
        .map(({ operationId }) => operationId)
        .sort(),
    ).toEqual(['recordOptOutCalls', 'reportEventToMany', 'startLifecycle']);
  });

  it.each<[string, TokenChange, string]>([
    ['that another key has signed', { forged: true }, 'ACCESS_TOKEN_INVALID'],
    ['of another issuer', { issuer: 'https://other.example' }, 'ACCESS_TOKEN_INVALID'],
    ['for another service', { audience: 'other' }, 'ACCESS_TOKEN_INVALID'],
    ['that never expires', { expiresAt: null }, 'ACCESS_TOKEN_INVALID'],
    ['that has expired', { expiresAt: Date.parse('2030-11-18T09:00:00+09:00') }, 'ACCESS_TOKEN_EXPIRED'],
  ])('is refused with a token %s', async (name, change, code) => {
    const { id } = await operatorOf(name, OPERATOR_ROLES);
    expect(id).toBeDefined();
    expect(except(await answersTo(await tokenOf(name, change)), 401, code)).toEqual([]);
  });

  it('is refused to somebody who has signed in and is no operator', async () => {
    expect(except(await answersTo(await tokenOf('stranger')), 403, 'OPERATOR_UNKNOWN')).toEqual([]);
  });

  it('is refused to an operator who was withdrawn', async () => {
    const { id, authorization } = await operatorOf('former', OPERATOR_ROLES);
    await inTenant(api.dataSource, OWNER, (tx) => withdrawOperator(tx, id, api.clock.moment));
    expect(except(await answersTo(authorization), 403, 'OPERATOR_UNKNOWN')).toEqual([]);
  });

  it.each(OPERATOR_ROLES)('is refused to %s exactly where the role does not let it through', async (role) => {
    // In a house of its own: what the role may change, it does change.
    const { authorization } = await operatorOf(`only ${role}`, [role], 'operated-library');
    const may = (operation: Operation): boolean => rolesWith(scopeOf(operation)).includes(role);
    const [open, shut] = [true, false].map((permitted) =>
      guarded.filter((operation) => !systemsOnly(operation) && may(operation) === permitted),
    );
    expect(except(await answersTo(authorization, shut), 403, 'OPERATOR_ROLE_MISSING')).toEqual([]);
    const refused = (await answersTo(authorization, open)).filter(({ answer }) => [401, 403].includes(answer.status));
    expect(refused.map(({ operation, answer }) => `${operation.operationId}: ${answer.body.code}`)).toEqual([]);
    expect(open!.length).toBeGreaterThan(10);
  });

  it('that only a system makes is refused to operators of every role', async () => {
    const { authorization } = await operatorOf('everything', OPERATOR_ROLES);
    expect(except(await answersTo(authorization, guarded.filter(systemsOnly)), 403, 'SYSTEM_KEY_NEEDED')).toEqual([]);
  });

  it('that names something of a tenant is answered to another tenant’s operator as if it did not exist', async () => {
    const { authorization } = await operatorOf('other operator', OPERATOR_ROLES, 'other-library');
    const naming = guarded.filter((operation) => NAMES_SOMETHING_OWN.test(operation.path) && !systemsOnly(operation));
    const seen = await answersTo(authorization, naming);
    const found = seen.filter(({ answer }) => answer.status !== 404 || !/_NOT_FOUND$/.test(answer.body.code));
    expect(found.map(({ operation, answer }) => `${operation.operationId}: ${answer.text}`)).toEqual([]);
  });
});
