import { dayOf, formatKorean, formatKoreanMoment, momentOfIso, timeOf } from '#libs/calendar/korean-time.js';
import type { Definition, FieldDefinition, TemplateVariable } from './definition.js';
import type { Fields, FieldValue } from './state.js';
import { baseField, storedFields } from './visibility.js';

/** What a message may say. */
export interface TemplateSources {
  /** The stored data; the decision's own snapshot (`SendEffect.fields`) laid over it says what was true then. */
  readonly fields: Fields;
  readonly parties: Readonly<Record<string, { readonly name: string }>>;
  /** The sender's own reference of the affair. */
  readonly reference?: string | undefined;
  /** Of a bundle's message: how many items it tells of. Its fields are those of the first. */
  readonly bundle?: { readonly count: number } | undefined;
  /** Addresses of the definition's links, by name. */
  readonly links?: Readonly<Record<string, string>> | undefined;
}

/**
 * The values of a template's variables, by the name in `#{…}`. A variable whose source is absent is left out: rendering
 * then refuses the message rather than showing `#{…}` to a person.
 * @throws Error when the definition has no such template.
 */
export function templateValues(definition: Definition, code: string, sources: TemplateSources): Record<string, string> {
  if (!Object.hasOwn(definition.templates, code))
    throw new Error(`The lifecycle ${definition.name} has no template ${code}.`);
  const values: Record<string, string> = {};
  for (const [name, variable] of Object.entries(definition.templates[code]!.variables)) {
    const value = textOf(definition, variable, sources);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function textOf(definition: Definition, variable: TemplateVariable, sources: TemplateSources): string | undefined {
  if ('party' in variable) return sources.parties[variable.party]?.name;
  if ('reference' in variable) return sources.reference;
  if ('link' in variable) return sources.links?.[variable.link];
  if ('field' in variable) return fieldText(definition, variable, sources);
  const { count } = sources.bundle ?? {};
  if (count === undefined) return undefined;
  return String(variable.bundle === 'count' ? count : count - 1);
}

type FieldVariable = Extract<TemplateVariable, { field: string }>;

function fieldText(
  definition: Definition,
  { field, format }: FieldVariable,
  { fields }: TemplateSources,
): string | undefined {
  const stored = baseField(definition, field);
  const value = fields[field] ?? fields[stored];
  const type = storedFields(definition)[stored];
  return value === undefined || type === undefined ? undefined : shownAs(value, type, format);
}

/** Without a format a value is shown as its type suggests; `text` shows it as it is stored. */
function shownAs(value: FieldValue, field: FieldDefinition, format: FieldVariable['format']): string | undefined {
  if (field.type === 'choice') return field.options[String(value)] ?? String(value);
  if (format === 'text') return String(value);
  if (field.type === 'boolean') return value === true ? '예' : '아니요';
  if (typeof value === 'number')
    return `${grouped(value)}${format === 'won' || (field.type === 'amount' && format === undefined) ? '원' : ''}`;
  if (field.type === 'date') return formatKorean(String(value));
  return field.type === 'dateTime' ? momentText(String(value), format) : String(value);
}

function momentText(value: string, format: FieldVariable['format']): string | undefined {
  const moment = momentOfIso(value);
  if (moment === undefined) return undefined;
  if (format === 'date') return formatKorean(dayOf(moment));
  return format === 'time' ? timeOf(moment).slice(0, 5) : formatKoreanMoment(moment);
}

/** `12,000`: by hand, because number formats of the runtime depend on its locale data. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
