import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/harness/eventually.js';
import type { Scheduler } from './scheduler.js';
import { createSimulator } from './simulator.js';
import {
  alimtalk,
  authorisation,
  call,
  filledGroup,
  groupStatus,
  send,
  sms,
  startSimulator,
  startWebhook,
  until,
} from './spec-support.js';
import type { Webhook } from './spec-support.js';

let folder: string;
let webhook: Webhook;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  webhook = await startWebhook();
});
afterAll(async () => {
  await webhook.close();
  await rm(folder, { recursive: true });
});

describe('the state file', () => {
  it('carries groups, phones, templates, sender numbers, webhook and settings over a restart', async () => {
    const stateFile = join(folder, 'all.json');
    const first = await startSimulator({ stateFile });
    first.control.setWebhook({ url: webhook.url, secret: 'hush' });
    first.control.changeSettings({ latencyMs: 1 });
    const pending = await filledGroup(first, [sms('01055000001')]);
    await send(first, await filledGroup(first, [alimtalk('01055000002')]));
    await first.close();

    const second = await createSimulator({ stateFile });
    expect(second.control.phone('01055000002').received).toHaveLength(1);
    expect(second.control.webhook()).toEqual({ url: webhook.url });
    expect(second.control.settings().latencyMs).toBe(1);
    expect(await groupStatus(second, pending)).toBe('PENDING');
    expect((await send(second, pending)).status).toBe(200);
    await second.close();
  });

  it('posts after the restart what was to be posted before it', async () => {
    const stateFile = join(folder, 'receipts.json');
    const options = { stateFile, webhookUrl: webhook.url, webhookSecret: 'hush' };
    const first = await startSimulator({ ...options, settings: { receiptDelayMs: 400 } });
    await send(first, await filledGroup(first, [sms('01055000001')]));
    await first.close();
    webhook.heard.length = 0;

    const second = await createSimulator(options);
    await until(() => webhook.heard.length > 0);
    await second.close();
    expect(webhook.codes()).toEqual(['4000']);
  });

  it('remembers used signatures', async () => {
    const stateFile = join(folder, 'signatures.json');
    const headers = { authorization: authorisation() };
    const first = await startSimulator({ stateFile });
    await call(first, 'POST', 'messages/v4/groups', {}, { headers });
    await first.close();
    const second = await startSimulator({ stateFile });
    const { body } = await call(second, 'POST', 'messages/v4/groups', {}, { headers });
    await second.close();
    expect(body['errorCode']).toBe('DuplicatedSignature');
  });

  it('is written within a second, without waiting for the end', async () => {
    const stateFile = join(folder, 'behind.json');
    const simulator = await startSimulator({ stateFile });
    await call(simulator, 'POST', 'messages/v4/groups', {});
    const size = await eventually('the state is on file', async () => (await stat(stateFile)).size || undefined, 1_000);
    expect(size).toBeGreaterThan(0);
    await simulator.close();
  });

  it('of another version is refused rather than overwritten', async () => {
    const stateFile = join(folder, 'old.json');
    await writeFile(stateFile, '{"version":0}');
    await expect(createSimulator({ stateFile })).rejects.toThrow(/another version/);
  });
});

/** Timers that fire when the test says so. */
class VirtualTime implements Scheduler {
  now = Date.now();
  #timers: { at: number; work: () => void }[] = [];

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.now + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { work } of due) work();
  }
}

describe('virtual time', () => {
  it('decides when a message arrives and when its receipt is posted', async () => {
    const time = new VirtualTime();
    const simulator = await startSimulator({
      now: () => time.now,
      scheduler: time,
      webhookUrl: webhook.url,
      webhookSecret: 'hush',
      settings: { deliveryDelayMs: 3_600_000, receiptDelayMs: 7_200_000 },
    });
    webhook.heard.length = 0;
    const seen: number[] = [];
    const look = (): number => seen.push(simulator.control.phone('01055000001').received.length, webhook.heard.length);
    await send(simulator, await filledGroup(simulator, [sms('01055000001')]));
    look();
    time.pass(3_600_000);
    look();
    time.pass(3_600_000);
    await simulator.idle();
    look();
    await simulator.close();
    expect(seen).toEqual([0, 0, 1, 0, 1, 1]);
  });

  it('dates what the phone shows', async () => {
    const at = Date.now() - 60_000;
    const simulator = await startSimulator({ now: () => at });
    await send(simulator, await filledGroup(simulator, [sms('01055000001')]));
    expect(simulator.control.phone('01055000001').received[0]?.at).toBe(at);
    await simulator.close();
  });

  it('posts a receipt without delay right away', async () => {
    const time = new VirtualTime();
    const simulator = await startSimulator({ scheduler: time, webhookUrl: webhook.url, webhookSecret: 'hush' });
    webhook.heard.length = 0;
    await send(simulator, await filledGroup(simulator, [sms('01055000001')]));
    await simulator.idle();
    expect(webhook.heard).toHaveLength(1);
    await simulator.close();
  });
});

describe('closing', () => {
  it('breaks off calls that hang', async () => {
    const simulator = await startSimulator();
    const groupId = await filledGroup(simulator, [alimtalk('01055170001')]);
    const hanging = send(simulator, groupId);
    hanging.catch(() => undefined);
    await until(() => simulator.control.phone('01055170001').received.length === 1);
    await simulator.close();
    await expect(hanging).rejects.toThrow();
  });
});
