// Endpoints of senders: what they are told of, in which order, and what becomes of it when a receiver is out.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { callbackEventBody, CALLBACK_EVENTS } from '#libs/contracts/callback-events.js';
import { listAlerts } from '#libs/database/alert-store.js';
import {
  changeEndpoint,
  deleteEndpoint,
  disableEndpoint,
  drawEndpointSecret,
  enableEndpoint,
} from '#libs/database/callback-endpoint-store.js';
import {
  endpointsToTell,
  forgetOldEvents,
  replayEvents,
  tenantsWithCallbackWork,
} from '#libs/database/callback-event-store.js';
import { beginCalling, moveAttempt, moveMessage } from '#libs/database/delivery-store.js';
import { withinKeyScope } from '#libs/database/key-scope.js';
import { KEY_KINDS, type KeyKind } from '#libs/message/key-kind.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { eventIn, isVerified } from '../harness/standard-webhooks-receiver.js';
import { CallbackWorld } from './callback-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let house: CallbackWorld;
let world: CallbackWorld;
let receiver: CallbackReceiver;
let tenants = 0;
const TENANTS = Array.from({ length: 60 }, (_, index) => `library-${index}`);

beforeAll(async () => {
  house = await CallbackWorld.create(...(TENANTS as [string, ...string[]]));
});
afterAll(() => house.close());
beforeEach(async () => {
  receiver = await CallbackReceiver.start();
  tenants += 1;
  world = house.of(TENANTS[tenants]!);
});
afterEach(() => receiver.close());

const start = (): Promise<string> => world.world.start(world.tenant);
const told = (from = receiver) => from.calls.map((call) => eventIn(call));
const kinds = (from = receiver): string[] => told(from).map(({ type }) => type);
const inTenant: CallbackWorld['world']['in'] = (tenant, work) => house.world.in(tenant, work);

const approveTemplate = (): Promise<unknown> =>
  inTenant(world.tenant, async (tx) => {
    await tx.query(
      `insert into templates (tenant_id, code, version, dealer, dealer_template_id, channel_id, content, status)
       values ($1, 'LOAN_STARTED', 1, 'solapi', 'T', 'C', '{}', 'inspecting')`,
      [world.tenant],
    );
    await tx.query(`update templates set status = 'approved'`);
  });

describe('an endpoint', () => {
  it('is told of an affair in the order in which it went, numbered, and signed for the library of Standard Webhooks', async () => {
    const { id, secret } = await world.endpoint(receiver.url);
    const lifecycle = await start();
    await world.move(lifecycle, 'overdue');
    await inTenant(world.tenant, (tx) =>
      tx.query(`update lifecycles set state = 'ended', stage = 'returned', closed_at = now() where id = $1`, [
        lifecycle,
      ]),
    );
    expect(await world.drain(id)).toBeUndefined();
    expect(told().map(({ type, sequence, data }) => ({ type, sequence, data }))).toEqual([
      { type: 'lifecycle.started', sequence: 1, data: { stage: 'on-loan' } },
      { type: 'lifecycle.stage-changed', sequence: 2, data: { from: 'on-loan', stage: 'overdue' } },
      { type: 'lifecycle.stage-changed', sequence: 3, data: { from: 'overdue', stage: 'returned' } },
      { type: 'lifecycle.ended', sequence: 4, data: { stage: 'returned' } },
    ]);
    expect(receiver.calls.every((call) => isVerified(call, secret))).toBe(true);
    expect(isVerified({ ...receiver.calls[0]!, body: `${receiver.calls[0]!.body} ` }, secret)).toBe(false);
  });

  it('is told what the documentation says, and nothing of the person', async () => {
    const { id } = await world.endpoint(receiver.url);
    const lifecycle = await start();
    const messageId = await world.world.message(world.tenant, lifecycle, 'start#0');
    const attempt = { messageId, number: 1 };
    await inTenant(world.tenant, async (tx) => {
      await tx.query(`update lifecycles set paused_at = now() where id = $1`, [lifecycle]);
      await tx.query(`update lifecycles set paused_at = null where id = $1`, [lifecycle]);
      await moveAttempt(tx, attempt, ['accepted'], { state: 'unconfirmed' }, world.clock);
      await moveAttempt(
        tx,
        attempt,
        ['unconfirmed'],
        { state: 'failed', class: 'permanent-recipient', resultCode: '3018' },
        world.clock,
      );
      await tx.query(
        `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at)
         values ($1, 2, $2, 'sms', 'solapi', 'reserved', now())`,
        [messageId, world.tenant],
      );
      await tx.query(`update attempts set state = 'calling', calling_at = now() where message_id = $1 and number = 2`, [
        messageId,
      ]);
      await moveAttempt(tx, { messageId, number: 2 }, ['calling'], { state: 'undecidable' }, world.clock);
      await moveMessage(tx, messageId, { state: 'undeliverable' }, world.clock);
      await tx.query(`update messages set double_contact = true where id = $1`, [messageId]);
      await moveAttempt(tx, attempt, ['failed'], { state: 'delivered' }, world.clock);
    });
    await world.drain(id);
    expect(kinds()).toEqual([
      'lifecycle.started',
      'lifecycle.paused',
      'lifecycle.resumed',
      'message.unconfirmed',
      'message.failed',
      'message.fell-back',
      'message.undecidable',
      'message.unreached',
      'message.double-contact',
      'message.delivered',
    ]);
    for (const body of told()) {
      expect(callbackEventBody.parse(body)).toEqual(body);
      expect(CALLBACK_EVENTS[body.type].data.parse(body.data)).toEqual(body.data);
      expect(body.lifecycle).toMatchObject({ id: lifecycle, type: 'library-loan' });
    }
    const sent = receiver.calls.map(({ body }) => body).join('\n');
    expect(sent).not.toMatch(/홍길동|01055010001|채식주의자/);
  });

  it('is told once of a fallback whose first call found no connection', async () => {
    const { id } = await world.endpoint(receiver.url, { kinds: ['message.fell-back', 'message.accepted'] });
    const messageId = await world.world.message(world.tenant, await start(), 'start#0');
    const fallback = { messageId, number: 2 };
    await inTenant(world.tenant, async (tx) => {
      await tx.query(
        `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at)
         values ($1, 2, $2, 'sms', 'solapi', 'reserved', now())`,
        [messageId, world.tenant],
      );
      const call = { ...fallback, dealer: 'solapi' };
      expect(await beginCalling(tx, call, 'G1', world.clock)).toBe(true);
      expect(await moveAttempt(tx, fallback, ['calling'], { state: 'reserved', tries: 'one-more' }, world.clock)).toBe(
        true,
      );
      expect(await beginCalling(tx, call, 'G2', world.clock)).toBe(true);
      await moveAttempt(tx, fallback, ['calling'], { state: 'accepted' }, world.clock);
    });
    await world.drain(id);
    expect(kinds()).toEqual(['message.fell-back', 'message.accepted']);
  });

  it('is told of the review of a template', async () => {
    const { id } = await world.endpoint(receiver.url);
    await approveTemplate();
    await world.drain(id);
    expect(told()).toEqual([
      expect.objectContaining({
        type: 'template.state-changed',
        lifecycle: null,
        data: {
          template: 'LOAN_STARTED',
          templateVersion: 1,
          dealer: 'solapi',
          state: 'approved',
          from: 'inspecting',
          blocked: false,
          dormant: false,
        },
      }),
    ]);
    expect(CALLBACK_EVENTS['template.state-changed'].data.safeParse(told()[0]!.data).success).toBe(true);
  });

  it('is told of a bundle in each affair that its text told of', async () => {
    const { id } = await world.endpoint(receiver.url, { kinds: ['message.delivered'] });
    const lifecycles = [await start(), await start(), await start()];
    const bundle = await world.world.message(world.tenant, lifecycles[0]!, 'bundle#0');
    const items = lifecycles.map((_, index) => `00000000-0000-8000-8000-00000000000${index}`);
    await inTenant(world.tenant, async (tx) => {
      await tx.query(`update messages set lifecycle_id = null where id = $1`, [bundle]);
      for (const [index, lifecycle] of lifecycles.entries())
        await tx.query(
          `insert into message_items (message_id, tenant_id, lifecycle_id, key, item_id) values ($1, $2, $3, 'due', $4)`,
          [bundle, world.tenant, lifecycle, items[index]],
        );
      await tx.query(`update attempts set items = $2 where message_id = $1`, [bundle, items.slice(0, 2)]);
      await moveAttempt(tx, { messageId: bundle, number: 1 }, ['accepted'], { state: 'delivered' }, world.clock);
    });
    await world.drain(id);
    expect(
      told()
        .map(({ lifecycle }) => lifecycle?.id)
        .sort(),
    ).toEqual(lifecycles.slice(0, 2).sort());
  });

  it('is told only of the kinds and the lifecycle types that it wants, with numbers that show what it left out', async () => {
    const { id } = await world.endpoint(receiver.url, { kinds: ['lifecycle.stage-changed'] });
    const other = await CallbackReceiver.start();
    const { id: ofOthers } = await world.endpoint(other.url, { lifecycleTypes: ['inquiry'] });
    const lifecycle = await start();
    await world.move(lifecycle, 'overdue');
    await world.drain(id);
    await world.drain(ofOthers);
    expect(told().map(({ type, sequence }) => ({ type, sequence }))).toEqual([
      { type: 'lifecycle.stage-changed', sequence: 2 },
    ]);
    expect(other.calls).toEqual([]);
    await other.close();
  });

  describe('beside affairs that keys of three kinds began', () => {
    const begin = (kind: KeyKind): Promise<string> => withinKeyScope({ kind, lifecycleTypes: null }, start);

    it('is told of those of live keys alone unless it asks for more', async () => {
      const { id } = await world.endpoint(receiver.url);
      const [live] = [await begin('live'), await begin('team'), await begin('test')];
      await world.drain(id);
      expect(told().map(({ lifecycle, keyKind }) => [lifecycle?.id, keyKind])).toEqual([[live, 'live']]);
    });

    it('is told of those of the kinds that it asks for, each by its name', async () => {
      const { id } = await world.endpoint(receiver.url, { keyKinds: ['team', 'test'] });
      for (const kind of KEY_KINDS) await begin(kind);
      await world.drain(id);
      expect(told().map(({ keyKind }) => keyKind)).toEqual(['team', 'test']);
      for (const body of told()) expect(callbackEventBody.parse(body)).toEqual(body);
    });

    it('is told which kind a message was of, also one of a bundle whose affairs it no longer names', async () => {
      const { id } = await world.endpoint(receiver.url, { kinds: ['message.unreached'], keyKinds: ['test'] });
      const lifecycle = await begin('test');
      const alone = await world.world.message(world.tenant, lifecycle, 'start#0');
      const bundle = await world.world.message(world.tenant, lifecycle, 'bundle#0');
      await inTenant(world.tenant, async (tx) => {
        await tx.query(`update messages set lifecycle_id = null where id = $1`, [bundle]);
        await tx.query(`update message_items set withdrawn_at = now() where message_id = $1`, [bundle]);
        for (const each of [alone, bundle]) await moveMessage(tx, each, { state: 'undeliverable' }, world.clock);
      });
      await world.drain(id);
      expect(told().map(({ lifecycle: affair, keyKind }) => [affair?.id ?? null, keyKind])).toEqual(
        expect.arrayContaining([
          [lifecycle, 'test'],
          [null, 'test'],
        ]),
      );
    });

    it('is told of a template whatever kinds it asks for', async () => {
      const { id } = await world.endpoint(receiver.url, { keyKinds: ['test'] });
      await approveTemplate();
      await world.drain(id);
      expect(told().map(({ type, keyKind }) => [type, keyKind])).toEqual([['template.state-changed', null]]);
    });

    it('is told of others from the moment on at which it asks for them, and by a replay of what was before', async () => {
      const { id } = await world.endpoint(receiver.url);
      await begin('test');
      await world.drain(id);
      await inTenant(world.tenant, (tx) => changeEndpoint(tx, id, { keyKinds: ['live', 'test'] }));
      await world.drain(id);
      expect(kinds()).toEqual([]);
      await inTenant(world.tenant, (tx) =>
        replayEvents(tx, world.tenant, id, { moment: world.clock - HOUR }, world.clock),
      );
      await world.drain(id);
      expect(told().map(({ keyKind }) => keyKind)).toEqual(['test']);
    });
  });

  it('is not told of what was rolled back', async () => {
    const { id } = await world.endpoint(receiver.url);
    const lifecycle = await start();
    await inTenant(world.tenant, async (tx) => {
      await tx.query(`update lifecycles set stage = 'overdue' where id = $1`, [lifecycle]);
      throw new Error('rolled back');
    }).catch(() => undefined);
    await world.drain(id);
    expect(kinds()).toEqual(['lifecycle.started']);
  });

  it('costs nothing to a sender who has none', async () => {
    await start();
    const [row] = await inTenant(world.tenant, (tx) =>
      tx.query<{ count: number }[]>(`select count(*)::int as count from callback_events`),
    );
    expect(row).toEqual({ count: 0 });
  });

  it('gets every event once in order, whatever is written at once by many', async () => {
    const { id } = await world.endpoint(receiver.url);
    const lifecycles = await Promise.all([start(), start(), start()]);
    await Promise.all([
      ...lifecycles.flatMap((lifecycle) =>
        Array.from({ length: 6 }, (_, index) => world.move(lifecycle, `stage-${lifecycle.slice(-3)}-${index}`)),
      ),
      ...Array.from({ length: 4 }, () => world.number()),
    ]);
    await world.drain(id);
    for (const lifecycle of lifecycles) {
      const ofIt = told().filter((body) => body.lifecycle?.id === lifecycle);
      expect(ofIt.map(({ sequence }) => sequence)).toEqual(ofIt.map((_, index) => index + 1));
      // Each begins where the one before has led to.
      const stages = ofIt.map(({ data }) => data);
      expect(stages.slice(1).map(({ from }) => from)).toEqual(stages.slice(0, -1).map(({ stage }) => stage));
    }
  });
});

describe('signatures', () => {
  it('are by both secrets for a day after a new one was drawn, so that the receiver can change over', async () => {
    const { id, secret } = await world.endpoint(receiver.url);
    const second = await inTenant(world.tenant, (tx) => drawEndpointSecret(tx, world.world.keys, world.tenant, id));
    await start();
    await world.drain(id);
    expect([secret, second!].map((each) => isVerified(receiver.calls[0]!, each))).toEqual([true, true]);
  });

  it('are by the new one alone afterwards', async () => {
    const { id, secret } = await world.endpoint(receiver.url);
    const second = await inTenant(world.tenant, async (tx) => {
      const drawn = await drawEndpointSecret(tx, world.world.keys, world.tenant, id);
      await tx.query(
        `update callback_endpoint_secrets set replaced_at = now() - interval '25 hours' where replaced_at is not null`,
      );
      return drawn;
    });
    await start();
    await world.drain(id);
    expect([secret, second!].map((each) => isVerified(receiver.calls[0]!, each))).toEqual([false, true]);
  });
});

describe('a receiver at fault', () => {
  it('that answers 500 for an hour loses nothing and gets all in order once it is back', async () => {
    const { id, secret } = await world.endpoint(receiver.url);
    receiver.always = 500;
    const lifecycles = await Promise.all(Array.from({ length: 12 }, start));
    await world.drainFor(id, HOUR / 2);
    for (const lifecycle of lifecycles) await world.move(lifecycle, 'overdue');
    await world.drainFor(id, HOUR / 2);
    const triedInVain = receiver.calls.length;
    expect((await world.health(id)).pending).toBe(24);
    receiver.always = 204;
    await world.drainFor(id, HOUR);
    const arrived = told().slice(triedInVain);
    expect(arrived).toHaveLength(24);
    for (const lifecycle of lifecycles)
      expect(arrived.filter((body) => body.lifecycle?.id === lifecycle).map(({ sequence }) => sequence)).toEqual([
        1, 2,
      ]);
    expect(receiver.calls.every((call) => isVerified(call, secret))).toBe(true);
    expect(await world.health(id)).toMatchObject({ state: 'enabled', pending: 0, failingSince: null });
  });

  it('that is out is left in peace: an hour of 500 for fifty affairs costs it few calls', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.always = 500;
    for (let index = 0; index < 50; index += 1) await start();
    await world.drainFor(id, HOUR);
    expect(receiver.calls.length).toBeLessThan(40);
  });

  it('that redirects to this machine is not followed, and tried again', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.behaviours.push('redirect');
    await start();
    await world.drainFor(id, HOUR);
    expect(receiver.calls.map(({ path }) => path)).toEqual(['/bongsu', '/bongsu']);
    expect((await world.health(id)).pending).toBe(0);
  });

  for (const fault of ['hang', 'reset', 500, 429, 404] as const) {
    it(`that meets a call with ${fault} gets it again under the same id`, async () => {
      const { id } = await world.endpoint(receiver.url);
      receiver.behaviours.push(fault, fault);
      await start();
      await world.drainFor(id, HOUR);
      expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
      expect(await world.health(id)).toMatchObject({ pending: 0, lastResult: 'delivered' });
    });
  }

  it('in one affair holds up no other affair of the same endpoint', async () => {
    const { id } = await world.endpoint(receiver.url);
    const [bad, good] = [await start(), await start()];
    receiver.refusing = bad;
    await world.drain(id);
    await world.move(good, 'overdue');
    await world.drain(id);
    const ofGood = told().filter((body) => body.lifecycle?.id === good);
    expect(ofGood.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('in one affair is told no later event of it before the earlier one', async () => {
    const { id } = await world.endpoint(receiver.url);
    const bad = await start();
    receiver.refusing = bad;
    await world.move(bad, 'overdue');
    await world.drainFor(id, HOUR);
    expect(new Set(told().map(({ sequence }) => sequence))).toEqual(new Set([1]));
    receiver.refusing = undefined;
    await world.drainFor(id, DAY);
    expect(told().at(-1)).toMatchObject({ sequence: 2 });
  });

  it('in one affair for more than a day is told the rest of it, and what was given up is counted', async () => {
    const { id } = await world.endpoint(receiver.url);
    const [bad, good] = [await start(), await start()];
    receiver.refusing = bad;
    await world.drain(id);
    for (let hour = 0; hour < 60; hour += 1) {
      await world.move(good, `stage-${hour}`);
      await world.drainFor(id, HOUR);
    }
    receiver.refusing = undefined;
    await world.move(bad, 'overdue');
    await world.drainFor(id, HOUR);
    expect(await world.health(id)).toMatchObject({ state: 'enabled', pending: 0, givenUp: 1 });
    expect(
      told()
        .filter((body) => body.lifecycle?.id === bad)
        .at(-1),
    ).toMatchObject({ sequence: 2 });
  });

  it('for a day is called no more, and operators are told once', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.always = 500;
    await start();
    await start();
    await world.drainFor(id, 3 * DAY);
    expect(await world.health(id)).toMatchObject({ state: 'suspended', pending: 2, givenUp: 0 });
    const { items } = await inTenant(world.tenant, (tx) => listAlerts(tx, world.world.keys, { limit: 10 }));
    expect(items).toEqual([expect.objectContaining({ name: 'callbackEndpointSuspended' })]);
    expect(items[0]!.text).toContain(id);
  });

  it('that was suspended loses nothing: enabled again, it gets what came before and meanwhile', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.always = 500;
    const lifecycle = await start();
    await world.drainFor(id, 3 * DAY);
    await world.move(lifecycle, 'overdue');
    receiver.always = 204;
    receiver.calls.length = 0;
    expect(await world.drain(id)).toBeUndefined();
    expect(receiver.calls).toEqual([]);
    await inTenant(world.tenant, (tx) => enableEndpoint(tx, id, world.clock));
    await world.drain(id);
    expect(told().map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('that says it is gone is called no more', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.always = 410;
    await start();
    await world.drain(id);
    expect((await world.health(id)).state).toBe('suspended');
  });

  it('that hangs delays no other endpoint', async () => {
    const { id: slow } = await world.endpoint(receiver.url);
    const other = await CallbackReceiver.start();
    const { id: quick } = await world.endpoint(other.url);
    receiver.always = 'hang';
    await start();
    await world.number();
    const hanging = world.drain(slow, { callbackTimeoutMs: 3_000 });
    await world.drain(quick);
    expect([kinds(other), await Promise.race([hanging, Promise.resolve('still hanging')])]).toEqual([
      ['lifecycle.started'],
      'still hanging',
    ]);
    await hanging;
    await other.close();
  });

  it('is called by one at a time', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.behaviours.push('hang');
    await start();
    await world.number();
    const pauses = await Promise.all([world.drain(id), world.drain(id), world.drain(id)]);
    expect(pauses.filter((pause) => pause === 1_000)).toHaveLength(2);
    expect(receiver.calls).toHaveLength(1);
  });

  it('that leads into the house by its name is not called', async () => {
    const { id } = await world.endpoint('https://library.example.go.kr/');
    await start();
    await world.drain(id, {
      callbacksToLoopback: false,
      callbackResolve: () => Promise.resolve([{ address: '169.254.169.254', family: 4 }]),
    });
    expect(await world.health(id)).toMatchObject({ lastResult: 'not-allowed', pending: 1 });
  });
});

describe('a replay', () => {
  const replay = (id: string, from: Parameters<typeof replayEvents>[3]) =>
    inTenant(world.tenant, (tx) => replayEvents(tx, world.tenant, id, from, world.clock));

  it('tells all again from an event on, under the same ids and numbers, in order', async () => {
    const { id } = await world.endpoint(receiver.url);
    const lifecycle = await start();
    await world.move(lifecycle, 'overdue');
    await world.move(lifecycle, 'returned');
    await world.drain(id);
    const before = told();
    receiver.calls.length = 0;
    expect(await replay(id, { eventId: before[1]!.id })).toBe(2);
    await world.drain(id);
    expect(told()).toEqual(before.slice(1));
  });

  it('from a moment on reaches an endpoint that was made later', async () => {
    await world.endpoint(receiver.url, { kinds: ['template.state-changed'] });
    await start();
    await world.number();
    const { id } = await world.endpoint(receiver.url);
    await world.drain(id);
    expect(kinds()).toEqual([]);
    expect(await replay(id, { moment: world.clock - HOUR })).toBe(1);
    await world.drain(id);
    expect(kinds()).toEqual(['lifecycle.started']);
  });

  it('keeps to what the endpoint wants', async () => {
    const { id } = await world.endpoint(receiver.url, { kinds: ['lifecycle.ended'] });
    await start();
    expect(await replay(id, { moment: world.clock - HOUR })).toBe(0);
  });

  it('from an event that is not there is none', async () => {
    const { id } = await world.endpoint(receiver.url);
    expect(await replay(id, { eventId: id })).toBeUndefined();
  });
});

describe('an endpoint that is', () => {
  it('disabled is told nothing, then or later, unless it is replayed', async () => {
    const { id } = await world.endpoint(receiver.url);
    await inTenant(world.tenant, (tx) => disableEndpoint(tx, id));
    await start();
    await world.drain(id);
    await inTenant(world.tenant, (tx) => enableEndpoint(tx, id, world.clock));
    await world.drain(id);
    expect(receiver.calls).toEqual([]);
  });

  it('changed is called at its new address, also with what waited', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.behaviours.push(500);
    await start();
    await world.drain(id);
    const other = await CallbackReceiver.start();
    await inTenant(world.tenant, (tx) => changeEndpoint(tx, id, { url: other.url }));
    await world.drainFor(id, HOUR);
    expect([receiver.calls.length, other.calls.length]).toEqual([1, 1]);
    await other.close();
  });

  it('deleted is called no more', async () => {
    const { id } = await world.endpoint(receiver.url);
    await start();
    await inTenant(world.tenant, (tx) => deleteEndpoint(tx, id, world.clock));
    expect(await world.drain(id)).toBeUndefined();
    expect(receiver.calls).toEqual([]);
  });
});

describe('Temporal', () => {
  const tell = () => inTenant(world.tenant, (tx) => endpointsToTell(tx, world.clock));

  it('is told of an endpoint once when something is due, and again when nobody came in a minute', async () => {
    const { id } = await world.endpoint(receiver.url);
    await start();
    await world.number();
    expect([await tell(), await tell()]).toEqual([[id], []]);
    world.clock += 61_000;
    expect(await tell()).toEqual([id]);
  });

  it('is told of nothing while what is due waits behind a first event that is not', async () => {
    const { id } = await world.endpoint(receiver.url);
    receiver.behaviours.push(500);
    const lifecycle = await start();
    await world.drain(id);
    await world.move(lifecycle, 'overdue');
    await world.number();
    expect(await tell()).toEqual([]);
  });

  it('is asked about tenants who have something to be handed on, and about no others', async () => {
    await world.endpoint(receiver.url);
    const idle = house.of(TENANTS[59]!);
    await idle.endpoint(receiver.url);
    await start();
    const tenantsNow = await tenantsWithCallbackWork(house.world.dataSource, world.clock, 1_000);
    expect([tenantsNow.includes(world.tenant), tenantsNow.includes(idle.tenant)]).toEqual([true, false]);
  });
});

describe('events', () => {
  it('older than thirty days are forgotten, and numbers go on after them', async () => {
    const { id } = await world.endpoint(receiver.url);
    const lifecycle = await start();
    await world.drain(id);
    await forgetOldEvents(house.world.dataSource, world.clock + 31 * DAY);
    const [row] = await inTenant(world.tenant, (tx) =>
      tx.query<{ left: number }[]>(
        `select (select count(*) from callback_events)::int + (select count(*) from callback_deliveries)::int as left`,
      ),
    );
    expect(row).toEqual({ left: 0 });
    await world.move(lifecycle, 'overdue');
    await world.drain(id);
    expect(told().at(-1)).toMatchObject({ sequence: 2 });
  });
});
