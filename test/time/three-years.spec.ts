import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays, addMonths, dayOf, formatKoreanMoment, momentAt } from '#libs/calendar/korean-time.js';
import { date, defineLifecycle, event, months, person, send } from '#libs/lifecycle/builders.js';
import type { Day } from '#libs/lifecycle/state.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { OverTime } from '../harness/over-time.js';
import { describeOverTime } from '../harness/describe-over-time.js';

const PHONE = '01055003600';
const MONTHS = 36;

/** A subscription that tells its month on every last day of a month, for three years. */
const threeYears = (tenant: string) =>
  defineLifecycle({
    name: `${tenant}/three-years`,
    title: '삼 년 약정',
    parties: { member: person('회원') },
    input: { beginsOn: date('시작일') },
    events: {
      left: { title: '해지' },
      moved: { title: '변경', data: { to: date('날') }, set: { beginsOn: event('to') } },
    },
    first: 'running',
    stages: {
      running: {
        title: '이용 중',
        timers: {
          monthly: {
            title: '다달이 안내',
            every: months(1),
            from: { field: 'beginsOn', plus: months(1), time: '10:00' },
            times: MONTHS,
            do: [send('MONTH')],
          },
        },
        on: { left: { goto: 'left' }, moved: {} },
      },
      left: { title: '해지', enter: [send('LEFT')], final: true },
    },
    templates: {
      MONTH: {
        title: '이달 안내',
        messageType: 'BA',
        body: '#{이름}님, 이번 달 이용 안내입니다.',
        variables: { 이름: { party: 'member', attribute: 'name' } },
        fallback: { text: '이번 달 이용 안내입니다.' },
      },
      LEFT: {
        title: '해지 안내',
        messageType: 'BA',
        body: '#{이름}님, 해지되었습니다.',
        variables: { 이름: { party: 'member', attribute: 'name' } },
        fallback: { text: '해지되었습니다.' },
      },
    },
  });

describeOverTime('A lifecycle of three years with a message every month', () => {
  let time!: OverTime;
  let beginsOn!: Day;

  beforeAll(async () => {
    time = await OverTime.start({ settings: { quietHours: null } });
    const { platform } = time;
    beginsOn = addMonths(`${(await time.tomorrow()).slice(0, 8)}01`, 2);
    // The last day of a month, which most months have to fall short of.
    beginsOn = addDays(beginsOn, -1);
    const definition = threeYears(platform.tenant);
    expect((await time.call('POST', '/v1/lifecycle-types', definition)).status).toBe(201);
    await registerOwnTemplates(platform.dataSource, platform.tenant, platform.apiUrl, (templates) =>
      platform.simulator.control.putTemplates(templates),
    );
    const started = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: definition.name,
      reference: 'Y-3',
      recipient: { name: '김하늘', phone: PHONE },
      data: { beginsOn },
    });
    expect(started).toMatchObject({ status: 201 });
    await time.until(momentAt(addMonths(beginsOn, MONTHS), '11:00'));
    await time.call('POST', `/v1/lifecycles/${started.body.id}/events`, {
      type: 'left',
      eventId: 'left',
      occurredAt: new Date(time.now()).toISOString(),
    });
    await time.until(momentAt(addMonths(beginsOn, MONTHS), '12:00'));
  }, 600_000);
  afterAll(() => time?.close());

  it('tells each month once, on its day, and then the end', () => {
    const expected = Array.from({ length: MONTHS }, (_, index) =>
      formatKoreanMoment(momentAt(addMonths(beginsOn, index + 1), '10:00')),
    );
    const received = time.platform.received(PHONE).map(({ at }) => formatKoreanMoment(at));
    expect(received.slice(0, MONTHS)).toEqual(expected);
    expect(received).toHaveLength(MONTHS + 1);
    expect(dayOf(time.platform.received(PHONE).at(-1)!.at)).toBe(addMonths(beginsOn, MONTHS));
  });
});
