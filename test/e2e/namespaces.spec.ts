import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { CALLBACK_WORKFLOW } from '#libs/contracts/callback-workflow.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { RECONCILE_WORKFLOW } from '#libs/contracts/message-workflow.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { createNamespace } from '#scripts/engines/namespace.js';
import { registerSearchAttributes } from '#scripts/engines/search-attributes.js';
import { dataConverter } from '#libs/temporal/data-converter.js';
import { eventually } from '../harness/eventually.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const WAIT_MS = 60_000;
const PHONES = { own: '01055005101', house: '01055005102', ended: '01055005103' } as const;

/** A tenant with a namespace of its own is set up beside one without, while API and worker run. */
describe('A tenant with a namespace of its own in Temporal', () => {
  const temporal = testTemporal();
  const namespace = `city-${randomBytes(4).toString('hex')}`;
  let processes!: Processes;
  let connection!: Connection;
  let own!: { readonly tenant: string; readonly apiKey: string };
  const ids: Partial<Record<keyof typeof PHONES, string>> = {};

  const lend = async (which: keyof typeof PHONES, apiKey: string): Promise<void> => {
    const { status, body } = await processes.call<{ id: string }>(
      'POST',
      '/v1/lifecycles',
      {
        type: 'library-loan',
        reference: `N-${which}`,
        recipient: { name: '김하늘', phone: PHONES[which] },
        data: { bookTitle: '토지', dueDate: addDays(dayOf(Date.now()), 60) },
      },
      undefined,
      apiKey,
    );
    expect(status).toBe(201);
    ids[which] = body.id;
  };
  const arrives = (which: keyof typeof PHONES, messages: number): Promise<unknown> =>
    eventually(
      `${messages} messages are on the phone`,
      async () => (await processes.received(PHONES[which])).length === messages,
      WAIT_MS,
    );
  const clientIn = (where: string): Client => {
    const [id, key] = processes.configured('BONGSU_PAYLOAD_KEYS').split(':');
    const payloadKeys = [{ id: id!, key: Buffer.from(key!, 'base64') }];
    return new Client({ connection, namespace: where, dataConverter: dataConverter(payloadKeys) });
  };
  const idsIn = async (where: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { workflowId } of clientIn(where).workflow.list()) found.push(workflowId);
    return found;
  };

  beforeAll(async () => {
    processes = await Processes.start(temporal);
    connection = await Connection.connect({ address: temporal.address });
    await createNamespace(temporal.address, namespace);
    await registerSearchAttributes(temporal.address, namespace);
    own = await processes.addTenant(namespace);
    await lend('own', own.apiKey);
    await lend('ended', own.apiKey);
    await lend('house', processes.keyOf('solapi'));
    await arrives('own', 1);
    await arrives('ended', 1);
    await arrives('house', 1);
  }, 180_000);
  afterAll(async () => {
    await connection?.close();
    await processes?.close();
  }, 60_000);

  it('has its affairs there, and nobody else’s', async () => {
    const workflowIds = await eventually('both are listed', async () => {
      const found = await idsIn(namespace);
      return found.length >= 2 && found;
    });
    expect(workflowIds.sort()).toEqual(
      [lifecycleWorkflowId(own.tenant, ids.own!), lifecycleWorkflowId(own.tenant, ids.ended!)].sort(),
    );
  });

  it('has none of them in the house’s', async () => {
    await eventually('the other tenant’s is listed', async () =>
      (await idsIn(temporal.namespace)).includes(lifecycleWorkflowId(processes.tenant, ids.house!)),
    );
    expect((await idsIn(temporal.namespace)).filter((id) => id.includes(own.tenant))).toEqual([]);
  });

  it('is told of events there', async () => {
    const { status } = await processes.call(
      'POST',
      `/v1/lifecycles/${ids.own}/events`,
      { type: 'returned', eventId: randomUUID() },
      undefined,
      own.apiKey,
    );
    expect(status).toBe(200);
    await arrives('own', 2);
  });

  it('has what is ended there by its operators ended in PostgreSQL', async () => {
    await clientIn(namespace).workflow.getHandle(lifecycleWorkflowId(own.tenant, ids.ended!)).terminate('시험');
    const state = async (): Promise<string> =>
      (await processes.call<{ state: string }>('GET', `/v1/lifecycles/${ids.ended}`, undefined, undefined, own.apiKey))
        .body.state;
    await eventually('it is not open any more', async () => (await state()) !== 'open', WAIT_MS);
    expect(await state()).toBe('failed');
  });

  it('has nothing done there in another tenant’s name', async () => {
    const handle = await clientIn(namespace).workflow.start(CALLBACK_WORKFLOW, {
      workflowId: `callback/${processes.tenant}/${randomUUID()}/1`,
      taskQueue: temporal.queuePrefix + LIFECYCLE_QUEUE,
      args: [{ tenant: processes.tenant, callbackId: randomUUID(), round: 1 }],
    });
    const error = await handle.result().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(String((error as WorkflowFailedError).cause?.cause)).toContain('does not belong');
  });

  it('has nothing done there for all tenants', async () => {
    const handle = await clientIn(namespace).workflow.start(RECONCILE_WORKFLOW, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: temporal.queuePrefix + LIFECYCLE_QUEUE,
      args: [],
    });
    const error = await handle.result().catch((caught: unknown) => caught);
    expect(String((error as WorkflowFailedError).cause?.cause)).toContain('does not belong');
  });

  it('keeps it: PostgreSQL refuses another one', async () => {
    await expect(
      processes.rows(`update tenants set namespace = 'elsewhere' where id = $1`, [own.tenant]),
    ).rejects.toThrow('stays');
  });

  it.each([
    ['one that is there', 'elsewhere', () => processes.tenant],
    ['a name that is none', 'Else_where', () => 'new-city'],
  ])('is not promised to %s, and nothing is made in Temporal', async (_, wanted, tenant) => {
    await expect(processes.command('create-tenant', tenant(), '시험', '--namespace', wanted)).rejects.toThrow(
      'Nothing was changed',
    );
    await expect(connection.workflowService.describeNamespace({ namespace: wanted })).rejects.toThrow(/not found/i);
  });
});
