import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { CallbackReceiver, isGenuine } from '../harness/callback-receiver.js';
import { eventually } from '../harness/eventually.js';
import { Processes } from '../harness/processes.js';
import { testTemporal } from '../harness/temporal.js';

const CATCH_UP_MS = 60_000;

/** SIGKILL while the sender's system has been called and has not answered: nobody knows whether it took the call. */
describe('A worker killed while it calls the sender’s system', () => {
  let processes!: Processes;
  let receiver!: CallbackReceiver;
  let secret: string;
  let lifecycleId: string;

  beforeAll(async () => {
    receiver = await CallbackReceiver.start();
    receiver.behaviours.push('hang');
    processes = await Processes.start(testTemporal());
    secret = (await processes.call<{ secret: string }>('POST', '/v1/callbacks/secret')).body.secret;
    await processes.call('PATCH', '/v1/settings', { callbackUrl: receiver.url });
    const { body } = await processes.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'CALLED-1',
      recipient: { name: '김하늘', phone: '01055007790' },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    lifecycleId = body.id;
    await processes.call('POST', `/v1/lifecycles/${lifecycleId}/events`, {
      type: 'extensionRequested',
      eventId: 'ask-1',
    });
    await eventually('the call has come in', () => receiver.calls.length === 1, CATCH_UP_MS);
    await processes.kill('worker');
    await processes.begin('worker');
    await eventually(
      'the call is delivered',
      async () => (await callbacks()).some(({ state }) => state === 'delivered'),
      CATCH_UP_MS,
    );
  }, 180_000);

  afterAll(async () => {
    await processes.close();
    await receiver.close();
  }, 30_000);

  const callbacks = async () =>
    (
      await processes.call<{ items: { id: string; state: string; tries: number }[] }>(
        'GET',
        `/v1/callbacks?lifecycle=${lifecycleId}`,
      )
    ).body.items;

  it('is followed by one that makes the call again', () => {
    expect(receiver.calls).toHaveLength(2);
  });

  it('leaves it to the id that the receiver takes the call for one', async () => {
    const [{ id } = { id: '' }] = await callbacks();
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    expect(receiver.calls.every((call) => isGenuine(call, secret))).toBe(true);
  });

  it('has made one call out of one decision', async () => {
    expect((await callbacks()).map(({ state, tries }) => ({ state, tries }))).toEqual([
      { state: 'delivered', tries: 2 },
    ]);
  });
});
