/**
 * Rehearsals: the engine and the planner as they are, over virtual time, with samples for people and a script for events
 * and the dealer. Pure: the same request gives the same rehearsal, whenever and wherever it is asked for.
 */
import { companyOf } from '#libs/lifecycle/bundle-company.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import { Agenda } from './agenda.js';
import { Course, type Post } from './course.js';
import { Delivery, type DeliveryWorld } from './delivery.js';
import { Findings } from './findings.js';
import type { Item } from './item.js';
import type { Rehearsal, Timeline, Totals } from './rehearsal.js';
import type { RehearsalRequest } from './request.js';
import { Tally } from './tally.js';
import { toldOf } from './told.js';

/** Plays the whole request. */
export function rehearse(request: RehearsalRequest): Rehearsal {
  const play = rehearsing(request);
  for (;;) {
    const { done, value } = play.next();
    if (done) return value;
  }
}

/** The same, one moment of one lifecycle or message at a time, for whoever has other things to do in between. */
export function* rehearsing(request: RehearsalRequest): Generator<undefined, Rehearsal, undefined> {
  const { definition, settings, calendar, samples, until } = request;
  const world: DeliveryWorld = { request, findings: new Findings(), tally: new Tally() };
  const agenda = new Agenda();
  const office = new PostOffice(world, agenda);
  const context: EngineContext = { definition, settings, calendar };
  const courses = samples.map((sample) => new Course(context, request, sample, office));
  for (const course of courses) agenda.add(course);
  for (let due = agenda.take(until); due; due = agenda.take(until)) {
    due.actor.act(due.at);
    agenda.add(due.actor);
    yield;
  }
  for (const course of courses) if (course.isStuck) reportStuck(world, course);
  const timelines = courses.map((course) => course.timeline());
  return { totals: totalsOf(world, timelines), violations: world.findings.all(), timelines };
}

/** Takes what lifecycles decide, and brings together what one person is to read together. */
class PostOffice implements Post {
  private readonly bundles = new Map<string, Delivery>();
  private readonly deliveries = new Map<Item, Delivery>();

  constructor(
    private readonly world: DeliveryWorld,
    private readonly agenda: Agenda,
  ) {}

  deliver(item: Item, now: Moment): void {
    const { bundle, template } = item.send;
    const alone = new Delivery(this.world, [item], now);
    // What is given up at once joins nothing.
    if (!bundle || bundle.closesAt <= now || expiresBy(item, bundle.closesAt) || alone.isSettled(now)) {
      this.begin(item, alone);
      return;
    }
    const key = bundleKey(item, this.world.request.definition.name, bundle, now);
    const open = this.bundles.get(key);
    const text = `묶음을 기다림: ${this.world.request.definition.templates[template]?.title ?? template}`;
    if (open?.closesAt !== undefined && open.closesAt > now && open.next() !== undefined) {
      if (expiresBy(item, open.closesAt)) {
        this.begin(item, alone);
        return;
      }
      open.join(item);
      this.deliveries.set(item, open);
    } else {
      const opened = new Delivery(this.world, [item], bundle.closesAt, bundle.closesAt);
      this.bundles.set(key, opened);
      this.begin(item, opened);
    }
    const heldUntil = this.deliveries.get(item)?.closesAt ?? bundle.closesAt;
    item.reasons.push('BUNDLED');
    item.course.say({ at: now, kind: 'parked', text, template, heldUntil, reason: 'BUNDLED' });
  }

  private begin(item: Item, delivery: Delivery): void {
    this.deliveries.set(item, delivery);
    this.agenda.add(delivery);
  }

  withdraw(item: Item, now: Moment): void {
    this.deliveries.get(item)?.withdraw(item, now);
  }
}

/** By the person who is told, never by phone number alone: numbers are shared. */
function bundleKey(
  { course, send }: Item,
  type: string,
  bundle: NonNullable<SendEffect['bundle']>,
  now: Moment,
): string {
  const { name, phone } = toldOf(course.sample.parties[send.party], now);
  return JSON.stringify([companyOf(type, send, bundle), name, phone]);
}

const expiresBy = ({ send: { expiresAt } }: Item, moment: Moment): boolean =>
  expiresAt !== undefined && expiresAt <= moment;

function reportStuck({ findings }: DeliveryWorld, { sample, stage }: Course): void {
  const message = '기간이 끝났는데 열려 있고, 스스로 할 일도 없습니다. 아무 일도 보고되지 않으면 끝나지 않습니다.';
  findings.add({ code: 'NO_WAY_TO_END', path: `stages.${stage}`, message }, { reference: sample.reference });
}

function totalsOf({ tally, request }: DeliveryWorld, timelines: readonly Timeline[]): Totals {
  const count = (kind: string): number =>
    timelines.reduce((sum, { entries }) => sum + entries.filter((entry) => entry.kind === kind).length, 0);
  const ended = timelines.filter(({ state }) => state !== 'open').length;
  const waiting = timelines.reduce(
    (sum, { messages }) => sum + messages.filter(({ outcome }) => outcome === 'waiting').length,
    0,
  );
  return {
    samples: timelines.length,
    ended,
    open: timelines.length - ended,
    eventsRefused: count('refused'),
    alerts: count('alert'),
    skipped: count('skipped'),
    ...tally.counts(),
    waiting,
    costKrw: tally.costKrw(request.prices),
  };
}
