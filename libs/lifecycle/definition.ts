/**
 * The lifecycle language: what a definition may say. A definition is plain JSON data; this schema is the one source of
 * its TypeScript types and of its validation. The order of keys never matters, because PostgreSQL's jsonb does not keep it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { brokenRules } from './definition-rules.js';

/** `constructor` and its like are no names: they exist on every object. */
const named = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .refine((name) => !(name in {}), 'is a reserved name');

const lifecycleName = named(/^([a-z0-9][a-z0-9-]{1,39}\/)?[a-z][a-z0-9-]{0,59}$/);
const stageName = named(/^[a-z][a-z0-9-]{0,39}$/);
const identifier = named(/^[a-z][A-Za-z0-9]{0,39}$/);
const templateCode = named(/^[A-Z][A-Z0-9_]{0,19}$/);
const title = z.string().min(1).max(60);

/** Names of what stands in `#{…}`: Korean, letters, digits; no `.`, which Solapi refuses. */
const variableName = named(/^[가-힣A-Za-z0-9_]{1,20}$/);

const optional = z.literal(true).exactOptional();
const fieldSchema = z.discriminatedUnion('type', [
  /** One line of text, at most `maxLength` characters (default 200). */
  z.strictObject({ type: z.literal('text'), title, optional, maxLength: z.int().min(1).max(1000).exactOptional() }),
  z.strictObject({
    type: z.literal('integer'),
    title,
    optional,
    min: z.int().exactOptional(),
    max: z.int().exactOptional(),
  }),
  /** A Korean calendar day, `YYYY-MM-DD`. */
  z.strictObject({ type: z.literal('date'), title, optional, notBefore: z.literal('today').exactOptional() }),
  /** A moment as ISO 8601 text with a zone. */
  z.strictObject({ type: z.literal('dateTime'), title, optional }),
  /** One of `options`, each with its Korean title. */
  z.strictObject({ type: z.literal('choice'), title, optional, options: z.record(identifier, title) }),
  z.strictObject({ type: z.literal('boolean'), title, optional }),
]);

const rollSchema = z.enum(['openDay', 'businessDay']);

/** A day that follows from another field: on a closed day (or also at the weekend) it moves to the next that is not. */
const computedSchema = z.strictObject({ title, field: identifier, roll: rollSchema });

const amount = z.union([z.int().min(0).max(10_000), z.strictObject({ field: identifier })]);
/** A length of time, in exactly one unit. Months and years end at the month's end where the day does not exist. */
const lengthSchema = z.union([
  z.strictObject({ minutes: amount }),
  z.strictObject({ hours: amount }),
  z.strictObject({ days: amount }),
  z.strictObject({ businessDays: amount }),
  z.strictObject({ months: amount }),
  z.strictObject({ years: amount }),
]);

const timeOfDaySchema = z.union([
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/),
  z.strictObject({ setting: z.literal('reminderTime') }),
]);

/** A moment reckoned from a date or moment field: first moved, then rolled, then set to a Korean time of day. */
const momentSchema = z.strictObject({
  field: identifier,
  plus: lengthSchema.exactOptional(),
  minus: lengthSchema.exactOptional(),
  roll: rollSchema.exactOptional(),
  time: timeOfDaySchema.exactOptional(),
});

/** A constant, a field of the lifecycle, or a field of the event that is being handled. */
const valueSchema = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.strictObject({ field: identifier }),
  z.strictObject({ event: identifier }),
]);

const comparisonSchema = z.strictObject({
  left: valueSchema,
  is: z.enum(['==', '!=', '<', '<=', '>', '>=']),
  right: valueSchema,
});

/** Guards: all must hold. */
const when = z.array(comparisonSchema).max(10).exactOptional();

const sendSchema = z.strictObject({
  send: templateCode,
  /** May be left out where the lifecycle has one party. */
  party: identifier.exactOptional(),
  purpose: z.enum(['informational', 'advertising']).exactOptional(),
  urgent: z.literal(true).exactOptional(),
  /** From then on the message is pointless: a length from its planned moment, or a moment. */
  expires: z.union([lengthSchema, momentSchema]).exactOptional(),
  night: z.enum(['after', 'before', 'drop']).exactOptional(),
  when,
});
/** Tells the sender's operators, in the timeline and on their list. */
const alertSchema = z.strictObject({ alert: identifier, text: title, when });
const actionSchema = z.union([sendSchema, alertSchema]);
const actions = z.array(actionSchema).max(10).exactOptional();

const timerBase = {
  title,
  do: actions,
  goto: stageName.exactOptional(),
  /** What becomes of a firing whose moment has passed when it is first computed: skipped (default) or run at once. */
  ifPast: z.enum(['skip', 'run']).exactOptional(),
};
const timerSchema = z.union([
  z.strictObject({ ...timerBase, at: momentSchema }),
  /** Reckoned from entering the stage. */
  z.strictObject({ ...timerBase, after: lengthSchema }),
  /** First at `from`, then again after each `every`, at most `times` in all and never after `until`. */
  z.strictObject({
    ...timerBase,
    every: lengthSchema,
    from: momentSchema,
    times: z.int().min(1).max(400),
    until: momentSchema.exactOptional(),
  }),
]);

/** What the sender's system may report: the data it carries and the fields of the lifecycle that it writes. */
const eventSchema = z.strictObject({
  title,
  data: z.record(identifier, fieldSchema).exactOptional(),
  set: z.record(identifier, valueSchema).exactOptional(),
  /** How often it may be accepted in one lifecycle. */
  max: z.int().min(1).max(1000).exactOptional(),
});
/** What follows when an event is accepted: the actions, then the move. */
const reactionSchema = z.strictObject({ do: actions, goto: stageName.exactOptional() });

const stageSchema = z.strictObject({
  title,
  enter: actions,
  timers: z.record(identifier, timerSchema).exactOptional(),
  on: z.record(identifier, reactionSchema).exactOptional(),
  final: z.literal(true).exactOptional(),
});

const variableSchema = z.union([
  z.strictObject({ party: identifier, attribute: z.literal('name') }),
  z.strictObject({ field: identifier, format: z.enum(['date', 'text', 'number', 'dateTime']).exactOptional() }),
]);

/** A web link; the host must be the one that was approved. */
const buttonSchema = z.strictObject({
  type: z.literal('WL'),
  name: z.string().min(1).max(14),
  linkMo: z.string().max(500),
  linkPc: z.string().max(500).exactOptional(),
});

/** An 알림톡 template as it is registered, with the text message that stands in for it. Limits: Kakao's template model. */
const templateSchema = z.strictObject({
  /** What operators call the message. */
  title,
  body: z.string().min(1).max(1000),
  variables: z.record(variableName, variableSchema),
  buttons: z.array(buttonSchema).max(5).exactOptional(),
  messageType: z.enum(['BA', 'EX', 'AD', 'MI']),
  emphasize: z.strictObject({ title: z.string().max(50), subtitle: z.string().max(50) }).exactOptional(),
  fallback: z.strictObject({ subject: z.string().max(20).exactOptional(), text: z.string().min(1).max(1000) }),
});

export const definitionSchema = z.strictObject({
  /** A tenant's own are named `tenant/name`. */
  name: lifecycleName,
  title,
  parties: z.record(identifier, z.strictObject({ kind: z.literal('person'), title })),
  /** What a start must or may carry. */
  input: z.record(identifier, fieldSchema),
  /** Fields that only events write. */
  fields: z.record(identifier, fieldSchema).exactOptional(),
  computed: z.record(identifier, computedSchema).exactOptional(),
  events: z.record(identifier, eventSchema),
  /** Done once, at the start, before the first stage is entered. */
  start: actions,
  first: stageName,
  stages: z.record(stageName, stageSchema),
  /** Holds in every stage that is not final; a stage's own entry for the same event wins. */
  on: z.record(identifier, reactionSchema).exactOptional(),
  templates: z.record(templateCode, templateSchema),
});

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

export type Definition = Immutable<z.infer<typeof definitionSchema>>;
export type FieldDefinition = Immutable<z.infer<typeof fieldSchema>>;
export type ComputedDay = Immutable<z.infer<typeof computedSchema>>;
export type Roll = z.infer<typeof rollSchema>;
export type Length = Immutable<z.infer<typeof lengthSchema>>;
export type TimeOfDay = Immutable<z.infer<typeof timeOfDaySchema>>;
export type MomentExpression = Immutable<z.infer<typeof momentSchema>>;
export type ValueExpression = Immutable<z.infer<typeof valueSchema>>;
export type Comparison = Immutable<z.infer<typeof comparisonSchema>>;
export type SendAction = Immutable<z.infer<typeof sendSchema>>;
export type AlertAction = Immutable<z.infer<typeof alertSchema>>;
export type Action = Immutable<z.infer<typeof actionSchema>>;
export type Timer = Immutable<z.infer<typeof timerSchema>>;
export type EventDefinition = Immutable<z.infer<typeof eventSchema>>;
export type Reaction = Immutable<z.infer<typeof reactionSchema>>;
export type Stage = Immutable<z.infer<typeof stageSchema>>;
export type TemplateVariable = Immutable<z.infer<typeof variableSchema>>;
export type TemplateDefinition = Immutable<z.infer<typeof templateSchema>>;

/** What is wrong and where (`stages.on-loan.timers.dueSoon`); the message says what to do. Values are never repeated. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Reads a definition from JSON and answers every problem at once: first those of shape, then those between its parts. */
export function parseDefinition(
  json: unknown,
): { readonly definition: Definition } | { readonly problems: readonly Problem[] } {
  const parsed = definitionSchema.safeParse(json);
  if (!parsed.success)
    return { problems: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
  const problems = brokenRules(parsed.data);
  return problems.length > 0 ? { problems } : { definition: parsed.data };
}

/** SHA-256 (hex) of the definition's canonical JSON: equal for equal content, whatever the order of keys. */
export const definitionHash = (definition: Definition): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(inKeyOrder(definition)))));

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inKeyOrder(inner)]),
  );
}
