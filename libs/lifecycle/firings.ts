/**
 * Timers are derived from the state, never stored beside it: these functions say afresh what falls due when, so that a
 * new due date, hour or closed day moves every reminder by itself.
 */
import type { Definition, Timer } from './definition.js';
import { later, momentOf } from './moments.js';
import type { EngineContext } from './moments.js';
import type { EngineState, Moment } from './state.js';
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
  /** Stored fields that its moments derive from; sorted. */
  readonly reads: readonly string[];
}

const timersByDefinition = new WeakMap<Definition, Map<string, readonly NamedTimer[]>>();

/** A stage's timers by name, the order in which those of one moment fire; worked out once for each definition. */
function timersOf(definition: Definition, stage: string): readonly NamedTimer[] {
  let byStage = timersByDefinition.get(definition);
  if (!byStage) timersByDefinition.set(definition, (byStage = new Map<string, readonly NamedTimer[]>()));
  let timers = byStage.get(stage);
  if (!timers) {
    timers = Object.entries(definition.stages[stage]?.timers ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, timer]) => ({
        name,
        timer,
        reads: [...new Set(timerFields(timer).map((field) => baseField(definition, field)))].sort(),
      }));
    byStage.set(stage, timers);
  }
  return timers;
}

/** What the identity hangs on: the values of the timer's fields and, for one that runs from entering, when that was. */
function basis({ timer, reads }: NamedTimer, { fields, enteredAt }: EngineState): string {
  const values = reads.map((field) => `${field}=${fields[field] ?? ''}`);
  return ('after' in timer ? [`entered=${enteredAt}`, ...values] : values).join(',');
}

/** Every firing of the current stage, past and to come, in no particular order; none once the lifecycle has closed. */
export function derivedFirings(ctx: EngineContext, state: EngineState): Firing[] {
  if (state.closed) return [];
  const firings: Firing[] = [];
  for (const named of timersOf(ctx.definition, state.stage)) {
    const { name, timer } = named;
    const prefix = `${state.stage}/${name}/`;
    const suffix = `/${basis(named, state)}`;
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

/** Firings that have neither fired nor been skipped: by moment, then timer, then occurrence. */
export const pendingFirings = (ctx: EngineContext, state: EngineState): Firing[] =>
  derivedFirings(ctx, state)
    .filter(({ identity }) => !state.fired.includes(identity) && !state.skipped.includes(identity))
    .sort((a, b) => a.at - b.at || (a.name === b.name ? a.occurrence - b.occurrence : a.name < b.name ? -1 : 1));
