/**
 * The firings of one timer, reckoned one by one as they are asked for: a tax may be added to sixty times, and of these
 * sixty moments hardly more than the next is ever looked at before its fields change.
 */
import { clockState } from './clocks.js';
import type { Definition, Timer } from './definition.js';
import { later, momentOf } from './moments.js';
import type { Bearings, EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import { includesIdentity } from './settled-identities.js';
import type { ClockState, EngineState, FieldValue, Moment } from './state.js';
import { baseField, clocksIn, readsEntering, timerFields, timerMoments } from './visibility.js';

export interface Firing {
  readonly name: string;
  readonly timer: Timer;
  /** 1 for the first. */
  readonly occurrence: number;
  readonly at: Moment;
  /** Stage, timer, occurrence and the field values it derives from: settings and calendar never make it another one. */
  readonly identity: string;
  /** How its identity begins whatever it has been overtaken by; none for one that nothing overtakes. */
  readonly standing?: string;
  /** How the identities of its timer begin, of which one alone fires; none for one that fires for each moment. */
  readonly alone?: string;
}

export interface NamedTimer {
  readonly name: string;
  /** The stage whose timer it is, or `*` for one of every stage. */
  readonly place: string;
  readonly timer: Timer;
  /** The stored fields that its moments derive from; sorted. */
  readonly reads: readonly string[];
  readonly clocks: readonly string[];
  /** Reckoned from entering the stage. */
  readonly fromEntering: boolean;
}

/** Names the timers that run in every stage where the stage's own name would stand. */
const EVERY_STAGE = '*';

/** Each stage's timers by name, the order in which those of one moment fire; with those of every stage among them. */
export const timersByStage = onceFor((definition: Definition): ReadonlyMap<string, readonly NamedTimer[]> => {
  const everywhere = Object.entries(definition.timers ?? {}).map(([name, timer]) =>
    namedTimer(definition, EVERY_STAGE, name, timer),
  );
  return new Map(
    Object.entries(definition.stages).map(([stage, { timers = {}, final }]) => {
      const own = Object.entries(timers).map(([name, timer]) => namedTimer(definition, stage, name, timer));
      return [stage, final ? [] : [...own, ...everywhere].sort((a, b) => (a.name < b.name ? -1 : 1))];
    }),
  );
});

function namedTimer(definition: Definition, place: string, name: string, timer: Timer): NamedTimer {
  const reads = timerFields(definition, timer).map((field) => baseField(definition, field));
  return {
    name,
    place,
    timer,
    reads: [...new Set(reads)].sort(),
    clocks: [...new Set(clocksIn(timerMoments(timer)))].sort(),
    fromEntering: place !== EVERY_STAGE && readsEntering(timer),
  };
}

/** What a timer's moments hang on besides definition, settings and calendar. */
interface Basis {
  readonly values: readonly (FieldValue | undefined)[];
  readonly stands: readonly ClockState[];
  readonly enteredAt: Moment;
  readonly startedAt: Moment;
  readonly overtaken: FieldValue | undefined;
}

function basisOf({ reads, clocks, timer, place }: NamedTimer, state: EngineState): Basis {
  return {
    values: reads.map((name) => state.fields[name]),
    stands: clocks.map((name) => clockState(state, name)),
    // A timer of every stage runs from the start.
    enteredAt: place === EVERY_STAGE ? state.startedAt : state.enteredAt,
    startedAt: state.startedAt,
    overtaken: timer.overtakenBy && state.fields[timer.overtakenBy.field],
  };
}

/** What the identity hangs on: the values of the timer's fields, how its clocks stand, and when its stage was entered. */
function basisText({ reads, clocks, fromEntering }: NamedTimer, { values, stands, enteredAt }: Basis): string {
  const parts = fromEntering ? [`entered=${enteredAt}`] : [];
  reads.forEach((name, index) => parts.push(`${name}=${values[index] ?? ''}`));
  clocks.forEach((name, index) => parts.push(`${name}=${stands[index]!.stops.length}+${stands[index]!.extended}`));
  return parts.join(',');
}

/** A timer's firings as its fields and clocks stand, as far as they have been asked for. */
export interface FiringSeries {
  readonly ctx: EngineContext;
  readonly named: NamedTimer;
  readonly basis: Basis;
  readonly bearings: Bearings;
  /** How every identity ends, if nothing overtakes it. */
  readonly suffix: string;
  /** After this moment a repeated timer does not fire any more. */
  readonly until: Moment | undefined;
  /** Those reckoned so far, earliest first. */
  readonly firings: Firing[];
  /** Occurrences reckoned so far, those included that are left out. */
  reckoned: number;
  /** The latest answer to what comes next, which is asked for far more often than it changes. */
  next: { readonly fired: readonly string[]; readonly skipped: readonly string[]; readonly firing: Firing | undefined };
}

const UNASKED: FiringSeries['next'] = { fired: [], skipped: [], firing: undefined };

export function seriesOf(ctx: EngineContext, named: NamedTimer, state: EngineState): FiringSeries {
  const basis = basisOf(named, state);
  const { fields, clocks, startedAt } = state;
  const bearings: Bearings = { fields, clocks, startedAt, enteredAt: basis.enteredAt };
  const until = 'every' in named.timer && named.timer.until ? momentOf(ctx, bearings, named.timer.until) : undefined;
  const suffix = `/${basisText(named, basis)}`;
  return { ctx, named, basis, bearings, suffix, until, firings: [], reckoned: 0, next: UNASKED };
}

/** Whether the timer has the very same firings in another state, under the same context. */
export function isSeriesOf({ named, basis }: FiringSeries, state: EngineState): boolean {
  const { reads, clocks, place, timer } = named;
  return (
    basis.startedAt === state.startedAt &&
    (place === EVERY_STAGE || basis.enteredAt === state.enteredAt) &&
    reads.every((name, index) => basis.values[index] === state.fields[name]) &&
    clocks.every((name, index) => basis.stands[index] === clockState(state, name)) &&
    (timer.overtakenBy === undefined || basis.overtaken === state.fields[timer.overtakenBy.field])
  );
}

/** The firing of that place, 0 for the first; undefined when there are not so many. */
export function firingAt(series: FiringSeries, index: number): Firing | undefined {
  while (series.firings.length <= index) {
    const occurrence = series.reckoned + 1;
    const at = momentOfOccurrence(series, occurrence);
    if (at === undefined) return undefined;
    series.reckoned = occurrence;
    // Two occurrences that come to one moment, over a closed week for instance, are one.
    const last = series.firings.at(-1);
    if (last === undefined || at > last.at) series.firings.push(firingOf(series, occurrence, at));
  }
  return series.firings[index];
}

/** Undefined when it does not occur so often, or hangs on an absent field. */
function momentOfOccurrence(
  { ctx, named: { timer }, bearings, until }: FiringSeries,
  occurrence: number,
): Moment | undefined {
  if ('every' in timer) {
    if (occurrence > timer.times) return undefined;
    const at = momentOf(ctx, bearings, timer.from, { every: timer.every, times: occurrence - 1 });
    return at === undefined || (until !== undefined && at > until) ? undefined : at;
  }
  if (occurrence > 1) return undefined;
  if ('at' in timer) return momentOf(ctx, bearings, timer.at);
  return later(ctx, bearings.fields, bearings.enteredAt, timer.after);
}

function firingOf({ named, suffix, basis }: FiringSeries, occurrence: number, at: Moment): Firing {
  const { name, place, timer } = named;
  const identity = `${place}/${name}/${occurrence}${suffix}`;
  const alone = timer.once && { alone: `${place}/${name}/` };
  if (timer.overtakenBy === undefined) return { name, timer, occurrence, at, identity, ...alone };
  const standing = `${identity}@`;
  return { name, timer, occurrence, at, identity: `${standing}${basis.overtaken ?? ''}`, standing, ...alone };
}

/** The first firing that suits; they are reckoned no further than that. */
export function firstFiring(series: FiringSeries, suits: (firing: Firing) => boolean): Firing | undefined {
  for (let index = 0; ; index++) {
    const firing = firingAt(series, index);
    if (firing === undefined || suits(firing)) return firing;
  }
}

/** Every firing before a moment. */
export function firingsBefore(series: FiringSeries, moment: Moment): readonly Firing[] {
  const beyond = firstFiring(series, ({ at }) => at >= moment);
  return beyond ? series.firings.slice(0, series.firings.indexOf(beyond)) : series.firings;
}

/** The firing that is called so; undefined when it is none of these. */
export function firingNamed(series: FiringSeries, identity: string): Firing | undefined {
  const { place, name } = series.named;
  if (!identity.startsWith(`${place}/${name}/`)) return undefined;
  return firstFiring(series, (firing) => firing.identity === identity);
}

/**
 * What fired before it was overtaken has fired: a changed amount is told by what changed it. So has what fires once, whatever
 * its moment was then.
 */
export const isPending = (
  { fired, skipped }: Pick<EngineState, 'fired' | 'skipped'>,
  { identity, standing, alone }: Firing,
): boolean =>
  !includesIdentity(fired, identity) &&
  !includesIdentity(skipped, identity) &&
  !hasFired(fired, standing) &&
  !hasFired(fired, alone);

const hasFired = (fired: readonly string[], beginning: string | undefined): boolean =>
  beginning !== undefined && fired.some((identity) => identity.startsWith(beginning));

/** The first firing that has neither fired nor been skipped. */
export function nextOfSeries(series: FiringSeries, { fired, skipped }: EngineState): Firing | undefined {
  if (series.next.fired !== fired || series.next.skipped !== skipped) {
    const firing = firstFiring(series, (candidate) => isPending({ fired, skipped }, candidate));
    series.next = { fired, skipped, firing };
  }
  return series.next.firing;
}
