// A holiday that is proclaimed while lifecycles run moves what is still to come, on real engines.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { addBusinessDays } from '#libs/calendar/business-days.js';
import { shippedHoliday, weekdayHolidays } from '#libs/calendar/korean-holidays.js';
import { addDays, dayOf, isoKorean, momentAt, weekdayOf } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { acceptStart } from '#libs/database/lifecycle-store.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { writtenAnswer } from '../fixtures/written-answer.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Seen {
  readonly planned: readonly { readonly at: string; readonly timer: string }[];
}
interface Timeline {
  readonly entries: readonly { readonly text: string }[];
}

/** A Monday whose week and the one after have no public holiday, at least a week ahead. */
function quietMonday(): string {
  let day = addDays(dayOf(Date.now()), 7);
  const quiet = (monday: string) =>
    Array.from({ length: 14 }, (_, count) => addDays(monday, count)).every((each) => !shippedHoliday(each));
  while (weekdayOf(day) !== 1 || !quiet(day)) day = addDays(day, 1);
  return day;
}

describe('A holiday that is proclaimed', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  const monday = quietMonday();
  const tuesday = addDays(monday, 1);

  async function begin(reference: string): Promise<string> {
    const lifecycleId = newId();
    await inTenant(platform.dataSource, platform.tenant, (tx) =>
      acceptStart(tx, platform.keys, {
        lifecycleId,
        tenant: platform.tenant,
        definition: writtenAnswer,
        reference,
        parties: { asker: { name: '김하늘', phone: '01055007962' } },
        fields: { askedAt: isoKorean(momentAt(monday, '10:00')) },
        startedAt: Date.now(),
        plan: { stage: 'open', planned: [] },
      }),
    );
    return lifecycleId;
  }
  const planOf = async (id: string): Promise<Record<string, string>> => {
    const { body } = await platform.call<Seen>('GET', `/v1/lifecycles/${id}`);
    return Object.fromEntries(body.planned.map(({ timer, at }) => [timer, at]));
  };
  const planIs = (what: string, id: string, expected: Record<string, string>) =>
    eventually(what, async () => JSON.stringify(sorted(await planOf(id))) === JSON.stringify(sorted(expected)));

  it('moves the timers of a running lifecycle, and taking it back moves them back', async () => {
    const id = await begin('HOLIDAY-1');
    const before = {
      dueSoon: isoKorean(momentAt(addDays(monday, 7), '10:00')),
      confirmed: isoKorean(momentAt(tuesday, '10:00')),
    };
    await planIs('the plan counts business days', id, before);

    await platform.call('PUT', `/v1/calendar/days/${tuesday}`, { kind: 'temporary', name: '임시공휴일' });
    await planIs('the plan passes over the holiday', id, {
      dueSoon: isoKorean(momentAt(addDays(monday, 8), '10:00')),
      confirmed: isoKorean(momentAt(addDays(monday, 2), '10:00')),
    });
    const { body } = await platform.call<Timeline>('GET', `/v1/lifecycles/${id}/timeline`);
    expect(body.entries.filter(({ text }) => text.startsWith('휴무일 변경'))).toHaveLength(1);

    await platform.call('DELETE', `/v1/calendar/days/${tuesday}`);
    await planIs('the plan is as it was', id, before);
  });

  it('is known to lifecycles that start afterwards, whose histories stay small all the same', async () => {
    await platform.call('PUT', `/v1/calendar/days/${tuesday}`, { kind: 'temporary', name: '임시공휴일' });
    const id = await begin('HOLIDAY-2');
    const holidays = weekdayHolidays([{ day: tuesday, kind: 'temporary', name: '임시공휴일' }], monday);
    const due = addBusinessDays(monday, 5, { closedDays: [], holidays });
    await eventually('the plan is there', async () => (await planOf(id))['dueSoon'] !== undefined);
    expect((await planOf(id))['dueSoon']).toBe(isoKorean(momentAt(due, '10:00')));
    const description = await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).describe();
    expect(description.historySize).toBeLessThan(30_000);
  });
});

const sorted = (plan: Record<string, string>) => Object.entries(plan).sort(([one], [other]) => (one < other ? -1 : 1));
