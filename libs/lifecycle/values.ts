/** What expressions and guards of a definition come to, given the fields, an event's data and a moment. */
import { addDays, dayOf, isDay, isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Comparand, Condition, Guard, Operand, ValueExpression } from './definition.js';
import { dayOfExpression, fieldValue, momentOf, withComputed } from './moments.js';
import type { Bearings, EngineContext } from './moments.js';
import type { Fields, FieldValue, Moment } from './state.js';

/** What is known where a value is asked for. */
export interface Sight {
  readonly bearings: Bearings;
  /** The event's data; none outside an event. */
  readonly data: Fields;
  /** When the event occurred or the timer fell due. */
  readonly at: Moment;
}

/** Undefined when the field is absent. */
export function operandOf(operand: Operand, fields: Fields, data: Fields, at?: Moment): FieldValue | undefined {
  if (typeof operand !== 'object') return operand;
  if ('field' in operand) return Object.hasOwn(fields, operand.field) ? fields[operand.field] : undefined;
  if ('event' in operand) return Object.hasOwn(data, operand.event) ? data[operand.event] : undefined;
  return at === undefined ? undefined : isoKorean(at);
}

/** Whether a value is taken as it stands, without reckoning. */
export const isCopied = (value: ValueExpression): boolean =>
  typeof value !== 'object' || 'field' in value || 'event' in value || 'occurred' in value;

/** Undefined when anything that it hangs on is absent: the field then stays as it was. */
export function valueOf(ctx: EngineContext, expression: ValueExpression, sight: Sight): FieldValue | undefined {
  if (typeof expression !== 'object') return expression;
  if ('moment' in expression) return reckoned(ctx, expression.moment, sight.bearings);
  if ('percent' in expression) return share(expression, numberOf(ctx, expression.of, sight));
  if ('add' in expression) return total(expression.add.map((term) => numberOf(ctx, term, sight)));
  if ('subtract' in expression) {
    const [from, less] = expression.subtract.map((term) => numberOf(ctx, term, sight));
    return from === undefined || less === undefined ? undefined : exact(from - less);
  }
  if ('smallest' in expression) return outermost(ctx, expression.smallest, sight, Math.min);
  if ('largest' in expression) return outermost(ctx, expression.largest, sight, Math.max);
  return operandOf(expression, withComputed(ctx, sight.bearings.fields), sight.data, sight.at);
}

function reckoned(
  ctx: EngineContext,
  expression: Extract<ValueExpression, { moment: unknown }>['moment'],
  bearings: Bearings,
): FieldValue | undefined {
  const base = 'field' in expression ? fieldValue(ctx, bearings.fields, expression.field) : undefined;
  if (typeof base === 'string' && isDay(base) && expression.time === undefined)
    return dayOfExpression(ctx, bearings, expression);
  const moment = momentOf(ctx, bearings, expression);
  return moment === undefined ? undefined : isoKorean(moment);
}

function numberOf(ctx: EngineContext, expression: ValueExpression, sight: Sight): number | undefined {
  const value = valueOf(ctx, expression, sight);
  return typeof value === 'number' ? exact(value) : undefined;
}

/** A number that has grown beyond what is exact to the won is none. */
const exact = (value: number): number | undefined => (Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined);

const areNumbers = (values: readonly (number | undefined)[]): values is readonly number[] =>
  values.every((value) => value !== undefined);

const total = (values: readonly (number | undefined)[]): number | undefined =>
  areNumbers(values) ? exact(values.reduce((sum, value) => sum + value, 0)) : undefined;

function outermost(
  ctx: EngineContext,
  expressions: readonly ValueExpression[],
  sight: Sight,
  choose: (...values: number[]) => number,
): number | undefined {
  const values = expressions.map((expression) => numberOf(ctx, expression, sight));
  return areNumbers(values) ? choose(...values) : undefined;
}

/** In whole numbers throughout: thousandths of a percent, so that 0.1 + 0.2 never costs anybody ten won. */
function share(
  { percent, round = 'down', to = 1 }: Extract<ValueExpression, { percent: number }>,
  of: number | undefined,
): number | undefined {
  if (of === undefined) return undefined;
  const numerator = BigInt(Math.round(of)) * BigInt(Math.round(percent * 1000));
  const denominator = 100_000n * BigInt(to);
  const floor = floored(numerator, denominator);
  const rest = numerator - floor * denominator;
  const up = round === 'up' ? rest > 0n : round === 'nearest' && rest * 2n >= denominator;
  return exact(Number((up ? floor + 1n : floor) * BigInt(to)));
}

const floored = (numerator: bigint, denominator: bigint): bigint =>
  numerator < 0n && numerator % denominator !== 0n ? numerator / denominator - 1n : numerator / denominator;

/** Whether all guards hold; of a comparison, none holds for an absent value but `!=`. */
export function holds(
  ctx: Pick<EngineContext, 'definition' | 'calendar'>,
  guards: readonly Guard[] | undefined,
  fields: Fields,
  data: Fields,
  at?: Moment,
): boolean {
  if (guards === undefined || guards.length === 0) return true;
  const all = withComputed(ctx, fields);
  for (const guard of guards) if (!guardHolds(guard, all, data, at)) return false;
  return true;
}

const guardHolds = (guard: Guard, fields: Fields, data: Fields, at: Moment | undefined): boolean =>
  'any' in guard
    ? guard.any.some((condition) => conditionHolds(condition, fields, data, at))
    : conditionHolds(guard, fields, data, at);

function conditionHolds(condition: Condition, fields: Fields, data: Fields, at: Moment | undefined): boolean {
  if ('present' in condition) return operandOf(condition.present, fields, data, at) !== undefined;
  if ('absent' in condition) return operandOf(condition.absent, fields, data, at) === undefined;
  const { left, is, right } = condition;
  return compare(comparandOf(left, fields, data, at), is, comparandOf(right, fields, data, at));
}

function comparandOf(comparand: Comparand, fields: Fields, data: Fields, at: Moment | undefined) {
  if (typeof comparand !== 'object' || !('dayOf' in comparand))
    return comparable(operandOf(comparand, fields, data, at));
  const { plusDays = 0, minusDays = 0 } = comparand;
  const value = operandOf(comparand.dayOf, fields, data, at);
  if (typeof value !== 'string') return undefined;
  const moment = momentOfIso(value);
  const day = moment === undefined ? value : dayOf(moment);
  return isDay(day) ? addDays(day, plusDays - minusDays) : undefined;
}

/** Moments compare by time, whatever zone they are written in; days and other texts by their characters. */
const comparable = (value: FieldValue | undefined): FieldValue | undefined =>
  typeof value === 'string' ? (momentOfIso(value) ?? value) : value;

function compare(
  left: FieldValue | undefined,
  is: Extract<Condition, { is: string }>['is'],
  right: FieldValue | undefined,
): boolean {
  if (is === '!=') return left !== right;
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (is === '==') return left === right;
  if (is === '<') return left < right;
  if (is === '<=') return left <= right;
  if (is === '>') return left > right;
  return left >= right;
}
