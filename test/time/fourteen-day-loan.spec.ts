import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import * as engine from '#libs/lifecycle/engine.js';
import type { EngineState, Moment, SendEffect, Step } from '#libs/lifecycle/state.js';
import { workflowFields } from '#libs/lifecycle/visibility.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { fourteenDayLoan, type GoldenLoan } from '../golden/fourteen-day-loan.js';
import { eventually } from '../harness/eventually.js';
import { OverTime } from '../harness/over-time.js';
import { describeOverTime } from '../harness/describe-over-time.js';

const PHONE = '01055001414';

/** The loan on the pure engine alone, begun at the very moment at which the real one was accepted. */
function onTheEngine(golden: GoldenLoan, startedAt: Moment): SendEffect[] {
  const context: engine.EngineContext = {
    definition: libraryLoan,
    settings: { reminderTime: golden.reminderTime, visitSettleMs: 0 },
    calendar: { closedDays: [] },
  };
  const known = workflowFields(libraryLoan);
  const fields = Object.fromEntries(Object.entries(golden.fields).filter(([name]) => known.includes(name)));
  const sends: SendEffect[] = [];
  const take = ({ sends: more, state: next }: Step): EngineState => {
    sends.push(...more);
    return next;
  };
  let state = take(engine.start(context, { fields, at: startedAt }));
  for (const event of golden.events) state = take(engine.applyEvent(context, state, event, event.occurredAt));
  return sends;
}

/** Reminders of a day are gathered for a minute, so that one person's books are told of together. */
const GATHERING_MS = 60_000;
const isReminder = (template: string): boolean => /^LOAN_(DUE|OVERDUE)/.test(template);

/** A whole loan on real engines, on a server whose time is skipped. */
describeOverTime('A loan of fourteen days, extended once and five times overdue', () => {
  let time!: OverTime;
  let golden!: GoldenLoan;
  let id = '';

  beforeAll(async () => {
    time = await OverTime.start({
      settings: { reminderTime: '10:00', quietHours: { from: '21:00', to: '08:00' } },
    });
    golden = fourteenDayLoan(await time.tomorrow());
    await time.until(golden.startedAt);
    const started = await time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'L-1414',
      recipient: { name: '김하늘', phone: PHONE },
      data: golden.fields,
    });
    expect(started).toMatchObject({ status: 201 });
    id = started.body.id;
    for (const { eventId, type, occurredAt, data } of golden.events) {
      await time.until(occurredAt);
      const event = { eventId, type, occurredAt: new Date(occurredAt).toISOString(), data };
      expect(await time.call('POST', `/v1/lifecycles/${id}/events`, event)).toMatchObject({ status: 200 });
    }
    await time.platform.client.workflow.getHandle(lifecycleWorkflowId(time.platform.tenant, id)).result();
  });
  afterAll(() => time?.close());

  const seen = () =>
    time.platform
      .received(PHONE)
      .map(({ at, channel, templateId }) => [formatKoreanMoment(at), channel, /LOAN_\w+$/.exec(templateId ?? '')?.[0]]);

  it('shows the phone exactly the expected messages at the expected Korean times', () => {
    expect(seen()).toEqual(
      golden.messages.map(({ at, template }) => [
        formatKoreanMoment(isReminder(template) ? at + GATHERING_MS : at),
        'alimtalk',
        template,
      ]),
    );
  });

  it('decides to the millisecond and the field what the pure engine decides', async () => {
    const [lifecycle, sends] = await inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => [
      (
        await tx.query<{ startedAt: Date }[]>(`select started_at as "startedAt" from lifecycles where id = $1`, [id])
      )[0],
      (
        await tx.query<{ send: SendEffect }[]>(`select send from messages where lifecycle_id = $1 order by id`, [id])
      ).map(({ send }) => send),
    ]);
    expect(sends).toEqual(onTheEngine(golden, lifecycle!.startedAt.getTime()));
  });

  it('sees every message delivered, and stays silent afterwards', async () => {
    const delivered = () =>
      inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => {
        // A reminder is delivered by its bundle's message.
        const rows = await tx.query<{ state: string }[]>(
          `select coalesce(b.state, m.state) as state from messages m left join messages b on b.id = m.bundle_id
           where m.lifecycle_id = $1`,
          [id],
        );
        return rows.length === golden.messages.length && rows.every(({ state }) => state === 'delivered');
      });
    await eventually('every receipt is recorded', delivered);
    await time.until(golden.events.at(-1)!.occurredAt + 60 * 86_400_000);
    expect(seen()).toHaveLength(golden.messages.length);
  });
});
