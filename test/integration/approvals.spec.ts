// The two-person rule: what one has asked for is done once somebody else has approved it, exactly as it was shown.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalDetail } from '#apps/api/approvals/approval.schemas.js';
import { correctNext } from '#libs/database/correction-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { concernedBy, readMigration } from '#libs/database/migration-store.js';
import { RULE_OFF, type TwoPersonRule } from '#libs/message/two-person-rule.js';
import { loanRequest } from './api-setup.js';
import { deliverOneMessage } from './delivered-message.js';
import { DocumentedCalls } from './documented-calls.js';
import {
  NOON,
  REASON,
  answered,
  api,
  approve,
  closeWorld,
  closing,
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
  superuser,
  type House,
  versionsOf,
} from './approval-world.js';

beforeAll(openWorld);
afterAll(closeWorld);

describe('A tenant that has chosen nothing', () => {
  it('has everything done by one key, as before', async () => {
    const one = await house();
    await one.lend();
    const statuses = [
      (await publish(one.system, clubOf(one))).status,
      (await correct(one.system)).status,
      (await report(one.system)).body.state,
    ];
    expect(statuses).toEqual([201, 201, undefined]);
    expect(await knowing(one)).toHaveLength(1);
  });
});

describe('An act that needs a second word', () => {
  it('is kept and not done, and asked for once under its key', async () => {
    const one = await house({ publishing: true });
    const key = randomUUID();
    const first = await publish(one.system, clubOf(one), key);
    const again = await publish(one.system, clubOf(one), key);
    expect([first.status, first.body.state, first.headers['location']]).toEqual([202, 'open', first.body.links.self]);
    expect(again.body).toEqual(first.body);
    expect(await versionsOf(one)).toEqual([]);
  });

  it('is answered as documented, whatever the act', async () => {
    const one = await house({ publishing: true, events: true, corrections: true, largeFrom: 1 });
    await deliverOneMessage(api, await one.lend(), one.tenant);
    const loosened = Promise.resolve(one.system.patch('/v1/settings').send({ twoPersonRule: RULE_OFF }));
    const calls = await DocumentedCalls.of(api);
    const answers = [
      ['publishLifecycleType', await publish(one.system, clubOf(one))],
      ['reportEventToMany', await report(one.system)],
      ['correctMessages', await correct(one.system)],
      ['changeSettings', await loosened],
    ] as const;
    expect(answers.map(([, { status }]) => status)).toEqual([202, 202, 202, 202]);
    expect(answers.flatMap(([name, answer]) => calls.misfits(calls.named(name), answer))).toEqual([]);
  });

  it('shows what exactly would happen', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask } = await one.operator(['approver'], '팀장');
    const shown = await seen(ask, id);
    expect(shown).toMatchObject({
      act: 'publish-type',
      state: 'open',
      what: `독서 모임(${one.tenant}/reading-club)을 새로 게시함`,
      count: null,
      requestedBy: { kind: 'api-key', label: 'test' },
      facts: { version: 1, replaces: null, templates: { added: ['CLUB_TOMORROW'], changed: [], removed: [] } },
      body: { definition: { name: `${one.tenant}/reading-club` } },
    });
  });

  it('is done once somebody else has approved it, and its body is not kept', async () => {
    const one = await house({ publishing: true });
    const { id } = (await publish(one.system, clubOf(one))).body;
    const { ask, subject } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, id)).body as unknown as ApprovalDetail;
    expect(done).toMatchObject({
      state: 'done',
      decidedBy: { kind: 'operator', id: subject, label: '팀장' },
      decision: REASON,
      body: null,
      outcome: { number: 1 },
    });
    expect(await versionsOf(one)).toEqual([{ number: 1 }]);
    expect(await one.sql(`select payload_ciphertext as kept from approvals`)).toEqual([{ kept: null }]);
  });

  it('is answered the same to whoever repeats the approval under its key', async () => {
    const one = await house({ publishing: true });
    const { id, contentHash } = (await publish(one.system, clubOf(one))).body as unknown as ApprovalDetail;
    const { ask } = await one.operator(['approver'], '팀장');
    const key = randomUUID();
    const say = () => sent(ask.post(`/v1/approvals/${id}/approve`), { contentHash, reason: REASON }, 200, key);
    const first = await say();
    expect(await say()).toEqual(first);
  });

  it('needs none where nothing would change: what is published already', async () => {
    const one = await house();
    expect((await publish(one.system, clubOf(one))).status).toBe(201);
    await one.system.patch('/v1/settings').send({ twoPersonRule: { ...RULE_OFF, publishing: true } });
    expect((await publish(one.system, clubOf(one))).status).toBe(200);
  });

  it('is refused at once for what is wrong with it, and does not wait', async () => {
    const one = await house({ publishing: true });
    expect((await publish(one.system, { ...clubOf(one), first: 'nowhere' })).body.code).toBe('DEFINITION_INVALID');
    expect(await one.sql(`select id from approvals`)).toEqual([]);
  });

  it('is kept encrypted', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    await report(one.system, { eventId: 'closed-for-repairs', reason: '표식사유가나' });
    const { rows } = await superuser.query<{ text: string }>(
      `select a::text as text from approvals a where tenant_id = $1`,
      [one.tenant],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).not.toMatch(/2030-12-23|표식사유가나/);
  });
});

describe('A version of a lifecycle type', () => {
  it('that was to replace one that has been replaced meanwhile is not published', async () => {
    const one = await house({ publishing: true });
    const [first, second] = [
      (await publish(one.system, clubOf(one, '첫째'))).body,
      (await publish(one.system, clubOf(one, '둘째'))).body,
    ];
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, first.id))).toEqual([200, 'done']);
    expect(await outcomeOf(approve(ask, second.id))).toEqual([409, 'APPROVAL_OUTDATED']);
    expect([(await seen(ask, second.id)).state, await versionsOf(one)]).toEqual(['open', [{ number: 1 }]]);
  });
});

describe('One event for many', () => {
  it('needs no second word below what is large', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    const affairs = [await one.lend(), await one.lend()].sort();
    expect((await report(one.system)).body.state).toBeUndefined();
    expect(await knowing(one)).toEqual(affairs);
  });

  it('waits from there on, stored for nobody, and is the same act however often it is reported', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    for (let count = 0; count < 3; count += 1) await one.lend();
    const first = await report(one.system);
    const again = await report(one.system);
    expect([first.status, (first.body as unknown as ApprovalDetail).count]).toEqual([202, 3]);
    expect(again.body.id).toBe(first.body.id);
    expect(await knowing(one)).toEqual([]);
  });

  it('reaches those that were shown and nobody else: who came later is not told, who has ended neither', async () => {
    const one = await house({ events: true, largeFrom: 3 });
    const affairs = [await one.lend(), await one.lend(), await one.lend()].sort();
    const { id } = (await report(one.system)).body;
    await one.lend();
    await one.sql(`update lifecycles set state = 'cancelled', closed_at = now() where id = $1`, [affairs[0]]);
    const { ask } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, id)).body as unknown as ApprovalDetail;
    expect(done.outcome).toMatchObject({ addressed: 2, stored: 2 });
    expect(await knowing(one)).toEqual(affairs.slice(1));
  });

  it('is left for the sweeper to tell, whatever becomes of the process that took the approval', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const untold = await one.sql(
      `select o.id from outbox o join events e on o.payload ->> 'eventRowId' = e.id::text
       where e.event_id = 'closed-for-repairs' and o.told_at is null`,
    );
    expect(untold).toHaveLength(1);
  });

  it('needs none once all know it: a report that is repeated afterwards is answered as ever', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    await approve((await one.operator(['approver'], '팀장')).ask, (await report(one.system)).body.id);
    expect((await report(one.system)).body).toMatchObject({ stored: 0, known: 1 });
  });

  it('happened when it was asked for, where it says no moment', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    await one.lend();
    const { id } = (await report(one.system)).body;
    api.clock.moment = NOON + 1_800_000;
    await approve((await one.operator(['approver'], '팀장')).ask, id);
    const [event] = await one.sql<{ occurred: Date; received: Date }>(
      `select occurred_at as occurred, received_at as received from events where event_id = 'closed-for-repairs'`,
    );
    expect([event!.occurred.getTime(), event!.received.getTime()]).toEqual([NOON, NOON + 1_800_000]);
  });

  it('needs none with a test key, which reaches nobody', async () => {
    const one = await house({ events: true, largeFrom: 1 });
    const { ask } = await one.key({ kind: 'test' });
    await sent(ask.post('/v1/lifecycles'), loanRequest(), 201);
    expect((await report(ask)).body).toMatchObject({ stored: 1 });
  });

  it('that somebody has reported otherwise meanwhile is refused with its own error, stored for nobody, and stays open', async () => {
    const one = await house({ events: true, largeFrom: 2 });
    const [, affair] = [await one.lend(), await one.lend()];
    const { id } = (await report(one.system)).body;
    const other = { ...closing({ data: { dueDate: '2030-12-24' } }), lifecycleType: undefined };
    await one.system.post(`/v1/lifecycles/${affair}/events`).send(other).expect(200);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, id))).toEqual([422, 'EVENT_ID_REUSED']);
    expect([(await seen(ask, id)).state, await knowing(one)]).toEqual(['open', [affair]]);
  });
});

describe('Corrections of many', () => {
  async function wrongOnes(one: House, count: number): Promise<string[]> {
    const messages: string[] = [];
    for (let made = 0; made < count; made += 1)
      messages.push(await deliverOneMessage(api, await one.lend(), one.tenant));
    return messages.sort();
  }
  const putRight = async ({ sql }: House): Promise<string[]> =>
    (
      await sql<{ follows: string }>(`select follows from messages where followed_as = 'correction' order by follows`)
    ).map(({ follows }) => follows);

  it('wait with a dry run of them, and put right what was shown alone', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    const wrong = await wrongOnes(one, 2);
    const { ask } = await one.operator(['approver'], '팀장');
    const { body } = await correct(one.system);
    const shown = await seen(ask, body.id);
    const trial = await ask.get(String(shown.facts['trial'])).expect(200);
    expect([shown.count, trial.body.state]).toEqual([2, 'dry-run']);
    await wrongOnes(one, 1);
    const done = (await approve(ask, body.id)).body as unknown as ApprovalDetail;
    const correctionId = String(done.outcome!['id']);
    const page = () =>
      inTenant(api.dataSource, one.tenant, (tx) =>
        correctNext(tx, api.keys, { tenant: one.tenant, correctionId, now: api.clock.moment }),
      );
    while ((await page()).state === 'running');
    expect(await putRight(one)).toEqual(wrong);
    const set = (await ask.get(`/v1/message-corrections/${correctionId}`).expect(200)).body;
    expect(set).toMatchObject({
      state: 'completed',
      reason: '날짜를 잘못 알림',
      actor: 'test',
      progress: { total: 2, left: 0 },
    });
  });

  it('need none as a dry run, nor below what is large', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    await wrongOnes(one, 1);
    expect([(await correct(one.system, { dryRun: true })).status, (await correct(one.system)).status]).toEqual([
      201, 201,
    ]);
  });

  it('that another set stands in the way of are refused with its error and stay open', async () => {
    const one = await house({ corrections: true, largeFrom: 2 });
    await wrongOnes(one, 1);
    await correct(one.system);
    await wrongOnes(one, 1);
    const { body } = await correct(one.system);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, body.id))).toEqual([409, 'CORRECTION_UNDER_WAY']);
    expect((await seen(ask, body.id)).state).toBe('open');
    expect(await one.sql(`select id from message_corrections where state = 'running'`)).toHaveLength(1);
  });
});

describe('A migration of many', () => {
  it('waits, and moves what was shown alone', async () => {
    const one = await house({ migrations: true, largeFrom: 2 });
    const type = `${one.tenant}/reading-club`;
    await publish(one.system, clubOf(one, '첫째'));
    const join = async () =>
      (
        await sent(
          one.system.post('/v1/lifecycles'),
          {
            type,
            version: 1,
            reference: `C-${randomUUID()}`,
            parties: { member: { name: '김하나', phone: '010-5500-0001' } },
            data: { meetingDay: '2030-12-02' },
          },
          201,
        )
      ).id;
    const members = [await join(), await join()].sort();
    await publish(one.system, clubOf(one, '둘째'));
    const asked = await answered(one.system.post(`/v1/lifecycle-types/${type}/migrations`), {
      toVersion: 2,
      dryRun: false,
      reason: '제목을 고침',
    });
    expect([asked.status, (asked.body as unknown as ApprovalDetail).count]).toEqual([202, 2]);
    await join();
    const { ask } = await one.operator(['approver'], '팀장');
    const done = (await approve(ask, asked.body.id)).body as unknown as ApprovalDetail;
    const concerned = await inTenant(api.dataSource, one.tenant, async (tx) => {
      const migration = (await readMigration(tx, String(done.outcome!['id'])))!;
      return { state: migration.state, ids: await concernedBy(tx, migration, undefined, 10) };
    });
    expect(concerned).toEqual({ state: 'running', ids: members });
  });
});

describe('The rule itself', () => {
  it('is tightened by one alone, and loosened by two', async () => {
    const one = await house({ publishing: true });
    const set = (rule: Partial<TwoPersonRule>) =>
      Promise.resolve(one.system.patch('/v1/settings').send({ twoPersonRule: { ...RULE_OFF, ...rule } }));
    expect((await set({ publishing: true, events: true })).status).toBe(200);
    const asked = await set({});
    expect([asked.status, asked.body.state, (await set({})).body.id]).toEqual([202, 'open', asked.body.id]);
    const { ask } = await one.operator(['approver'], '팀장');
    expect(await outcomeOf(approve(ask, asked.body.id))).toEqual([200, 'done']);
    const { body } = await one.system.get('/v1/settings').expect(200);
    expect((body as unknown as { twoPersonRule: TwoPersonRule }).twoPersonRule).toEqual(RULE_OFF);
  });

  it('keeps other settings of the same call back as well, until it is loosened', async () => {
    const one = await house({ publishing: true });
    const asked = await one.system.patch('/v1/settings').send({ reminderTime: '11:00', twoPersonRule: RULE_OFF });
    const time = async () =>
      ((await one.system.get('/v1/settings')).body as unknown as { reminderTime: string }).reminderTime;
    expect(await time()).toBe('10:00');
    await approve((await one.operator(['approver'], '팀장')).ask, asked.body.id);
    expect(await time()).toBe('11:00');
  });

  it('has to be said whole, so that nothing of it is switched off by being left out', async () => {
    const one = await house({ publishing: true });
    const refused = await one.system.patch('/v1/settings').send({ twoPersonRule: { events: true } });
    expect(refused.status).toBe(400);
  });
});
