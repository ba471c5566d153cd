// Marked names, numbers and texts go through everything, what fails included, in processes that log as much as they can.
// Afterwards they stand in no table, no history, no log, no metric and no refusal, in whatever encoding.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { dataConverter } from '#libs/temporal/data-converter.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { EchoingDealer } from '../harness/echoing-dealer.js';
import { eventually } from '../harness/eventually.js';
import { misplacedRequests } from '../harness/misplaced-requests.js';
import { plantedCourses } from '../harness/planted-catalogue.js';
import { expectNothingMarked, MarkedForms } from '../harness/planted-marks.js';
import { expectNothingMarkedInTables, expectNothingMarkedInTemporal } from '../harness/planted-search.js';
import { Processes } from '../harness/processes.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

/** On a machine that runs other suites besides, ms. */
const PATIENCE_MS = 60_000;

/** Each of them occurs nowhere else. */
const MARKED = {
  name: '표식이름마바',
  'number that falls back': '01055019761',
  'other name': '표식성함사아',
  'number that the dealer refuses': '01055009762',
  'name that is corrected': '표식정정자차',
  'number that is corrected': '01055009763',
  'number at which a worker fails': '01055009764',
  'number in the wrong place': '01055009765',
  'name all over the catalogue': '표식두루카타',
  'number all over the catalogue': '01055009766',
  'guardian’s name': '표식보호자파',
  'guardian’s number': '01055009767',
  'free text': '표식자유글버',
  title: '표식책제목거너',
  email: 'planted.person@marked.example',
  address: '표식시 심은동 표시로 765',
  reason: '표식사유더러',
} as const;

/** PostgreSQL as it is set where somebody looks into errors: each with its parameters and all that is known of it. */
const TALKATIVE = { log_parameter_max_length_on_error: '-1', log_error_verbosity: 'verbose' };
/** Of a server that was running before the tests nobody can say where it logs. */
const POSTGRES_LOG = process.env['BONGSU_TEST_POSTGRES_LOG'] ?? '';
const itWithPostgresLog = POSTGRES_LOG === '' ? it.skip : it;

/** What tests look at of answers. */
interface Answered {
  readonly id: string;
  readonly items: readonly { readonly id: string }[];
}

interface Refusal {
  readonly asked: string;
  readonly status: number;
  readonly answer: string;
}

describe('Personal data planted in everything that happens and fails', () => {
  const forms = new MarkedForms(MARKED);
  const payloadKey = { id: 'p1', key: randomBytes(32) };
  const refusals: Refusal[] = [];
  const workflows: { readonly id: string; readonly runId: string }[] = [];
  /** Before tests plant something themselves. */
  let postgresLog = Buffer.alloc(0);
  let temporal: OwnTemporal;
  let client: Client;
  let dealer: EchoingDealer;
  let receiver: CallbackReceiver;
  let processes: Processes;

  /** Any request, whatever it says; what is refused is kept. */
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ readonly status: number; readonly body: Answered }> {
    const response = await fetch(processes.apiUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${processes.keyOf('solapi')}`,
        'content-type': 'application/json',
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (response.status >= 400)
      refusals.push({
        asked: `${method} ${path.split('/')[2]} ${response.status}`,
        status: response.status,
        answer: [...response.headers].flat().join('\n') + answer,
      });
    return { status: response.status, body: (answer.startsWith('{') ? JSON.parse(answer) : {}) as Answered };
  }

  const loan = (reference: string, name: string, phone: string, bookTitle: string) => ({
    type: 'library-loan',
    reference,
    recipient: { name, phone },
    data: { bookTitle, dueDate: addDays(dayOf(Date.now()), 14) },
  });
  const lend = async (...loaned: Parameters<typeof loan>): Promise<string> => {
    const { status, body } = await ask('POST', '/v1/lifecycles', loan(...loaned));
    expect(status).toBeLessThan(300);
    return body.id;
  };
  const received = (phone: string) => processes.received(phone);

  beforeAll(async () => {
    temporal = await createOwnTemporal({ logLevel: 'debug' });
    dealer = await EchoingDealer.before(MARKED['number that the dealer refuses']);
    receiver = await CallbackReceiver.start();
    client = new Client({
      connection: await Connection.connect({ address: temporal.address }),
      namespace: temporal.namespace,
      dataConverter: dataConverter([payloadKey]),
    });
    processes = await Processes.start(temporal, {
      dealerTimeoutMs: 2_000,
      lead: (link, address) => Promise.resolve(link === 'dealer' ? dealer.lead(address) : address),
      settings: {
        LOG_LEVEL: 'trace',
        BONGSU_PAYLOAD_KEYS: `${payloadKey.id}:${payloadKey.key.toString('base64')}`,
      },
      databaseSettings: TALKATIVE,
    });
    await listenBadly();
    const lent = await liveThrough();
    await liveTheCatalogue();
    await askWrongly();
    await failInPostgres();
    await endBadly(lent);
    const waiting = `select count(*)::int as left from outbox where told_at is null`;
    const allTold = async () => (await processes.rows<{ left: number }>(waiting))[0]?.left === 0;
    await eventually('all is told', allTold, PATIENCE_MS);
    if (POSTGRES_LOG !== '') postgresLog = await readFile(POSTGRES_LOG);
    for await (const { workflowId, runId } of client.workflow.list({
      query: `TaskQueue = '${temporal.queuePrefix}${LIFECYCLE_QUEUE}'`,
    }))
      workflows.push({ id: workflowId, runId });
  }, 240_000);

  afterAll(async () => {
    await processes.close();
    await client.connection.close();
    await receiver.close();
    await dealer.close();
    await temporal.remove();
  }, 30_000);

  /** Systems of the sender that break in every way. */
  async function listenBadly(): Promise<void> {
    receiver.always = 500;
    receiver.behaviours.push('reset', 'redirect', 'endless', 'fall-silent');
    await ask('POST', '/v1/callbacks/endpoints', { url: receiver.url });
    await ask('POST', '/v1/callbacks/secret');
    expect((await ask('PATCH', '/v1/settings', { callbackUrl: receiver.url })).status).toBe(200);
  }

  interface Lent {
    readonly fallsBack: string;
    readonly corrected: string;
  }

  /** What is in order: sending, falling back, calling, looking up, correcting, resending; and a dealer that refuses. */
  async function liveThrough(): Promise<Lent> {
    const { name, title, email, address, reason } = MARKED;
    const phone = MARKED['number that falls back'];
    const fallsBack = await lend('PLANTED-1', name, phone.replace(/^(...)(....)/, '$1-$2-'), title);
    for (const reference of ['PLANTED-2', 'PLANTED-6'])
      await lend(reference, MARKED['other name'], MARKED['number that the dealer refuses'], email);
    const other = phone.replace('5501', '5500');
    const corrected = await lend('PLANTED-3', name, other, address);
    await eventually('the text of the one is received', async () => (await received(phone)).length > 0, PATIENCE_MS);
    await eventually('the dealer has refused the other in both ways', () => dealer.echoes >= 2, PATIENCE_MS);
    await ask('POST', `/v1/lifecycles/${fallsBack}/events`, { type: 'extensionRequested', eventId: 'ask-1' });
    await eventually('the sender’s system is called', () => receiver.calls.length > 4, PATIENCE_MS);
    await ask('PATCH', `/v1/lifecycles/${corrected}/recipient`, {
      name: MARKED['name that is corrected'],
      phone: `+82 ${MARKED['number that is corrected'].slice(1)}`,
      reason,
    });
    await ask('POST', '/v1/lifecycles/search', { phone });
    await ask('POST', '/v1/messages/search', { phone });
    const { body } = await ask('GET', `/v1/messages?lifecycle=${fallsBack}`);
    await ask('POST', `/v1/messages/${body.items[0]!.id}/resend`, { reason });
    await ask('POST', `/v1/lifecycles/${fallsBack}/pause`, { reason });
    await ask('POST', `/v1/lifecycles/${fallsBack}/resume`, { reason });
    return { fallsBack, corrected };
  }

  /** Every shipped lifecycle about the same person, with marks wherever its sender may write what they like. */
  async function liveTheCatalogue(): Promise<void> {
    const person = { name: MARKED['name all over the catalogue'], phone: MARKED['number all over the catalogue'] };
    const guardian = { name: MARKED['guardian’s name'], phone: MARKED['guardian’s number'] };
    const courses = plantedCourses({ person, guardian, text: MARKED['free text'] }, Date.now());
    const begun = await Promise.all(
      courses.map(async ({ start, events }) => {
        const { status, body } = await ask('POST', '/v1/lifecycles', start);
        if (status < 300) for (const event of events) await ask('POST', `/v1/lifecycles/${body.id}/events`, event);
        return status < 300;
      }),
    );
    expect(begun.filter(Boolean).length).toBeGreaterThan(20);
    await eventually('much of it is received', async () => (await received(person.phone)).length > 10, PATIENCE_MS);
  }

  /** Values where they do not belong: all of it is refused. */
  async function askWrongly(): Promise<void> {
    const { name, title, email, address } = MARKED;
    const phone = MARKED['number in the wrong place'];
    const requests = misplacedRequests({ name, phone, email, address }, loan('PLANTED-WRONG', name, phone, title));
    for (const { method, path, body, headers } of requests)
      expect([method, path, body, (await ask(method, path, body, headers)).status >= 400]).toEqual([
        method,
        path,
        body,
        true,
      ]);
  }

  /** A statement fails in the API and in an activity, with names and numbers at hand. */
  async function failInPostgres(): Promise<void> {
    const phone = MARKED['number at which a worker fails'];
    for (const table of ['persons', 'parties', 'lifecycles', 'outbox']) {
      await processes.rows(`alter table ${table} add constraint planted check (false) not valid`);
      const body = loan(`PLANTED-${table}`, MARKED.name, MARKED['number in the wrong place'], MARKED.title);
      expect((await ask('POST', '/v1/lifecycles', body)).status).toBe(500);
      await processes.rows(`alter table ${table} drop constraint planted`);
    }
    await processes.kill('worker');
    await lend('PLANTED-4', MARKED.name, phone, MARKED.title);
    await processes.rows('alter table parties rename to parties_away');
    const failed = await ask('POST', '/v1/lifecycles', loan('PLANTED-5', MARKED.name, phone, MARKED.title));
    expect(failed.status).toBe(500);
    expect((await ask('POST', '/v1/lifecycles/search', { phone })).status).toBe(500);
    await processes.begin('worker');
    await eventually(
      'an activity fails',
      async () => (await processes.log('worker')).includes('relation \\"parties\\" does not exist'),
      PATIENCE_MS,
    );
    await processes.rows('alter table parties_away rename to parties');
    await eventually('it is sent all the same', async () => (await received(phone)).length > 0, PATIENCE_MS);
  }

  /** An affair is cancelled, one ended from outside, and somebody erased in the middle of theirs. */
  async function endBadly({ fallsBack, corrected }: Lent): Promise<void> {
    const { reason } = MARKED;
    const found = await ask('POST', '/v1/persons/search', { phone: MARKED['number that falls back'] });
    const id = found.body.items[0]!.id;
    expect((await ask('POST', `/v1/persons/${id}/export`, { reason })).status).toBe(200);
    await client.workflow.getHandle(lifecycleWorkflowId(processes.tenant, corrected)).terminate('for the test');
    expect((await ask('POST', `/v1/persons/${id}/erase`, { reason })).status).toBe(200);
    await client.workflow.getHandle(lifecycleWorkflowId(processes.tenant, fallsBack)).result();
    const { body } = await ask('GET', '/v1/lifecycles?reference=PLANTED-4');
    await ask('POST', `/v1/lifecycles/${body.items[0]!.id}/cancel`, { reason });
  }

  it('really went to phones, failed and was refused, so that there was something to find', async () => {
    const [text] = await received(MARKED['number that falls back']);
    expect(text?.text).toContain(MARKED.title);
    expect((await processes.log('api')).toString()).toContain('"request failed"');
    expect(refusals.length).toBeGreaterThan(25);
    expect(new Set(refusals.map(({ status }) => status)).size).toBeGreaterThan(4);
    const texts = (await received(MARKED['number all over the catalogue'])).map((each) => each.text).join('\n');
    expect(texts).toContain(MARKED['free text']);
    expect(workflows.length).toBeGreaterThan(25);
  });

  it('stands in no column of any table', async () => {
    expect(await expectNothingMarkedInTables(processes.superuserUrl, forms)).toBeGreaterThan(500);
  });

  it('would be found in a table, as text, in JSON and as bytes', async () => {
    await processes.rows('create table planted (text text, json jsonb, bytes bytea)');
    for (const [column, value] of [
      ['text', MARKED.title],
      ['json', JSON.stringify({ phone: MARKED['number that falls back'] })],
      ['bytes', Buffer.from(MARKED.email, 'utf16le')],
    ] as const) {
      await processes.rows(`insert into planted (${column}) values ($1)`, [value]);
      const looked = expectNothingMarkedInTables(processes.superuserUrl, forms);
      await expect(looked).rejects.toThrow(`planted.${column} holds the marked`);
      await processes.rows('delete from planted');
    }
    await processes.rows('drop table planted');
  });

  it('stands in no history of a workflow, raw or decrypted, and in nothing that Temporal shows of one', async () => {
    let payloads = 0;
    for (const { id, runId } of workflows) payloads += await expectNothingMarkedInTemporal(client, id, forms, runId);
    expect(payloads).toBeGreaterThan(50);
  });

  it('would be found there: the reference, which may stand there, is', async () => {
    const reference = new MarkedForms({ reference: 'PLANTED-1' });
    const looked = Promise.all(
      workflows.map(({ id, runId }) => expectNothingMarkedInTemporal(client, id, reference, runId)),
    );
    await expect(looked).rejects.toThrow('holds the marked reference');
  });

  it.each(['api', 'worker'] as const)('stands in no line that the %s logged', async (role) => {
    const log = await processes.log(role);
    expect(log.length).toBeGreaterThan(5_000);
    expectNothingMarked(`The log of the ${role}`, log, forms);
  });

  it.each(['api', 'worker'] as const)('stands in nothing that the %s tells of its health', async (role) => {
    for (const path of ['/health/live', '/health/ready'])
      expectNothingMarked(path, await (await fetch(processes.urlOf(role) + path)).text(), forms);
  });

  it.each(['api', 'worker', 'sdk'] as const)('stands in no metric of the %s', async (of) => {
    const metrics = await processes.metrics(of);
    expect(metrics).toContain('# TYPE');
    expectNothingMarked(`The metrics of the ${of}`, metrics, forms);
  });

  it('would be found there: the name of a type of lifecycle, which the SDK counts by, is', async () => {
    const type = new MarkedForms({ type: 'library-loan' });
    const metrics = await processes.metrics('sdk');
    expect(() => expectNothingMarked('The metrics of the sdk', metrics, type)).toThrow('holds the marked type');
  });

  itWithPostgresLog('stands in nothing that PostgreSQL logged, with the parameters of what failed', () => {
    const log = postgresLog.toString();
    const looked = [
      'relation "parties" does not exist',
      ...['persons', 'parties', 'lifecycles', 'outbox'].map((table) => `new row for relation "${table}" violates`),
    ];
    expect(looked.filter((words) => !log.includes(words))).toEqual([]);
    expect(/CONTEXT: .* with parameters: \$1 = '/.test(log)).toBe(true);
    expectNothingMarked('The log of PostgreSQL', postgresLog, forms);
  });

  itWithPostgresLog('would be found there: the reference, which may stand there, is', () => {
    const reference = new MarkedForms({ reference: 'PLANTED-lifecycles' });
    expect(() => expectNothingMarked('The log of PostgreSQL', postgresLog, reference)).toThrow(
      'holds the marked reference',
    );
  });

  itWithPostgresLog('would be found there in an error, as a parameter', async () => {
    const planted = { name: '표식심어둔타' };
    const failing = processes.rows('select 1 / $1::int, $2::text', [0, planted.name]);
    await expect(failing).rejects.toThrow('division by zero');
    const log = await readFile(POSTGRES_LOG);
    expect(() => expectNothingMarked('The log of PostgreSQL', log, planted)).toThrow('holds the marked name');
  });

  it('stands in nothing that Temporal’s server logged at its most talkative', async () => {
    const log = await temporal.log();
    expect(log.length).toBeGreaterThan(50_000);
    expectNothingMarked('The log of Temporal', log, forms);
  });

  it('would be found there: the id of a lifecycle’s workflow, which may stand there, is', async () => {
    const id = new MarkedForms({ 'id of a workflow': workflows[0]!.id });
    const log = await temporal.log();
    expect(() => expectNothingMarked('The log of Temporal', log, id)).toThrow('holds the marked id of a workflow');
  });

  it('stands in no answer that refuses something', () => {
    for (const { asked, answer } of refusals) expectNothingMarked(asked, answer, forms);
  });

  it('stands in no call to the sender’s systems, but for what a definition gives to one', () => {
    for (const { body, headers } of receiver.calls)
      expectNothingMarked('A call', `${body}\n${Object.entries(headers).flat().join('\n')}`, forms);
  });
});
