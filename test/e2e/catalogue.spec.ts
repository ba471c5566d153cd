import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayOf } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Fields, JournalEntry, Moment, SendEffect } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { momentIn, playSample } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { dataOfNow } from '../harness/course-of-now.js';
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

/** By Korean time. In the minute itself what is left for tomorrow falls due: begun in it, this suite fails. */
const LAST_MINUTE = '23:59';

/** What happened, without when: timers were brought forward. */
const told = ({ kind, text }: Pick<JournalEntry, 'kind' | 'text'>): string => `${kind}: ${text}`;
/** What an operator's act adds, and what a timer's being past or to come decides. */
const OF_TIME: readonly string[] = [
  'refused',
  'skipped',
  'brought-forward',
  'corrected',
  'clock',
  'planned',
  'withdrawn',
];

/**
 * Moments that a guard compares with that of an event. Timers can be brought forward, a moment cannot: where one has passed
 * in the course when an event is reported, an operator puts it right to one that has passed here.
 */
const COMPARED: Readonly<Record<string, { readonly event: string; readonly field: string }>> = {
  payment: { event: 'deposited', field: 'dueAt' },
  'seat-waitlist': { event: 'paid', field: 'payBy' },
};

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
    // What a reckoning of today's tells in the morning still lies ahead, to be brought forward.
    platform = await Platform.start({ settings: { reminderTime: LAST_MINUTE, quietHours: null, visitSettle: 15 } });
    await platform.call('PUT', '/v1/data-marks/bankFile', { asOf: dayOf(Date.now()) });
    await liveAll(samples.filter((sample) => !meetsAtAnHour(sample)));
    // At midnight the messages of today that meet at an hour have met already, and go alone.
    expect((await platform.call('PATCH', '/v1/settings', { reminderTime: '00:00' })).status).toBe(200);
    await liveAll(samples.filter(meetsAtAnHour));
  }, 900_000);
  afterAll(() => platform?.close());

  /** Whether some of its messages wait for those of its person until an hour of the day. */
  const meetsAtAnHour = ({ lifecycle }: Sample): boolean =>
    JSON.stringify(lifecycleNamed(lifecycle)).includes('"slot":');

  async function liveAll(all: readonly Sample[]): Promise<void> {
    const waiting = [...all];
    const lane = async (): Promise<void> => {
      for (let sample = waiting.pop(); sample; sample = waiting.pop()) {
        const { lifecycle } = sample;
        await live(sample).catch((error: unknown) => stuck.set(lifecycle, error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async function live(sample: Sample): Promise<void> {
    const { lifecycle, reference, parties, data, startedAt } = sample;
    const started = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: lifecycle,
      reference,
      parties,
      data: dataOfNow(data, momentIn(startedAt), Date.now()),
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

  async function report(id: string, sample: Sample, index: number): Promise<void> {
    const { event, at, data } = sample.steps[index]!;
    await putRight(id, sample, index);
    const now = Date.now();
    const word = {
      type: event,
      eventId: `${index + 1}`,
      ...(data && {
        data: isAskedByLink(sample, event) ? asGiven(sample, data, now) : dataOfNow(data, momentIn(at), now),
      }),
    };
    // As a sender's system does: what could not be taken is told again under its id. Some courses are refused an event.
    await eventually(`${event} is taken`, async () => {
      const { status, body } = await platform.call('POST', `/v1/lifecycles/${id}/events`, word);
      if (status < 500) return true;
      throw new Error(`${status} ${JSON.stringify(body)}`);
    });
  }

  const isAskedByLink = ({ lifecycle }: Sample, event: string): boolean =>
    Object.values(lifecycleNamed(lifecycle)!.links ?? {}).some((link) => link.event === event);

  /** A link asks by what its message showed, which is what the start has given. */
  const asGiven = ({ data, startedAt }: Sample, asked: Fields, now: Moment): Fields =>
    Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [
        name,
        value === data[name] ? dataOfNow(data, momentIn(startedAt), now)[name]! : value,
      ]),
    );

  async function putRight(id: string, { lifecycle, data, steps }: Sample, index: number): Promise<void> {
    const compared = COMPARED[lifecycle];
    if (compared?.event !== steps[index]!.event) return;
    const { field } = compared;
    const at = momentIn(steps[index]!.at);
    const given = [data, ...steps.slice(0, index).map((step) => step.data ?? {})].map((each) => each[field]);
    const moment = given.findLast((value) => value !== undefined);
    if (typeof moment !== 'string' || momentIn(moment) >= at) return;
    const fields = dataOfNow({ [field]: moment }, at, Date.now());
    const key = { 'idempotency-key': randomUUID() };
    const act = { fields, reason: '시험' };
    const { status, body } = await platform.call('PATCH', `/v1/lifecycles/${id}/data`, act, key);
    // Taken, and answered before the workflow has heard of it where the machine is busy.
    if (status >= 300) throw new Error(`${field} was not put right: ${status} ${JSON.stringify(body)}`);
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
      60_000,
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
