/** What a definition asks of the data that starts a lifecycle or comes with an event, as checks and as JSON Schema. */
import { dayOf, isDay, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Definition, FieldDefinition, Problem } from './definition.js';
import type { Moment } from './state.js';

type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

const DEFAULT_TEXT_LENGTH = 200;

const MOST_URL_LENGTH = 300;
const HTTPS = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?(\/[^\s"<>]*)?$/i;

/** Line breaks and other control characters, which dealers refuse. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;

/** What is wrong with one value, without repeating it; undefined when nothing is. */
function problemWith(field: FieldDefinition, value: unknown, now: Moment | undefined): string | undefined {
  switch (field.type) {
    case 'text': {
      const most = field.maxLength ?? DEFAULT_TEXT_LENGTH;
      if (typeof value !== 'string' || value.trim() === '' || UNPRINTABLE.test(value))
        return '한 줄의 글로 보내 주세요. (Send one line of text that is not empty.)';
      if (value.length > most) return `${most}자 이내로 줄여 주세요. (At most ${most} characters.)`;
      return undefined;
    }
    case 'integer':
    case 'amount': {
      const { min = field.type === 'amount' ? 0 : undefined, max } = field;
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        return '정수로 보내 주세요. (Send a whole number.)';
      if (min !== undefined && value < min) return `${min} 이상이어야 합니다. (At least ${min}.)`;
      if (max !== undefined && value > max) return `${max} 이하여야 합니다. (At most ${max}.)`;
      return undefined;
    }
    case 'date':
      if (typeof value !== 'string' || !isDay(value))
        return '실제 날짜를 YYYY-MM-DD로 보내 주세요. (Send a real day as YYYY-MM-DD.)';
      if (field.notBefore === 'today' && now !== undefined && value < dayOf(now))
        return '지난 날짜입니다. 오늘(한국 시각) 이후로 보내 주세요. (The day has passed in Korea; send today or later.)';
      return undefined;
    case 'dateTime':
      return typeof value === 'string' && momentOfIso(value) !== undefined
        ? undefined
        : '시간대가 있는 ISO 8601로 보내 주세요. (Send ISO 8601 with a zone, as 2026-12-07T10:00:00+09:00.)';
    case 'url':
      return typeof value === 'string' && value.length <= MOST_URL_LENGTH && HTTPS.test(value)
        ? undefined
        : `https로 시작하는 ${MOST_URL_LENGTH}자 이내의 주소로 보내 주세요. (Send an https address of at most ${MOST_URL_LENGTH} characters.)`;
    case 'choice': {
      if (typeof value === 'string' && Object.hasOwn(field.options, value)) return undefined;
      const options = Object.keys(field.options).sort().join(', ');
      return `다음 중 하나로 보내 주세요: ${options}. (Send one of these.)`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true나 false로 보내 주세요. (Send true or false.)';
  }
}

const missing = ({ title, optional }: FieldDefinition): string | undefined =>
  optional ? undefined : `‘${title}’ 항목을 함께 보내 주세요. (Missing; send it as well.)`;

function wrong(field: FieldDefinition, value: unknown, now: Moment | undefined): string | undefined {
  const message = problemWith(field, value, now);
  return message === undefined ? undefined : `‘${field.title}’: ${message}`;
}

/** Every problem of `data` at once. Days that must not have passed are judged only when `now` is given. */
export function dataProblems(fields: FieldDefinitions, data: unknown, now?: Moment): Problem[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return [{ path: '', message: 'JSON 객체로 보내 주세요. (Send a JSON object.)' }];
  const given = data as Readonly<Record<string, unknown>>;
  const problems: Problem[] = [];
  for (const [path, field] of Object.entries(fields)) {
    const message = Object.hasOwn(given, path) ? wrong(field, given[path], now) : missing(field);
    if (message !== undefined) problems.push({ path, message });
  }
  for (const path of Object.keys(given))
    if (!Object.hasOwn(fields, path))
      problems.push({ path, message: '없는 항목입니다. 빼고 보내 주세요. (Unknown field; leave it out.)' });
  return problems;
}

/** Problems of the data that would start a lifecycle at `now`. */
export const inputProblems = (definition: Definition, data: unknown, now?: Moment): Problem[] =>
  dataProblems(definition.input, data, now);

const dataOf = (definition: Definition, type: string): FieldDefinitions =>
  (Object.hasOwn(definition.events, type) ? definition.events[type]?.data : undefined) ?? {};

/** Problems of an event's data; none for a type that the definition does not know. */
export const eventProblems = (definition: Definition, type: string, data: unknown): Problem[] =>
  Object.hasOwn(definition.events, type) ? dataProblems(dataOf(definition, type), data) : [];

export const eventTypes = (definition: Definition): string[] => Object.keys(definition.events).sort();

/** JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function schemaOf(field: FieldDefinition): JsonSchema {
  const { title } = field;
  switch (field.type) {
    case 'text':
      return { type: 'string', title, minLength: 1, maxLength: field.maxLength ?? DEFAULT_TEXT_LENGTH };
    case 'url':
      return { type: 'string', format: 'uri', pattern: '^https://', title, maxLength: MOST_URL_LENGTH };
    case 'amount':
      return {
        type: 'integer',
        title,
        description: '원(KRW)',
        minimum: field.min ?? 0,
        ...(field.max !== undefined && { maximum: field.max }),
      };
    case 'integer':
      return {
        type: 'integer',
        title,
        ...(field.min !== undefined && { minimum: field.min }),
        ...(field.max !== undefined && { maximum: field.max }),
      };
    case 'date': {
      const description = field.notBefore === 'today' ? '한국 시각으로 오늘이거나 그 뒤여야 합니다.' : undefined;
      return { type: 'string', format: 'date', title, ...(description && { description }) };
    }
    case 'dateTime':
      return { type: 'string', format: 'date-time', title };
    case 'choice':
      return {
        type: 'string',
        title,
        oneOf: Object.entries(field.options).map(([value, meaning]) => ({ const: value, title: meaning })),
      };
    case 'boolean':
      return { type: 'boolean', title };
  }
}

const objectSchema = (title: string, fields: FieldDefinitions): JsonSchema => ({
  type: 'object',
  title,
  properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
  required: Object.keys(fields)
    .filter((name) => !fields[name]?.optional)
    .sort(),
  additionalProperties: false,
});

export const jsonSchemaOfInput = (definition: Definition): JsonSchema =>
  objectSchema(definition.title, definition.input);

/** The schema of an event's data: an empty object for one that carries none. */
export const jsonSchemaOfEvent = (definition: Definition, type: string): JsonSchema =>
  objectSchema(
    (Object.hasOwn(definition.events, type) ? definition.events[type]?.title : undefined) ?? type,
    dataOf(definition, type),
  );
