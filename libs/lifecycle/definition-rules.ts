/** What a schema cannot say: that the parts of a definition fit each other. */
import type { Action, Definition, FieldDefinition, Problem, Reaction, Stage, ValueExpression } from './definition.js';
import { brokenTemplateRules } from './template-rules.js';
import { lengthFields, momentFields, storedFields, timerFields } from './visibility.js';

/** Every problem at once; none for a definition that the engine can run. */
export function brokenRules(definition: Definition): Problem[] {
  return [
    ...brokenNames(definition),
    ...brokenStages(definition),
    ...brokenEvents(definition),
    ...allActions(definition).flatMap(([path, action, type]) => brokenAction(definition, path, action, type)),
    ...brokenTemplateRules(definition),
  ];
}

type Placed<T> = readonly [path: string, value: T];

const has = (record: object | undefined, name: string): boolean => record !== undefined && Object.hasOwn(record, name);
const problem = (path: string, message: string): Problem => ({ path, message });

type FieldType = FieldDefinition['type'];
function typeOf(definition: Definition, name: string): FieldType | undefined {
  if (has(definition.computed, name)) return 'date';
  const stored = storedFields(definition);
  return has(stored, name) ? stored[name]?.type : undefined;
}

function brokenNames(definition: Definition): Problem[] {
  const computed = Object.entries(definition.computed ?? {});
  const stored = storedFields(definition);
  return [
    ...Object.keys(definition.fields ?? {})
      .filter((name) => has(definition.input, name))
      .map((name) => problem(`fields.${name}`, 'is an input already; name it otherwise or leave it out')),
    ...computed
      .filter(([name]) => has(stored, name))
      .map(([name]) => problem(`computed.${name}`, 'is a field already; name it otherwise')),
    ...computed
      .filter(([, { field }]) => !has(stored, field) || stored[field]?.type !== 'date')
      .map(([name]) => problem(`computed.${name}.field`, 'must name a date of the input or of fields')),
    ...Object.entries({ ...definition.input, ...definition.fields })
      .filter(([, field]) => field.type === 'choice' && Object.keys(field.options).length === 0)
      .map(([name]) => problem(`input.${name}.options`, 'must offer at least one choice')),
    ...(Object.keys(definition.parties).length === 0 ? [problem('parties', 'must name at least one party')] : []),
  ];
}

const reactionsIn = (definition: Definition): Placed<Record<string, Reaction>>[] => [
  ['on', definition.on ?? {}],
  ...Object.entries(definition.stages).map(([name, { on }]) => [`stages.${name}.on`, on ?? {}] as const),
];

/** Every action with its place, and the event that it answers, if any. */
function allActions(definition: Definition): (readonly [path: string, action: Action, event: string | undefined])[] {
  const listed = (path: string, actions: readonly Action[] | undefined, event?: string) =>
    (actions ?? []).map((action, index) => [`${path}.${index}`, action, event] as const);
  return [
    ...listed('start', definition.start),
    ...Object.entries(definition.stages).flatMap(([name, stage]) => [
      ...listed(`stages.${name}.enter`, stage.enter),
      ...Object.entries(stage.timers ?? {}).flatMap(([timer, { do: actions }]) =>
        listed(`stages.${name}.timers.${timer}.do`, actions),
      ),
    ]),
    ...reactionsIn(definition).flatMap(([path, on]) =>
      Object.entries(on).flatMap(([type, reaction]) => listed(`${path}.${type}.do`, reaction.do, type)),
    ),
  ];
}

function brokenStages(definition: Definition): Problem[] {
  const { stages, first } = definition;
  if (!has(stages, first)) return [problem('first', 'names no stage of this lifecycle')];
  const reachable = reachableFrom(definition, first);
  return Object.entries(stages).flatMap(([name, stage]) => {
    const path = `stages.${name}`;
    return [
      ...brokenGotos(definition, path, stage),
      ...(stage.final && (stage.on ?? stage.timers)
        ? [problem(path, 'is final: it takes no events and has no timers')]
        : []),
      ...(reachable.has(name) ? [] : [problem(path, 'is never reached; lead to it or leave it out')]),
      ...([...reachableFrom(definition, name)].some((end) => stages[end]?.final)
        ? []
        : [problem(path, 'leads to no final stage, so that the lifecycle would never end')]),
      ...(timerCycle(definition, name)
        ? [problem(path, 'leads back to itself by timers alone; let an event do it')]
        : []),
      ...Object.entries(stage.timers ?? {}).flatMap(([timer, value]) => [
        ...brokenFields(definition, `${path}.timers.${timer}`, timerFields(value)),
        ...('after' in value && Object.values(value.after)[0] === 0
          ? [problem(`${path}.timers.${timer}.after`, 'must be longer than nothing')]
          : []),
        ...('every' in value && value.times > 1 && Object.values(value.every)[0] === 0
          ? [problem(`${path}.timers.${timer}.every`, 'must be longer than nothing')]
          : []),
        ...(value.goto && value.do?.some((action) => 'send' in action)
          ? [problem(`${path}.timers.${timer}.do`, 'leaves its stage: send from the entered stage instead')]
          : []),
      ]),
    ];
  });
}

const gotosOf = (definition: Definition, stage: Stage): Placed<string>[] => [
  ...Object.entries(stage.timers ?? {}).flatMap(([name, { goto }]) =>
    goto ? [[`timers.${name}.goto`, goto] as const] : [],
  ),
  ...(stage.final ? [] : Object.entries({ ...definition.on, ...stage.on })).flatMap(([type, { goto }]) =>
    goto ? [[`on.${type}.goto`, goto] as const] : [],
  ),
];

const brokenGotos = (definition: Definition, path: string, stage: Stage): Problem[] =>
  gotosOf(definition, stage)
    .filter(([, goto]) => !has(definition.stages, goto))
    .map(([place]) => problem(`${path}.${place}`, 'names no stage of this lifecycle'));

function reachableFrom(definition: Definition, from: string): Set<string> {
  const reached = new Set([from]);
  for (const name of reached) {
    const stage = has(definition.stages, name) ? definition.stages[name] : undefined;
    if (stage) for (const [, goto] of gotosOf(definition, stage)) reached.add(goto);
  }
  return reached;
}

/** A circle of timers would run for ever by itself. */
function timerCycle({ stages }: Definition, from: string): boolean {
  const reached = new Set<string>();
  const next = (name: string) => Object.values(stages[name]?.timers ?? {}).flatMap(({ goto }) => (goto ? [goto] : []));
  const open = next(from);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === from) return true;
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...next(name));
  }
  return false;
}

/** Of a moment's fields, those that it begins from are days or moments, those that it adds are whole numbers. */
const brokenFields = (definition: Definition, path: string, names: readonly string[]): Problem[] =>
  names
    .filter((name) => !['date', 'dateTime', 'integer'].includes(typeOf(definition, name) ?? ''))
    .map((name) => problem(path, `hangs on ${name}, which is no date, moment or whole number of this lifecycle`));

function brokenEvents(definition: Definition): Problem[] {
  const stored = storedFields(definition);
  const handled = new Set(reactionsIn(definition).flatMap(([, on]) => Object.keys(on)));
  return [
    ...reactionsIn(definition).flatMap(([path, on]) =>
      Object.keys(on)
        .filter((type) => !has(definition.events, type))
        .map((type) => problem(`${path}.${type}`, 'is not among the events')),
    ),
    ...Object.entries(definition.events).flatMap(([type, { set = {} }]) => [
      ...(handled.has(type) ? [] : [problem(`events.${type}`, 'is accepted in no stage')]),
      ...Object.entries(set).flatMap(([target, value]) => {
        const path = `events.${type}.set.${target}`;
        if (!has(stored, target)) return [problem(path, 'names no field of the input or of fields')];
        const from = valueType(definition, value, type);
        return from === undefined || !suits(from, stored[target]!.type)
          ? [problem(path, 'must be given a value of the same type that exists')]
          : [];
      }),
    ]),
  ];
}

/** The type of a value; a constant text may stand for anything that is written as text. */
function valueType(
  definition: Definition,
  value: ValueExpression,
  event: string | undefined,
): FieldType | 'any' | undefined {
  if (typeof value === 'string') return 'any';
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  if ('field' in value) return typeOf(definition, value.field);
  if (event === undefined || !has(definition.events, event)) return undefined;
  const data = definition.events[event]?.data;
  return has(data, value.event) ? data?.[value.event]?.type : undefined;
}

const suits = (from: FieldType | 'any', to: FieldType): boolean =>
  from === to || (from === 'any' && to !== 'integer' && to !== 'boolean');

function brokenAction(definition: Definition, path: string, action: Action, event: string | undefined): Problem[] {
  const guards = (action.when ?? []).flatMap(({ left, right }, index) => {
    const types = [valueType(definition, left, event), valueType(definition, right, event)] as const;
    const place = `${path}.when.${index}`;
    if (types[0] === undefined || types[1] === undefined)
      return [problem(place, 'compares a field that does not exist here')];
    return types.includes('any') || types[0] === types[1] ? [] : [problem(place, 'compares values of different types')];
  });
  if ('alert' in action) return guards;
  const expires =
    action.expires === undefined
      ? []
      : 'field' in action.expires
        ? momentFields(action.expires)
        : lengthFields(action.expires);
  return [
    ...guards,
    ...brokenFields(definition, `${path}.expires`, expires),
    ...(has(definition.templates, action.send) ? [] : [problem(`${path}.send`, 'names no template of this lifecycle')]),
    ...brokenParty(definition, path, action.party),
  ];
}

function brokenParty({ parties }: Definition, path: string, party: string | undefined): Problem[] {
  if (party !== undefined)
    return has(parties, party) ? [] : [problem(`${path}.party`, 'names no party of this lifecycle')];
  return Object.keys(parties).length > 1 ? [problem(`${path}.party`, 'must say which of the parties is told')] : [];
}
