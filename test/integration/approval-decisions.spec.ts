// Who may decide about an act that waits for a second word, and that it comes to one end, whatever happens meanwhile.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalDetail } from '#apps/api/approvals/approval.schemas.js';
import type { AuditEntryAnswer } from '#apps/api/audit/audit.schemas.js';
import type { OperatorRole } from '#libs/contracts/operator-roles.js';
import { revokeApiKey } from '#libs/database/api-key-store.js';
import { expireApprovalsEverywhere } from '#libs/database/approval-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { grantOperator, withdrawOperator } from '#libs/database/operator-store.js';
import { WAITS_FOR_MS } from '#libs/message/two-person-rule.js';
import { callbackEventBody, CALLBACK_EVENTS, type CallbackEventKind } from '#libs/contracts/callback-events.js';
import { eventually } from '../harness/eventually.js';
import { TestSignIn } from '../harness/test-sign-in.js';
import type { ApiClient } from './api-client.js';
import { deliverOneMessage } from './delivered-message.js';
import pg from 'pg';
import {
  NOON,
  REASON,
  answered,
  api,
  approve,
  client,
  closeWorld,
  clubOf,
  correct,
  house,
  knowing,
  openWorld,
  outcomeOf,
  publish,
  report,
  seen,
  sent,
  signedIn,
  superuser,
  type House,
  versionsOf,
} from './approval-world.js';

beforeAll(openWorld);
afterAll(closeWorld);

describe('Whoever asked', () => {
  const ask = async (one: House, by: ApiClient) => (await publish(by, clubOf(one, randomUUID()))).body.id;

  it('cannot approve or refuse it themselves', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
    const refused = answered(own.post(`/v1/approvals/${id}/refuse`), { reason: REASON });
    expect(await outcomeOf(refused)).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by another token of theirs', async () => {
    const one = await house({ publishing: true });
    const { ask: own, subject } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    api.clock.moment += 1_000;
    expect(await outcomeOf(approve(await signedIn(subject), id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it once they were withdrawn and granted anew', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: place, subject } = await one.operator(['approver'], '팀장');
    const id = await ask(one, own);
    await inTenant(api.dataSource, one.tenant, async (tx) => {
      await withdrawOperator(tx, place, api.clock.moment);
      const { issuer } = TestSignIn;
      const anew = { tenant: one.tenant, issuer, subject, label: '새 팀장', roles: ['approver'] as const };
      await grantOperator(tx, { ...anew, now: api.clock.moment });
    });
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by a key that they drew, nor by one that was drawn with that', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver', 'administrator'], '관리자');
    const id = await ask(one, own);
    const drawn = (
      await own
        .post('/v1/keys')
        .send({ label: '제 열쇠', scopes: ['*:write'] })
        .expect(201)
    ).body;
    const theirs = await client((drawn as unknown as { key: string }).key);
    const further = (
      await theirs
        .post('/v1/keys')
        .send({ label: '또 하나', scopes: ['*:write'] })
        .expect(201)
    ).body;
    const codes = [
      await outcomeOf(approve(theirs, id)),
      await outcomeOf(approve(await client((further as unknown as { key: string }).key), id)),
    ];
    expect(codes).toEqual([
      [403, 'APPROVAL_OWN_ACT'],
      [403, 'APPROVAL_OWN_ACT'],
    ]);
  });

  it('cannot approve what they asked for with a key by signing in, if they drew it', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.operator(['approver', 'administrator'], '관리자');
    const drawn = (
      await own
        .post('/v1/keys')
        .send({ label: '제 열쇠', scopes: ['types:write'] })
        .expect(201)
    ).body;
    const id = await ask(one, await client((drawn as unknown as { key: string }).key));
    expect(await outcomeOf(approve(own, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('cannot approve it by the key that takes the place of theirs', async () => {
    const one = await house({ publishing: true });
    const { ask: theirs, id: keyId } = await one.key();
    const id = await ask(one, theirs);
    const { ask: administrator } = await one.operator(['administrator'], '관리자');
    const next = await administrator.post(`/v1/keys/${keyId}/rotate`).send({ overlapHours: 1 }).expect(201);
    const successor = await client((next.body as unknown as { key: string }).key);
    expect(await outcomeOf(approve(successor, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it('may be approved by a key that somebody else was given at the machine', async () => {
    const one = await house({ publishing: true });
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve((await one.key({ scopes: ['approvals:write'] })).ask, id))).toEqual([200, 'done']);
  });

  it('counts as one with whoever else has a key of which nobody knows who drew it', async () => {
    const one = await house({ publishing: true });
    const other = await one.key({ scopes: ['approvals:write'] });
    await superuser.query(`update api_keys set drawn_by_kind = null where tenant_id = $1`, [one.tenant]);
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve(other.ask, id))).toEqual([403, 'APPROVAL_OWN_ACT']);
  });

  it.each<[string, readonly OperatorRole[]]>([
    ['a viewer', ['viewer']],
    ['an operator', ['operator']],
    ['an administrator', ['administrator']],
  ])('is not approved by %s', async (_, roles) => {
    const one = await house({ publishing: true });
    const id = await ask(one, one.system);
    expect(await outcomeOf(approve((await one.operator(roles, '누구')).ask, id))).toEqual([
      403,
      'OPERATOR_ROLE_MISSING',
    ]);
  });

  it('may take it back, without being let approve anything, and nobody else may', async () => {
    const one = await house({ publishing: true });
    const { ask: own } = await one.key({ scopes: ['types:write', 'approvals:read'] });
    const id = await ask(one, own);
    const { ask: other } = await one.operator(['approver'], '팀장');
    const withdraw = (by: ApiClient) => outcomeOf(answered(by.post(`/v1/approvals/${id}/withdraw`), {}));
    expect(await withdraw(other)).toEqual([403, 'APPROVAL_NOT_YOURS']);
    expect(await withdraw(own)).toEqual([200, 'withdrawn']);
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_SETTLED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('has nothing carried out once they may not do it any more', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: keyId } = await one.key();
    const id = await ask(one, own);
    await inTenant(api.dataSource, one.tenant, (tx) => revokeApiKey(tx, keyId));
    const { ask: other } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_REQUESTER_GONE']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('has nothing carried out once they have lost the role for it', async () => {
    const one = await house({ publishing: true });
    const { ask: own, id: place } = await one.operator(['approver'], '담당');
    const id = await ask(one, own);
    await one.system
      .patch(`/v1/operators/${place}`)
      .send({ roles: ['viewer'] })
      .expect(200);
    const { ask: other } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(other, id))).toEqual([409, 'APPROVAL_REQUESTER_GONE']);
    expect(await versionsOf(one)).toEqual([]);
  });
});

describe('Whoever decides', () => {
  it('refuses with a reason, and nothing is ever done', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    expect((await answered(ask.post(`/v1/approvals/${id}/refuse`), {})).status).toBe(400);
    const refused = await answered(ask.post(`/v1/approvals/${id}/refuse`), { reason: '문안을 고칠 것' });
    expect(refused.body).toMatchObject({ state: 'refused', decision: '문안을 고칠 것', body: null });
    expect(await outcomeOf(approve(ask, id))).toEqual([409, 'APPROVAL_SETTLED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('approves what they have read, and nothing else', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id, 'ab'.repeat(32)))).toEqual([409, 'APPROVAL_CONTENT_CHANGED']);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('approves nothing whose reach was widened behind the back of the application', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    const later = await one.lend();
    await superuser.query(`insert into approval_subjects (approval_id, subject_id, tenant_id) values ($1, $2, $3)`, [
      id,
      later,
      one.tenant,
    ]);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id))).toEqual([409, 'APPROVAL_CONTENT_CHANGED']);
    expect(await knowing(one)).toEqual([]);
  });

  it('has a week; what waited longer is done by nobody and not kept', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { subject } = await one.operator(['approver'], '팀장');
    api.clock.moment = NOON + WAITS_FOR_MS;
    const late = await signedIn(subject);
    expect(await outcomeOf(approve(late, id))).toEqual([409, 'APPROVAL_EXPIRED']);
    expect([(await seen(late, id)).state, (await seen(late, id)).body]).toEqual(['expired', null]);
    await expireApprovalsEverywhere(api.dataSource, api.clock.moment);
    expect(await one.sql(`select state, payload_ciphertext as kept from approvals`)).toEqual([
      { state: 'expired', kept: null },
    ]);
  });

  it('finds what waits first, page by page, and then what was settled', async () => {
    const one = await house({ publishing: true });
    const ids: string[] = [];
    for (const title of ['가', '나', '다', '라']) ids.push((await publish(one.system, clubOf(one, title))).body.id);
    const { ask } = await one.operator(['approver'], '팀장');
    await answered(ask.post(`/v1/approvals/${ids[3]}/refuse`), { reason: REASON });
    const listed: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body } = await ask
        .get('/v1/approvals')
        .query({ limit: 1, ...(cursor && { cursor }) })
        .expect(200);
      listed.push(...body.items.map((item) => item.id));
      cursor = body.next;
    }
    expect(listed).toEqual([ids[2], ids[1], ids[0], ids[3]]);
  });

  it('of another tenant finds nothing', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const other = await house();
    expect((await other.system.get(`/v1/approvals/${id}`)).body.code).toBe('APPROVAL_NOT_FOUND');
    expect(await outcomeOf(approve(other.system, id))).toEqual([404, 'APPROVAL_NOT_FOUND']);
  });
});

describe('Two who approve at once', () => {
  it('have it done once, and the second is told so', async () => {
    const one = await house({ corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const { id, contentHash } = (await correct(one.system)).body as unknown as ApprovalDetail;
    const approvers = [await one.operator(['approver'], '팀장 1'), await one.operator(['approver'], '팀장 2')];
    const other = new pg.Client({ connectionString: api.database.superuserUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`select id from approvals where id = $1 for update`, [id]);
      const both = Promise.all(approvers.map(({ ask }) => outcomeOf(approve(ask, id, contentHash))));
      await eventually('both wait for the act', async () => {
        const { rows } = await superuser.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%from approvals%'`,
        );
        return rows[0]!.waiting === 2;
      });
      await other.query('commit');
      const outcomes = await both;
      expect(outcomes.sort()).toEqual([
        [200, 'done'],
        [409, 'APPROVAL_SETTLED'],
      ]);
    } finally {
      await other.end();
    }
    expect(await one.sql(`select id from message_corrections where state = 'running'`)).toHaveLength(1);
  });

  it('one of whom refuses come to one end', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const affair = await one.lend();
    const { id, contentHash } = (await report(one.system)).body as unknown as ApprovalDetail;
    const [yes, no] = [await one.operator(['approver'], '팀장 1'), await one.operator(['approver'], '팀장 2')];
    const outcomes = await Promise.all([
      outcomeOf(approve(yes.ask, id, contentHash)),
      outcomeOf(answered(no.ask.post(`/v1/approvals/${id}/refuse`), { reason: REASON })),
    ]);
    const { state } = await seen(one.system, id);
    expect(outcomes.filter(([status]) => status === 200)).toEqual([[200, state]]);
    expect(await knowing(one)).toEqual(state === 'done' ? [affair] : []);
  });
});

describe('A crash while an act is carried out', () => {
  it('leaves nothing of it done and the act open, and it can be approved again', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const affair = await one.lend();
    const { id } = (await report(one.system)).body;
    const { ask } = await one.operator(['approver'], '팀장');
    // The connection is gone once the act has been carried out and before that is written down.
    await superuser.query(
      `create function die() returns trigger language plpgsql security definer as
         $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
       create trigger die before update on approvals for each row execute function die()`,
    );
    try {
      expect((await approve(ask, id)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await superuser.query(`drop trigger die on approvals; drop function die()`);
    }
    expect([await knowing(one), (await seen(ask, id)).state]).toEqual([[], 'open']);
    expect(await outcomeOf(approve(ask, id))).toEqual([200, 'done']);
    expect(await knowing(one)).toEqual([affair]);
  });
});

describe('What is asked for and decided', () => {
  it('stands in the audit log with both names and both reasons', async () => {
    const one = await house({ corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const asker = await one.operator(['approver'], '담당');
    const decider = await one.operator(['approver'], '팀장');
    const { id } = (await correct(asker.ask)).body;
    await approve(decider.ask, id);
    const { body } = await one.system.get('/v1/audit').query({ kind: 'change' }).expect(200);
    const entries = body.items as unknown as readonly AuditEntryAnswer[];
    const of = (operation: string) => entries.find((entry) => entry.operation === operation);
    expect(of('correctMessages')).toMatchObject({
      actor: { kind: 'operator', id: asker.subject, label: '담당' },
      subject: { approval: id },
      reason: '날짜를 잘못 알림',
    });
    expect(of('approveAct')).toMatchObject({
      actor: { kind: 'operator', id: decider.subject, label: '팀장' },
      subject: { id, act: 'correct-messages', requestedBy: asker.subject, requestedByLabel: '담당' },
      reason: REASON,
    });
  });

  it('is told to endpoints of the tenant', async () => {
    const one = await house({ publishing: true });
    await sent(one.system.post('/v1/callbacks/endpoints'), { url: 'http://127.0.0.1:9/hooks' }, 201);
    const { id } = (await publish(one.system, clubOf(one))).body;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const told = await one.sql<{ kind: CallbackEventKind; data: { approvalId: string } }>(
      `select kind, data from callback_events where affair like 'approval/%' order by id`,
    );
    expect(told.map(({ kind, data }) => [kind, data.approvalId])).toEqual([
      ['approval.asked', id],
      ['approval.settled', id],
    ]);
    for (const { kind, data } of told) expect(CALLBACK_EVENTS[kind].data.parse(data)).toEqual(data);
    expect(told.every(({ kind }) => callbackEventBody.shape.type.safeParse(kind).success)).toBe(true);
  });
});

describe('The database itself', () => {
  it('refuses that whoever asked has decided', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const own = one.sql(
      `update approvals set state = 'refused', settled_at = now(), payload_ciphertext = null,
         decided_by_kind = requested_by_kind, decided_by_id = requested_by_id, decided_by_label = '' where id = $1`,
      [id],
    );
    await expect(own).rejects.toThrow('approvals_by_somebody_else');
  });

  it('lets the application change nothing of what was asked for', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    for (const column of ['facts', 'content_hash', 'requester_hands', 'expires_at', 'requested_by_id'])
      await expect(one.sql(`update approvals set ${column} = ${column} where id = $1`, [id])).rejects.toThrow(
        'permission denied',
      );
  });
});
