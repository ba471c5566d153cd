/**
 * Timers are derived from the state, never stored beside it: these functions say afresh what falls due when, so that a
 * new due date, hour or closed day moves every reminder by itself. Firings come in the order in which they fire: by
 * moment, then timer, then occurrence.
 */
import {
  firingNamed,
  firingsBefore,
  firstFiring,
  isPending,
  isSeriesOf,
  nextOfSeries,
  seriesOf,
  timersByStage,
} from './firing-series.js';
import type { Firing, FiringSeries, NamedTimer } from './firing-series.js';
import type { EngineContext } from './moments.js';
import type { EngineState, Moment } from './state.js';
import { holds } from './values.js';

export { isPending };
export type { Firing };

interface Derivation {
  readonly state: Pick<EngineState, 'fields' | 'stage' | 'enteredAt' | 'startedAt' | 'clocks'>;
  readonly series: readonly FiringSeries[];
}

interface Remembered {
  /** Of the latest state: it passes through many steps before its fields change. */
  derivation?: Derivation;
  /** The latest of each timer: a change of fields leaves most timers as they were. */
  readonly series: Map<NamedTimer, FiringSeries>;
}

const remembered = new WeakMap<EngineContext, Remembered>();

function rememberedOf(ctx: EngineContext): Remembered {
  let known = remembered.get(ctx);
  if (!known) remembered.set(ctx, (known = { series: new Map() }));
  return known;
}

/** The timers of the current stage whose guards hold, by name. None once the lifecycle has closed. */
function currentSeries(ctx: EngineContext, state: EngineState): readonly FiringSeries[] {
  if (state.closed) return [];
  const known = rememberedOf(ctx);
  if (known.derivation && isSameGround(known.derivation.state, state)) return known.derivation.series;
  const { fields, stage, enteredAt, startedAt, clocks } = state;
  const series: FiringSeries[] = [];
  for (const named of timersByStage(ctx.definition).get(stage) ?? []) {
    if (!holds(ctx, named.timer.when, fields, {})) continue;
    let own = known.series.get(named);
    if (!own || !isSeriesOf(own, state)) known.series.set(named, (own = seriesOf(ctx, named, state)));
    series.push(own);
  }
  known.derivation = { state: { fields, stage, enteredAt, startedAt, clocks }, series };
  return series;
}

const isSameGround = (one: Derivation['state'], other: Derivation['state']): boolean =>
  one.fields === other.fields &&
  one.stage === other.stage &&
  one.enteredAt === other.enteredAt &&
  one.startedAt === other.startedAt &&
  one.clocks === other.clocks;

const inFiringOrder = (a: Firing, b: Firing): number =>
  a.at - b.at || (a.name === b.name ? a.occurrence - b.occurrence : a.name < b.name ? -1 : 1);

/** Every firing of the current stage, past and to come. */
export const derivedFirings = (ctx: EngineContext, state: EngineState): Firing[] =>
  currentSeries(ctx, state)
    .flatMap((series) => firingsBefore(series, Infinity))
    .sort(inFiringOrder);

/** The firing of the current stage that is called so; undefined when the state does not derive it (any more). */
export function derivedFiring(ctx: EngineContext, state: EngineState, identity: string): Firing | undefined {
  for (const series of currentSeries(ctx, state)) {
    const firing = firingNamed(series, identity);
    if (firing) return firing;
  }
  return undefined;
}

/** Firings that have neither fired nor been skipped; at most so many, if asked. */
export function pendingFirings(ctx: EngineContext, state: EngineState, most = Infinity): Firing[] {
  const all: Firing[] = [];
  for (const series of currentSeries(ctx, state)) {
    const found: Firing[] = [];
    firstFiring(series, (firing) => {
      if (isPending(state, firing)) found.push(firing);
      return found.length >= most;
    });
    all.push(...found);
  }
  return all.sort(inFiringOrder).slice(0, most);
}

/** Those of them whose moment is before `moment`. */
export function pendingBefore(ctx: EngineContext, state: EngineState, moment: Moment): Firing[] {
  const all: Firing[] = [];
  for (const series of currentSeries(ctx, state)) {
    const next = nextOfSeries(series, state);
    if (next === undefined || next.at >= moment) continue;
    all.push(...firingsBefore(series, moment).filter((firing) => isPending(state, firing)));
  }
  return all.sort(inFiringOrder);
}

/** The first of them that will fire by itself; none while the lifecycle is paused. */
export function nextFiring(ctx: EngineContext, state: EngineState): Firing | undefined {
  if (state.pausedAt !== undefined) return undefined;
  let next: Firing | undefined;
  for (const series of currentSeries(ctx, state)) {
    const firing = nextOfSeries(series, state);
    if (firing && (next === undefined || inFiringOrder(firing, next) < 0)) next = firing;
  }
  return next;
}
