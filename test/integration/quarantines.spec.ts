// A number that is not its people's any more: everything that goes to it stops in one act, and goes on to the right one.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { lockMessageToCall } from '#libs/database/consent-store.js';
import { beginCalling } from '#libs/database/delivery-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { expectNothingMarked } from '../harness/planted-marks.js';
import { MINUTE_MS, NOON, QuarantineWorld, REASON, TENANT } from './quarantine-world.js';

interface Shown {
  readonly state: string;
  readonly pausedAt: string | null;
}

/** Affairs of one person that one act stops. */
const MANY = 300;

let world: QuarantineWorld;
beforeAll(async () => {
  world = await QuarantineWorld.create();
});
afterAll(() => world?.close());
beforeEach(() => {
  world.now = NOON;
  world.api.clock.moment = NOON;
});

const shown = (id: string): Promise<Shown> => world.read<Shown>(`/v1/lifecycles/${id}`);
const decisionsOf = async (messageId: string): Promise<string[]> =>
  (await world.read<{ decisions: { code: string }[] }>(`/v1/messages/${messageId}`)).decisions.map(({ code }) => code);

describe('A number that is put in quarantine', () => {
  it('has every open affair paused, of everybody at it, and says in each who did it and why', async () => {
    const one = world.somebody();
    const other = { ...world.somebody(), phone: one.phone };
    const affairs = [await world.lend(one), await world.lend(one), await world.lend(other)];
    const { affairs: counts, people } = await world.quarantine(one, { actor: '김사서' });
    expect([counts, people.length]).toEqual([{ paused: 3, wasPaused: 0, cancelled: 0 }, 2]);
    for (const id of affairs) await world.tell(id);
    for (const id of affairs) {
      expect((await shown(id)).pausedAt).not.toBeNull();
      const timeline = JSON.stringify(await world.read(`/v1/lifecycles/${id}/timeline`));
      expect(timeline).toContain(`한 이: 김사서. 까닭: ${REASON}.`);
    }
  });

  it('has the affairs paused in which a guardian is told at it', async () => {
    const guardian = world.somebody();
    const ward = world.somebody();
    const id = await world.lend({ ...ward, birthDate: '2024-01-01', guardian });
    expect((await world.quarantine(guardian)).affairs.paused).toBe(1);
    await world.tell(id);
    expect((await shown(id)).pausedAt).not.toBeNull();
  });

  it('is told nothing from the answer on, before any workflow has heard of it', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    await world.quarantine(person);
    expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    expect(await decisionsOf(input.messageId)).toEqual(['NUMBER_QUARANTINED']);
    expect(world.dealer.numbersOf(input.messageId)).toEqual([]);
  });

  it('is told nothing of an affair that is started afterwards, which begins all the same', async () => {
    const person = world.somebody();
    await world.quarantine(person);
    const input = world.message(await world.lend(person));
    expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.numbersOf(input.messageId)).toEqual([]);
  });

  it('is told nothing of what rides in a bundle, which leaves once it is lifted', async () => {
    const person = world.somebody();
    const items = [world.bundled(await world.lend(person)), world.bundled(await world.lend(person))];
    for (const item of items) await world.dispatch(item);
    const bundle = await world.bundleOf(items[0]!);
    const { id } = await world.quarantine(person);
    world.now += MINUTE_MS;
    expect(await world.dispatch(bundle)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.numbersOf(bundle.messageId)).toEqual([]);
    await world.lift(id, { as: 'mistaken' });
    expect(await world.dispatch(bundle)).toMatchObject({ kind: 'handed-over' });
    expect(world.dealer.numbersOf(bundle.messageId)).toEqual([person.phone]);
  });

  it('is not called by a delivery that had begun before, and was filling its group', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    world.dealer.meanwhile = () => world.quarantine(person);
    expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    expect(world.dealer.commits.filter(({ messageId }) => messageId === input.messageId)).toEqual([]);
  });

  it('waits with its answer for a call that is being begun, and counts it as gone', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    const { messageId } = input;
    const act: { answer?: ReturnType<QuarantineWorld['quarantine']>; answered: boolean } = { answered: false };
    // Between its last look and the dealer a delivery holds these locks; here it holds them until the act waits for it.
    world.dealer.meanwhile = () =>
      inTenant(world.api.dataSource, TENANT, async (tx) => {
        await lockMessageToCall(tx, messageId);
        act.answer = world.quarantine(person).finally(() => (act.answered = true));
        await eventually('the act waits', async () => {
          const rows = await tx.query<unknown[]>(
            `select 1 from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`,
          );
          return rows.length > 0;
        });
        expect(act.answered).toBe(false);
        expect(await beginCalling(tx, { messageId, number: 1, dealer: 'solapi' }, 'G', world.now)).toBe(true);
      });
    // The group is another one by now: what became of it is not this test's affair.
    await world.dispatch(input).catch(() => undefined);
    const { inFlight, leak } = await act.answer!;
    expect(inFlight).toBe(1);
    expect((await world.leak(leak!)).sent.map(({ message }) => message)).toEqual([messageId]);
  });

  it('cannot be put in quarantine twice, and under one key it is done once', async () => {
    const person = world.somebody();
    const body = { phone: person.phone, reason: REASON };
    const key = randomUUID();
    const [first, again] = [
      await world.post('/v1/quarantines', body, key),
      await world.post('/v1/quarantines', body, key),
    ];
    expect(again).toEqual(first);
    const other = await world.post<{ code: string }>('/v1/quarantines', body);
    expect([other.status, other.body.code]).toEqual([409, 'QUARANTINE_STANDS']);
  });

  it('of another tenant is told as before', async () => {
    const person = world.somebody();
    const key = await world.api.addTenant(`other-${randomUUID().slice(0, 8)}`);
    await world.api.anyone
      .post('/v1/quarantines')
      .set('Authorization', `Bearer ${key}`)
      .set('Idempotency-Key', randomUUID())
      .send({ phone: person.phone, reason: REASON })
      .expect(200);
    const input = world.message(await world.lend(person));
    expect(await world.dispatch(input)).toMatchObject({ kind: 'handed-over' });
  });

  it('leaves an entry in the audit log, with the reason', async () => {
    await world.quarantine(world.somebody(), { reason: '장부에 남을 까닭' });
    const { items } = await world.read<{ items: { operation: string; reason: string | null }[] }>(
      '/v1/audit?operation=quarantineNumber',
    );
    expect(items.map(({ reason }) => reason)).toContain('장부에 남을 까닭');
  });

  it('stands in no table in clear, nor does who is at it, nor why', async () => {
    const person = world.somebody();
    const right = world.somebody().phone;
    await world.dispatch(world.message(await world.lend(person)));
    const why = { reason: '표식사유격리', actor: '김사서' };
    const { id, leak } = await world.quarantine(person, why);
    await world.lift(id, { as: 'corrected', people: [{ id: await world.idOf(person), phone: right }], ...why });
    await world.post(`/v1/leaks/${leak!}/told`, { how: '표식방법서면' });
    await world.post(`/v1/leaks/${leak!}/close`, why);
    const client = new pg.Client({ connectionString: world.api.database.superuserUrl });
    await client.connect();
    try {
      const marks = { name: person.name, phone: person.phone, right, reason: why.reason, how: '표식방법서면' };
      const tables = await client.query<{ name: string }>(
        `select quote_ident(table_name) as name from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      expect(tables.rows.map(({ name }) => name)).toContain('leaks');
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
        expectNothingMarked(name, rows.map(({ row }) => row).join('\n'), marks);
      }
    } finally {
      await client.end();
    }
  });

  it(`has ${MANY} affairs stopped, and put right, by no more statements than one`, async () => {
    const statementsFor = async (count: number): Promise<number[]> => {
      const person = world.somebody();
      for (let number = 0; number < count; number += 1) await world.api.start({ recipient: person }).expect(201);
      const stop = await statements(() => world.quarantine(person));
      const [quarantine] = (await world.read<{ items: { id: string }[] }>('/v1/quarantines')).items;
      const people = [{ id: await world.idOf(person), phone: world.somebody().phone }];
      const correct = await statements(() => world.lift(quarantine!.id, { as: 'corrected', people }));
      return [stop, correct];
    };
    const [many, one] = [await statementsFor(MANY), await statementsFor(1)];
    expect(one.every((count) => count > 3)).toBe(true);
    expect(many).toEqual(one);
  }, 120_000);
});

/** About people and their affairs; what keys and limits ask for in between is not counted. */
const COUNTED = /\b(events|parties|persons|quarantines|quarantine_affairs|outbox|leaks)\b/;

/** How many statements the API makes meanwhile. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const runners = Object.getPrototypeOf(world.api.dataSource.createQueryRunner()) as { query: QueryRunner['query'] };
  const plain = runners.query;
  function counted(this: QueryRunner, ...asked: Parameters<typeof plain>): Promise<unknown> {
    if (COUNTED.test(asked[0])) count += 1;
    return plain.apply(this, asked);
  }
  runners.query = counted as typeof plain;
  try {
    await work();
  } finally {
    runners.query = plain;
  }
  return count;
}

describe('A quarantine that was a mistake', () => {
  it('lets everything go on as it was, and what it had held leave once', async () => {
    const person = world.somebody();
    const id = await world.lend(person);
    const input = world.message(id);
    const { id: quarantine } = await world.quarantine(person);
    await world.tell(id);
    await world.dispatch(input);
    expect((await world.lift(quarantine, { as: 'mistaken' })).body).toMatchObject({
      state: 'lifted',
      lifted: { as: 'mistaken' },
    });
    await world.tell(id);
    expect((await shown(id)).pausedAt).toBeNull();
    expect(await world.dispatch(input)).toMatchObject({ kind: 'handed-over' });
    expect(await world.dispatch(input)).toMatchObject({ kind: 'handed-over' });
    expect(world.dealer.numbersOf(input.messageId)).toEqual([person.phone]);
  });

  it('leaves paused what somebody had paused before', async () => {
    const person = world.somebody();
    const id = await world.lend(person);
    await world.post(`/v1/lifecycles/${id}/pause`, { reason: '따로 멈춤' });
    await world.tell(id);
    const { id: quarantine, affairs } = await world.quarantine(person);
    expect(affairs).toEqual({ paused: 0, wasPaused: 1, cancelled: 0 });
    await world.lift(quarantine, { as: 'mistaken' });
    await world.tell(id);
    expect((await shown(id)).pausedAt).not.toBeNull();
  });

  it('leaves word for what waited for it', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    const { id } = await world.quarantine(person);
    await world.dispatch(input);
    await world.lift(id, { as: 'mistaken' });
    const words = await world.rows(`select kind from outbox where payload->>'messageId' = $1 and told_at is null`, [
      input.messageId,
    ]);
    expect(words).toEqual([{ kind: 'undelivered' }]);
  });

  it('is lifted once', async () => {
    const { id } = await world.quarantine(world.somebody());
    await world.lift(id, { as: 'mistaken' });
    const again = await world.lift(id, { as: 'mistaken' });
    expect([again.status, again.body.code]).toEqual([409, 'QUARANTINE_LIFTED']);
  });
});

describe('The right number of somebody', () => {
  it('is told what was held, once, in all their affairs, those begun meanwhile and those that have ended as well', async () => {
    const person = world.somebody();
    const right = world.somebody().phone;
    const [first, ended] = [await world.lend(person), await world.lend(person)];
    const { id } = await world.quarantine(person);
    for (const affair of [first, ended]) await world.tell(affair);
    const later = await world.lend(person);
    await world.rows(`update lifecycles set state = 'ended', closed_at = now() where id = $1 returning id`, [ended]);
    const inputs = [world.message(first), world.message(later), world.message(ended, { final: true })];
    for (const input of inputs) expect(await world.dispatch(input)).toMatchObject({ kind: 'wait' });
    const lifted = await world.lift(id, { as: 'corrected', people: [{ id: await world.idOf(person), phone: right }] });
    expect(lifted.body).toMatchObject({ state: 'lifted', lifted: { as: 'corrected' } });
    // Nothing has been told yet: what is right stands in the same commit.
    expect(await world.dispatch(inputs[1]!)).toMatchObject({ kind: 'handed-over' });
    for (const affair of [first, later]) await world.tell(affair);
    expect((await shown(first)).pausedAt).toBeNull();
    for (const input of inputs) {
      await world.dispatch(input);
      expect(world.dealer.numbersOf(input.messageId)).toEqual([right]);
    }
    const timeline = JSON.stringify(await world.read(`/v1/lifecycles/${first}/timeline`));
    expect(timeline).toContain('받는 이를 바꿈');
  });

  it('changes nothing for somebody else at the old one, whose it is', async () => {
    const moved = world.somebody();
    const rightful = { ...world.somebody(), phone: moved.phone };
    const right = world.somebody().phone;
    const [theirs, others] = [await world.lend(moved), await world.lend(rightful)];
    const { id } = await world.quarantine(moved);
    for (const affair of [theirs, others]) await world.tell(affair);
    await world.lift(id, {
      as: 'corrected',
      people: [
        { id: await world.idOf(moved), phone: right },
        { id: await world.idOf(rightful), phone: null },
      ],
    });
    for (const affair of [theirs, others]) await world.tell(affair);
    const [one, other] = [world.message(theirs), world.message(others)];
    for (const input of [one, other]) await world.dispatch(input);
    expect([one, other].map(({ messageId }) => world.dealer.numbersOf(messageId))).toEqual([[right], [rightful.phone]]);
  });

  it('is asked for of everybody whose affairs it stops', async () => {
    const person = world.somebody();
    const other = { ...world.somebody(), phone: person.phone };
    for (const each of [person, other]) await world.lend(each);
    const { id } = await world.quarantine(person);
    const { status, body } = await world.lift(id, {
      as: 'corrected',
      people: [
        { id: await world.idOf(person), phone: null },
        { id: randomUUID(), phone: null },
      ],
    });
    expect([status, body.code]).toEqual([400, 'INPUT_INVALID']);
    expect(body.problems.map(({ path, code }) => [path, code])).toEqual([
      ['people', 'PERSON_UNDECIDED'],
      ['people.1.id', 'PERSON_NOT_FOUND'],
    ]);
  });

  it('of a guardian is told about the ward, and the ward’s own once they are fourteen', async () => {
    const guardian = world.somebody();
    const ward = { ...world.somebody(), phone: guardian.phone };
    const [guardians, wards] = [world.somebody().phone, world.somebody().phone];
    const affair = await world.lend({ ...ward, birthDate: '2016-11-20', guardian });
    const { id } = await world.quarantine(guardian);
    await world.tell(affair);
    await world.lift(id, {
      as: 'corrected',
      people: [
        { id: await world.idOf(guardian), phone: guardians },
        { id: await world.idOf(ward), phone: wards },
      ],
    });
    await world.tell(affair);
    const before = world.message(affair);
    await world.dispatch(before);
    world.now += 3 * 86_400_000;
    const after = world.message(affair);
    await world.dispatch(after);
    expect([before, after].map(({ messageId }) => world.dealer.numbersOf(messageId))).toEqual([[guardians], [wards]]);
  });
});

describe('What had gone to a wrong number', () => {
  it('is written down with its term, by when whom it is about is to be told', async () => {
    const person = world.somebody();
    const input = world.message(await world.lend(person));
    await world.dispatch(input);
    const { leak } = await world.quarantine(person);
    expect(await world.leak(leak!)).toMatchObject({
      state: 'open',
      overdue: false,
      people: 1,
      lifecycles: 1,
      messages: 1,
      tellBy: '2030-11-21T12:00:00+09:00',
      reportBy: null,
      sent: [
        {
          message: input.messageId,
          lifecycle: { id: input.lifecycleId },
          person: await world.idOf(person),
          template: 'LOAN_STARTED',
          purpose: 'informational',
          sentAt: '2030-11-18T12:00:00+09:00',
        },
      ],
    });
  });

  it('is said to operators by an alert, with its term', async () => {
    const person = world.somebody();
    await world.dispatch(world.message(await world.lend(person)));
    await world.quarantine(person);
    const { items } = await world.read<{ items: { name: string; text: string }[] }>('/v1/alerts?state=open');
    expect(items[0]).toMatchObject({
      name: 'sentToWrongNumber',
      text: '남의 번호로 이미 나간 메시지가 1건 있습니다. 11월 21일(목) 12:00까지 본인에게 알리고 유출 기록에 적으십시오.',
    });
  });

  it('is nothing where nothing had', async () => {
    const person = world.somebody();
    await world.lend(person);
    expect((await world.quarantine(person)).leak).toBeNull();
  });

  it('leaves out what went while the number was theirs', async () => {
    const person = world.somebody();
    const id = await world.lend(person);
    const [rightly, wrongly] = [world.message(id), world.message(id, { key: 'later#0' })];
    await world.dispatch(rightly);
    world.now += 86_400_000;
    await world.dispatch(wrongly);
    world.api.clock.moment = world.now + 1;
    const { leak } = await world.quarantine(person, { wrongSince: '2030-11-19T00:00:00+09:00' });
    expect((await world.leak(leak!)).sent.map(({ message }) => message)).toEqual([wrongly.messageId]);
  });

  it('runs its term from when it was learned of, and is overdue after it', async () => {
    const person = world.somebody();
    await world.dispatch(world.message(await world.lend(person)));
    world.api.clock.moment = NOON + 3 * 86_400_000;
    const { leak } = await world.quarantine(person, { learnedAt: '2030-11-18T11:59:00+09:00' });
    expect(await world.leak(leak!)).toMatchObject({ overdue: true, tellBy: '2030-11-21T11:59:00+09:00' });
  });

  it('is among what is held on whom it is about', async () => {
    const person = world.somebody();
    await world.dispatch(world.message(await world.lend(person)));
    await world.quarantine(person);
    const { body } = await world.post<object>(`/v1/persons/${await world.idOf(person)}/export`, { reason: '열람' });
    expect(body).toMatchObject({
      quarantines: [{ kind: 'number', openedAt: '2030-11-18T12:00:00+09:00', liftedAt: null }],
      leaks: [{ learnedAt: '2030-11-18T12:00:00+09:00', toldAt: null, messages: 1 }],
    });
  });

  it('is closed once whom it is about was told', async () => {
    const person = world.somebody();
    await world.dispatch(world.message(await world.lend(person)));
    const { leak } = await world.quarantine(person);
    const early = await world.post<{ code: string }>(`/v1/leaks/${leak!}/close`, { reason: '마침' });
    expect([early.status, early.body.code]).toEqual([409, 'LEAK_NOT_TOLD']);
    await world.post(`/v1/leaks/${leak!}/told`, { how: '서면', actor: '김사서' });
    const { body } = await world.post(`/v1/leaks/${leak!}/close`, { reason: '마침', actor: '이사서' });
    expect(body).toMatchObject({
      state: 'closed',
      told: { by: '김사서', how: '서면' },
      closed: { by: '이사서', reason: '마침' },
    });
  });

  it('is not closed before the authority was told, where it was sensitive', async () => {
    const person = world.somebody();
    await world.dispatch(world.message(await world.lend(person)));
    const { leak } = await world.quarantine(person, { sensitive: true });
    expect(await world.leak(leak!)).toMatchObject({ reportBy: '2030-11-21T12:00:00+09:00' });
    await world.post(`/v1/leaks/${leak!}/told`, { how: '서면' });
    const early = await world.post<{ code: string }>(`/v1/leaks/${leak!}/close`, { reason: '마침' });
    expect([early.status, early.body.code]).toEqual([409, 'LEAK_NOT_REPORTED']);
    const reportedAt = '2030-11-18T12:00:00+09:00';
    expect((await world.post(`/v1/leaks/${leak!}/close`, { reason: '마침', reportedAt })).body).toMatchObject({
      state: 'closed',
      reportedAt,
    });
  });
});

describe('What had gone to a wrong number, sent once more', () => {
  interface Resent {
    readonly code?: string;
    readonly resent: readonly { readonly message: string; readonly as: string }[];
    readonly notResent: readonly { readonly message: string; readonly why: string }[];
    readonly more: boolean;
  }
  const resend = (leak: string, key?: string) =>
    world.post<Resent>(`/v1/leaks/${leak}/resend`, { reason: '번호 정정 뒤 다시 알림', actor: '김사서' }, key);

  /** Two affairs of somebody, told at a number that was not theirs, which is in quarantine now. */
  async function gone() {
    const person = world.somebody();
    const inputs = [world.message(await world.lend(person)), world.message(await world.lend(person))];
    for (const input of inputs) await world.dispatch(input);
    const { id, leak } = await world.quarantine(person);
    const right = world.somebody().phone;
    const personId = await world.idOf(person);
    const lift = (phone: string | null = right) =>
      world.lift(id, { as: 'corrected', people: [{ id: personId, phone }] });
    return { id, leak: leak!, person, inputs, right, lift };
  }

  it('goes to the right one, each message once and linked to the first', async () => {
    const { leak, inputs, right, lift } = await gone();
    await lift();
    const { status, body } = await resend(leak);
    expect([status, body.notResent, body.more]).toEqual([200, [], false]);
    expect(body.resent.map(({ message }) => message).sort()).toEqual(inputs.map(({ messageId }) => messageId).sort());
    for (const { message, as } of body.resent) {
      const lifecycleId = inputs.find(({ messageId }) => messageId === message)!.lifecycleId;
      expect(await world.read(`/v1/messages/${as}`)).toMatchObject({
        follows: { messageId: message, as: 'resend' },
      });
      await world.dispatch({ tenant: TENANT, lifecycleId, messageId: as });
      expect(world.dealer.numbersOf(as)).toEqual([right]);
    }
  });

  it('is sent once, whether it is asked again under the same key or another', async () => {
    const { leak, lift } = await gone();
    await lift();
    const key = randomUUID();
    const first = await resend(leak, key);
    expect((await resend(leak, key)).body).toEqual(first.body);
    expect((await resend(leak)).body).toMatchObject({ resent: [], notResent: [] });
  });

  it('is sent once when two ask at the same time', async () => {
    const { leak, lift } = await gone();
    await lift();
    const both = await Promise.all([resend(leak), resend(leak)]);
    expect(both.flatMap(({ body }) => body.resent)).toHaveLength(2);
  });

  it('leaves out what somebody has sent again by itself since the correction', async () => {
    const { leak, inputs, lift } = await gone();
    await lift();
    const [byHand, other] = inputs;
    expect((await world.post(`/v1/messages/${byHand!.messageId}/resend`, { reason: '먼저 다시 보냄' })).status).toBe(
      201,
    );
    expect((await resend(leak)).body.resent.map(({ message }) => message)).toEqual([other!.messageId]);
  });

  it('waits until the right number is said', async () => {
    const { id, leak } = await gone();
    expect(await resend(leak)).toMatchObject({ status: 409, body: { code: 'LEAK_NUMBER_NOT_CORRECTED' } });
    await world.lift(id, { as: 'mistaken' });
    expect(await resend(leak)).toMatchObject({ status: 409, body: { code: 'LEAK_NUMBER_NOT_CORRECTED' } });
  });

  it('does not go once more to whoever it was right for', async () => {
    const { leak, inputs, lift } = await gone();
    await lift(null);
    const { body } = await resend(leak);
    expect(body.resent).toEqual([]);
    expect(body.notResent).toEqual(
      expect.arrayContaining(inputs.map(({ messageId }) => ({ message: messageId, why: 'RECIPIENT_UNCHANGED' }))),
    );
  });

  it('leaves out what has no point any more, and says so', async () => {
    const { leak, inputs, lift } = await gone();
    await lift();
    await world.rows(`update messages set expires_at = to_timestamp($2 / 1000.0) where id = $1 returning id`, [
      inputs[0]!.messageId,
      NOON - MINUTE_MS,
    ]);
    const { body } = await resend(leak);
    expect(body.notResent).toEqual([{ message: inputs[0]!.messageId, why: 'MESSAGE_POINTLESS' }]);
    expect(body.resent.map(({ message }) => message)).toEqual([inputs[1]!.messageId]);
  });

  it('says in the audit log who asked for it, and why', async () => {
    const { leak, lift } = await gone();
    await lift();
    await resend(leak);
    const { items } = await world.read<{ items: { operation: string }[] }>('/v1/audit?operation=resendLeak');
    expect(items[0]).toMatchObject({ operation: 'resendLeak', reason: '번호 정정 뒤 다시 알림' });
  });
});

/** All entries of a list in pages of two; `between` happens after the first of them. */
async function paged(path: string, between: () => Promise<unknown> = () => Promise.resolve()): Promise<string[]> {
  const ids: string[] = [];
  let next: string | null = '';
  for (let page = 0; next !== null; page += 1) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const found: { items: { id: string }[]; next: string | null } = await world.read(`${path}?limit=2${cursor}`);
    ids.push(...found.items.map(({ id }) => id));
    if (ids.length > 1_000) throw new Error('The list leads round in a circle.');
    next = found.next;
    if (page === 0) await between();
  }
  return ids;
}

describe.each(['/v1/quarantines', '/v1/leaks'])('The list %s', (path) => {
  const all = async (): Promise<string[]> =>
    (await world.read<{ items: { id: string }[] }>(`${path}?limit=100`)).items.map(({ id }) => id);

  beforeAll(async () => {
    for (let number = 0; number < 3; number += 1) {
      const person = world.somebody();
      await world.dispatch(world.message(await world.lend(person)));
      await world.quarantine(person);
    }
  });

  it('is read in pages, each entry once and in the order of the whole', async () => {
    const whole = await all();
    expect(whole.length).toBeGreaterThan(5);
    expect(await paged(path)).toEqual(whole);
  });

  it('shows the rest of what is open also when the last entry of a page is settled meanwhile', async () => {
    const before = await all();
    const [, settled] = before;
    const settle = async (): Promise<unknown> => {
      if (path === '/v1/quarantines') return world.lift(settled!, { as: 'mistaken' });
      await world.post(`/v1/leaks/${settled!}/told`, { how: '서면' });
      return world.post(`/v1/leaks/${settled!}/close`, { reason: '마침', reportedAt: '2030-11-18T12:00:00+09:00' });
    };
    const seen = await paged(path, settle);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
  });

  it('refuses a cursor that no page of it gave', async () => {
    const cursor = 'AZMvHgAAcACAAAAAAAAAQg';
    const { body } = await world.api.ask.get(`${path}?cursor=${cursor}`).expect(400);
    expect(body).toMatchObject({ code: 'CURSOR_INVALID' });
  });
});
