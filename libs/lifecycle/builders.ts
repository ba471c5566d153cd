/** Small words that write definitions in TypeScript; each answers plain JSON. */
import { parseDefinition } from './definition.js';
import type {
  AlertAction,
  Comparison,
  Definition,
  FieldDefinition,
  Length,
  SendAction,
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

export const person = (title: string) => ({ kind: 'person' as const, title });

export const text = (title: string, options: Options<'text'> = {}): Field<'text'> => ({
  type: 'text',
  title,
  ...options,
});
export const integer = (title: string, options: Options<'integer'> = {}): Field<'integer'> => ({
  type: 'integer',
  title,
  ...options,
});
export const date = (title: string, options: Options<'date'> = {}): Field<'date'> => ({
  type: 'date',
  title,
  ...options,
});
export const dateTime = (title: string, options: Options<'dateTime'> = {}): Field<'dateTime'> => ({
  type: 'dateTime',
  title,
  ...options,
});
/** `choices`: each value with its Korean title. */
export const choice = (
  title: string,
  choices: Readonly<Record<string, string>>,
  options: Options<'choice'> = {},
): Field<'choice'> => ({ type: 'choice', title, options: choices, ...options });
export const yesNo = (title: string, options: Options<'boolean'> = {}): Field<'boolean'> => ({
  type: 'boolean',
  title,
  ...options,
});

type Amount = number | { readonly field: string };
export const minutes = (amount: Amount): Length => ({ minutes: amount });
export const hours = (amount: Amount): Length => ({ hours: amount });
export const days = (amount: Amount): Length => ({ days: amount });
export const businessDays = (amount: Amount): Length => ({ businessDays: amount });
export const months = (amount: Amount): Length => ({ months: amount });
export const years = (amount: Amount): Length => ({ years: amount });

export const setting = (name: 'reminderTime') => ({ setting: name });
export const field = (name: string) => ({ field: name });
export const event = (name: string) => ({ event: name });

export const is = (left: ValueExpression, comparison: Comparison['is'], right: ValueExpression): Comparison => ({
  left,
  is: comparison,
  right,
});

export const send = (template: string, options: Omit<SendAction, 'send'> = {}): SendAction => ({
  send: template,
  ...options,
});
export const alert = (name: string, words: string, options: Pick<AlertAction, 'when'> = {}): AlertAction => ({
  alert: name,
  text: words,
  ...options,
});
