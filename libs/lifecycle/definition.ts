/**
 * The lifecycle language: what a definition may say. A definition is plain JSON data; this schema is the one source of
 * its TypeScript types and of its validation. The order of keys never matters, because PostgreSQL's jsonb does not keep it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { identifier, lifecycleName, stageName, templateCode, title } from './definition-names.js';
import { brokenRules } from './definition-rules.js';
import { lifecycleTerms, messageTerms } from './delivery-schema.js';
import { CHANNELS } from './delivery-terms.js';
import { languageTag } from './language-tags.js';
import { shapeProblems } from './shape-problems.js';
import { templateSchema, type buttonSchema, type variableSchema, type variantSchema } from './template-schema.js';

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
  /** Whole KRW, not negative unless `min` says so. */
  z.strictObject({
    type: z.literal('amount'),
    title,
    optional,
    min: z.int().exactOptional(),
    max: z.int().exactOptional(),
  }),
  /** A Korean calendar day, `YYYY-MM-DD`. */
  z.strictObject({ type: z.literal('date'), title, optional, notBefore: z.literal('today').exactOptional() }),
  /** A moment as ISO 8601 text with a zone. */
  z.strictObject({ type: z.literal('dateTime'), title, optional }),
  /** An https link, at most 300 characters. */
  z.strictObject({ type: z.literal('url'), title, optional }),
  /** One of `options`, each with its Korean title; `in`: their titles in other languages. */
  z.strictObject({
    type: z.literal('choice'),
    title,
    optional,
    options: z.record(identifier, title),
    in: z.record(languageTag, z.record(identifier, title)).exactOptional(),
  }),
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
  z.strictObject({ weeks: amount }),
  z.strictObject({ businessDays: amount }),
  /** Hours of the tenant's working hours on business days: eight are a working day (민원처리법 제19조 제1항). */
  z.strictObject({ workHours: amount }),
  z.strictObject({ months: amount }),
  z.strictObject({ years: amount }),
]);

const timeOfDaySchema = z.union([
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/),
  z.strictObject({ setting: z.literal('reminderTime') }),
]);

/** First moved, then rolled, then set to a Korean time of day. */
const moved = {
  plus: lengthSchema.exactOptional(),
  minus: lengthSchema.exactOptional(),
  /**
   * Of months and years that end where there is no such day: `nextDay` is the day after the month's last, when a month that
   * began at midnight is over (민법 제160조 제3항); left out, it is the last day itself.
   */
  shortMonth: z.literal('nextDay').exactOptional(),
  roll: rollSchema.exactOptional(),
  time: timeOfDaySchema.exactOptional(),
};
/** Reckoned from a date or moment field. */
const fieldMomentSchema = z.strictObject({ field: identifier, ...moved });
/** Reckoned from when the present stage was entered, or the lifecycle begun. */
const sinceMomentSchema = z.strictObject({ since: z.enum(['entered', 'started']), ...moved });
/** Reckoned from when a clock runs out; there is none while the clock is stopped. */
const clockMomentSchema = z.strictObject({ clock: identifier, ...moved });
const momentSchema = z.union([fieldMomentSchema, sinceMomentSchema, clockMomentSchema]);

/** A constant, a field of the lifecycle, a field of the event that is being handled, or when that event occurred. */
const operandSchema = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.strictObject({ field: identifier }),
  z.strictObject({ event: identifier }),
  z.strictObject({ occurred: z.literal(true) }),
]);

/**
 * A share of an amount: `percent` to three decimals, rounded to a multiple of `to` (default 1; `{ to: 10, round: 'down' }`
 * leaves off less than ten won, 국고금 관리법 제47조).
 */
const percentSchema = z.strictObject({
  percent: z.number().min(0).max(10_000),
  of: operandSchema,
  round: z.enum(['down', 'up', 'nearest']).exactOptional(),
  to: z.int().min(1).max(1_000_000).exactOptional(),
});
/** A day when it begins at a day and has no time of day, else a moment. */
const reckonedSchema = z.strictObject({ moment: z.union([fieldMomentSchema, sinceMomentSchema]) });
const termSchema = z.union([operandSchema, percentSchema]);
const sumSchema = z.union([
  z.strictObject({ add: z.array(termSchema).min(2).max(10) }),
  /** The first less the second. */
  z.strictObject({ subtract: z.array(termSchema).length(2) }),
]);
const boundSchema = z.union([
  z.strictObject({
    smallest: z
      .array(z.union([termSchema, sumSchema]))
      .min(2)
      .max(10),
  }),
  z.strictObject({
    largest: z
      .array(z.union([termSchema, sumSchema]))
      .min(2)
      .max(10),
  }),
]);
/** What a field can be set to. */
const valueSchema = z.union([operandSchema, percentSchema, reckonedSchema, sumSchema, boundSchema]);
const set = z.record(identifier, valueSchema).exactOptional();

/** In comparisons: the Korean day of a day or moment, so many days on or back. */
const dayOfSchema = z.strictObject({
  dayOf: operandSchema,
  plusDays: z.int().min(0).max(10_000).exactOptional(),
  minusDays: z.int().min(0).max(10_000).exactOptional(),
});
const comparandSchema = z.union([operandSchema, dayOfSchema]);
const comparisonSchema = z.strictObject({
  left: comparandSchema,
  is: z.enum(['==', '!=', '<', '<=', '>', '>=']),
  right: comparandSchema,
});
const conditionSchema = z.union([
  comparisonSchema,
  z.strictObject({ present: operandSchema }),
  z.strictObject({ absent: operandSchema }),
]);
/** A condition, or several of which one suffices. */
const guardSchema = z.union([conditionSchema, z.strictObject({ any: z.array(conditionSchema).min(2).max(10) })]);

/** Guards: all must hold. */
const when = z.array(guardSchema).max(10).exactOptional();

const bundleSchema = z.union([
  /** Items of one person and day meet at a time of day and are gathered for a minute; one that comes later goes alone. */
  z.strictObject({ name: identifier, slot: timeOfDaySchema, plural: templateCode }),
  /** The first item waits so long for others: a length, or as long as the tenant lets what people do in one visit settle. */
  z.strictObject({
    name: identifier,
    settle: z.union([lengthSchema, z.strictObject({ setting: z.literal('visitSettle') })]),
    plural: templateCode,
  }),
]);

const sendSchema = z.strictObject({
  send: templateCode,
  /** May be left out where the lifecycle has one party. */
  party: identifier.exactOptional(),
  purpose: z.enum(['informational', 'advertising']).exactOptional(),
  urgent: z.literal(true).exactOptional(),
  /**
   * Channels that may be used, the first one first: information goes by `alimtalk` and `text` (both, if left out), advertising
   * by `brand` (which `friendtalk` is taken for) and `text`.
   */
  channels: z.array(z.enum(CHANNELS)).min(1).max(2).exactOptional(),
  /** From then on the message is pointless: a length from its planned moment, or a moment. */
  expires: z.union([lengthSchema, momentSchema]).exactOptional(),
  night: z.enum(['after', 'before', 'drop']).exactOptional(),
  /** How it is delivered, where not as its lifecycle, its tenant or the platform has it. */
  ...messageTerms,
  /** One message for a person's like items (design: bundles). */
  bundle: bundleSchema.exactOptional(),
  /** Leaves only once the tenant has marked this data as loaded for the planned day; what expires first is dropped. */
  fresh: identifier.exactOptional(),
  when,
});
/** Tells the sender's operators, in the timeline and on their list. */
const alertSchema = z.strictObject({ alert: identifier, text: title, when });
/** Calls the sender's system back with the lifecycle's reference, the name and these values. */
const callSchema = z.strictObject({
  call: identifier,
  data: z.record(identifier, operandSchema).exactOptional(),
  when,
});
const clockActionSchema = z.union([
  z.strictObject({ stopClock: identifier, when }),
  z.strictObject({ resumeClock: identifier, when }),
  /** `by`: whole units of the clock. */
  z.strictObject({ extendClock: identifier, by: operandSchema, when }),
]);
const actionSchema = z.union([sendSchema, alertSchema, callSchema, ...clockActionSchema.options]);
const actions = z.array(actionSchema).max(10).exactOptional();

const unitSchema = z.enum(['minutes', 'hours', 'days', 'weeks', 'businessDays', 'workHours', 'months', 'years']);
/** A term that can be stopped, resumed and extended. */
const clockSchema = z.strictObject({
  title,
  from: z.union([fieldMomentSchema, z.strictObject({ since: z.literal('started'), ...moved })]),
  amount: z.union([z.int().min(1).max(10_000), z.strictObject({ field: identifier })]),
  /** A unit, or a choice field whose options are units. */
  unit: z.union([unitSchema, z.strictObject({ field: identifier })]),
  /** Days and longer units: the day from which it runs is the first of them (민원처리법 제19조 제2항). */
  firstDay: z.literal('counted').exactOptional(),
  /** Every unit: the whole days of a stop and of its resumption are left out (행정절차법 시행령 제11조). */
  stopDays: z.literal('notCounted').exactOptional(),
  /** Where the last day moves to; business days need none. */
  roll: rollSchema.exactOptional(),
});

const timerBase = {
  title,
  /** There is such a timer only while all of this holds, so its messages lose their point with it. */
  when,
  set,
  do: actions,
  goto: stageName.exactOptional(),
  /** What becomes of a firing whose moment has passed when it is first computed: skipped (default) or run at once. */
  ifPast: z.enum(['skip', 'run']).exactOptional(),
  /** What becomes of a firing that fell due while an operator had paused the lifecycle: skipped (default) or run late. */
  ifPaused: z.enum(['skip', 'run']).exactOptional(),
  /**
   * A moment that is set anew whenever what its messages tell has changed: those that still wait to leave are withdrawn
   * then. What has fired is neither told again nor said to have been skipped.
   */
  overtakenBy: z.strictObject({ field: identifier }).exactOptional(),
  /**
   * At most once in the whole affair: it follows its fields until it has fired, and whatever becomes of its moment or its
   * stage afterwards arms it no more. Left out, it fires for each moment that its fields give it.
   */
  once: z.literal(true).exactOptional(),
};
const timerSchema = z.union([
  z.strictObject({ ...timerBase, at: momentSchema }),
  /** Reckoned from entering the stage; for a timer of every stage, from the start. */
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
const timers = z.record(identifier, timerSchema).exactOptional();

/** What the sender's system may report: the data it carries and the fields of the lifecycle that it writes. */
const eventSchema = z.strictObject({
  title,
  data: z.record(identifier, fieldSchema).exactOptional(),
  set,
  /** How often it may be accepted in one lifecycle. */
  max: z.int().min(1).max(1000).exactOptional(),
  /** Refused, with these words, unless all of it holds for the fields as they are and the data that it brings. */
  requires: z
    .array(z.strictObject({ when: guardSchema, otherwise: z.string().min(1).max(200) }))
    .max(10)
    .exactOptional(),
});
const branchSchema = z.strictObject({ when, do: actions, goto: stageName.exactOptional() });
/**
 * What follows when an event is accepted and has written its fields: the actions, then the move. Of several branches the
 * first whose guards hold is taken; where none holds, the event only writes.
 */
const reactionSchema = z.union([
  z.strictObject({ do: actions, goto: stageName.exactOptional() }),
  z.strictObject({ branches: z.array(branchSchema).min(1).max(10) }),
]);

const stageSchema = z.strictObject({
  title,
  enter: actions,
  timers,
  on: z.record(identifier, reactionSchema).exactOptional(),
  final: z.literal(true).exactOptional(),
});

/** A button or text link with which the person requests something: pressing it and confirming reports the event. */
const linkSchema = z.strictObject({
  title,
  event: identifier,
  /** Constants and fields of the lifecycle, as they are when the message is written. */
  data: z.record(identifier, operandSchema).exactOptional(),
  /** From the message's planned moment, or a moment; afterwards the page says that the link has expired. */
  expires: z.union([lengthSchema, momentSchema]),
});

export const definitionSchema = z.strictObject({
  /** A tenant's own are named `tenant/name`. */
  name: lifecycleName,
  title,
  /** What it is for, whom it tells and which rules it follows; for people. */
  description: z.string().min(1).max(4000).exactOptional(),
  /**
   * Complaints, health, pension, party membership: templates are secured and show nothing but the reference, the name of
   * the person who is told, days and moments.
   */
  sensitive: z.literal(true).exactOptional(),
  /** How its messages are delivered, where their sends do not say otherwise. */
  delivery: lifecycleTerms.exactOptional(),
  parties: z.record(
    identifier,
    /** An optional one may be left out at the start; messages to it are then skipped. */
    z.strictObject({ kind: z.literal('person'), title, optional }),
  ),
  /** What a start must or may carry. */
  input: z.record(identifier, fieldSchema),
  /** Fields that only events and timers write. */
  fields: z.record(identifier, fieldSchema).exactOptional(),
  computed: z.record(identifier, computedSchema).exactOptional(),
  clocks: z.record(identifier, clockSchema).exactOptional(),
  events: z.record(identifier, eventSchema),
  /** Done once, at the start, before the first stage is entered. */
  start: actions,
  first: stageName,
  stages: z.record(stageName, stageSchema),
  /** Holds in every stage that is not final; a stage's own entry for the same event wins. */
  on: z.record(identifier, reactionSchema).exactOptional(),
  /** Run in every stage that is not final. */
  timers,
  /** Done when the lifecycle is cancelled by whoever asks for a last message. */
  cancel: actions,
  links: z.record(identifier, linkSchema).exactOptional(),
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
export type Operand = Immutable<z.infer<typeof operandSchema>>;
export type ValueExpression = Immutable<z.infer<typeof valueSchema>>;
export type Comparand = Immutable<z.infer<typeof comparandSchema>>;
export type Comparison = Immutable<z.infer<typeof comparisonSchema>>;
export type Condition = Immutable<z.infer<typeof conditionSchema>>;
export type Guard = Immutable<z.infer<typeof guardSchema>>;
export type Bundle = Immutable<z.infer<typeof bundleSchema>>;
export type SendAction = Immutable<z.infer<typeof sendSchema>>;
export type AlertAction = Immutable<z.infer<typeof alertSchema>>;
export type CallAction = Immutable<z.infer<typeof callSchema>>;
export type ClockAction = Immutable<z.infer<typeof clockActionSchema>>;
export type Action = Immutable<z.infer<typeof actionSchema>>;
export type Unit = z.infer<typeof unitSchema>;
export type ClockDefinition = Immutable<z.infer<typeof clockSchema>>;
export type Timer = Immutable<z.infer<typeof timerSchema>>;
export type EventDefinition = Immutable<z.infer<typeof eventSchema>>;
export type Branch = Immutable<z.infer<typeof branchSchema>>;
export type Reaction = Immutable<z.infer<typeof reactionSchema>>;
export type Stage = Immutable<z.infer<typeof stageSchema>>;
export type LinkDefinition = Immutable<z.infer<typeof linkSchema>>;
export type TemplateVariable = Immutable<z.infer<typeof variableSchema>>;
export type ButtonDefinition = Immutable<z.infer<typeof buttonSchema>>;
export type TemplateVariant = Immutable<z.infer<typeof variantSchema>>;
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
  if (!parsed.success) return { problems: shapeProblems(parsed.error.issues, json) };
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
