import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { eventName } from '../harness/history.js';
import { Platform } from '../harness/platform.js';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly krw: number;
  readonly heldMessages: number;
}

/** What a used up budget holds leaves when it is raised, on the whole product. */
describe('What a used up budget holds', () => {
  let platform: Platform;
  let number = 0;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  const budget = async (limitKrw: number | null): Promise<Shown> =>
    (await platform.call<Shown>('PUT', '/v1/budget', { limitKrw })).body;
  const useUp = async (): Promise<Shown> => budget((await budget(null)).krw);
  const held = (count: number) =>
    eventually(`${count} are held`, async () => {
      const { body } = await platform.call<Shown>('GET', '/v1/budget');
      return body.heldMessages === count;
    });

  async function lend(): Promise<{ id: string; phone: string }> {
    number += 1;
    const phone = `0105500${8100 + number}`;
    const { body } = await platform.call<Shown>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `BUDGET-${number}`,
      recipient: { name: '이바다', phone },
      data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    return { id: body.id, phone };
  }
  const received = (phone: string, count: number) =>
    eventually('it is received', () => platform.received(phone).length === count);
  const handle = (id: string) => platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));

  it('leaves when it is raised, once, although its workflow sleeps until the month turns', async () => {
    await useUp();
    const { id, phone } = await lend();
    await held(1);
    expect(platform.received(phone)).toEqual([]);
    await budget(1_000_000);
    await received(phone, 1);
    await eventually(
      'its delivery is over',
      async () => (await platform.call<Shown>('GET', '/v1/budget')).body.krw > 0,
    );
    const { events = [] } = await handle(id).fetchHistory();
    const looks = events?.filter((event) => eventName(event) === 'ActivityTaskScheduled');
    expect(looks).toHaveLength(2);
  });

  it('leaves also when its affair has come to an end before', async () => {
    const { id, phone } = await lend();
    await received(phone, 1);
    await useUp();
    await platform.call('POST', `/v1/lifecycles/${id}/events`, { type: 'returned', eventId: 'returned' });
    await held(1);
    await budget(1_000_000);
    await received(phone, 2);
  });
});
