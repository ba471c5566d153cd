/**
 * What must never reach a log, a metric or an error (design.md §9.7): phone numbers and secrets wherever they stand in a
 * text, and everything that stands under a key that holds something personal or secret.
 */

const REDACTED = '[redacted]';

/** Keys whose values are dropped whole, compared without case, `-` and `_`. */
const SENSITIVE_KEYS = new Set(
  [
    'name',
    'names',
    'phone',
    'phoneNumber',
    'to',
    'from',
    'recipient',
    'parties',
    'data',
    'body',
    'text',
    'subject',
    'variables',
    'reason',
    'authorization',
    'cookie',
    'password',
    'secret',
    'apiKey',
    'apiSecret',
    'token',
    'key',
    'masterKeys',
    'lookupKey',
    'payloadKeys',
    'webhookSecret',
    'parameters',
    'query',
    'sql',
    'detail',
    'where',
  ].map(plain),
);

/** Each shape that a text is searched for, and what takes its place. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // whoever holds the address of a link in a message may use it; first, while its characters are all there
  [/\/l\/[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g, '/l/[token]'],
  // mobile and safe numbers, with or without +82, spaces, dots or hyphens
  [/(?<![\d.])(?:\+?82[-.\s]?\(?0?\)?[-.\s]?)?0?1[016789][-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)/g, '[phone]'],
  [/(?<!\d)050\d{1,2}[-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)/g, '[phone]'],
  [/bgs_[a-z]+_[A-Za-z0-9_-]+/g, '[api key]'],
  // access tokens of operators
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[access token]'],
  [/\b(Bearer|HMAC-SHA256)\s+\S.*/gi, `$1 ${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+@/gi, `$1${REDACTED}@`],
];

/** The text without phone numbers, keys and passwords. Names cannot be told from other words: they must not get here. */
export function redactText(text: string): string {
  return SHAPES.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text);
}

/** A copy that is safe to log: sensitive keys replaced, texts redacted, errors reduced to class, message, code and stack. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (depth >= 6) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SENSITIVE_KEYS.has(plain(key)) ? REDACTED : redact(item, depth + 1),
    ]),
  );
}

/** Database errors carry the query's parameters and the row that offended; none of an error's own properties is kept but its code. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

function plain(key: string): string {
  return key.replaceAll(/[-_]/g, '').toLowerCase();
}
