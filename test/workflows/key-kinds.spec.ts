// What keys of the three kinds begin, on the whole product: the phone is the dealer simulator's.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { bundleWorkflowId } from '#libs/contracts/ids.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { tellOverdueBundles } from '#libs/database/bundle-gathering.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { KeyKind } from '#libs/message/key-kind.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { eventually } from '../harness/eventually.js';
import { Platform, type Answer } from '../harness/platform.js';

interface Shown {
  readonly id: string;
  readonly keyKind: KeyKind;
  readonly state: string;
  readonly code: string;
  readonly reason: string | null;
  readonly phone: string;
  readonly items: readonly { readonly id: string; readonly state: string; readonly phone: string }[];
  readonly decisions: readonly { readonly code: string }[];
  readonly attempts: readonly {
    readonly dealer: string;
    readonly channel: string;
    readonly state: string;
    readonly costKrw: number | null;
  }[];
}

describe('What a key began', () => {
  let platform: Platform;
  const keys = new Map<KeyKind, string>();
  let number = 0;

  beforeAll(async () => {
    platform = await Platform.start();
    for (const kind of ['live', 'team', 'test'] as const) {
      const { key } = await inTenant(platform.dataSource, platform.tenant, (tx) =>
        createApiKey(tx, { tenant: platform.tenant, label: kind, kind }),
      );
      keys.set(kind, key);
    }
  });
  afterAll(() => platform.close());

  const as = (kind: KeyKind, method: 'GET' | 'POST' | 'DELETE' | 'PATCH', path: string, body?: unknown) =>
    platform.call<Shown>(method, path, body, { authorization: `Bearer ${keys.get(kind)}` });

  async function lend(kind: KeyKind, phone: string, reference = `KIND-${(number += 1)}`): Promise<Answer<Shown>> {
    return as(kind, 'POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference,
      recipient: { name: '이바다', phone },
      data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
  }
  const messagesOf = async (kind: KeyKind, lifecycle: string): Promise<Shown[]> => {
    const { body } = await as(kind, 'GET', `/v1/messages?lifecycle=${lifecycle}`);
    return Promise.all(body.items.map(async ({ id }) => (await as(kind, 'GET', `/v1/messages/${id}`)).body));
  };
  const settled = (kind: KeyKind, lifecycle: string, state: string): Promise<Shown> =>
    eventually(`its message is ${state}`, async () =>
      (await messagesOf(kind, lifecycle)).find((message) => message.state === state),
    );
  const path = ({ attempts }: Shown): string[] => attempts.map(({ channel, state }) => `${channel} ${state}`);
  const dealers = ({ attempts }: Shown): string[] => [...new Set(attempts.map(({ dealer }) => dealer))];

  it('a live one sends', async () => {
    const phone = '01055007001';
    await lend('live', phone);
    await eventually('it arrives', () => platform.received(phone).length === 1);
  });

  it.each([
    ['01055007002', 'delivered', ['alimtalk delivered']],
    ['010-0000-0001', 'delivered', ['alimtalk delivered']],
    ['010-0000-0002', 'undeliverable', ['alimtalk failed', 'lms failed']],
    ['010-0000-0004', 'delivered', ['alimtalk failed', 'lms delivered']],
    ['010-0000-0005', 'undeliverable', ['alimtalk failed']],
    ['010-0000-0006', 'handed-over', ['alimtalk accepted']],
  ])('a test one brings to the end that the number %s has, and to no phone', async (phone, state, attempts) => {
    const { body } = await lend('test', phone);
    const message = await settled('test', body.id, state);
    expect([message.keyKind, path(message).map((each) => each.replace('sms', 'lms')), dealers(message)]).toEqual([
      'test',
      attempts,
      ['test'],
    ]);
    expect(platform.received(phone.replaceAll('-', ''))).toEqual([]);
  });

  it('a test one is told of to systems of the sender that ask for tests, and its calls say what they are', async () => {
    const receiver = await CallbackReceiver.start();
    const endpoint = { url: receiver.url, kinds: ['lifecycle.started'], keyKinds: ['test'] };
    const { body: made } = await as('live', 'POST', '/v1/callbacks/endpoints', endpoint);
    await as('live', 'POST', '/v1/callbacks/secret');
    await as('live', 'PATCH', '/v1/settings', { callbackUrl: receiver.url });
    await lend('live', '01055007009');
    const { body } = await lend('test', '010-0000-0001');
    await as('test', 'POST', `/v1/lifecycles/${body.id}/events`, { type: 'extensionRequested', eventId: 'ask-1' });
    await eventually('both have come', () => receiver.calls.length === 2);
    expect(receiver.calls.map(({ json }) => `${json.type} ${json.keyKind} ${json.lifecycle.id}`).sort()).toEqual([
      `lifecycle.call test ${body.id}`,
      `lifecycle.started test ${body.id}`,
    ]);
    await as('live', 'PATCH', '/v1/settings', { callbackUrl: null });
    await as('live', 'DELETE', `/v1/callbacks/endpoints/${made.id}`);
    await receiver.close();
  });

  it('a test one tries again after a passing failure, as a real dealer’s would be', async () => {
    const { body } = await lend('test', '01000000003');
    const failed = await eventually('it has failed once', async () =>
      (await messagesOf('test', body.id)).find(({ decisions }) => decisions.some(({ code }) => code === 'BACK_OFF')),
    );
    expect(path(failed)).toEqual(['alimtalk failed']);
  });

  it('a test one stays in the house through corrections, resends, cancellations and events', async () => {
    const phone = '01055007003';
    const before = platform.simulator.control.phone(phone).received.length;
    const { body } = await lend('test', phone);
    const first = await settled('test', body.id, 'delivered');
    await as('test', 'PATCH', `/v1/lifecycles/${body.id}/recipient`, {
      name: '이바다',
      phone: '01055007004',
      reason: '바뀜',
    });
    await as('test', 'POST', `/v1/messages/${first.id}/resend`, { reason: '다시' });
    await as('test', 'POST', `/v1/lifecycles/${body.id}/events`, { type: 'returned', eventId: 'returned' });
    await eventually(
      'all have arrived in the house',
      async () => {
        const all = await messagesOf('test', body.id);
        return all.length >= 3 && all.every(({ state }) => state === 'delivered');
      },
      60_000,
    );
    expect([platform.received(phone).length - before, platform.received('01055007004').length]).toEqual([0, 0]);
    expect((await messagesOf('test', body.id)).flatMap(dealers).every((dealer) => dealer === 'test')).toBe(true);
  });

  it('a test one costs nothing', async () => {
    const { body } = await lend('test', '01055007005');
    const { attempts } = await settled('test', body.id, 'delivered');
    expect(attempts.map(({ costKrw }) => costKrw)).toEqual([0]);
  });

  it('a team one reaches the listed numbers alone, and says why it did not reach another', async () => {
    const [listed, other] = ['01055007006', '01055007007'];
    const { body: entry } = await as('live', 'POST', '/v1/team-numbers', { phone: '010-5500-7006', label: '시험용' });
    expect(entry.phone).toBe('010-****-7006');
    await lend('team', listed);
    const { body } = await lend('team', other);
    await eventually('the listed one receives it', () => platform.received(listed).length === 1);
    const dropped = await settled('team', body.id, 'dropped');
    expect([dropped.decisions.at(-1)?.code, dropped.reason]).toEqual([
      'NOT_ON_TEAM_LIST',
      '팀 키로 시작한 건이고 받는 번호가 팀 목록에 없어 보내지 않음',
    ]);
    expect([platform.received(other), dropped.attempts]).toEqual([[], []]);
    await as('live', 'DELETE', `/v1/team-numbers/${entry.id}`);
    const { body: later } = await lend('team', listed);
    await settled('team', later.id, 'dropped');
    expect(platform.received(listed)).toHaveLength(1);
  });

  it('is seen and changed by keys of its kind alone', async () => {
    const { body } = await lend('test', '01055007008');
    const message = await settled('test', body.id, 'delivered');
    for (const kind of ['live', 'team'] as const) {
      const answers = [
        await as(kind, 'GET', `/v1/lifecycles/${body.id}`),
        await as(kind, 'GET', `/v1/lifecycles/${body.id}/timeline`),
        await as(kind, 'POST', `/v1/lifecycles/${body.id}/events`, { type: 'returned', eventId: 'x' }),
        await as(kind, 'GET', `/v1/messages/${message.id}`),
        await as(kind, 'POST', `/v1/messages/${message.id}/resend`, { reason: '다시' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
      const { body: list } = await as(kind, 'GET', '/v1/lifecycles?limit=100');
      expect(list.items.map(({ id }) => id)).not.toContain(body.id);
    }
    expect((await as('test', 'GET', `/v1/lifecycles/${body.id}`)).body.keyKind).toBe('test');
  });

  it('takes no reference from what keys of another kind began', async () => {
    const answers = [];
    for (const kind of ['live', 'team', 'test', 'test'] as const)
      answers.push((await lend(kind, '01055007009', 'SHARED-1')).status);
    expect(answers).toEqual([201, 201, 201, 409]);
  });

  it('is not answered to a key of another kind that repeats its Idempotency-Key', async () => {
    const idempotency = randomUUID();
    const start = (kind: KeyKind) =>
      platform.call<Shown>(
        'POST',
        '/v1/lifecycles',
        {
          type: 'library-loan',
          reference: 'REPEATED-1',
          recipient: { name: '이바다', phone: '01055007010' },
          data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
        },
        { authorization: `Bearer ${keys.get(kind)}`, 'idempotency-key': idempotency },
      );
    const [first, again, other] = [await start('test'), await start('test'), await start('live')];
    expect([again.body.id, other.body.code]).toEqual([first.body.id, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('never shares a bundle with what keys of another kind began', async () => {
    const phone = '01055007011';
    for (const kind of ['live', 'test', 'live', 'test'] as const) {
      const { status } = await as(kind, 'POST', '/v1/lifecycles', {
        type: 'library-loan',
        reference: `BUNDLED-${(number += 1)}`,
        recipient: { name: '이바다', phone },
        data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 30), kiosk: true },
      });
      expect(status).toBe(201);
    }
    const bundles = () =>
      inTenant(platform.dataSource, platform.tenant, (tx) =>
        tx.query<{ id: string; kind: string; state: string; items: number }[]>(
          `select b.id, m.key_kind as kind, m.state, (select count(*)::int from message_items i where i.message_id = b.id) as items
           from bundles b join messages m on m.id = b.id order by 2`,
        ),
      );
    const gathered = await eventually('all ride', async () => {
      const rows = await bundles();
      return rows.reduce((sum, { items }) => sum + items, 0) === 4 && rows;
    });
    expect(gathered.map(({ kind, items }) => [kind, items])).toEqual([
      ['live', 2],
      ['test', 2],
    ]);
    const workflows = gathered.map(({ id }) =>
      platform.client.workflow.getHandle(bundleWorkflowId(platform.tenant, id)),
    );
    for (const workflow of workflows) await eventually('its workflow has begun', () => workflow.describe());
    const client = new pg.Client({ connectionString: platform.database.superuserUrl });
    await client.connect();
    await client.query(`update bundles set closes_at = now(), next_check_at = now()`);
    await client.end();
    for (const workflow of workflows) await workflow.terminate();
    await tellOverdueBundles(platform.dataSource, Date.now());
    await eventually('both have arrived', async () => (await bundles()).every(({ state }) => state === 'delivered'));
    expect(platform.received(phone)).toHaveLength(1);
  });

  it('is refused by the database itself for a dealer that is not the house’s, and the other way round', async () => {
    const { body } = await lend('test', '01055007012');
    const { id } = await settled('test', body.id, 'delivered');
    const called = (messageId: string, dealer: string) =>
      inTenant(platform.dataSource, platform.tenant, async (tx) => {
        await tx.query(
          `insert into attempts (message_id, number, tenant_id, channel, dealer, state, reserved_at) values ($1, 9, $2, 'sms', $3, 'reserved', now())`,
          [messageId, platform.tenant, dealer],
        );
        await tx.query(
          `update attempts set state = 'calling', calling_at = now() where message_id = $1 and number = 9`,
          [messageId],
        );
      });
    await expect(called(id, 'solapi')).rejects.toThrow('dealer of the house');
    const { body: live } = await lend('live', '01055007013');
    // Before that its own attempt is at work, of which a message has one at most.
    const sent = await settled('live', live.id, 'delivered');
    await expect(called(sent.id, 'test')).rejects.toThrow('dealer of the house');
  });
});
