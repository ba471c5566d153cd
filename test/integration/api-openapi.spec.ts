import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journalledIdFor } from '#libs/contracts/ids.js';
import { auditClassOf, NAMED_OPERATIONS } from '#apps/api/audit/audited-operations.js';
import { definitionExample } from '#apps/api/lifecycle-types/examples.js';
import { announceDealers } from '#libs/database/dealer-store.js';
import { raiseAlerts } from '#libs/database/alert-store.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { beginTries } from '#libs/database/callback-drain-store.js';
import { changeEndpoint } from '#libs/database/callback-endpoint-store.js';
import { numberEvents } from '#libs/database/callback-event-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { RULE_OFF } from '#libs/message/two-person-rule.js';
import { apiClient, type Answer, type ApiClient } from './api-client.js';
import { createTestApi, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';
import { DocumentedCalls } from './documented-calls.js';

/** What the running API answers fits what its document says, for every operation. */

let api: TestApi;
let calls: DocumentedCalls;
beforeAll(async () => {
  api = await createTestApi();
  calls = await DocumentedCalls.of(api);
});
afterAll(() => api.close());

async function raiseOneAlert(lifecycleId: string): Promise<string> {
  const { moment: at } = api.clock;
  await inTenant(api.dataSource, 'city-library', (tx) =>
    raiseAlerts(tx, 'city-library', lifecycleId, [
      { key: 'alert:start#0', number: 1, at, kind: 'alert', text: '살펴볼 일', detail: { alert: 'late' } },
    ]),
  );
  return journalledIdFor(lifecycleId, 'alert:start#0', at);
}

/** As a day of asking in vain leaves a message. */
const leaveInDoubt = (messageId: string): Promise<void> =>
  inTenant(api.dataSource, 'city-library', async (tx) => {
    await tx.query(`update attempts set state = 'undecidable' where message_id = $1`, [messageId]);
    await tx.query(`update messages set state = 'undecidable', settled_at = now() where id = $1`, [messageId]);
  });

const drawOneKey = async (): Promise<string> =>
  (await inTenant(api.dataSource, 'city-library', (tx) => createApiKey(tx, { tenant: 'city-library', label: '시험' })))
    .id;

/** Requests with a key that was drawn at the machine for somebody else. */
const somebodyElse = async (): Promise<ApiClient> => {
  const { key } = await inTenant(api.dataSource, 'city-library', (tx) =>
    createApiKey(tx, { tenant: 'city-library', label: '다른 사람' }),
  );
  return apiClient(await api.app.getUrl(), key);
};

/** What a tenant asks a second word for. */
async function anActThatWaits(ask: ApiClient): Promise<{ readonly id: string; readonly contentHash: string }> {
  await ask.patch('/v1/settings').send({ twoPersonRule: { ...RULE_OFF, publishing: true } });
  const { body } = await ask
    .post('/v1/lifecycle-types')
    .set('Idempotency-Key', randomUUID())
    .send({ ...definitionExample, title: `독서 모임 ${randomUUID().slice(0, 8)}` })
    .expect(202);
  return body as unknown as { readonly id: string; readonly contentHash: string };
}

/** As delivery leaves a message whose last channel has failed. */
async function leaveUnreached(lifecycleId: string): Promise<string> {
  const messageId = await deliverOneMessage(api, lifecycleId);
  await inTenant(api.dataSource, 'city-library', (tx) =>
    tx.query(`update messages set state = 'undeliverable', settled_at = now() where id = $1`, [messageId]),
  );
  return messageId;
}

/** In this order: a corrected day plans anew what was skipped. */
const STEERING = [
  'pauseLifecycle',
  'resumeLifecycle',
  'skipPlanned',
  'correctData',
  'bringPlannedForward',
  'changeRecipient',
];

/** What is asked of a template, and the state in which the dealer allows it. */
const TEMPLATE_CALLS = [
  ['registered', 'requestTemplateReview'],
  ['inspecting', 'cancelTemplateReview'],
  ['registered', 'deleteTemplate'],
  ['approved', 'releaseTemplateDormancy'],
  ['approved', 'getTemplate'],
  ['approved', 'listTemplates'],
  ['approved', 'reportTemplateDormancy'],
  ['approved', 'syncTemplates'],
] as const;

/** The last one leaves nothing to be asked about. */
const ENDPOINT_CALLS = [
  'listCallbackEndpoints',
  'getCallbackEndpoint',
  'changeCallbackEndpoint',
  'disableCallbackEndpoint',
  'enableCallbackEndpoint',
  'drawCallbackEndpointSecret',
  'testCallbackEndpoint',
  'listCallbackDeliveries',
  'getCallbackDelivery',
  'replayCallbackEvents',
  'deleteCallbackEndpoint',
];

interface Wrong {
  readonly id: string;
  readonly leak: string;
  readonly people: readonly { readonly id: string; readonly lifecycles: { readonly open: number } }[];
}

/** Lifts a quarantine by saying another number of everybody; answers what had gone to the wrong one. */
async function correctNumberOf({ id, leak, people }: Wrong): Promise<string> {
  const moved = people
    .filter(({ lifecycles }) => lifecycles.open > 0)
    .map((each) => ({ id: each.id, phone: '01055000077' }));
  await api.ask
    .post(`/v1/quarantines/${id}/lift`)
    .set('Idempotency-Key', randomUUID())
    .send({ as: 'corrected', people: moved, reason: '번호 정정' })
    .expect(200);
  return leak;
}

describe('every documented operation', () => {
  it('works with its examples as they stand, and answers what is documented', async () => {
    const tried = new Set<string>();
    const call = async (
      operationId: string,
      ids: Record<string, string> = {},
      change: object = {},
    ): Promise<Answer> => {
      const operation = calls.named(operationId);
      const answer = await calls.send(operation, ids, operation.security && `Bearer ${api.key}`, {}, change);
      expect(calls.misfits(operation, answer)).toEqual([]);
      expect(answer.status).toBeLessThan(300);
      tried.add(operationId);
      return answer;
    };
    for (const name of [
      'live',
      'ready',
      'listLifecycleTypes',
      'getLifecycleType',
      'getSettings',
      'changeSettings',
      'getMessageQuota',
      'lookAtRetention',
    ]) {
      await call(name);
    }
    for (const name of [
      'getLifecycleTypeOpenApi',
      'getLifecycleDefinitionSchema',
      'showTemplate',
      'previewTemplate',
      'publishLifecycleType',
      'rehearse',
    ]) {
      await call(name);
    }
    const migrationId = (await call('migrateLifecycles')).body.id;
    for (const name of ['stopMigration', 'resumeMigration', 'getMigration', 'listMigrations']) {
      await call(name, { migrationId });
    }
    await call('registerLifecycleTypeTemplates');
    await call('retireLifecycleTypeVersion');
    await call('addTemplateVersion');
    for (const [state, name] of TEMPLATE_CALLS) {
      await templateStands(state);
      await call(name);
    }
    const started = (await call('startLifecycle')).body;
    // by reference the examples need nothing else: they speak of what the first example started
    for (const name of ['getLifecycle', 'getTimeline', 'reportEvent']) await call(`${name}ByReference`);
    const message = { id: await deliverOneMessage(api, started.id) };
    for (const name of ['getMessage', 'resendMessage', 'correctMessage']) await call(name, message);
    await leaveInDoubt(message.id);
    for (const name of ['decideMessage', 'listMessages', 'searchMessages']) await call(name, message);
    const correction = { id: (await call('correctMessages')).body.id };
    for (const act of [
      'stopMessageCorrection',
      'resumeMessageCorrection',
      'getMessageCorrection',
      'listMessageCorrections',
    ])
      await call(act, correction);
    await call('getTimeline', { id: started.id });
    for (const name of STEERING) await call(`${name}ByReference`);
    await call('cancelLifecycleByReference');
    const { id } = (await call('startLifecycle')).body;
    for (const name of STEERING) await call(name, { id });
    for (const name of ['getLifecycle', 'reportEvent', 'getTimeline', 'cancelLifecycle']) await call(name, { id });
    for (const name of [
      'listLifecycles',
      'searchLifecycles',
      'takeReceipts',
      'listCallbacks',
      'drawCallbackSecret',
      'listAlerts',
    ])
      await call(name);
    await announceDealers(api.dataSource, { solapi: 20 }, api.clock.moment);
    for (const name of ['listDealers', 'getDrainPlan']) await call(name);
    for (const name of ['putDataMark', 'listDataMarks']) await call(name);
    await api.start();
    for (const name of ['reportEventToMany', 'getEventProgress']) await call(name);
    for (const name of ['putCalendarDay', 'getCalendar', 'importHolidays', 'deleteCalendarDay']) await call(name);
    for (const name of ['recordConsents', 'recordOptOuts', 'recordOptOutCalls', 'searchConsents']) await call(name);
    for (const name of ['enterPrices', 'listPrices', 'reportCosts', 'setBudget', 'getBudget', 'listUnreached'])
      await call(name);
    await call('noteLetter', { id: await leaveUnreached((await api.start()).body.id) });
    await call('acknowledgeAlert', { id: await raiseOneAlert(id) });
    await call('countHeldMessages');
    // The last one gives again what the one before has taken back.
    for (const name of ['listLegalConfirmations', 'withdrawLegalConfirmation', 'giveLegalConfirmation'])
      await call(name);
    for (const name of ['drawKey', 'listKeys']) await call(name);
    for (const name of ['rotateKey', 'revokeKey']) await call(name, { id: await drawOneKey() });
    const operator = { id: (await call('grantOperator')).body.id };
    await call('listOperators');
    for (const name of ['changeOperator', 'withdrawOperator']) await call(name, operator);
    const number = { id: (await call('addTeamNumber')).body.id };
    for (const name of ['listTeamNumbers', 'removeTeamNumber']) await call(name, number);
    const picture = { id: (await call('uploadImage')).body.id };
    await call('getImage', picture);
    await call('listAudit');
    await call('listProofKeys');
    await call('proveLifecycle', { id: (await api.start()).body.id });
    const person = { id: (await call('searchPersons')).body.items[0]!.id };
    const wrong = (await call('quarantineNumber')).body as unknown as { readonly id: string; readonly leak: string };
    for (const name of ['getQuarantine', 'listQuarantines', 'liftQuarantine']) await call(name, { id: wrong.id });
    for (const name of ['getLeak', 'listLeaks', 'noteLeakTold', 'closeLeak']) await call(name, { id: wrong.leak });
    await call('resendLeak', { id: await correctNumberOf((await call('quarantineNumber')).body as unknown as Wrong) });
    await call('takeOverFromDeceased', { id: (await call('silenceDeceased', person)).body.id });
    for (const name of ['getPerson', 'exportPerson', 'erasePerson']) await call(name, person);
    const endpoint = { id: (await call('createCallbackEndpoint')).body.id };
    const eventId = await oneDeliveryTo(endpoint.id);
    for (const name of ENDPOINT_CALLS) await call(name, { ...endpoint, eventId });
    // Nobody decides about what they asked for themselves, and only they take it back.
    const { id: asked, contentHash } = await anActThatWaits(await somebodyElse());
    for (const name of ['listApprovals', 'getApproval']) await call(name, { id: asked });
    await call('approveAct', { id: asked }, { contentHash });
    await call('refuseAct', { id: (await anActThatWaits(await somebodyElse())).id });
    await call('withdrawAct', { id: (await anActThatWaits(api.ask)).id });
    expect(calls.operations.map(({ operationId }) => operationId).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('that changes something, or shows something about a person, has left an entry in the audit log', async () => {
    const entries = await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query<{ operation: string; kind: string }[]>(`select distinct operation, kind from audit_entries`),
    );
    const logged = new Set(entries.map(({ operation, kind }) => `${operation} ${kind}`));
    const expected = calls.operations
      .filter(({ security }) => security !== undefined)
      .map(({ operationId, method }) => [operationId, auditClassOf(method.toUpperCase(), operationId)] as const)
      .filter(([, kind]) => kind !== 'nothing');
    expect(expected.length).toBeGreaterThan(30);
    expect(expected.map((pair) => pair.join(' ')).filter((each) => !logged.has(each))).toEqual([]);
  });

  it('that the audit log leaves out exists', () => {
    const known = new Set(calls.operations.map(({ operationId }) => operationId));
    expect(NAMED_OPERATIONS.filter((name) => !known.has(name))).toEqual([]);
  });

  /** Something happens that an endpoint is told of; answers the event's id. */
  const oneDeliveryTo = async (endpointId: string): Promise<string> => {
    await inTenant(api.dataSource, 'city-library', (tx) => changeEndpoint(tx, endpointId, { kinds: null }));
    await api.start();
    return inTenant(api.dataSource, 'city-library', async (tx) => {
      await numberEvents(tx, 'city-library', api.clock.moment);
      const [event] = await beginTries(tx, endpointId, 1, api.clock.moment);
      return event!.eventId;
    });
  };

  /** As if the worker had been at the dealer's. */
  const templateStands = (state: string): Promise<unknown> =>
    inTenant(api.dataSource, 'city-library', async (tx) => {
      await tx.query(`update template_acts set state = 'done', settled_at = now() where state = 'asked'`);
      await tx.query(`update templates set status = $1, dealer_template_id = 'T' where code = 'CLUB_INVITED'`, [state]);
    });

  it('answers 202 as documented while nobody tells Temporal', async () => {
    const { id } = (await api.start()).body;
    api.teller.away = true;
    for (const name of ['reportEvent', 'cancelLifecycle']) {
      const answer = await calls.send(calls.named(name), { id }, `Bearer ${api.key}`);
      expect([answer.status, ...calls.misfits(calls.named(name), answer)]).toEqual([202]);
    }
    api.teller.away = false;
  });
});

describe('what a tenant asks a second word for', () => {
  it.each([
    ['publishLifecycleType', { title: '독서 모임 둘' }],
    ['reportEventToMany', {}],
    // To ask for less of them needs one, too.
    ['changeSettings', { twoPersonRule: RULE_OFF }],
  ])('is answered with 202 as documented: %s', async (name, change) => {
    const twoPersonRule = { ...RULE_OFF, publishing: true, events: true, largeFrom: 1 };
    await api.ask.patch('/v1/settings').send({ twoPersonRule }).expect(200);
    const answer = await calls.send(calls.named(name), {}, `Bearer ${api.key}`, {}, change);
    expect([answer.status, ...calls.misfits(calls.named(name), answer)]).toEqual([202]);
  });
});

describe('the page at /docs', () => {
  it('needs nothing from elsewhere', async () => {
    const { text } = await api.anyone.get('/docs').expect(200);
    const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => String(address));
    expect(assets.length).toBeGreaterThan(2);
    expect(assets.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
    for (const address of assets) await api.anyone.get(new URL(address, 'http://x/docs').pathname).expect(200);
  });

  it('has another that explains each error', async () => {
    const { text } = await api.anyone.get('/docs/errors').expect(200);
    expect(text).toContain('id="REFERENCE_TAKEN"');
  });
});
