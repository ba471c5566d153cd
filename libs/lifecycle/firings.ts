/**
 * Timers are derived from the state, never stored beside it: these functions say afresh what falls due when, so that a
 * new due date, hour or closed day moves every reminder by itself.
 */
import type { Stage, Timer } from './definition.js';
import { later, momentOf } from './moments.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import type { EngineState, Fields, Moment } from './state.js';
import { baseField, timerFields } from './visibility.js';

export interface Firing {
  readonly name: string;
  readonly timer: Timer;
  /** 1 for the first. */
  readonly occurrence: number;
  readonly at: Moment;
  /** Stage, timer, occurrence and the field values it derives from: settings and calendar never make it another one. */
  readonly identity: string;
}

interface NamedTimer {
  readonly name: string;
  readonly timer: Timer;
  /** The fields that its moments derive from, as the definition names them; sorted. */
  readonly reads: readonly string[];
}

/** A stage's timers by name, the order in which those of one moment fire. */
const timersOf = onceFor((stage: Stage): readonly NamedTimer[] =>
  Object.entries(stage.timers ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, timer]) => ({ name, timer, reads: [...new Set(timerFields(timer))].sort() })),
);

/** What the identity hangs on: the values of the timer's fields and, for one that runs from entering, when that was. */
function basis(ctx: EngineContext, { timer, reads }: NamedTimer, { fields, enteredAt }: EngineState): string {
  const values = reads.map((name) => {
    const stored = baseField(ctx.definition, name);
    return `${stored}=${fields[stored] ?? ''}`;
  });
  return ('after' in timer ? [`entered=${enteredAt}`, ...values] : values).join(',');
}

interface Derivation {
  readonly ctx: EngineContext;
  readonly stage: string;
  readonly enteredAt: Moment;
  readonly firings: readonly Firing[];
}

/** The latest derivation from each set of fields: a state passes through many steps before its fields change. */
const derivations = new WeakMap<Fields, Derivation>();

/**
 * Every firing of the current stage, past and to come, in the order in which they fire: by moment, then timer, then
 * occurrence. None once the lifecycle has closed.
 */
export function derivedFirings(ctx: EngineContext, state: EngineState): readonly Firing[] {
  const { stage, fields, enteredAt } = state;
  if (state.closed) return [];
  const known = derivations.get(fields);
  if (known?.ctx === ctx && known.stage === stage && known.enteredAt === enteredAt) return known.firings;
  const firings = derive(ctx, state).sort(inFiringOrder);
  derivations.set(fields, { ctx, stage, enteredAt, firings });
  return firings;
}

const inFiringOrder = (a: Firing, b: Firing): number =>
  a.at - b.at || (a.name === b.name ? a.occurrence - b.occurrence : a.name < b.name ? -1 : 1);

function derive(ctx: EngineContext, state: EngineState): Firing[] {
  const stage = ctx.definition.stages[state.stage];
  if (!stage) return [];
  const firings: Firing[] = [];
  for (const named of timersOf(stage)) {
    const { name, timer } = named;
    const prefix = `${state.stage}/${name}/`;
    const suffix = `/${basis(ctx, named, state)}`;
    const add = (occurrence: number, at: Moment | undefined) => {
      if (at !== undefined) firings.push({ name, timer, occurrence, at, identity: `${prefix}${occurrence}${suffix}` });
    };
    if ('at' in timer) add(1, momentOf(ctx, state.fields, timer.at));
    else if ('after' in timer) add(1, later(ctx, state.fields, state.enteredAt, timer.after));
    else {
      const until = timer.until && momentOf(ctx, state.fields, timer.until);
      for (let times = 0; times < timer.times; times++) {
        const at = momentOf(ctx, state.fields, timer.from, { every: timer.every, times });
        if (at === undefined || (until !== undefined && at > until)) break;
        add(times + 1, at);
      }
    }
  }
  return firings;
}

const isPending =
  ({ fired, skipped }: EngineState) =>
  ({ identity }: Firing): boolean =>
    !fired.includes(identity) && !skipped.includes(identity);

/** Firings that have neither fired nor been skipped, in firing order. */
export const pendingFirings = (ctx: EngineContext, state: EngineState): Firing[] =>
  derivedFirings(ctx, state).filter(isPending(state));

/** The first of them. */
export const nextFiring = (ctx: EngineContext, state: EngineState): Firing | undefined =>
  derivedFirings(ctx, state).find(isPending(state));
