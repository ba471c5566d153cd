/**
 * Which fields a running lifecycle needs to see. Only these enter a workflow's history; all others, names and titles
 * among them, stay in PostgreSQL under the person's key (design.md §4).
 */
import type { Action, Branch, Definition, FieldDefinition, Reaction, Timer, ValueExpression } from './definition.js';
import { onceFor } from './once-for.js';
import type { Fields, FieldValue } from './state.js';

/** Every field that a start, an event or a timer may write, by name. */
export const storedFields = onceFor((definition: Definition): Readonly<Record<string, FieldDefinition>> => ({
  ...definition.input,
  ...definition.fields,
}));

/** The stored field that a name stands for: itself, or what a computed day is reckoned from. */
export const baseField = (definition: Definition, name: string): string =>
  definition.computed && Object.hasOwn(definition.computed, name) ? definition.computed[name]!.field : name;

/** Every name under `key` in a piece of a definition, however deep: `{ field: 'dueDate' }`, `{ event: 'by' }`. */
function namesUnder(key: 'field' | 'event' | 'clock', piece: unknown): string[] {
  if (typeof piece !== 'object' || piece === null) return [];
  return Object.entries(piece).flatMap(([name, value]) =>
    name === key && typeof value === 'string' ? [value] : namesUnder(key, value),
  );
}

/** The fields that an expression reads, as written: computed days are not yet resolved. */
export const fieldsIn = (piece: unknown): string[] => namesUnder('field', piece);
export const eventFieldsIn = (piece: unknown): string[] => namesUnder('event', piece);
export const clocksIn = (piece: unknown): string[] => namesUnder('clock', piece);

/** The moments that a timer derives from, without its guards, actions and what it sets. */
export function timerMoments(timer: Timer): readonly unknown[] {
  if ('at' in timer) return [timer.at];
  if ('after' in timer) return [timer.after];
  return [timer.from, timer.every, timer.until];
}

export const readsEntering = (timer: Timer): boolean =>
  'after' in timer ||
  timerMoments(timer).some(
    (moment) => typeof moment === 'object' && moment !== null && 'since' in moment && moment.since === 'entered',
  );

/** The fields that a timer's moments derive from, its clocks' included, as written. */
export const timerFields = ({ clocks = {} }: Definition, timer: Timer): string[] => {
  const moments = timerMoments(timer);
  return [
    ...fieldsIn(moments),
    ...clocksIn(moments).flatMap((name) => (Object.hasOwn(clocks, name) ? fieldsIn(clocks[name]) : [])),
  ];
};

/** A reaction's branches, the first whose guards hold first. */
export const branchesOf = (reaction: Reaction | undefined): readonly Branch[] =>
  reaction === undefined ? [] : 'branches' in reaction ? reaction.branches : [reaction];

export const reactionsOf = (definition: Definition): readonly (readonly [type: string, branch: Branch])[] =>
  [definition.on ?? {}, ...Object.values(definition.stages).map((stage) => stage.on ?? {})].flatMap((on) =>
    Object.entries(on).flatMap(([type, reaction]) => branchesOf(reaction).map((branch) => [type, branch] as const)),
  );

export const timersOf = (definition: Definition): Timer[] =>
  [definition, ...Object.values(definition.stages)].flatMap(({ timers = {} }) => Object.values(timers));

const actionsOf = (definition: Definition): Action[] => [
  ...(definition.start ?? []),
  ...(definition.cancel ?? []),
  ...Object.values(definition.stages).flatMap((stage) => stage.enter ?? []),
  ...timersOf(definition).flatMap((timer) => timer.do ?? []),
  ...reactionsOf(definition).flatMap(([, branch]) => branch.do ?? []),
];

/** What of an action the engine reads; a call's data is filled in where it is made. */
const readIn = (action: Action): unknown => ('call' in action ? action.when : action);

/** Whether PostgreSQL can write a value too: all but those that need the engine's calendar, clocks or moments. */
const isPlain = (value: ValueExpression): boolean => typeof value !== 'object' || 'field' in value || 'event' in value;

type Write = readonly [target: string, value: ValueExpression];

const eventWrites = (definition: Definition): Write[] =>
  Object.values(definition.events).flatMap(({ set = {} }) => Object.entries(set));
const timerWrites = (definition: Definition): Write[] =>
  timersOf(definition).flatMap(({ set = {} }) => Object.entries(set));

/**
 * Fields that timers, clocks, guards and expiries (of messages and of their links) read, those that only the engine can write, and those that are written
 * into or from one of these. Sorted.
 */
export const workflowFields = onceFor((definition: Definition): readonly string[] => {
  const computedWrites = [
    ...eventWrites(definition).filter(([, value]) => !isPlain(value)),
    ...timerWrites(definition),
  ];
  const engineWrites = new Set(computedWrites.map(([target]) => target));
  const read = [
    definition.clocks,
    ...timersOf(definition).flatMap((timer) => [timerMoments(timer), timer.when, timer.overtakenBy]),
    ...actionsOf(definition).map(readIn),
    ...reactionsOf(definition).map(([, branch]) => branch.when),
    ...Object.values(definition.events).map(({ requires }) => requires),
    ...Object.values(definition.links ?? {}).map(({ expires }) => expires),
    ...computedWrites.map(([, value]) => value),
  ].flatMap(fieldsIn);
  const visible = new Set([...read.map((name) => baseField(definition, name)), ...engineWrites]);
  const plainWrites = eventWrites(definition).filter(([, value]) => isPlain(value));
  for (let before = -1; before !== visible.size;) {
    before = visible.size;
    for (const [target, value] of plainWrites) {
      const sources = fieldsIn(value).map((name) => baseField(definition, name));
      if (visible.has(target)) for (const source of sources) visible.add(source);
      if (sources.some((source) => engineWrites.has(source))) visible.add(target);
    }
  }
  return [...visible].sort();
});

/** Fields of an event's data that the engine reads: for guards, conditions, clocks, and to write what it sees. Sorted. */
export const workflowEventFields = (definition: Definition, type: string): readonly string[] =>
  eventFieldsByType(definition).get(type) ?? [];

const eventFieldsByType = onceFor(
  (definition: Definition): ReadonlyMap<string, readonly string[]> =>
    new Map(Object.keys(definition.events).map((type) => [type, readOfEvent(definition, type)])),
);

function readOfEvent(definition: Definition, type: string): readonly string[] {
  const visible = new Set(workflowFields(definition));
  const { set = {}, requires } = definition.events[type]!;
  const read = [
    requires,
    ...Object.entries(set)
      .filter(([target]) => visible.has(target))
      .map(([, value]) => value),
    ...reactionsOf(definition)
      .filter(([reacting]) => reacting === type)
      .flatMap(([, branch]) => [branch.when, (branch.do ?? []).map(readIn)]),
  ];
  return [...new Set(read.flatMap(eventFieldsIn))].sort();
}

/** Whether it counts business days or working hours, and therefore needs to know public holidays. */
export const needsHolidays = onceFor((definition: Definition): boolean => {
  const named = JSON.stringify(definition);
  return /"(businessDays|workHours)"|"roll":"businessDay"/.test(named);
});

/** Whether the tenant's `visitSettle` matters to it. */
export const settlesVisits = onceFor((definition: Definition): boolean =>
  JSON.stringify(definition).includes('"setting":"visitSettle"'),
);

/**
 * `current` after the event has written what needs no reckoning; what the event does not carry stays as it was. What the
 * engine reckons (sums, shares, moments) it reports itself, with its plan.
 */
export function dataAfterEvent(definition: Definition, type: string, data: Fields, current: Fields): Fields {
  if (!Object.hasOwn(definition.events, type)) return current;
  const written = Object.entries(definition.events[type]!.set ?? {})
    .map(([target, value]) => [target, plainValue(value, current, data)] as const)
    .filter((entry): entry is readonly [string, FieldValue] => entry[1] !== undefined);
  return { ...current, ...Object.fromEntries(written) };
}

function plainValue(value: ValueExpression, fields: Fields, data: Fields): FieldValue | undefined {
  if (typeof value !== 'object') return value;
  if ('field' in value) return Object.hasOwn(fields, value.field) ? fields[value.field] : undefined;
  if ('event' in value) return Object.hasOwn(data, value.event) ? data[value.event] : undefined;
  return undefined;
}
