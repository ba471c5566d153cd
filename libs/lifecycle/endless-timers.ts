/**
 * A firing is named by what it derives from, so a timer that changes what it derives from arms itself again and would fire
 * for ever, even at one moment. The same goes for timers that do so in turn, unless one of them fires once only.
 */
import type { Action, Definition, Problem, Timer } from './definition.js';
import { baseField, clocksIn, timerFields, timerMoments } from './visibility.js';

interface Node {
  readonly path: string;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly once: boolean;
}

export function endlessTimers(definition: Definition): Problem[] {
  const nodes = timerNodes(definition).filter(({ once }) => !once);
  return nodes
    .filter((node) => leadsBackTo(node, nodes))
    .map(({ path }) => ({
      path,
      message:
        'changes, by itself or through other timers, what it is reckoned from: it would fire for ever; let an event do it',
    }));
}

function timerNodes(definition: Definition): Node[] {
  const { stages, timers = {} } = definition;
  return [
    ...Object.entries(timers).map(([name, timer]) => nodeOf(definition, `timers.${name}`, timer)),
    ...Object.entries(stages).flatMap(([stage, { timers: own = {} }]) =>
      Object.entries(own).map(([name, timer]) => nodeOf(definition, `stages.${stage}.timers.${name}`, timer)),
    ),
  ];
}

function nodeOf(definition: Definition, path: string, timer: Timer): Node {
  const { stages } = definition;
  const entered =
    timer.goto !== undefined && Object.hasOwn(stages, timer.goto) ? (stages[timer.goto]?.enter ?? []) : [];
  return {
    path,
    once: timer.once === true,
    reads: new Set([
      ...timerFields(definition, timer).map((name) => `field ${baseField(definition, name)}`),
      ...clocksIn(timerMoments(timer)).map((name) => `clock ${name}`),
    ]),
    writes: new Set([
      ...Object.keys(timer.set ?? {}).map((name) => `field ${name}`),
      ...[...(timer.do ?? []), ...entered].flatMap(clockTurnedBy),
    ]),
  };
}

function clockTurnedBy(action: Action): string[] {
  if ('stopClock' in action) return [`clock ${action.stopClock}`];
  if ('resumeClock' in action) return [`clock ${action.resumeClock}`];
  return 'extendClock' in action ? [`clock ${action.extendClock}`] : [];
}

function leadsBackTo(start: Node, nodes: readonly Node[]): boolean {
  const follows = (node: Node): Node[] => nodes.filter(({ reads }) => [...node.writes].some((name) => reads.has(name)));
  const reached = new Set<Node>();
  const open = follows(start);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === start) return true;
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...follows(node));
  }
  return false;
}
