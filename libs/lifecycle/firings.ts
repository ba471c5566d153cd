/**
 * Timers are derived from the state, never stored beside it: these functions say afresh what falls due when, so that a
 * new due date, hour or closed day moves every reminder by itself.
 */
import { clockState } from './clocks.js';
import type { Definition, Timer } from './definition.js';
import { later, momentOf } from './moments.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import type { EngineState, Fields, Moment } from './state.js';
import { holds } from './values.js';
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
}

interface NamedTimer {
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
const timersByStage = onceFor((definition: Definition): ReadonlyMap<string, readonly NamedTimer[]> => {
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

/** What the identity hangs on: the values of the timer's fields, how its clocks stand, and when its stage was entered. */
function basis({ reads, clocks, fromEntering }: NamedTimer, state: EngineState): string {
  const values = reads.map((name) => `${name}=${state.fields[name] ?? ''}`);
  const stands = clocks.map((name) => {
    const { stops, extended } = clockState(state, name);
    return `${name}=${stops.length}+${extended}`;
  });
  return [...(fromEntering ? [`entered=${state.enteredAt}`] : []), ...values, ...stands].join(',');
}

interface Derivation {
  readonly ctx: EngineContext;
  readonly stage: string;
  readonly enteredAt: Moment;
  readonly clocks: EngineState['clocks'];
  readonly firings: readonly Firing[];
}

/** The latest derivation from each set of fields: a state passes through many steps before its fields change. */
const derivations = new WeakMap<Fields, Derivation>();

/**
 * Every firing of the current stage, past and to come, in the order in which they fire: by moment, then timer, then
 * occurrence. None once the lifecycle has closed, and none of a timer whose guards do not hold.
 */
export function derivedFirings(ctx: EngineContext, state: EngineState): readonly Firing[] {
  const { stage, fields, enteredAt, clocks } = state;
  if (state.closed) return [];
  const known = derivations.get(fields);
  if (known?.ctx === ctx && known.stage === stage && known.enteredAt === enteredAt && known.clocks === clocks)
    return known.firings;
  const firings = derive(ctx, state).sort(inFiringOrder);
  derivations.set(fields, { ctx, stage, enteredAt, clocks, firings });
  return firings;
}

const inFiringOrder = (a: Firing, b: Firing): number =>
  a.at - b.at || (a.name === b.name ? a.occurrence - b.occurrence : a.name < b.name ? -1 : 1);

function derive(ctx: EngineContext, state: EngineState): Firing[] {
  const firings: Firing[] = [];
  for (const named of timersByStage(ctx.definition).get(state.stage) ?? []) {
    const { name, place, timer } = named;
    if (!holds(ctx, timer.when, state.fields, {})) continue;
    const prefix = `${place}/${name}/`;
    const suffix = `/${basis(named, state)}`;
    const { overtakenBy } = timer;
    const add = (occurrence: number, at: Moment | undefined) => {
      if (at === undefined) return;
      const identity = `${prefix}${occurrence}${suffix}`;
      if (overtakenBy === undefined) firings.push({ name, timer, occurrence, at, identity });
      else {
        const standing = `${identity}@`;
        const overtaken = `${standing}${state.fields[overtakenBy.field] ?? ''}`;
        firings.push({ name, timer, occurrence, at, identity: overtaken, standing });
      }
    };
    // A timer of every stage runs from the start.
    const bearings = place === EVERY_STAGE ? { ...state, enteredAt: state.startedAt } : state;
    if ('at' in timer) add(1, momentOf(ctx, bearings, timer.at));
    else if ('after' in timer) add(1, later(ctx, state.fields, bearings.enteredAt, timer.after));
    else {
      const until = timer.until && momentOf(ctx, bearings, timer.until);
      for (let times = 0; times < timer.times; times++) {
        const at = momentOf(ctx, bearings, timer.from, { every: timer.every, times });
        if (at === undefined || (until !== undefined && at > until)) break;
        add(times + 1, at);
      }
    }
  }
  return firings;
}

/** What fired before it was overtaken has fired: a changed amount is told by what changed it. */
const isPending =
  ({ fired, skipped }: EngineState) =>
  ({ identity, standing }: Firing): boolean =>
    !fired.includes(identity) &&
    !skipped.includes(identity) &&
    (standing === undefined || !fired.some((known) => known.startsWith(standing)));

/** Firings that have neither fired nor been skipped, in firing order. */
export const pendingFirings = (ctx: EngineContext, state: EngineState): Firing[] =>
  derivedFirings(ctx, state).filter(isPending(state));

/** The first of them that will fire by itself; none while the lifecycle is paused. */
export const nextFiring = (ctx: EngineContext, state: EngineState): Firing | undefined =>
  state.pausedAt === undefined ? derivedFirings(ctx, state).find(isPending(state)) : undefined;
