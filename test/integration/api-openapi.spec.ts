import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { journalledIdFor } from '#libs/contracts/ids.js';
import { announceDealers } from '#libs/database/dealer-store.js';
import { raiseAlerts } from '#libs/database/alert-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { bodyExample, DocumentSchemas, operationsOf, type Operation } from '../unit/openapi-schemas.js';
import type { Answer } from './api-client.js';
import { createTestApi, WEBHOOK_SECRET, type TestApi } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';

/** What the running API answers fits what its document says, for every operation. */

let api: TestApi;
let document: OpenAPIObject;
let schemas: DocumentSchemas;
let operations: Operation[];
beforeAll(async () => {
  api = await createTestApi();
  document = (await api.anyone.get('/openapi.json').expect(200)).body as unknown as OpenAPIObject;
  schemas = new DocumentSchemas(document);
  operations = operationsOf(document);
});
afterAll(() => api.close());

const named = (operationId: string): Operation => {
  const operation = operations.find((each) => each.operationId === operationId);
  if (!operation) throw new Error(`The document lacks ${operationId}.`);
  return operation;
};

/** Sends an operation with its documented examples; `ids` takes the place of examples that name something. */
async function send(operation: Operation, ids: Record<string, string> = {}, authorization?: string): Promise<Answer> {
  const exampleOf = (name: string): string => {
    const parameter = operation.parameters.find((each) => each.name === name);
    return encodeURIComponent(ids[name] ?? String(parameter?.schema.example));
  };
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => exampleOf(name));
  const request = api.anyone[operation.method](path);
  for (const { name, in: place, required } of operation.parameters) {
    if (place === 'header' && name === 'Idempotency-Key') void request.set(name, randomUUID());
    if (place === 'query' && required === true) void request.query({ [name]: exampleOf(name) });
    if (place === 'header' && name === 'X-Solapi-Secret') void request.set(name, WEBHOOK_SECRET);
  }
  if (authorization !== undefined) void request.set('Authorization', authorization);
  if (operation.requestBody) void request.send(bodyExample(document, operation) as object);
  return request;
}

/** What does not fit: an undocumented status, or a body that its schema refuses. */
function misfits({ operationId, responses }: Operation, answer: Answer): string[] {
  const content = responses[String(answer.status)]?.content;
  const type = String(answer.headers['content-type']).replace(/;.*/, '');
  const documented = content?.[type];
  if (!documented) return [`${operationId}: ${String(answer.status)} ${type} is not documented: ${answer.text}`];
  return schemas
    .problems(documented.schema, answer.body)
    .map((problem) => `${operationId} ${String(answer.status)}:${problem}`);
}

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

describe('every documented operation', () => {
  it('that needs a key refuses to work without one, and with one that is not known', async () => {
    const guarded = operations.filter(({ security }) => security !== undefined);
    expect(guarded.length).toBeGreaterThan(10);
    for (const operation of guarded) {
      const [missing, unknown] = [await send(operation), await send(operation, {}, 'Bearer bgs_dev_unknown')];
      expect([missing.body.code, unknown.body.code]).toEqual(['API_KEY_MISSING', 'API_KEY_UNKNOWN']);
      expect([...misfits(operation, missing), ...misfits(operation, unknown)]).toEqual([]);
    }
  });

  it('works with its examples as they stand, and answers what is documented', async () => {
    const tried = new Set<string>();
    const call = async (operationId: string, ids: Record<string, string> = {}): Promise<Answer> => {
      const operation = named(operationId);
      const answer = await send(operation, ids, operation.security && `Bearer ${api.key}`);
      expect(misfits(operation, answer)).toEqual([]);
      expect(answer.status).toBeLessThan(300);
      tried.add(operationId);
      return answer;
    };
    for (const name of ['live', 'ready', 'listLifecycleTypes', 'getLifecycleType', 'getSettings', 'changeSettings']) {
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
    expect(operations.map(({ operationId }) => operationId).filter((name) => !tried.has(name))).toEqual([]);
  });

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
      const answer = await send(named(name), { id }, `Bearer ${api.key}`);
      expect([answer.status, ...misfits(named(name), answer)]).toEqual([202]);
    }
    api.teller.away = false;
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
