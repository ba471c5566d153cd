import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays, dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Day } from '#libs/lifecycle/state.js';
import { eventually } from '../harness/eventually.js';
import { OverTime } from '../harness/over-time.js';
import { describeOverTime } from '../harness/describe-over-time.js';

/** A library without quiet hours that reminds at ten; each test has a day and a person of its own. */
describeOverTime('One person’s loans that are due on one day', () => {
  let time!: OverTime;
  let day!: Day;
  let count = 0;

  beforeAll(async () => {
    time = await OverTime.start({ settings: { reminderTime: '10:00' } });
  });
  afterAll(() => time?.close());

  /** At noon, loans that are due on the fourth day after: they are reminded on the next day. */
  async function lend(phone: string, titles: readonly string[], name = '이여름'): Promise<string[]> {
    day = await time.tomorrow();
    await time.untilTime(day, '12:00');
    const ids: string[] = [];
    for (const bookTitle of titles) ids.push(await lendOne(phone, bookTitle, name));
    await time.everythingTold();
    return ids;
  }

  async function lendOne(phone: string, bookTitle: string, name = '이여름'): Promise<string> {
    count += 1;
    const { status, body } = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `B-${count}`,
      recipient: { name, phone },
      data: { bookTitle, dueDate: addDays(day, 4) },
    });
    expect(status).toBe(201);
    return body.id;
  }

  const giveBack = (id: string) =>
    time.call('POST', `/v1/lifecycles/${id}/events`, {
      type: 'returned',
      eventId: `r-${id}`,
      occurredAt: new Date(time.now()).toISOString(),
    });

  async function steer(id: string, act: 'pause' | 'resume'): Promise<void> {
    expect(await time.call('POST', `/v1/lifecycles/${id}/${act}`, { reason: '확인 중' })).toMatchObject({
      status: 200,
    });
  }

  /** The reminders that a phone received: their template, when, and the line that names what is due. */
  const reminders = (phone: string) =>
    time.platform.received(phone).flatMap(({ at, templateId, text }) => {
      const code = templateId?.replace(/^.*?(?=LOAN_)/, '') ?? 'text';
      if (!code.startsWith('LOAN_DUE_SOON')) return [];
      return [{ code, on: dayOf(at), at: timeOf(at).slice(0, 5), others: /외 (\d+)권/.exec(text)?.[1] }];
    });
  const reminded = (others?: string) => ({
    code: others === undefined ? 'LOAN_DUE_SOON' : 'LOAN_DUE_SOON_MANY',
    on: addDays(day, 1),
    at: '10:01',
    others,
  });

  /** What a phone was told of a visit: the templates, and how many more books each counts. */
  const visits = (phone: string) =>
    time.platform.received(phone).flatMap(({ templateId, text }) => {
      const code = templateId?.replace(/^.*?(?=LOAN_)/, '') ?? 'text';
      return /^LOAN_(STARTED|RETURNED)/.test(code) ? [[code, /외 (\d+)권/.exec(text)?.[1]]] : [];
    });

  /** Otherwise time may pass before the last of them is in: on the way it is as far as nobody has seen it. */
  async function riding(ids: readonly string[], template: string): Promise<void> {
    await eventually(`${ids.length} ${template} ride in a bundle`, () =>
      inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => {
        const [row] = await tx.query<{ riding: number }[]>(
          `select count(*)::int as riding from messages
           where lifecycle_id = any($1::uuid[]) and template_code = $2 and bundle_id is not null`,
          [ids, template],
        );
        return row!.riding === ids.length;
      }),
    );
    await time.everythingTold();
  }

  const settling = async (visitSettle: number): Promise<void> => {
    expect(await time.call('PATCH', '/v1/settings', { visitSettle })).toMatchObject({ status: 200 });
  };

  it('are lent over the counter in one message, and come back in one', async () => {
    await settling(120);
    const phone = '01055003091';
    const ids = await lend(phone, ['토지 1', '토지 2', '토지 3', '토지 4', '토지 5']);
    await riding(ids, 'LOAN_STARTED');
    await time.untilTime(day, '12:10');
    for (const id of ids) await giveBack(id);
    await riding(ids, 'LOAN_RETURNED');
    await time.untilTime(day, '12:20');
    expect(visits(phone)).toEqual([
      ['LOAN_STARTED_MANY', '4'],
      ['LOAN_RETURNED_MANY', '4'],
    ]);
    await settling(0);
  });

  it('leave the message of their visit when they come back before it leaves', async () => {
    await settling(120);
    const phone = '01055003092';
    const ids = await lend(phone, ['토지 1', '토지 2']);
    await riding(ids, 'LOAN_STARTED');
    await giveBack(ids[0]!);
    await riding(ids.slice(0, 1), 'LOAN_RETURNED');
    await time.untilTime(day, '12:10');
    expect(visits(phone).sort()).toEqual([
      ['LOAN_RETURNED', undefined],
      ['LOAN_STARTED', undefined],
    ]);
    await settling(0);
  });

  it('are told of in one message, which names one and counts the others', async () => {
    const phone = '01055003001';
    await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '12:00');
    expect(reminders(phone)).toEqual([reminded('2')]);
  });

  it('leave the message when one is returned before it closes', async () => {
    const phone = '01055003002';
    const [, second] = await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    expect(await giveBack(second!)).toMatchObject({ status: 200 });
    await time.untilTime(addDays(day, 1), '12:00');
    expect(reminders(phone)).toEqual([reminded('1')]);
  });

  it('are told of by the single template when one is left', async () => {
    const phone = '01055003003';
    const [first, second] = await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    await giveBack(first!);
    await giveBack(second!);
    await time.untilTime(addDays(day, 1), '12:00');
    expect(reminders(phone)).toEqual([reminded()]);
  });

  it('are not told of when all are returned before it closes', async () => {
    const phone = '01055003004';
    const ids = await lend(phone, ['토지 1', '토지 2']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    const answers = [];
    for (const id of ids) answers.push(await giveBack(id));
    expect(answers.map(({ body }) => body['withdrawals'])).toEqual(ids.map(() => [expect.anything()]));
    await time.untilTime(addDays(day, 1), '12:00');
    expect(reminders(phone)).toEqual([]);
  });

  it('go to two people with one number in two messages', async () => {
    const phone = '01055003005';
    const [one] = await lend(phone, ['토지 1']);
    await lendOne(phone, '토지 2', '이가을');
    await time.everythingTold();
    await time.untilTime(addDays(day, 1), '12:00');
    expect(one).toBeDefined();
    expect(reminders(phone)).toEqual([reminded(), reminded()]);
  });

  it('go out as a text when no 알림톡 reaches the person', async () => {
    const notOnKakao = '01055013008';
    await lend(notOnKakao, ['토지 1', '토지 2']);
    await time.untilTime(addDays(day, 1), '12:00');
    const texts = () => time.platform.received(notOnKakao).filter(({ text }) => text.includes('외 1권'));
    // That the 알림톡 failed comes by HTTP, for which the server's time does not wait.
    await eventually('a text has arrived', () => texts().length > 0);
    expect(texts().map(({ channel }) => channel)).toEqual([expect.stringMatching(/^[sl]ms$/)]);
  });

  it('leave the text that follows an 알림톡 when one is returned before that has failed', async () => {
    const notOnKakao = '01055013011';
    const { simulator } = time.platform;
    const [first] = await lend(notOnKakao, ['토지 1', '토지 2']);
    const { receiptDelayMs } = simulator.control.settings();
    simulator.control.changeSettings({ receiptDelayMs: 10 * 60_000 });
    await time.untilTime(addDays(day, 1), '10:05');
    const { body } = await giveBack(first!);
    expect(body['withdrawals']).toEqual([{ messageId: expect.any(String), outcome: 'handed-over' }]);
    await time.untilTime(addDays(day, 1), '12:00');
    simulator.control.changeSettings({ receiptDelayMs });
    const texts = () =>
      time.platform
        .received(notOnKakao)
        .filter(({ channel, text }) => channel !== 'alimtalk' && text.includes('토지 2'));
    await eventually('the text that follows has arrived', () => texts().some(({ text }) => !text.includes('외')));
    expect(texts().at(-1)?.text).not.toContain('외');
  });

  it('leave one out that is paused when it closes, and remind of it alone when it goes on', async () => {
    const phone = '01055003012';
    const [, second] = await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    await steer(second!, 'pause');
    await time.untilTime(addDays(day, 1), '11:00');
    await time.everythingTold();
    expect(reminders(phone)).toEqual([reminded('1')]);
    await steer(second!, 'resume');
    await eventually('the one is reminded of', () => reminders(phone).length === 2);
    expect(reminders(phone)).toEqual([reminded('1'), { ...reminded(), at: '11:00' }]);
  });

  it('leave one out whose recipient was corrected, who is reminded of it alone', async () => {
    const phone = '01055003013';
    const corrected = '01055003014';
    const [, second] = await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    await time.read();
    const { status } = await time.platform.call(
      'PATCH',
      `/v1/lifecycles/${second}/recipient`,
      { name: '이겨울', phone: corrected, reason: '번호가 잘못됨' },
      { 'idempotency-key': `recipient-${second}` },
    );
    expect(status).toBe(200);
    await time.untilTime(addDays(day, 1), '10:02');
    await eventually('the right person is reminded', () => reminders(corrected).length === 1);
    const alone = { ...reminded(), at: expect.stringMatching(/^10:0[12]$/) };
    expect([reminders(phone), reminders(corrected)]).toEqual([[reminded('1')], [alone]]);
  });

  it('show it in each loan’s timeline', async () => {
    const phone = '01055003009';
    const [, second] = await lend(phone, ['토지 1', '토지 2', '토지 3']);
    await time.untilTime(addDays(day, 1), '12:00');
    const { body } = await time.platform.call<{ entries: { text: string }[] }>(
      'GET',
      `/v1/lifecycles/${second}/timeline`,
    );
    expect(body.entries.map(({ text }) => text)).toContainEqual(expect.stringContaining('묶음으로 보냄: 외 2건'));
  });

  it('end as they would alone: the lifecycle does not wait for its bundle', async () => {
    const phone = '01055003010';
    const [id] = await lend(phone, ['토지 1', '토지 2']);
    await time.untilTime(addDays(day, 1), '10:00:20');
    await giveBack(id!);
    const { client, tenant } = time.platform;
    await client.workflow.getHandle(lifecycleWorkflowId(tenant, id!)).result();
    await time.untilTime(addDays(day, 1), '12:00');
    expect(reminders(phone)).toEqual([reminded()]);
  });
});
