import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Client } from 'pg';
import { CallbackDelivery, type CallbackParts } from '#activities/callback.js';
import type { CallbackState } from '#libs/contracts/callback-workflow.js';
import { planOf } from '#libs/contracts/plan-snapshot.js';
import { drawCallbackSecret } from '#libs/database/callback-secrets.js';
import { callbacksOf, tellOverdueCalls, type CallbackView } from '#libs/database/callback-store.js';
import { recordDecisions } from '#libs/database/journal-store.js';
import { erasePerson } from '#libs/database/person-store.js';
import { CallbackSecretMissing, changeSettings, createTenant } from '#libs/database/tenant-store.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { CallEffect, JournalEntry } from '#libs/lifecycle/state.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { CallbackReceiver, isGenuine } from '../harness/callback-receiver.js';
import { createWorld, STARTED_AT, type World } from './database-world.js';

const HOUR = 3_600_000;

let world: World;
let receiver: CallbackReceiver;
let superuser: Client;
let tenant: string;
let secret: string;
let lifecycleId: string;
let tenants = 0;

beforeAll(async () => {
  world = await createWorld([]);
  superuser = new Client({ connectionString: world.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await world.close();
});

beforeEach(async () => {
  receiver = await CallbackReceiver.start();
  tenants += 1;
  tenant = `library-${tenants}`;
  await world.in(tenant, (tx) =>
    createTenant(tx, {
      id: tenant,
      name: '시립도서관',
      settings: { senderNumber: '0212345678', channelId: 'channel' },
    }),
  );
  secret = await draw();
  await setUrl(receiver.url);
  lifecycleId = await world.start(tenant);
});
afterEach(() => receiver.close());

const draw = (): Promise<string> => world.in(tenant, (tx) => drawCallbackSecret(tx, world.keys, tenant));
const setUrl = (callbackUrl: string | null) => world.in(tenant, (tx) => changeSettings(tx, { callbackUrl }));

const entry = (key: string, call: Partial<CallEffect> = {}, at = STARTED_AT): JournalEntry => ({
  key: `call:${key}#0`,
  number: 2,
  at,
  kind: 'callback',
  text: '기관 시스템에 알림: asked',
  detail: { call: 'asked' },
  call: { name: 'asked', stage: 'on-loan', values: {}, wanted: {}, ...call },
});

/** Lands entries as a workflow hands them over. */
function land(...journal: JournalEntry[]): Promise<void> {
  const context = { definition: libraryLoan, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
  const { state } = engine.start(context, { fields: { dueDate: '2026-12-07' }, at: STARTED_AT });
  const plan = planOf(context, state, { decision: 1, runId: 'run' });
  return world.in(tenant, (tx) => recordDecisions(tx, tenant, lifecycleId, { journal, plan }));
}

const calls = (): Promise<CallbackView[]> => world.in(tenant, (tx) => callbacksOf(tx, lifecycleId));
const theCall = async (): Promise<CallbackView> => (await calls())[0]!;
const toTell = async (): Promise<{ callbackId: string; round: number }[]> =>
  (
    await superuser.query<{ payload: { callbackId: string; round: number } }>(
      `select payload from outbox where tenant_id = $1 and kind = 'callback' order by id`,
      [tenant],
    )
  ).rows.map(({ payload }) => payload);

const delivery = (change: Partial<CallbackParts> = {}): CallbackDelivery =>
  new CallbackDelivery({
    dataSource: world.dataSource,
    keys: world.keys,
    now: Date.now,
    callbacksToLoopback: true,
    callbackTimeoutMs: 400,
    ...change,
  });

/** The first call's next try: how the call then stands, or the pause that it asks for, ms. */
async function attempt(change: Partial<CallbackParts> = {}, round = 1): Promise<CallbackState | number> {
  const { id } = await theCall();
  try {
    return (await delivery(change).deliverCallback({ tenant, callbackId: id, round })).state;
  } catch (error) {
    if (error instanceof ApplicationFailure) return Number(error.nextRetryDelay);
    throw error;
  }
}

describe('a call that a lifecycle decides', () => {
  it('is written once with its journal entry, and Temporal is to be told of it', async () => {
    await land(entry('event:e-1'));
    expect(await theCall()).toMatchObject({ name: 'asked', sequence: 1, state: 'pending', tries: 0 });
    expect(await toTell()).toEqual([{ callbackId: (await theCall()).id, round: 1 }]);
  });

  it('is not written again when a workflow that was reset decides it again', async () => {
    await land(entry('event:e-1'));
    await land({ ...entry('event:e-1', {}, STARTED_AT + 60_000), number: 7 });
    expect(await calls()).toHaveLength(1);
    expect(await toTell()).toHaveLength(1);
  });

  it('is numbered in its lifecycle, also where several are decided at once', async () => {
    await land(entry('start'), entry('event:e-1'));
    await Promise.all([land(entry('event:e-2')), land(entry('event:e-3')), land(entry('event:e-4'))]);
    expect((await calls()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a delivery', () => {
  it('carries what the receiver verifies by itself and needs to know', async () => {
    await land(entry('event:e-1', { values: { dueDate: '2026-12-07' } }));
    expect(await attempt()).toBe('delivered');
    const [call] = receiver.calls;
    const { id } = await theCall();
    expect(isGenuine(call!, secret)).toBe(true);
    expect(call!.headers['webhook-id']).toBe(id);
    expect(call!.json).toEqual({
      id,
      type: 'lifecycle.call',
      name: 'asked',
      lifecycle: { id: lifecycleId, type: 'library-loan', reference: expect.stringMatching(/^L-/) },
      keyKind: 'live',
      stage: 'on-loan',
      at: '2026-11-23T09:00:00+09:00',
      data: { dueDate: '2026-12-07' },
      sequence: 1,
    });
    expect(await theCall()).toMatchObject({ state: 'delivered', tries: 1, result: 'delivered', status: 204 });
  });

  it('is not genuine to whoever holds another secret, or changed the body', async () => {
    await land(entry('event:e-1'));
    await attempt();
    const [call] = receiver.calls;
    expect(isGenuine(call!, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)).toBe(false);
    expect(isGenuine({ ...call!, body: call!.body.replace('asked', 'other') }, secret)).toBe(false);
  });

  it('fills in fields from the database, under those that the engine decided', async () => {
    const call = { values: { dueDate: '2026-12-21' }, wanted: { title: 'bookTitle', none: 'noSuchField' } };
    await land(entry('event:e-1', call));
    await attempt();
    expect(receiver.calls[0]!.json.data).toEqual({ dueDate: '2026-12-21', title: '채식주의자' });
  });

  it('fills in what the event behind it has reported, though its answer has not been written yet', async () => {
    await world.event(tenant, lifecycleId, { eventId: 'e-1', type: 'extended', data: { dueDate: '2027-01-04' } });
    await land(entry('enter:on-loan:event:e-1', { wanted: { due: 'dueDate' } }));
    await attempt();
    expect(receiver.calls[0]!.json.data).toEqual({ due: '2027-01-04' });
  });

  it('says of someone erased only what the engine decided', async () => {
    await land(entry('event:e-1', { values: { dueDate: '2026-12-07' }, wanted: { title: 'bookTitle' } }));
    const { rows } = await superuser.query<{ id: string }>(
      `select data_person_id as id from lifecycles where id = $1`,
      [lifecycleId],
    );
    await world.in(tenant, (tx) => erasePerson(tx, rows[0]!.id, STARTED_AT));
    expect(await attempt()).toBe('delivered');
    expect(receiver.calls[0]!.json.data).toEqual({ dueDate: '2026-12-07' });
  });

  it('that is answered 500 is made again under the same id, with a body that says the same', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push(500, 503);
    expect([await attempt(), await attempt(), await attempt()]).toEqual([5_000, 30_000, 'delivered']);
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
  });

  it('says meanwhile what came of the last try, and when the next one is', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push(500);
    await attempt({ now: () => STARTED_AT });
    expect(await theCall()).toMatchObject({
      state: 'pending',
      tries: 1,
      result: 'failed',
      status: 500,
      nextTryAt: STARTED_AT + 5_000,
    });
  });

  it('is given up after the last pause', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push(500, 404);
    const callbackPausesMs = [10];
    expect([await attempt({ callbackPausesMs }), await attempt({ callbackPausesMs })]).toEqual([10, 'given-up']);
    expect(await theCall()).toMatchObject({ state: 'given-up', tries: 2, result: 'refused', status: 404 });
  });

  it('that hangs is over after its time', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push('hang');
    expect(await attempt()).toBe(5_000);
    expect(await theCall()).toMatchObject({ result: 'timed-out' });
  });

  it('follows no redirection', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push('redirect');
    expect(await attempt()).toBe(5_000);
    expect(await theCall()).toMatchObject({ result: 'redirected', status: 307 });
    expect(receiver.calls.map(({ path }) => path)).toEqual(['/bongsu']);
  });

  it('does not read an answer to an end that never comes', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push('endless');
    const began = performance.now();
    expect(await attempt({ callbackTimeoutMs: 60_000 })).toBe('delivered');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('has arrived once the status says so, though the rest of the answer never comes', async () => {
    await land(entry('event:e-1'));
    receiver.behaviours.push('fall-silent');
    expect(await attempt()).toBe('delivered');
    expect(await theCall()).toMatchObject({ result: 'delivered', status: 200 });
  });

  it('to nobody is tried again', async () => {
    await land(entry('event:e-1'));
    await receiver.close();
    expect(await attempt()).toBe(5_000);
    expect(await theCall()).toMatchObject({ result: 'unreachable' });
    receiver = await CallbackReceiver.start();
  });

  it('does not go to this machine in clear where that is not allowed', async () => {
    await land(entry('event:e-1'));
    expect(await attempt({ callbacksToLoopback: false })).toBe(5_000);
    expect(await theCall()).toMatchObject({ result: 'not-allowed' });
    expect(receiver.calls).toEqual([]);
  });

  it('is made no more once it has arrived', async () => {
    await land(entry('event:e-1'));
    expect([await attempt(), await attempt()]).toEqual(['delivered', 'delivered']);
    expect(receiver.calls).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('is stored nowhere in clear', async () => {
    const { rows } = await superuser.query<{ secret_ciphertext: string }>(
      `select secret_ciphertext from callback_secrets where tenant_id = $1`,
      [tenant],
    );
    expect(rows).toEqual([{ secret_ciphertext: expect.stringMatching(/^v1:aes-256-gcm:/) }]);
    expect(rows[0]!.secret_ciphertext).not.toContain(secret.slice(6, 20));
  });

  it('goes on signing for 24 hours beside the one that replaced it', async () => {
    const newer = await draw();
    await land(entry('event:e-1'));
    await attempt();
    expect([secret, newer].map((each) => isGenuine(receiver.calls[0]!, each))).toEqual([true, true]);
  });

  it('signs no more after that', async () => {
    const newer = await draw();
    await superuser.query(
      `update callback_secrets set replaced_at = replaced_at - interval '24 hours' where tenant_id = $1`,
      [tenant],
    );
    await land(entry('event:e-1'));
    await attempt();
    expect([secret, newer].map((each) => isGenuine(receiver.calls[0]!, each))).toEqual([false, true]);
  });

  it('has to be there before an address is set', async () => {
    const other = `${tenant}-new`;
    const settings = { senderNumber: '0212345678', channelId: 'channel' };
    await world.in(other, (tx) => createTenant(tx, { id: other, name: '새 기관', settings }));
    await expect(
      world.in(other, (tx) => changeSettings(tx, { callbackUrl: 'https://library.example.go.kr' })),
    ).rejects.toThrow(CallbackSecretMissing);
  });
});

describe('a call that finds no address', () => {
  beforeEach(() => setUrl(null));

  it('is kept, and nobody is told of it', async () => {
    await land(entry('event:e-1'));
    expect(await theCall()).toMatchObject({ state: 'no-endpoint', tries: 0 });
    expect(await toTell()).toEqual([]);
  });

  it('is made when an address is set within 24 hours', async () => {
    await land(entry('event:e-1'));
    await setUrl(receiver.url);
    expect(await toTell()).toEqual([{ callbackId: (await theCall()).id, round: 2 }]);
    expect(await attempt({}, 2)).toBe('delivered');
  });

  it('is left alone when the address comes later', async () => {
    await land(entry('event:e-1'));
    await superuser.query(`update callbacks set created_at = created_at - interval '25 hours' where tenant_id = $1`, [
      tenant,
    ]);
    await setUrl(receiver.url);
    expect(await theCall()).toMatchObject({ state: 'no-endpoint' });
  });

  it('waits for one again when it was taken away between two tries', async () => {
    await setUrl(receiver.url);
    await land(entry('event:e-1'));
    receiver.behaviours.push(500);
    await attempt();
    await setUrl(null);
    expect(await attempt()).toBe('no-endpoint');
    expect(await theCall()).toMatchObject({ state: 'no-endpoint' });
  });

  it('is not made by a round that another one has followed', async () => {
    await land(entry('event:e-1'));
    await setUrl(receiver.url);
    expect(await attempt({}, 1)).toBe('pending');
    expect(receiver.calls).toEqual([]);
  });
});

describe('a call of which nothing is heard', () => {
  const allTold = () => superuser.query(`update outbox set told_at = now() where tenant_id = $1`, [tenant]);

  it('for an hour is told again, in the same round', async () => {
    await land(entry('event:e-1'));
    await allTold();
    await tellOverdueCalls(world.dataSource, Date.now() + 2 * HOUR);
    const { id } = await theCall();
    expect(await toTell()).toEqual([
      { callbackId: id, round: 1 },
      { callbackId: id, round: 1 },
    ]);
  });

  it('is not told again while its next try is still to come, nor once it was told', async () => {
    await land(entry('event:e-1'));
    await allTold();
    receiver.behaviours.push(500);
    await attempt({ now: () => Date.now() + 2 * HOUR });
    await tellOverdueCalls(world.dataSource, Date.now() + 2 * HOUR);
    expect(await toTell()).toHaveLength(1);
  });

  it('is not told again while Temporal has not even been told the first time', async () => {
    await land(entry('event:e-1'));
    await tellOverdueCalls(world.dataSource, Date.now() + 2 * HOUR);
    expect(await toTell()).toHaveLength(1);
  });
});

it('pauses between tries add up to more than 24 hours', async () => {
  await land(entry('event:e-1'));
  receiver.behaviours.push(...Array.from({ length: 11 }, () => 500));
  let waited = 0;
  for (let pause = await attempt(); typeof pause === 'number'; pause = await attempt()) waited += pause;
  expect(waited).toBeGreaterThan(24 * HOUR);
});
