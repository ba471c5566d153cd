/** Small words that write definitions in TypeScript; each answers plain JSON. */
import { parseDefinition } from './definition.js';
import type {
  AlertAction,
  ButtonDefinition,
  CallAction,
  ClockAction,
  Comparand,
  Comparison,
  Condition,
  Definition,
  FieldDefinition,
  Guard,
  Length,
  Operand,
  SendAction,
  TemplateDefinition,
  TemplateVariant,
  ValueExpression,
} from './definition.js';

/** @throws Error listing every problem, so that a broken shipped lifecycle stops the process that loads it. */
export function defineLifecycle(definition: Definition): Definition {
  const result = parseDefinition(definition);
  if ('definition' in result) return result.definition;
  const list = result.problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n');
  throw new Error(`The lifecycle ${definition.name} is not valid:\n${list}`);
}

type Kind = FieldDefinition['type'];
type Options<K extends Kind> = Omit<Extract<FieldDefinition, { type: K }>, 'type' | 'title' | 'options'>;
type Field<K extends Kind> = Extract<FieldDefinition, { type: K }>;

export const person = (title: string, options: { readonly optional?: true } = {}) => ({
  kind: 'person' as const,
  title,
  ...options,
});

/** A word for each kind of field that needs nothing but a title and its limits. */
const fieldOf =
  <K extends Exclude<Kind, 'choice'>>(type: K) =>
  (title: string, options?: Options<K>): Field<K> =>
    ({ type, title, ...options }) as unknown as Field<K>;

export const text = fieldOf('text');
export const integer = fieldOf('integer');
export const amount = fieldOf('amount');
export const date = fieldOf('date');
export const dateTime = fieldOf('dateTime');
export const url = fieldOf('url');
export const yesNo = fieldOf('boolean');
/** `choices`: each value with its Korean title. */
export const choice = (
  title: string,
  choices: Readonly<Record<string, string>>,
  options: Options<'choice'> = {},
): Field<'choice'> => ({ type: 'choice', title, options: choices, ...options });

type Amount = number | { readonly field: string };
export const minutes = (amount: Amount): Length => ({ minutes: amount });
export const hours = (amount: Amount): Length => ({ hours: amount });
export const days = (amount: Amount): Length => ({ days: amount });
export const weeks = (amount: Amount): Length => ({ weeks: amount });
export const businessDays = (amount: Amount): Length => ({ businessDays: amount });
export const workHours = (amount: Amount): Length => ({ workHours: amount });
export const months = (amount: Amount): Length => ({ months: amount });
export const years = (amount: Amount): Length => ({ years: amount });

export const setting = <Name extends 'reminderTime' | 'visitSettle'>(name: Name) => ({ setting: name });
export const field = (name: string) => ({ field: name });
export const event = (name: string) => ({ event: name });
/** When the event that is being handled occurred, or the timer fell due. */
export const occurred = { occurred: true } as const;

type Term = Operand | Extract<ValueExpression, { percent: number }>;
type Sum = Extract<ValueExpression, { add: unknown } | { subtract: unknown }>;
/** `rate` percent of an amount; see `percentSchema` for rounding. */
export const percent = (
  rate: number,
  of: Operand,
  rounding: { readonly round?: 'down' | 'up' | 'nearest'; readonly to?: number } = {},
) => ({ percent: rate, of, ...rounding });
export const add = (...terms: readonly Term[]): Sum => ({ add: [...terms] });
export const subtract = (from: Term, less: Term): Sum => ({ subtract: [from, less] });
export const smallest = (...values: readonly (Term | Sum)[]) => ({ smallest: [...values] });
export const largest = (...values: readonly (Term | Sum)[]) => ({ largest: [...values] });
/** A day or moment reckoned from a field, from entering the stage or from the start. */
export const moment = (expression: Extract<ValueExpression, { moment: unknown }>['moment']) => ({ moment: expression });

export const is = (left: Comparand, comparison: Comparison['is'], right: Comparand): Comparison => ({
  left,
  is: comparison,
  right,
});
/** In comparisons: the Korean day of a day or moment, `days` on (back, when negative). */
export const dayOf = (operand: Operand, days = 0): Comparand => ({
  dayOf: operand,
  ...(days > 0 && { plusDays: days }),
  ...(days < 0 && { minusDays: -days }),
});
export const present = (value: Operand) => ({ present: value });
export const absent = (value: Operand) => ({ absent: value });
export const any = (...conditions: readonly Condition[]): Guard => ({ any: [...conditions] });

export const send = (template: string, options: Omit<SendAction, 'send'> = {}): SendAction => ({
  send: template,
  ...options,
});
export const alert = (name: string, words: string, options: Pick<AlertAction, 'when'> = {}): AlertAction => ({
  alert: name,
  text: words,
  ...options,
});
export const call = (name: string, options: Omit<CallAction, 'call'> = {}): CallAction => ({ call: name, ...options });
type When = Pick<SendAction, 'when'>;
export const stopClock = (name: string, options: When = {}): ClockAction => ({ stopClock: name, ...options });
export const resumeClock = (name: string, options: When = {}): ClockAction => ({ resumeClock: name, ...options });
export const extendClock = (name: string, by: Operand, options: When = {}): ClockAction => ({
  extendClock: name,
  by,
  ...options,
});

/** A button with a fixed link; the host must be the one that was approved. */
export const linkButton = (name: string, link: string): ButtonDefinition => ({
  type: 'WL',
  name,
  linkMo: link,
  linkPc: link,
});
/** A button that requests an event: `link` names one of the definition's links. */
export const requestButton = (name: string, link: string): ButtonDefinition => ({ type: 'WL', name, link });
/**
 * Templates with what they say in other languages, by tag and then by code.
 * @throws Error for a code that there is not: nobody would ever read it.
 */
export function spokenIn(
  templates: Readonly<Record<string, TemplateDefinition>>,
  languages: Readonly<Record<string, Readonly<Record<string, TemplateVariant>>>>,
): Readonly<Record<string, TemplateDefinition>> {
  const strange = Object.values(languages)
    .flatMap((variants) => Object.keys(variants))
    .find((code) => !Object.hasOwn(templates, code));
  if (strange !== undefined) throw new Error(`There is no template ${strange}.`);
  return Object.fromEntries(
    Object.entries(templates).map(([code, template]) => {
      const spoken = Object.entries(languages).flatMap(([language, variants]) =>
        Object.hasOwn(variants, code) ? [[language, variants[code]!] as const] : [],
      );
      return [code, spoken.length === 0 ? template : { ...template, in: Object.fromEntries(spoken) }];
    }),
  );
}

export const addChannelButton: ButtonDefinition = { type: 'AC', name: '채널 추가' };
