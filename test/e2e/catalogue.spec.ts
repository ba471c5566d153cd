import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, dayOf } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { JournalEntry, SendEffect } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { momentIn, playSample } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { shiftedSample } from '#lifecycles/shift-sample.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** So many lifecycles live at once; those with bundles wait two minutes for each. */
const AT_ONCE = 16;
/** Bundles settle for two minutes; the rest is a busy machine. */
const PATIENCE_MS = 240_000;

interface Lived {
  readonly sample: Sample;
  readonly id: string;
}

interface Planned {
  readonly timer: string;
  readonly occurrence: number;
}

/** What happened, without when: timers were brought forward. */
const told = ({ kind, text }: Pick<JournalEntry, 'kind' | 'text'>): string => `${kind}: ${text}`;
/** What an operator's act adds, and what a timer's being past or to come decides. */
const OF_TIME: readonly string[] = ['refused', 'skipped', 'brought-forward', 'clock', 'planned', 'withdrawn'];

/**
 * Timers can be brought forward, the clock cannot: what comes after a deadline, and what is told on the morning after a
 * month's reckoning, stays to be seen on a server whose time is skipped (test/time). Here it comes in time.
 */
const IN_TIME: Readonly<Record<string, (sample: Sample) => Sample>> = {
  payment: (sample) => ({
    ...sample,
    steps: [...sample.steps.slice(0, 2), { at: '2026-12-11T17:00:00+09:00', event: 'deposited' }],
  }),
  bill: (sample) => ({
    ...sample,
    steps: [
      ...sample.steps.slice(0, 1),
      { at: '2027-02-10T15:00:00+09:00', event: 'paid', data: { amount: 1_271_590, taxLeft: 0, surchargeLeft: 0 } },
    ],
  }),
  fine: (sample) => ({
    ...sample,
    steps: [
      ...sample.steps.slice(0, 4),
      { at: '2027-03-10T16:00:00+09:00', event: 'paid', data: { amount: 41_200, fineLeft: 0, surchargeLeft: 0 } },
    ],
  }),
  // Papers are asked for again within ten days of the day on which this runs.
  'civil-complaint': (sample) => ({
    ...sample,
    steps: [
      { at: '2026-12-18T17:00:00+09:00', event: 'assigned' },
      { at: '2026-12-18T17:10:00+09:00', event: 'supplementAsked', data: { until: '2026-12-18' } },
      { at: '2026-12-19T10:00:00+09:00', event: 'supplementAsked', data: { until: '2026-12-21' } },
      { at: '2026-12-21T15:00:00+09:00', event: 'supplementGiven', data: { dueOn: '2026-12-31' } },
      ...sample.steps.slice(4),
    ],
  }),
  // Without the contract whose signing day had passed.
  recruitment: (sample) => ({ ...sample, steps: sample.steps.filter((_, index) => index !== 7) }),
  'seat-waitlist': (sample) => ({
    ...sample,
    steps: [...sample.steps.slice(1, 3), { at: '2026-12-19T23:00:00+09:00', event: 'paid' }],
  }),
};
const courses = samples.map((sample) => IN_TIME[sample.lifecycle]?.(sample) ?? sample);

/** The decision that a message follows from, by the key of its journal entry. */
function causeOf({ origin }: SendEffect): string {
  switch (origin.kind) {
    case 'start':
      return 'started';
    case 'timer':
      return `fired:${origin.identity}`;
    case 'enter':
      return origin.cause === 'start' ? 'started' : origin.cause.replace(/^timer:/, 'fired:');
    case 'correction':
      throw new Error('No course puts a message right.');
    default:
      return `event:${origin.eventId}`;
  }
}

/**
 * Each shipped lifecycle lives its sample on the whole product, through the HTTP API alone: what the sender's system
 * reports is reported, and what the engine would do alone in its time is brought forward by the operators' own act.
 */
describe('Every lifecycle of the catalogue, on the whole product', () => {
  let platform!: Platform;
  const lived = new Map<string, Lived>();
  /** Why a course could not be lived to its end, by lifecycle. */
  const stuck = new Map<string, unknown>();

  beforeAll(async () => {
    // At midnight every bundle of today has closed already, so that its items go alone.
    platform = await Platform.start({ settings: { reminderTime: '00:00', quietHours: null } });
    const today = dayOf(Date.now());
    await platform.call('PUT', '/v1/data-marks/bankFile', { asOf: today });
    const waiting = [...courses];
    const lane = async (): Promise<void> => {
      for (let sample = waiting.pop(); sample; sample = waiting.pop()) {
        const { lifecycle } = sample;
        await live(shiftedToNow(sample)).catch((error: unknown) => stuck.set(lifecycle, error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }, 900_000);
  afterAll(() => platform?.close());

  /** By whole weeks, so that it begins within a week from now and all its days lie ahead. */
  const shiftedToNow = (sample: Sample): Sample =>
    shiftedSample(sample, Math.ceil((Date.now() - momentIn(sample.startedAt)) / (7 * DAY)));

  async function live(sample: Sample): Promise<void> {
    const { lifecycle, reference, parties, data } = sample;
    const started = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: lifecycle,
      reference,
      parties,
      data,
    });
    if (started.status !== 201) throw new Error(`${lifecycle}: ${started.status} ${JSON.stringify(started.body)}`);
    const { id } = started.body;
    lived.set(lifecycle, { sample, id });
    const { journal, messages } = playSample(lifecycleNamed(lifecycle)!, sample);
    const done = new Set(['started']);
    const times = new Map<string, number>();
    const settle = () => settled(id, messages.filter((message) => done.has(causeOf(message))).length);
    await settle();
    for (const { kind, key, detail } of journal) {
      if (kind === 'fired') {
        const planned = { timer: String(detail['timer']), occurrence: Number(detail['occurrence']) };
        const name = `${planned.timer}/${planned.occurrence}`;
        times.set(name, (times.get(name) ?? 0) + 1);
        await bringForward(id, planned, times.get(name) ?? 1);
      } else if (kind === 'event' || kind === 'refused') await report(id, sample, Number(key.split(':')[1]) - 1);
      else continue;
      done.add(key);
      await settle();
    }
  }

  async function report(id: string, { steps }: Sample, index: number): Promise<void> {
    const { event, data } = steps[index]!;
    await platform.call('POST', `/v1/lifecycles/${id}/events`, {
      type: event,
      eventId: `${index + 1}`,
      ...(data && { data }),
    });
  }

  /** Some fire by themselves here too: those that run at once. */
  async function bringForward(id: string, planned: Planned, times: number): Promise<void> {
    await eventually(
      `${planned.timer} has fired`,
      async () => {
        const [fired] = await rows<{ count: number }>(
          `select count(*)::int as count from journal where lifecycle_id = $1 and kind = 'fired'
           and detail->>'timer' = $2 and (detail->>'occurrence')::int = $3`,
          [id, planned.timer, planned.occurrence],
        );
        if (fired && fired.count >= times) return true;
        const act = { ...planned, reason: '시험' };
        const { status, body } = await platform.call('POST', `/v1/lifecycles/${id}/planned/bring-forward`, act);
        if (status < 300) return false;
        throw new Error(`${status} ${JSON.stringify(body)}`);
      },
      30_000,
    );
  }

  const rows = <T>(sql: string, values: readonly unknown[]): Promise<T[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) => tx.query<T[]>(sql, [...values]));

  /** Every message so far is on a phone or explained, and nothing is left to be told. */
  const settled = (id: string, messages: number): Promise<unknown> =>
    eventually(
      `${messages} messages have settled`,
      async () => {
        const [row] = await rows<{ settled: number; untold: number }>(
          `select (select count(*)::int from messages m left join messages b on b.id = m.bundle_id
               where m.lifecycle_id = $1 and coalesce(b.state, m.state) not in ('open', 'handed-over', 'bundled')) as settled,
             (select count(*)::int from outbox where lifecycle_id = $1 and told_at is null) as untold`,
          [id],
        );
        return row !== undefined && row.settled >= messages && row.untold === 0;
      },
      PATIENCE_MS,
    );

  it.each(samples.map(({ lifecycle }) => lifecycle))('%s does what its sample says', async (name) => {
    expect(stuck.get(name)).toBeUndefined();
    const { id, sample } = lived.get(name)!;
    const expected = playSample(lifecycleNamed(name)!, sample)
      .journal.filter(({ kind }) => !OF_TIME.includes(kind))
      .map(told);
    const recorded = () =>
      rows<Pick<JournalEntry, 'kind' | 'text'>>(
        `select kind, text from journal where lifecycle_id = $1 order by number`,
        [id],
      );
    await eventually('the last decision is recorded', async () => (await recorded()).length >= expected.length);
    expect((await recorded()).filter(({ kind }) => !OF_TIME.includes(kind)).map(told)).toEqual(expected);
  });

  it.each(samples.map(({ lifecycle }) => lifecycle))('%s shows each of its messages on a phone', async (name) => {
    const { id, sample } = lived.get(name)!;
    const { messages } = playSample(lifecycleNamed(name)!, sample);
    const delivered = await rows<{ template: string; carriedBy: string }>(
      `select m.template_code as template, coalesce(b.id, m.id) as "carriedBy" from messages m left join messages b on b.id = m.bundle_id
       where m.lifecycle_id = $1 and coalesce(b.state, m.state) = 'delivered'`,
      [id],
    );
    expect(delivered.map(({ template }) => template).sort()).toEqual(messages.map(({ template }) => template).sort());
    const phones = Object.values(sample.parties).map(({ phone }) => phone);
    // The dealer was told which message each is; several lifecycles may share a phone.
    const shown = new Set(
      phones
        .flatMap((phone) => platform.received(phone))
        .map(({ customFields }) => customFields['bongsu']?.split('/')[1]),
    );
    expect(delivered.filter(({ carriedBy }) => !shown.has(carriedBy))).toEqual([]);
  });
});
