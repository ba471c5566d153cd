import { isDay } from '#libs/calendar/korean-time.js';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import type { FieldDefinition, Problem as DataProblem } from '#libs/lifecycle/definition.js';

/**
 * Gives what a definition finds wrong with data its stable codes. The rules are libs/lifecycle's; only their kind is told
 * from the value here. A key that looks like no key is not repeated: people paste phone numbers into wrong places.
 */
export function withCodes(
  fields: Readonly<Record<string, FieldDefinition>>,
  data: unknown,
  problems: readonly DataProblem[],
): Problem[] {
  return problems.map(({ path, message }) => ({
    path: path === '' ? 'data' : `data.${/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(path) ? path : '(unnamed)'}`,
    code: path === '' ? 'FIELD_TYPE_WRONG' : codeOf(ownValue(fields, path), ownValue(data, path)),
    message,
  }));
}

function codeOf(field: FieldDefinition | undefined, value: unknown): ErrorCode {
  if (!field) return 'FIELD_UNKNOWN';
  if (value === undefined) return 'FIELD_MISSING';
  if (typeof value !== JSON_TYPES[field.type]) return 'FIELD_TYPE_WRONG';
  if (field.type === 'date') return isDay(value as string) ? 'DATE_PAST' : 'DATE_INVALID';
  return field.type === 'dateTime' ? 'MOMENT_INVALID' : 'FIELD_INVALID';
}

const JSON_TYPES = {
  text: 'string',
  integer: 'number',
  amount: 'number',
  date: 'string',
  dateTime: 'string',
  url: 'string',
  choice: 'string',
  boolean: 'boolean',
} as const;

function ownValue<T>(from: Readonly<Record<string, T>>, name: string): T | undefined;
function ownValue(from: unknown, name: string): unknown;
function ownValue(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;
}
