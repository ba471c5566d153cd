// What had gone to a wrong number is sent once more when somebody else has approved it, by keys alone as well.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalDetail } from '#apps/api/approvals/approval.schemas.js';
import type { LeakResent } from '#apps/api/leaks/leak.schemas.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { RULE_OFF } from '#libs/message/two-person-rule.js';
import { apiClient, type ApiClient } from './api-client.js';
import { QuarantineWorld, TENANT } from './quarantine-world.js';

let world: QuarantineWorld;
let other: ApiClient;
beforeAll(async () => {
  world = await QuarantineWorld.create();
  const { api } = world;
  const drawn = await inTenant(api.dataSource, TENANT, (tx) =>
    createApiKey(tx, { tenant: TENANT, label: '다른 사람', scopes: ['approvals:write'] }),
  );
  other = apiClient(await api.app.getUrl(), drawn.key);
  const twoPersonRule = { ...RULE_OFF, leakResends: true, largeFrom: 2 };
  await api.ask.patch('/v1/settings').send({ twoPersonRule }).expect(200);
});
afterAll(() => world?.close());

/** So many messages of somebody, told at a number that was not theirs, which has been put right. */
async function astray(count: number) {
  const person = world.somebody();
  const messages: string[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const input = world.message(await world.lend(person));
    await world.dispatch(input);
    messages.push(input.messageId);
  }
  const { id, leak } = await world.quarantine(person);
  const people = [{ id: await world.idOf(person), phone: world.somebody().phone }];
  expect((await world.lift(id, { as: 'corrected', people })).status).toBe(200);
  return { leak: leak!, messages: messages.sort() };
}
const resend = (leak: string) =>
  world.post<ApprovalDetail & LeakResent>(`/v1/leaks/${leak}/resend`, { reason: '번호 정정 뒤 다시 알림' });
const approve = ({ id, contentHash }: ApprovalDetail, by: ApiClient) =>
  by
    .post(`/v1/approvals/${id}/approve`)
    .set('Idempotency-Key', randomUUID())
    .send({ contentHash, reason: '대상을 확인함' });
const sentAgain = (messages: readonly string[]) =>
  world.rows(`select id from messages where followed_as = 'resend' and follows = any($1::uuid[])`, [messages]);

describe('Messages of a leak', () => {
  it('are sent once more at once where they are few', async () => {
    const { leak, messages } = await astray(1);
    expect((await resend(leak)).status).toBe(200);
    expect(await sentAgain(messages)).toHaveLength(1);
  });

  it('wait for somebody else’s word where they are many, and are then sent, each once', async () => {
    const { leak, messages } = await astray(2);
    const { status, body } = await resend(leak);
    expect([status, body.count, await sentAgain(messages)]).toEqual([202, 2, []]);
    const done = (await approve(body, other).expect(200)).body as unknown as ApprovalDetail;
    const { resent, notResent } = done.outcome as unknown as LeakResent;
    expect([resent.map(({ message }) => message).sort(), notResent]).toEqual([messages, []]);
    expect(await sentAgain(messages)).toHaveLength(2);
    expect((await resend(leak)).body).toMatchObject({ resent: [], notResent: [] });
  });

  it('that somebody has sent by hand meanwhile are left out', async () => {
    const { leak, messages } = await astray(2);
    const { body } = await resend(leak);
    expect((await world.post(`/v1/messages/${messages[0]!}/resend`, { reason: '먼저 다시 보냄' })).status).toBe(201);
    const done = (await approve(body, other).expect(200)).body as unknown as ApprovalDetail;
    expect((done.outcome as unknown as LeakResent).resent.map(({ message }) => message)).toEqual([messages[1]]);
    expect(await sentAgain(messages)).toHaveLength(2);
  });

  it('are not sent by the word of the key that asked', async () => {
    const { leak, messages } = await astray(2);
    const { body } = await resend(leak);
    expect((await approve(body, world.api.ask).expect(403)).body.code).toBe('APPROVAL_OWN_ACT');
    expect(await sentAgain(messages)).toEqual([]);
  });
});
