import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { addDays, dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { putTemplate } from '#libs/database/template-store.js';
import { defineLifecycle, person, send, text } from '#libs/lifecycle/builders.js';
import type { Day } from '#libs/lifecycle/state.js';
import { OverTime } from '../harness/over-time.js';
import { describeOverTime } from '../harness/describe-over-time.js';

/** Tells the same thing twice, once urgently: what a library loan never does. */
const alarm = defineLifecycle({
  name: 'alarm',
  title: '급한 알림',
  parties: { citizen: person('주민') },
  input: { place: text('장소') },
  start: [send('ALARM_URGENT', { urgent: true }), send('ALARM_ORDINARY')],
  events: { over: { title: '해제' } },
  first: 'told',
  stages: { told: { title: '알림', on: { over: { goto: 'over' } } }, over: { title: '해제', final: true } },
  templates: Object.fromEntries(
    ['ALARM_URGENT', 'ALARM_ORDINARY'].map((code) => [
      code,
      {
        title: code,
        messageType: 'BA',
        body: `${code} #{장소}`,
        variables: { 장소: { field: 'place' } },
        fallback: { text: `${code} #{장소}` },
      },
    ]),
  ),
});

/** A tenant with the usual quiet hours, 21:00 to 08:00, through several nights. */
describeOverTime('At night', () => {
  let time!: OverTime;
  let day!: Day;
  let count = 0;

  beforeAll(async () => {
    time = await OverTime.start({ settings: { quietHours: { from: '21:00', to: '08:00' } } });
  });
  afterAll(() => time?.close());

  /** At noon of a day that lies wholly ahead, a loan whose reminder falls on `reminderTime` of the same day. */
  async function lend(phone: string, reminderTime: string): Promise<string> {
    day = await time.tomorrow();
    await time.untilTime(day, '12:00');
    await time.call('PATCH', '/v1/settings', { reminderTime });
    await time.everythingTold();
    count += 1;
    const { status, body } = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `N-${count}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '밤으로의 긴 여로', dueDate: addDays(day, 3) },
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

  const tomorrow = (): Day => addDays(day, 1);

  const seen = (phone: string) =>
    time.platform.received(phone).map(({ at, channel, templateId }) => ({
      what: templateId === null ? channel : templateId.replace(/^.*?(?=(LOAN|ALARM)_)/, ''),
      on: dayOf(at),
      at: timeOf(at),
    }));

  it('a reminder that is due at 22:00 is held and leaves in the minutes after 08:00', async () => {
    const phone = '01055002200';
    await lend(phone, '22:00');
    await time.untilTime(tomorrow(), '07:59');
    expect(seen(phone)).toMatchObject([{ what: 'LOAN_STARTED' }]);
    await time.untilTime(tomorrow(), '08:10');
    expect(seen(phone)).toEqual([
      { what: 'LOAN_STARTED', on: day, at: expect.stringMatching(/^12:00/) },
      { what: 'LOAN_DUE_SOON', on: tomorrow(), at: expect.stringMatching(/^08:0\d/) },
    ]);
  });

  it('a reminder that is due in the last seconds that leave room for the dealer leaves at once', async () => {
    const phone = '01055002059';
    // Its bundle closes a minute later.
    await lend(phone, '20:58:56');
    await time.untilTime(day, '21:30');
    expect(seen(phone)).toEqual([
      expect.objectContaining({ what: 'LOAN_STARTED' }),
      { what: 'LOAN_DUE_SOON', on: day, at: expect.stringMatching(/^20:59:5/) },
    ]);
  });

  it('a reminder that is due as the quiet hours begin is held', async () => {
    const phone = '01055002100';
    await lend(phone, '21:00');
    await time.untilTime(tomorrow(), '09:00');
    expect(seen(phone)[1]).toEqual({ what: 'LOAN_DUE_SOON', on: tomorrow(), at: expect.stringMatching(/^08:0\d/) });
  });

  it('a text that stands in for an 알림톡 is held, too, when the 알림톡 is found to have failed in the night', async () => {
    const notOnKakao = '01055012050';
    await lend(notOnKakao, '20:50');
    await time.untilTime(day, '20:00');
    time.platform.simulator.control.changeSettings({ receiptDelayMs: 40 * 60_000 });
    try {
      await time.untilTime(day, '23:00');
      expect(seen(notOnKakao)).toMatchObject([{ what: 'sms' }]);
      await time.untilTime(tomorrow(), '07:59');
      expect(seen(notOnKakao)).toHaveLength(1);
      await time.untilTime(tomorrow(), '08:10');
      expect(seen(notOnKakao).slice(1)).toEqual([
        { what: expect.stringMatching(/^[sl]ms$/), on: tomorrow(), at: expect.stringMatching(/^08:0\d/) },
      ]);
    } finally {
      time.platform.simulator.control.changeSettings({ receiptDelayMs: 0 });
    }
  });

  it('a reminder that is withdrawn while it is held never leaves; the thanks for the return leave in the morning', async () => {
    const phone = '01055002300';
    const id = await lend(phone, '22:00');
    await time.untilTime(day, '23:00');
    expect(await giveBack(id)).toMatchObject({ status: 200 });
    await time.untilTime(addDays(day, 3), '12:00');
    expect(seen(phone)).toEqual([
      expect.objectContaining({ what: 'LOAN_STARTED' }),
      { what: 'LOAN_RETURNED', on: tomorrow(), at: expect.stringMatching(/^08:0\d/) },
    ]);
  });

  it('what is urgent leaves at once, and what is not waits for the morning', async () => {
    const phone = '01055002330';
    day = await time.tomorrow();
    await time.untilTime(day, '23:30');
    await sound(phone);
    await time.untilTime(day, '23:50');
    expect(seen(phone)).toEqual([{ what: 'ALARM_URGENT', on: day, at: expect.stringMatching(/^23:3/) }]);
    await time.untilTime(tomorrow(), '08:10');
    expect(seen(phone)[1]).toEqual({ what: 'ALARM_ORDINARY', on: tomorrow(), at: expect.stringMatching(/^08:0\d/) });
  });

  /** Starts the alarm as the API would a lifecycle of the catalogue. */
  async function sound(phone: string): Promise<void> {
    const { dataSource, tenant, keys, simulator } = time.platform;
    const [known] = simulator.control.templates();
    await inTenant(dataSource, tenant, async (tx) => {
      for (const [code, content] of Object.entries(alarm.templates)) {
        const template = { code, dealer: 'solapi', dealerTemplateId: `KA01TP_${code}`, channelId: known!.pfId };
        await putTemplate(tx, tenant, { ...template, content, status: 'approved' });
        simulator.control.putTemplates([
          { templateId: template.dealerTemplateId, pfId: known!.pfId, content: content.body, status: 'APPROVED' },
        ]);
      }
      await acceptStart(tx, keys, {
        lifecycleId: newId(),
        tenant,
        definition: alarm,
        reference: 'A-1',
        parties: { citizen: { name: '김하늘', phone } },
        fields: { place: '강변 산책로' },
        startedAt: time.now(),
        plan: { stage: 'told', planned: [] },
      });
    });
    await time.everythingTold();
  }
});
