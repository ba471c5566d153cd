import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { bundleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const CATCH_UP_MS = 90_000;

/** Where the worker is killed, and the attempts of the bundle that are found then. */
const POINTS = {
  'once it is closed and nothing is reserved': [],
  'between filling its group and committing it': ['reserved'],
  'between a call that was taken and its answer': ['calling'],
  'between a call that was lost and its answer': ['calling'],
} as const;
type Point = keyof typeof POINTS;
const points = Object.keys(POINTS) as Point[];

/** Two books of one kiosk visit ride in each bundle, which is made due instead of being waited for. */
describe('A worker killed with SIGKILL while a bundle closes', () => {
  const temporal = testTemporal();
  let processes!: Processes;
  let connection!: Connection;
  let client!: Client;
  const found = new Map<Point, { readonly state: string; readonly attempts: readonly string[] }>();

  beforeAll(async () => {
    connection = await Connection.connect({ address: temporal.address });
    client = new Client({ connection, namespace: temporal.namespace });
    processes = await Processes.start(temporal);
    await processes.control('PUT', 'settings', { lateReceiptDelayMs: 20_000 });
    const bundles = new Map<Point, string>();
    for (const point of points) bundles.set(point, await visit(point));
    await Promise.all([...bundles].map(([point, bundle]) => brought(point, bundle)));
    await processes.kill('worker');
    for (const [point, bundle] of bundles) found.set(point, await lookAt(bundle));
    await processes.releaseAll();
    await processes.begin('worker');
  }, 180_000);

  afterAll(async () => {
    await processes.close();
    await connection.close();
  }, 30_000);

  /** By digits 5 and 6 (docs/dealer-simulator.md) the receipt of the one that was taken comes after the kill. */
  const phoneOf = (point: Point): string =>
    `01055${point.includes('taken') ? '22' : '00'}${7001 + points.indexOf(point)}`;

  /** The open bundle of two books that somebody has lent at a kiosk, Temporal having been told of it. */
  async function visit(point: Point): Promise<string> {
    const phone = phoneOf(point);
    for (const volume of [1, 2]) {
      const { status } = await processes.call('POST', '/v1/lifecycles', {
        type: 'library-loan',
        reference: `${phone}-${volume}`,
        recipient: { name: '김하늘', phone },
        data: { bookTitle: `혼불 ${volume}`, dueDate: addDays(dayOf(Date.now()), 30), kiosk: true },
      });
      expect(status).toBe(201);
    }
    return eventually('both books ride in one bundle that Temporal knows', async () => {
      const [bundle] = await processes.rows<{ id: string }>(
        `select b.id from bundles b join lifecycles l on l.id = b.opened_by
         where l.reference like $1 and (select count(*) from message_items i where i.message_id = b.id) = 2
           and not exists (select from outbox o where o.told_at is null)`,
        [`${phone}-%`],
      );
      return bundle?.id;
    });
  }

  /** Its own workflow sleeps for two minutes; without it the patrol has one started that finds it due. */
  async function letItBeDue(bundle: string): Promise<void> {
    await client.workflow.getHandle(bundleWorkflowId(processes.tenant, bundle)).terminate();
    await processes.rows(`update bundles set closes_at = now(), next_check_at = now() where id = $1`, [bundle]);
  }

  async function brought(point: Point, bundle: string): Promise<void> {
    const hold = () => processes.hold(`select id from messages where id = $1 for update`, [bundle]);
    switch (point) {
      case 'once it is closed and nothing is reserved': {
        const held = await hold();
        await letItBeDue(bundle);
        await held.awaited('select id from messages');
        return;
      }
      case 'between filling its group and committing it': {
        await fault(point, { endpoint: 'add-messages', accepted: true, effect: { kind: 'delay', ms: 1_500 } });
        await letItBeDue(bundle);
        await eventually('its attempt is reserved', async () => (await lookAt(bundle)).attempts.includes('reserved'));
        const held = await hold();
        await held.awaited('select id from messages');
        return;
      }
      default:
        await fault(point, { endpoint: 'send-group', accepted: point.includes('taken'), effect: { kind: 'hang' } });
        await letItBeDue(bundle);
        // A fault that strikes once is gone from the list when its call has come in.
        await eventually('the call is held at the dealer', async () => {
          const faults = await processes.control<readonly { number: string | null }[]>('GET', 'faults');
          return !faults.some(({ number }) => number === phoneOf(point));
        });
    }
  }

  const fault = (point: Point, treatment: object): Promise<unknown> =>
    processes.control('POST', 'faults', { number: phoneOf(point), times: 1, ...treatment });

  async function lookAt(bundle: string): Promise<{ state: string; attempts: string[] }> {
    const [row] = await processes.rows<{ state: string; attempts: string[] }>(
      `select b.state, array(select a.state from attempts a where a.message_id = b.id order by a.number) as attempts
       from bundles b where b.id = $1`,
      [bundle],
    );
    return row!;
  }

  const shown = async (point: Point): Promise<string[]> =>
    (await processes.received(phoneOf(point))).map(({ channel, text }) => `${channel} ${/외 \d+권/.exec(text)?.[0]}`);

  it.each(points)('%s, is followed by one that tells of both books', async (point) => {
    expect(found.get(point)).toEqual({ state: 'closing', attempts: POINTS[point] });
    await eventually('the bundle is delivered', async () => (await shown(point)).length > 0, CATCH_UP_MS);
    expect(await shown(point)).toEqual(['alimtalk 외 1권']);
  });

  it('leaves no bundle that is not settled, and tells nobody twice', async () => {
    await eventually(
      'all bundles are closed',
      async () => (await processes.rows(`select 1 from bundles where state <> 'closed'`)).length === 0,
      CATCH_UP_MS,
    );
    for (const point of points)
      expect({ point, shown: await shown(point) }).toEqual({ point, shown: ['alimtalk 외 1권'] });
  });
});
