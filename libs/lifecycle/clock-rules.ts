import { typeOf } from './definition-types.js';
import type { Definition, Problem } from './definition.js';
import { storedFields } from './visibility.js';

const UNITS = ['minutes', 'hours', 'days', 'weeks', 'businessDays', 'workHours', 'months', 'years'];

/** A clock begins at a day or moment, has a whole number of units, and every unit that it may be given exists. */
export function clockRules(definition: Definition): Problem[] {
  return Object.entries(definition.clocks ?? {}).flatMap(([name, { from, amount, unit, firstDay, roll }]) => {
    const path = `clocks.${name}`;
    const bare = typeof unit === 'string' ? [unit] : optionsOf(definition, unit.field);
    return [
      ...('field' in from && !['date', 'dateTime'].includes(typeOf(definition, from.field) ?? '')
        ? [{ path: `${path}.from`, message: 'must begin at a date or moment of this lifecycle' }]
        : []),
      ...(typeof amount !== 'number' && typeOf(definition, amount.field) !== 'integer'
        ? [{ path: `${path}.amount`, message: 'must be a whole number or name one of this lifecycle' }]
        : []),
      ...(bare.length === 0 || bare.some((each) => !UNITS.includes(each))
        ? [{ path: `${path}.unit`, message: `must be, or name a choice whose options are, among ${UNITS.join(', ')}` }]
        : []),
      ...(firstDay && bare.every((each) => ['minutes', 'hours', 'workHours'].includes(each))
        ? [{ path: `${path}.firstDay`, message: 'means nothing for hours and minutes; leave it out' }]
        : []),
      ...(roll && bare.every((each) => ['minutes', 'hours', 'workHours', 'businessDays'].includes(each))
        ? [{ path: `${path}.roll`, message: 'means nothing for this unit, which ends on working time; leave it out' }]
        : []),
    ];
  });
}

function optionsOf(definition: Definition, name: string): readonly string[] {
  const stored = storedFields(definition);
  const field = Object.hasOwn(stored, name) ? stored[name] : undefined;
  return field?.type === 'choice' ? Object.keys(field.options) : [];
}
