/**
 * Which fields a running lifecycle needs to see. Only these enter a workflow's history; all others, names and titles
 * among them, stay in PostgreSQL under the person's key (design.md §4).
 */
import type {
  Action,
  Definition,
  FieldDefinition,
  Length,
  MomentExpression,
  Timer,
  ValueExpression,
} from './definition.js';
import { onceFor } from './once-for.js';
import type { Fields, FieldValue } from './state.js';

/** Every field that a start or an event may write, by name. */
export const storedFields = (definition: Definition): Readonly<Record<string, FieldDefinition>> => ({
  ...definition.input,
  ...definition.fields,
});

const isField = (value: unknown): value is { readonly field: string } =>
  typeof value === 'object' && value !== null && 'field' in value;
const isEvent = (value: unknown): value is { readonly event: string } =>
  typeof value === 'object' && value !== null && 'event' in value;

/** The stored field that a name stands for: itself, or what a computed day is reckoned from. */
export const baseField = (definition: Definition, name: string): string =>
  definition.computed && Object.hasOwn(definition.computed, name) ? definition.computed[name]!.field : name;

export const lengthFields = (length: Length | undefined): string[] =>
  length === undefined
    ? []
    : Object.values(length)
        .filter(isField)
        .map(({ field }) => field);

export const momentFields = (moment: MomentExpression | undefined): string[] =>
  moment === undefined ? [] : [moment.field, ...lengthFields(moment.plus), ...lengthFields(moment.minus)];

/** The fields that a timer's moments derive from, as written: computed days are not yet resolved. */
export function timerFields(timer: Timer): string[] {
  if ('at' in timer) return momentFields(timer.at);
  if ('after' in timer) return lengthFields(timer.after);
  return [...momentFields(timer.from), ...lengthFields(timer.every), ...momentFields(timer.until)];
}

const comparedIn = (actions: readonly Action[]): ValueExpression[] =>
  actions.flatMap(({ when = [] }) => when.flatMap(({ left, right }) => [left, right]));

function actionFields(actions: readonly Action[]): string[] {
  const guards = comparedIn(actions)
    .filter(isField)
    .map(({ field }) => field);
  const expiries = actions.flatMap((action) => {
    if (!('send' in action) || action.expires === undefined) return [];
    return 'field' in action.expires ? momentFields(action.expires) : lengthFields(action.expires);
  });
  return [...guards, ...expiries];
}

const reactions = (definition: Definition) =>
  [definition.on ?? {}, ...Object.values(definition.stages).map((stage) => stage.on ?? {})].flatMap((on) =>
    Object.entries(on),
  );

function allActions(definition: Definition): Action[] {
  const stages = Object.values(definition.stages);
  return [
    ...(definition.start ?? []),
    ...stages.flatMap((stage) => stage.enter ?? []),
    ...stages.flatMap((stage) => Object.values(stage.timers ?? {}).flatMap((timer) => timer.do ?? [])),
    ...reactions(definition).flatMap(([, reaction]) => reaction.do ?? []),
  ];
}

/** Fields that timers, guards and expiries read, and those that are written into such a field. Sorted. */
export const workflowFields = onceFor((definition: Definition): readonly string[] => {
  const timers = Object.values(definition.stages).flatMap((stage) => Object.values(stage.timers ?? {}));
  const read = [...timers.flatMap(timerFields), ...actionFields(allActions(definition))];
  const visible = new Set(read.map((name) => baseField(definition, name)));
  const writes = Object.values(definition.events).flatMap(({ set = {} }) => Object.entries(set));
  for (let before = -1; before !== visible.size;) {
    before = visible.size;
    for (const [target, source] of writes)
      if (visible.has(target) && isField(source)) visible.add(baseField(definition, source.field));
  }
  return [...visible].sort();
});

/** Fields of an event's data that its guards read, and those that it writes into a field which the workflow sees. Sorted. */
export function workflowEventFields(definition: Definition, type: string): string[] {
  if (!Object.hasOwn(definition.events, type)) return [];
  const visible = new Set(workflowFields(definition));
  const written = Object.entries(definition.events[type]!.set ?? {}).filter(([target]) => visible.has(target));
  const compared = reactions(definition)
    .filter(([reacting]) => reacting === type)
    .flatMap(([, reaction]) => comparedIn(reaction.do ?? []));
  const read = [...written.map(([, source]) => source), ...compared].filter(isEvent).map(({ event }) => event);
  return [...new Set(read)].sort();
}

/** What an expression stands for; undefined when the field is absent. */
export function valueOf(expression: ValueExpression, fields: Fields, data: Fields): FieldValue | undefined {
  if (isField(expression)) return Object.hasOwn(fields, expression.field) ? fields[expression.field] : undefined;
  if (isEvent(expression)) return Object.hasOwn(data, expression.event) ? data[expression.event] : undefined;
  return expression;
}

/** `current` after the event has written what its definition says; what the event does not carry stays as it was. */
export function dataAfterEvent(definition: Definition, type: string, data: Fields, current: Fields): Fields {
  if (!Object.hasOwn(definition.events, type)) return current;
  const written = Object.entries(definition.events[type]!.set ?? {})
    .map(([target, source]) => [target, valueOf(source, current, data)] as const)
    .filter((entry): entry is readonly [string, FieldValue] => entry[1] !== undefined);
  return { ...current, ...Object.fromEntries(written) };
}
