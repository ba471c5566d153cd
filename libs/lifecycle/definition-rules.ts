/**
 * What a schema cannot say: that the parts of a definition fit each other. Every problem has its path and a remedy; the
 * most likely ones are listed, with what their author reads, in docs/definition-mistakes.md.
 */
import { brokenBundles } from './bundle-rules.js';
import { clockRules } from './clock-rules.js';
import { brokenDelivery } from './delivery-rules.js';
import { endlessTimers } from './endless-timers.js';
import { comparandType, isNumeric, typeOf, valueType } from './definition-types.js';
import type {
  Action,
  Branch,
  Definition,
  FieldDefinition,
  Guard,
  Problem,
  Stage,
  Timer,
  ValueExpression,
} from './definition.js';
import { onceRules } from './once-rules.js';
import { shortMonthRules } from './short-months.js';
import { linksOf } from './template-links.js';
import { brokenAdvertising } from './advertising-rules.js';
import { brokenTemplateRules } from './template-rules.js';
import { shadowedBranches } from './shadowed-branches.js';
import { unwrittenFields } from './unwritten-fields.js';
import { branchesOf, clocksIn, eventFieldsIn, fieldsIn, storedFields, timerMoments } from './visibility.js';

/** Every problem at once; none for a definition that the engine can run. */
export function brokenRules(definition: Definition): Problem[] {
  return [
    ...brokenNames(definition),
    ...brokenStages(definition),
    ...timerPlaces(definition).flatMap(([path, timer]) => brokenTimer(definition, path, timer)),
    ...endlessTimers(definition),
    ...brokenEvents(definition),
    ...unwrittenFields(definition),
    ...branchPlaces(definition).flatMap(([path, branch, type]) => brokenGuards(definition, path, branch.when, type)),
    ...actionPlaces(definition).flatMap(([path, action, type]) => brokenAction(definition, path, action, type)),
    ...brokenBundles(actionPlaces(definition)),
    ...brokenDelivery(definition, actionPlaces(definition)),
    ...clockRules(definition),
    ...shortMonthRules(definition),
    ...brokenLinks(definition),
    ...brokenTemplateRules(definition),
    ...brokenAdvertising(definition),
  ];
}

type Placed<T> = readonly [path: string, value: T];

const has = (record: object | undefined, name: string): boolean => record !== undefined && Object.hasOwn(record, name);
const problem = (path: string, message: string): Problem => ({ path, message });

function brokenNames(definition: Definition): Problem[] {
  const computed = Object.entries(definition.computed ?? {});
  const stored = storedFields(definition);
  const choices = [
    ...Object.entries(definition.input).map(([name, field]) => [`input.${name}`, field] as const),
    ...Object.entries(definition.fields ?? {}).map(([name, field]) => [`fields.${name}`, field] as const),
    ...Object.entries(definition.events).flatMap(([type, { data = {} }]) =>
      Object.entries(data).map(([name, field]) => [`events.${type}.data.${name}`, field] as const),
    ),
  ];
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
    ...choices.flatMap(([path, field]) => [
      ...(field.type === 'choice' && Object.keys(field.options).length === 0
        ? [problem(`${path}.options`, 'must offer at least one choice')]
        : []),
      ...brokenTitles(path, field),
      ...(outOfOrder(field) ? [problem(path, 'has a least value above its greatest: no value would ever do')] : []),
    ]),
    ...(Object.values(definition.parties).some(({ optional }) => optional !== true)
      ? []
      : [problem('parties', 'must name at least one party that is not optional')]),
  ];
}

/** Whoever reads one option in their language reads every one in it. */
const brokenTitles = (path: string, field: FieldDefinition): Problem[] =>
  field.type !== 'choice'
    ? []
    : Object.entries(field.in ?? {}).flatMap(([language, titles]) => [
        ...Object.keys(field.options)
          .filter((option) => !has(titles, option))
          .map((option) => problem(`${path}.in.${language}.${option}`, 'is missing; give each option its title')),
        ...Object.keys(titles)
          .filter((option) => !has(field.options, option))
          .map((option) => problem(`${path}.in.${language}.${option}`, 'is none of the options; leave it out')),
      ]);

const outOfOrder = (field: FieldDefinition): boolean =>
  (field.type === 'integer' || field.type === 'amount') &&
  field.min !== undefined &&
  field.max !== undefined &&
  field.min > field.max;

const reactionPlaces = (definition: Definition): Placed<Readonly<Record<string, unknown>>>[] => [
  ['on', definition.on ?? {}],
  ...Object.entries(definition.stages).map(([name, { on }]) => [`stages.${name}.on`, on ?? {}] as const),
];

/** Every branch with its place and the event that it answers. */
const branchPlaces = (definition: Definition): (readonly [path: string, branch: Branch, event: string])[] =>
  [['on', definition.on ?? {}] as const, ...stageReactions(definition)].flatMap(([path, on]) =>
    Object.entries(on).flatMap(([type, reaction]) =>
      branchesOf(reaction).map((branch, index) => {
        const place = 'branches' in reaction ? `${path}.${type}.branches.${index}` : `${path}.${type}`;
        return [place, branch, type] as const;
      }),
    ),
  );

const stageReactions = (definition: Definition) =>
  Object.entries(definition.stages).map(([name, { on }]) => [`stages.${name}.on`, on ?? {}] as const);

/** Every timer with its place. */
const timerPlaces = (definition: Definition): Placed<Timer>[] =>
  [['timers', definition.timers ?? {}] as const, ...stageTimers(definition)].flatMap(([path, timers]) =>
    Object.entries(timers).map(([name, timer]) => [`${path}.${name}`, timer] as const),
  );

const stageTimers = (definition: Definition) =>
  Object.entries(definition.stages).map(([name, { timers }]) => [`stages.${name}.timers`, timers ?? {}] as const);

/** Every action with its place, and the event whose data it may read: a stage that events enter may read none for sure. */
function actionPlaces(definition: Definition): (readonly [path: string, action: Action, event: string | undefined])[] {
  const listed = (path: string, actions: readonly Action[] | undefined, event?: string) =>
    (actions ?? []).map((action, index) => [`${path}.${index}`, action, event] as const);
  return [
    ...listed('start', definition.start),
    ...listed('cancel', definition.cancel),
    ...Object.entries(definition.stages).flatMap(([name, stage]) => listed(`stages.${name}.enter`, stage.enter)),
    ...timerPlaces(definition).flatMap(([path, { do: actions }]) => listed(`${path}.do`, actions)),
    ...branchPlaces(definition).flatMap(([path, branch, type]) => listed(`${path}.do`, branch.do, type)),
  ];
}

function brokenStages(definition: Definition): Problem[] {
  const { stages, first } = definition;
  if (!has(stages, first)) return [problem('first', 'names no stage of this lifecycle')];
  const reachable = reachableFrom(definition, first);
  return [
    ...Object.entries(definition.on ?? {}).flatMap(([type, reaction]) =>
      branchesOf(reaction).flatMap(({ goto }) =>
        goto !== undefined && !has(stages, goto)
          ? [problem(`on.${type}.goto`, 'names no stage of this lifecycle')]
          : [],
      ),
    ),
    ...Object.entries(definition.timers ?? {}).flatMap(([name, { goto }]) =>
      goto !== undefined && !has(stages, goto)
        ? [problem(`timers.${name}.goto`, 'names no stage of this lifecycle')]
        : [],
    ),
    ...Object.entries(stages).flatMap(([name, stage]) => {
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
        ...Object.keys(stage.timers ?? {})
          .filter((timer) => has(definition.timers, timer))
          .map((timer) => problem(`${path}.timers.${timer}`, 'is a timer of every stage already; name it otherwise')),
      ];
    }),
  ];
}

const ownGotos = (stage: Pick<Stage, 'timers' | 'on'>): Placed<string>[] => [
  ...Object.entries(stage.timers ?? {}).flatMap(([name, { goto }]) =>
    goto === undefined ? [] : [[`timers.${name}.goto`, goto] as const],
  ),
  ...Object.entries(stage.on ?? {}).flatMap(([type, reaction]) =>
    branchesOf(reaction).flatMap(({ goto }, index) =>
      goto === undefined
        ? []
        : [['branches' in reaction ? `on.${type}.branches.${index}.goto` : `on.${type}.goto`, goto] as const],
    ),
  ),
];

const brokenGotos = (definition: Definition, path: string, stage: Stage): Problem[] =>
  ownGotos(stage)
    .filter(([, goto]) => !has(definition.stages, goto))
    .map(([place]) => problem(`${path}.${place}`, 'names no stage of this lifecycle'));

/** Where a stage leads, by its own reactions and timers and by those of every stage. */
function targetsOf({ on, timers }: Definition, stage: Stage): string[] {
  if (stage.final) return [];
  return ownGotos({ timers: { ...timers, ...stage.timers }, on: { ...on, ...stage.on } }).map(([, goto]) => goto);
}

function reachableFrom(definition: Definition, from: string): Set<string> {
  const reached = new Set([from]);
  for (const name of reached) {
    const stage = has(definition.stages, name) ? definition.stages[name] : undefined;
    if (stage) for (const goto of targetsOf(definition, stage)) reached.add(goto);
  }
  return reached;
}

/** A circle of timers would run for ever by itself. */
function timerCycle(definition: Definition, from: string): boolean {
  const reached = new Set<string>();
  const next = (name: string) => {
    const stage = has(definition.stages, name) ? definition.stages[name] : undefined;
    if (!stage || stage.final) return [];
    return Object.values({ ...definition.timers, ...stage.timers }).flatMap(({ goto }) =>
      goto === undefined ? [] : [goto],
    );
  };
  const everywhere = new Set(Object.values(definition.timers ?? {}).flatMap(({ goto }) => (goto ? [goto] : [])));
  const open = next(from);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    // A timer of every stage fires once, however often a stage is entered.
    if (name === from && !everywhere.has(name)) return true;
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...next(name));
  }
  return false;
}

function brokenTimer(definition: Definition, path: string, timer: Timer): Problem[] {
  const moments = timerMoments(timer);
  return [
    ...brokenFields(definition, path, moments),
    ...(eventFieldsIn([timer.when, timer.set]).length > 0
      ? [problem(path, 'reads the data of an event, and a timer has none; keep it in a field with `set`')]
      : []),
    ...brokenGuards(definition, path, timer.when, undefined),
    ...brokenSet(definition, `${path}.set`, timer.set, undefined),
    ...brokenOvertaking(definition, path, timer),
    ...onceRules(path, timer),
    ...('after' in timer && Object.values(timer.after)[0] === 0
      ? [problem(`${path}.after`, 'must be longer than nothing')]
      : []),
    ...('every' in timer && timer.times > 1 && Object.values(timer.every)[0] === 0
      ? [problem(`${path}.every`, 'must be longer than nothing')]
      : []),
    ...(timer.goto !== undefined && timer.do?.some((action) => 'send' in action)
      ? [problem(`${path}.do`, 'leaves its stage: send from the entered stage instead')]
      : []),
    ...('every' in timer && timer.times > 1 && timer.goto !== undefined
      ? [problem(`${path}.goto`, 'is taken the first time, so the timer never repeats; use `at` instead')]
      : []),
    ...(timer.do === undefined && timer.goto === undefined && timer.set === undefined
      ? [problem(path, 'does nothing: give it `do`, `set` or `goto`, or leave it out')]
      : []),
  ];
}

/** A moment that nobody sets again overtakes nothing, and a timer that sets it would overtake itself. */
function brokenOvertaking(definition: Definition, path: string, { overtakenBy, set }: Timer): Problem[] {
  if (overtakenBy === undefined) return [];
  const { field } = overtakenBy;
  if (typeOf(definition, field) !== 'dateTime')
    return [problem(`${path}.overtakenBy`, 'must name a moment of this lifecycle that events set')];
  return has(set, field) ? [problem(`${path}.overtakenBy`, 'is set by the timer itself, which would overtake it')] : [];
}

const REMEDY = 'name one of the input, of fields or of computed';

/** Of a moment's fields, those that it begins from are days or moments, those that it adds are whole numbers. */
function brokenFields(definition: Definition, path: string, moments: unknown): Problem[] {
  return [
    ...fieldsIn(moments)
      .filter((name) => !['date', 'dateTime', 'integer'].includes(typeOf(definition, name) ?? ''))
      .map((name) => problem(path, `hangs on ${name}, which is no date, moment or whole number here; ${REMEDY}`)),
    ...clocksIn(moments)
      .filter((name) => !has(definition.clocks, name))
      .map(() => problem(path, 'names a clock that does not exist; add it to `clocks`')),
  ];
}

function brokenEvents(definition: Definition): Problem[] {
  const handled = new Set(reactionPlaces(definition).flatMap(([, on]) => Object.keys(on)));
  return [
    ...reactionPlaces(definition).flatMap(([path, on]) =>
      Object.keys(on)
        .filter((type) => !has(definition.events, type))
        .map((type) => problem(`${path}.${type}`, 'is not among the events')),
    ),
    ...[['on', definition.on ?? {}] as const, ...stageReactions(definition)].flatMap(([path, on]) =>
      Object.entries(on).flatMap(([type, reaction]) =>
        shadowedBranches(`${path}.${type}.branches`, branchesOf(reaction)),
      ),
    ),
    ...Object.entries(definition.events).flatMap(([type, { set, requires = [] }]) => [
      ...(handled.has(type) ? [] : [problem(`events.${type}`, 'is accepted in no stage; add it to an `on`')]),
      ...brokenSet(definition, `events.${type}.set`, set, type),
      ...requires.flatMap(({ when }, index) =>
        brokenGuards(definition, `events.${type}.requires.${index}`, [when], type),
      ),
    ]),
  ];
}

/** A branch behind one that is always taken, or with the same guards as one before it, is never taken. */
function brokenSet(
  definition: Definition,
  path: string,
  set: Readonly<Record<string, ValueExpression>> | undefined,
  event: string | undefined,
): Problem[] {
  const stored = storedFields(definition);
  return Object.entries(set ?? {}).flatMap(([target, value]) => {
    const place = `${path}.${target}`;
    if (!has(stored, target)) return [problem(place, 'names no field of the input or of fields')];
    const from = valueType(definition, value, event);
    const to = stored[target]!.type;
    const suits =
      from === to || (from === 'any' && !isNumeric(to) && to !== 'boolean') || (isNumeric(from) && isNumeric(to));
    return suits ? [] : [problem(place, 'must be given a value of the same type that exists')];
  });
}

function brokenGuards(
  definition: Definition,
  path: string,
  guards: readonly Guard[] | undefined,
  event: string | undefined,
): Problem[] {
  return (guards ?? []).flatMap((guard, index) => {
    const place = `${path}.when.${index}`;
    return ('any' in guard ? guard.any : [guard]).flatMap((condition) => {
      const operands =
        'present' in condition
          ? [condition.present]
          : 'absent' in condition
            ? [condition.absent]
            : [condition.left, condition.right];
      const types = operands.map((operand) => comparandType(definition, operand, event));
      if (types.includes(undefined)) return [problem(place, 'compares a field that does not exist here')];
      const [left, right = left] = types;
      const suits = types.includes('any') || left === right || (isNumeric(left) && isNumeric(right));
      return suits ? [] : [problem(place, 'compares values of different types')];
    });
  });
}

function brokenAction(definition: Definition, path: string, action: Action, event: string | undefined): Problem[] {
  const guards = brokenGuards(definition, path, action.when, event);
  if ('alert' in action) return guards;
  if ('call' in action)
    return [
      ...guards,
      ...Object.entries(action.data ?? {})
        .filter(
          ([, operand]) => eventFieldsIn(operand).length > 0 || valueType(definition, operand, undefined) === undefined,
        )
        .map(([name]) => problem(`${path}.data.${name}`, 'must be a constant or a field of the lifecycle')),
    ];
  if (!('send' in action)) return [...guards, ...brokenClockAction(definition, path, action, event)];
  return [
    ...guards,
    ...brokenFields(definition, `${path}.expires`, action.expires),
    ...(has(definition.templates, action.send) ? [] : [problem(`${path}.send`, 'names no template of this lifecycle')]),
    ...brokenParty(definition, path, action.party),
    ...(action.bundle && !has(definition.templates, action.bundle.plural)
      ? [problem(`${path}.bundle.plural`, 'names no template of this lifecycle')]
      : []),
    ...(action.bundle && hasEventLinks(definition, action.bundle.plural)
      ? [
          problem(
            `${path}.bundle.plural`,
            'names a template with a link to an event, which would be reported of the first item alone; lead to a page with all of them',
          ),
        ]
      : []),
    ...(action.bundle && action.urgent
      ? [problem(`${path}.bundle`, 'would make an urgent message wait; leave one of them out')]
      : []),
    ...(action.fresh !== undefined && action.expires === undefined
      ? [problem(`${path}.fresh`, 'needs `expires`: else a message would wait for ever for data that never comes')]
      : []),
  ];
}

const hasEventLinks = ({ templates }: Definition, code: string): boolean =>
  has(templates, code) && linksOf(templates[code]!).length > 0;

function brokenClockAction(
  definition: Definition,
  path: string,
  action: Exclude<Action, { send: string } | { alert: string } | { call: string }>,
  event: string | undefined,
): Problem[] {
  const [word, name] =
    'stopClock' in action
      ? (['stopClock', action.stopClock] as const)
      : 'resumeClock' in action
        ? (['resumeClock', action.resumeClock] as const)
        : (['extendClock', action.extendClock] as const);
  return [
    ...(has(definition.clocks, name) ? [] : [problem(`${path}.${word}`, 'names no clock of this lifecycle')]),
    ...('by' in action && !isNumeric(valueType(definition, action.by, event))
      ? [problem(`${path}.by`, 'must be a whole number that exists here')]
      : []),
  ];
}

function brokenParty({ parties }: Definition, path: string, party: string | undefined): Problem[] {
  if (party !== undefined)
    return has(parties, party) ? [] : [problem(`${path}.party`, 'names no party of this lifecycle')];
  return Object.keys(parties).length > 1 ? [problem(`${path}.party`, 'must say which of the parties is told')] : [];
}

/** A link reports an event with all the data that it needs. */
function brokenLinks(definition: Definition): Problem[] {
  return Object.entries(definition.links ?? {}).flatMap(([name, { event, data = {}, expires }]) => {
    const path = `links.${name}`;
    if (!has(definition.events, event)) return [problem(`${path}.event`, 'names no event of this lifecycle')];
    const wanted = definition.events[event]?.data ?? {};
    return [
      ...brokenFields(definition, `${path}.expires`, expires),
      ...Object.entries(wanted)
        .filter(([field, { optional }]) => !optional && !has(data, field))
        .map(([field]) => problem(`${path}.data.${field}`, 'is needed by the event; give it a constant or a field')),
      ...Object.entries(data).flatMap(([field, operand]) => {
        if (!has(wanted, field)) return [problem(`${path}.data.${field}`, 'is not among the data of the event')];
        const from = valueType(definition, operand, undefined);
        const to = wanted[field]!.type;
        return from === to || from === 'any' || (isNumeric(from) && isNumeric(to))
          ? []
          : [problem(`${path}.data.${field}`, 'must be a constant or a field of the same type')];
      }),
    ];
  });
}
