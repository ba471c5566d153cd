import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { bundleWorkflowId } from '#libs/contracts/ids.js';
import { tellOverdueBundles } from '#libs/database/bundle-gathering.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** Books lent at a kiosk settle for two minutes; the tests let the bundle be due without waiting for them. */
describe('A bundle whose workflow or worker dies', () => {
  let platform: Platform;
  let count = 0;

  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  /** Two books of one visit, in one open bundle of which Temporal has been told. */
  async function visit(phone: string): Promise<string> {
    for (const bookTitle of ['토지 1', '토지 2']) {
      count += 1;
      const { status } = await platform.call('POST', '/v1/lifecycles', {
        type: 'library-loan',
        reference: `K-${count}`,
        recipient: { name: '최겨울', phone },
        data: { bookTitle, dueDate: addDays(dayOf(Date.now()), 30), kiosk: true },
      });
      expect(status).toBe(201);
    }
    let id = '';
    await eventually('both ride in one bundle', async () => {
      const [bundle] = await bundles();
      id = bundle?.id ?? '';
      return bundle?.items === 2;
    });
    await eventually('Temporal has been told', async () => (await untold()) === 0);
    return id;
  }

  async function letItBeOverdue(bundle: string): Promise<void> {
    const client = new pg.Client({ connectionString: platform.database.superuserUrl });
    await client.connect();
    await client.query(`update bundles set closes_at = now(), next_check_at = now() where id = $1`, [bundle]);
    await client.end();
  }

  const bundles = () =>
    inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ id: string; items: number }[]>(
        `select b.id, (select count(*)::int from message_items i where i.message_id = b.id) as items
         from bundles b where b.state = 'open'`,
      ),
    );
  const untold = async (): Promise<number | undefined> => {
    const [row] = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ left: number }[]>(`select count(*)::int as left from outbox where told_at is null`),
    );
    return row?.left;
  };
  const sent = (phone: string): (string | undefined)[] =>
    platform.received(phone).map(({ text }) => /외 (\d+)권/.exec(text)?.[1]);

  it('is started again when it was terminated, and its message goes out once', async () => {
    const phone = '01055004001';
    const bundle = await visit(phone);
    await platform.client.workflow.getHandle(bundleWorkflowId(platform.tenant, bundle)).terminate();
    await letItBeOverdue(bundle);
    await eventually('the message is received', () => sent(phone).length > 0);
    expect(sent(phone)).toEqual(['1']);
  });

  it('is delivered once by whoever comes after a worker that was away at the closing', async () => {
    const phone = '01055004002';
    const bundle = await visit(phone);
    await platform.stopWorkers();
    await platform.client.workflow.getHandle(bundleWorkflowId(platform.tenant, bundle)).terminate();
    await letItBeOverdue(bundle);
    await tellOverdueBundles(platform.dataSource, Date.now());
    await eventually('Temporal has been told', async () => (await untold()) === 0);
    expect(sent(phone)).toEqual([]);
    await platform.startWorkers();
    await eventually('the message is received', () => sent(phone).length > 0);
    expect(sent(phone)).toEqual(['1']);
  });

  it('lets a book that is given back leave before it closes', async () => {
    const phone = '01055004003';
    await visit(phone);
    const given = await platform.call('POST', `/v1/lifecycles/by-reference/library-loan/K-${count}/events`, {
      type: 'returned',
      eventId: 'r-1',
    });
    expect(given.body).toMatchObject({ withdrawals: [{ outcome: 'withdrawn' }] });
  });
});
