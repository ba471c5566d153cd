import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** Loans of a tenant that NHN Cloud carries messages for, on the simulator. */
describe('A loan delivered through NHN Cloud', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start({ nhn: true, settings: { dealer: 'nhn' }, dealerTimeoutMs: 500 });
  });
  afterAll(() => platform.close());

  let loans = 0;
  async function lend(phone: string): Promise<string> {
    loans += 1;
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `NHN-${loans}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '토지 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    return body.id;
  }
  const calls = (): Readonly<Record<string, number>> => platform.simulator.control.requests().counts;
  const stateOf = (lifecycleId: string): Promise<{ state: string; dealer: string }[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query(
        `select a.state, a.dealer from attempts a join messages m on m.id = a.message_id
         where m.lifecycle_id = $1 order by a.number`,
        [lifecycleId],
      ),
    );

  it('is announced and confirmed by its webhook', async () => {
    const id = await lend('01055000001');
    await eventually('it is delivered', async () => (await stateOf(id))[0]?.state === 'delivered');
    expect(await stateOf(id)).toEqual([{ state: 'delivered', dealer: 'nhn' }]);
    expect(platform.received('01055000001')).toMatchObject([{ channel: 'alimtalk', dealerFallback: false }]);
  });

  it('is told by a text of NHN’s when KakaoTalk is not used', async () => {
    const id = await lend('01055010001');
    await eventually('the text is delivered', async () => (await stateOf(id))[1]?.state === 'delivered');
    expect(await stateOf(id)).toEqual([
      { state: 'failed', dealer: 'nhn' },
      { state: 'delivered', dealer: 'nhn' },
    ]);
    expect(platform.received('01055010001')).toHaveLength(1);
  });

  it('is announced once when NHN took it and its answer was lost', async () => {
    const id = await lend('01055120001');
    await eventually('it is delivered', async () => (await stateOf(id))[0]?.state === 'delivered');
    expect(platform.received('01055120001')).toHaveLength(1);
  });

  it('is announced once when NHN did not take it, by a repeat under the same key', async () => {
    const id = await lend('01055130001');
    await eventually('it is delivered', async () => (await stateOf(id))[0]?.state === 'delivered', 30_000);
    expect(await stateOf(id)).toHaveLength(1);
    expect(platform.received('01055130001')).toHaveLength(1);
  });

  it('has nothing of it called at another dealer', () => {
    expect(Object.keys(calls()).filter((call) => /^(create-group|send-group|aligo|popbill)/.test(call))).toEqual([]);
  });
});
