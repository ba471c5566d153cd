/** Of which type the expressions of a definition are, so that what does not fit is found before anything runs. */
import type { Comparand, Definition, FieldDefinition, ValueExpression } from './definition.js';
import { storedFields } from './visibility.js';

export type FieldType = FieldDefinition['type'];
/** A constant text may stand for anything that is written as text. */
export type ValueType = FieldType | 'any';

export const isNumeric = (type: ValueType | undefined): boolean => type === 'integer' || type === 'amount';

/** The type of a field by name, computed days included; undefined when there is none. */
export function typeOf(definition: Definition, name: string): FieldType | undefined {
  if (definition.computed && Object.hasOwn(definition.computed, name)) return 'date';
  const stored = storedFields(definition);
  return Object.hasOwn(stored, name) ? stored[name]?.type : undefined;
}

/** Undefined for what does not exist, or does not fit together. `event`: the type whose data is at hand. */
export function valueType(
  definition: Definition,
  value: ValueExpression,
  event: string | undefined,
): ValueType | undefined {
  if (typeof value === 'string') return 'any';
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  if ('moment' in value) return momentType(definition, value.moment);
  if ('percent' in value) return numeric(definition, [value.of], event);
  if ('add' in value) return numeric(definition, value.add, event);
  if ('subtract' in value) return numeric(definition, value.subtract, event);
  if ('smallest' in value) return numeric(definition, value.smallest, event);
  if ('largest' in value) return numeric(definition, value.largest, event);
  if ('field' in value) return typeOf(definition, value.field);
  if ('occurred' in value) return 'dateTime';
  return event === undefined ? undefined : dataType(definition, event, value.event);
}

/** The same of what is compared; a day can be asked of days and moments alone. */
export function comparandType(
  definition: Definition,
  value: Comparand,
  event: string | undefined,
): ValueType | undefined {
  if (typeof value !== 'object' || !('dayOf' in value)) return valueType(definition, value, event);
  const type = valueType(definition, value.dayOf, event);
  return type === 'date' || type === 'dateTime' ? 'date' : undefined;
}

function dataType({ events }: Definition, event: string, name: string): FieldType | undefined {
  const data = Object.hasOwn(events, event) ? events[event]?.data : undefined;
  return data && Object.hasOwn(data, name) ? data[name]?.type : undefined;
}

const numeric = (
  definition: Definition,
  values: readonly ValueExpression[],
  event: string | undefined,
): FieldType | undefined =>
  values.every((value) => isNumeric(valueType(definition, value, event))) ? 'integer' : undefined;

/** A day that is moved stays a day until it is given a time of day. */
function momentType(
  definition: Definition,
  expression: Extract<ValueExpression, { moment: unknown }>['moment'],
): FieldType | undefined {
  if (!('field' in expression)) return 'dateTime';
  const base = typeOf(definition, expression.field);
  if (base === 'dateTime') return 'dateTime';
  if (base !== 'date') return undefined;
  return expression.time === undefined ? 'date' : 'dateTime';
}
