import { addBusinessDays, rollForward, rollToOpenDay } from '#libs/calendar/business-days.js';
import {
  addDays,
  addMonths,
  addYears,
  DAY,
  dayOf,
  HOUR,
  isDay,
  MINUTE,
  momentAt,
  momentOfIso,
  sinceMidnight,
  timeWithinDay,
} from '#libs/calendar/korean-time.js';
import { addWorkingMinutes, DEFAULT_WORKING_HOURS } from '#libs/calendar/working-hours.js';
import { clockEnd, clockState } from './clocks.js';
import type { Definition, Length, MomentExpression, Roll, TimeOfDay, Unit } from './definition.js';
import { onceFor } from './once-for.js';
import type { CalendarData, Day, EngineState, Fields, FieldValue, LifecycleSettings, Moment } from './state.js';

/** What a decision is made from besides the state; each part may change while a lifecycle runs. */
export interface EngineContext {
  readonly definition: Definition;
  readonly settings: LifecycleSettings;
  readonly calendar: CalendarData;
}

/** What moments are reckoned from. */
export type Bearings = Pick<EngineState, 'fields' | 'enteredAt' | 'startedAt' | 'clocks'>;

/** A point under reckoning: days and times of day move separately, hours and minutes are added at the end. */
interface Point {
  readonly day: Day;
  readonly withinDay: number;
  readonly shift: number;
}

const amountOf = (amount: number | { readonly field: string }, fields: Fields): number | undefined => {
  const value = typeof amount === 'number' ? amount : fields[amount.field];
  return typeof value === 'number' ? value : undefined;
};

/** What days can be written of: a moment outside of these years there is none, as if what it hangs on were absent. */
const REACH = { from: momentAt('1900-01-01', '00:00'), to: momentAt('2999-12-31', '23:59:59') + 1000 };
const isWithinReach = (moment: Moment): boolean => moment >= REACH.from && moment < REACH.to;

const isDayWithinReach = (day: Day): boolean => day.length === 10 && day >= '1900' && day < '3000';

/** As many of a unit as those years have; of business days and working hours, which are counted one by one, a century. */
const DAYS_OF_REACH = 1101 * 366;
const DAYS_COUNTED = 100 * 366;
const MOST: Readonly<Record<Unit, number>> = {
  minutes: DAYS_OF_REACH * 24 * 60,
  hours: DAYS_OF_REACH * 24,
  workHours: DAYS_COUNTED * 24,
  days: DAYS_OF_REACH,
  businessDays: DAYS_COUNTED,
  weeks: DAYS_OF_REACH / 7,
  months: 1101 * 12,
  years: 1101,
};

/** Moves a point by `times` lengths at once, so that "every month from the 31st" never drifts to the 28th. */
function moved(ctx: EngineContext, fields: Fields, point: Point, length: Length, times: number): Point | undefined {
  const [unit] = Object.keys(length) as [Unit];
  const amount = amountOf((length as Readonly<Record<Unit, number | { readonly field: string }>>)[unit], fields);
  if (amount === undefined) return undefined;
  const count = amount * times;
  if (Math.abs(count) > MOST[unit]) return undefined;
  if (unit === 'minutes') return { ...point, shift: point.shift + count * MINUTE };
  if (unit === 'hours') return { ...point, shift: point.shift + count * HOUR };
  if (unit === 'workHours') {
    const moment = addWorkingMinutes(settled(point), count * 60, ctx.calendar, workingHours(ctx));
    return isWithinReach(moment) ? pointAt(moment) : undefined;
  }
  const day = movedDay(point.day, unit, count, ctx.calendar);
  return isDayWithinReach(day) ? { ...point, day } : undefined;
}

function movedDay(
  day: Day,
  unit: Exclude<Unit, 'minutes' | 'hours' | 'workHours'>,
  count: number,
  calendar: CalendarData,
): Day {
  switch (unit) {
    case 'days':
      return addDays(day, count);
    case 'weeks':
      return addDays(day, count * 7);
    case 'businessDays':
      return addBusinessDays(day, count, calendar);
    case 'months':
      return addMonths(day, count);
    case 'years':
      return addYears(day, count);
  }
}

const workingHours = ({ settings }: Pick<EngineContext, 'settings'>) => settings.workingHours ?? DEFAULT_WORKING_HOURS;

const settled = ({ day, withinDay, shift }: Point): Moment => momentAt(day, '00:00') + withinDay + shift;
const pointAt = (moment: Moment): Point => ({ day: dayOf(moment), withinDay: timeWithinDay(moment), shift: 0 });

const within = (point: Point | undefined): Moment | undefined => {
  const moment = point && settled(point);
  return moment !== undefined && isWithinReach(moment) ? moment : undefined;
};

const rolled = (day: Day, roll: Roll, calendar: CalendarData): Day =>
  roll === 'openDay' ? rollToOpenDay(day, calendar) : rollForward(day, calendar);

export const timeOfDay = (ctx: Pick<EngineContext, 'settings'>, time: TimeOfDay): string =>
  typeof time === 'string' ? time : ctx.settings[time.setting];

/** A field's value by name, computed days included; undefined when it is absent. */
export function fieldValue(
  ctx: Pick<EngineContext, 'definition' | 'calendar'>,
  fields: Fields,
  name: string,
): FieldValue | undefined {
  const computed = ctx.definition.computed;
  if (computed === undefined || !Object.hasOwn(computed, name)) return fields[name];
  const { field, roll } = computed[name]!;
  const base = fields[field];
  return typeof base === 'string' && isDay(base) ? rolled(base, roll, ctx.calendar) : undefined;
}

/** The given fields and the days computed from them. */
export function withComputed(ctx: Pick<EngineContext, 'definition' | 'calendar'>, fields: Fields): Fields {
  const names = computedNames(ctx.definition);
  if (names.length === 0) return fields;
  const known = latestComputed.get(ctx);
  if (known?.fields === fields) return known.all;
  const all: Record<string, FieldValue> = { ...fields };
  for (const name of names) {
    const value = fieldValue(ctx, fields, name);
    if (value !== undefined) all[name] = value;
  }
  latestComputed.set(ctx, { fields, all });
  return all;
}

const computedNames = onceFor(({ computed = {} }: Definition): readonly string[] => Object.keys(computed));

/** Every guard and message asks, and fields change seldom. */
const latestComputed = new WeakMap<object, { readonly fields: Fields; readonly all: Fields }>();

/** `moment` and `times` lengths more; undefined when the length hangs on an absent field. */
export function later(
  ctx: EngineContext,
  fields: Fields,
  moment: Moment,
  length: Length,
  times = 1,
): Moment | undefined {
  return within(moved(ctx, fields, pointAt(moment), length, times));
}

/**
 * The moment that an expression stands for, `repeat.times` lengths further on if asked; undefined when a field that it
 * hangs on is absent or its clock stands. A day without a time of day stands for its midnight.
 */
export function momentOf(
  ctx: EngineContext,
  bearings: Bearings,
  expression: MomentExpression,
  repeat?: { readonly every: Length; readonly times: number },
): Moment | undefined {
  return within(pointOf(ctx, bearings, expression, repeat));
}

/** The same as a day, for an expression that begins at a day; a moment's is the Korean day on which it lies. */
export function dayOfExpression(ctx: EngineContext, bearings: Bearings, expression: MomentExpression): Day | undefined {
  const moment = within(pointOf(ctx, bearings, expression));
  return moment === undefined ? undefined : dayOf(moment);
}

function pointOf(
  ctx: EngineContext,
  bearings: Bearings,
  expression: MomentExpression,
  repeat?: { readonly every: Length; readonly times: number },
): Point | undefined {
  const { fields } = bearings;
  let point = startOf(ctx, bearings, expression);
  const atOnce = point && repeat && monthsAtOnce(expression, repeat, fields);
  if (point && atOnce !== undefined) point = movedAs(ctx, fields, expression, point, { months: 1 }, atOnce);
  else {
    if (point && expression.plus) point = movedAs(ctx, fields, expression, point, expression.plus, 1);
    if (point && expression.minus) point = movedAs(ctx, fields, expression, point, expression.minus, -1);
    if (point && repeat && repeat.times > 0)
      point = movedAs(ctx, fields, expression, point, repeat.every, repeat.times);
  }
  if (point === undefined) return undefined;
  const day = expression.roll ? rolled(point.day, expression.roll, ctx.calendar) : point.day;
  if (expression.time) return { day, withinDay: sinceMidnight(timeOfDay(ctx, expression.time)), shift: point.shift };
  return { ...point, day };
}

/** A month in which the day is missing is over with its last day, if the expression says so. */
function movedAs(
  ctx: EngineContext,
  fields: Fields,
  { shortMonth }: MomentExpression,
  from: Point,
  length: Length,
  times: number,
): Point | undefined {
  const to = moved(ctx, fields, from, length, times);
  if (!to || shortMonth === undefined || !('months' in length || 'years' in length)) return to;
  return to.day.slice(8) === from.day.slice(8) ? to : { ...to, day: addDays(to.day, 1) };
}

/** "Every month, from a month after the 31st" stays at the month's end: such months are added in one. */
function monthsAtOnce(
  { plus, minus }: MomentExpression,
  { every, times }: { readonly every: Length; readonly times: number },
  fields: Fields,
): number | undefined {
  const first = plus && monthsIn(plus, fields);
  const each = monthsIn(every, fields);
  return minus !== undefined || first === undefined || each === undefined ? undefined : first + each * times;
}

function monthsIn(length: Length, fields: Fields): number | undefined {
  if ('months' in length) return amountOf(length.months, fields);
  const years = 'years' in length ? amountOf(length.years, fields) : undefined;
  return years === undefined ? undefined : years * 12;
}

function startOf(ctx: EngineContext, bearings: Bearings, expression: MomentExpression): Point | undefined {
  if ('since' in expression) return pointAt(expression.since === 'entered' ? bearings.enteredAt : bearings.startedAt);
  if ('clock' in expression) return endOfClock(ctx, bearings, expression.clock);
  const value = fieldValue(ctx, bearings.fields, expression.field);
  if (typeof value !== 'string') return undefined;
  if (isDay(value)) return { day: value, withinDay: 0, shift: 0 };
  const moment = momentOfIso(value);
  return moment === undefined ? undefined : pointAt(moment);
}

function endOfClock(ctx: EngineContext, bearings: Bearings, name: string): Point | undefined {
  const end = clockEndOf(ctx, bearings, name);
  if (end === undefined) return undefined;
  return 'moment' in end ? pointAt(end.moment) : { day: end.day, withinDay: DAY, shift: 0 };
}

type ClockEnd = ReturnType<typeof clockEnd>;

interface KnownEnds {
  readonly bearings: Bearings;
  readonly ends: Map<string, ClockEnd>;
}

/** Timers, messages and the journal ask for the same ends, and fields and clocks change seldom. */
const latestEnds = new WeakMap<EngineContext, KnownEnds>();

const isSamePlace = (one: Bearings, other: Bearings): boolean =>
  one.fields === other.fields &&
  one.clocks === other.clocks &&
  one.enteredAt === other.enteredAt &&
  one.startedAt === other.startedAt;

function knownEnds(ctx: EngineContext, bearings: Bearings): Map<string, ClockEnd> {
  const known = latestEnds.get(ctx);
  if (known && isSamePlace(known.bearings, bearings)) return known.ends;
  const { fields, clocks, enteredAt, startedAt } = bearings;
  const ends = new Map<string, ClockEnd>();
  latestEnds.set(ctx, { bearings: { fields, clocks, enteredAt, startedAt }, ends });
  return ends;
}

/** When a clock runs out as things stand; undefined while it is stopped, and where what it hangs on is absent. */
export function clockEndOf(ctx: EngineContext, bearings: Bearings, name: string): ClockEnd {
  const ends = knownEnds(ctx, bearings);
  if (ends.has(name)) return ends.get(name);
  const end = reckonedEnd(ctx, bearings, name);
  ends.set(name, end);
  return end;
}

function reckonedEnd(ctx: EngineContext, bearings: Bearings, name: string): ClockEnd {
  const clock = ctx.definition.clocks?.[name];
  if (!clock) return undefined;
  const from = momentOf(ctx, bearings, clock.from);
  const amount = amountOf(clock.amount, bearings.fields);
  const unit = typeof clock.unit === 'string' ? clock.unit : bearings.fields[clock.unit.field];
  if (from === undefined || amount === undefined || unit === undefined) return undefined;
  if (Math.abs(amount) > MOST[unit as Unit]) return undefined;
  const { stops, extended } = clockState(bearings, name);
  return clockEnd(
    {
      from,
      amount: amount + extended,
      // validation holds a unit's field to the names of units
      unit: unit as Unit,
      firstDayCounts: clock.firstDay === 'counted',
      stopDaysCount: clock.stopDays !== 'notCounted',
      roll: clock.roll,
      stops,
    },
    ctx.calendar,
    workingHours(ctx),
  );
}
