import { formatKorean, formatKoreanMoment, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Definition, FieldDefinition, TemplateVariable } from './definition.js';
import type { Fields, FieldValue } from './state.js';
import { baseField, storedFields } from './visibility.js';

/** What a message may say: the lifecycle's fields (computed days included) and its parties' names. */
export interface TemplateSources {
  /** The stored data; the decision's own snapshot (`SendEffect.fields`) laid over it says what was true then. */
  readonly fields: Fields;
  readonly parties: Readonly<Record<string, { readonly name: string }>>;
}

/**
 * The values of a template's variables, by the name in `#{…}`. A variable whose field or party is absent is left out:
 * rendering then refuses the message rather than showing `#{…}` to a person.
 * @throws Error when the definition has no such template.
 */
export function templateValues(definition: Definition, code: string, sources: TemplateSources): Record<string, string> {
  if (!Object.hasOwn(definition.templates, code))
    throw new Error(`The lifecycle ${definition.name} has no template ${code}.`);
  const values: Record<string, string> = {};
  for (const [name, variable] of Object.entries(definition.templates[code]!.variables)) {
    const value =
      'party' in variable ? sources.parties[variable.party]?.name : fieldText(definition, variable, sources);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function fieldText(
  definition: Definition,
  { field, format }: Extract<TemplateVariable, { field: string }>,
  { fields }: TemplateSources,
): string | undefined {
  const stored = baseField(definition, field);
  const value = fields[field] ?? fields[stored];
  const type = storedFields(definition)[stored];
  return value === undefined || type === undefined ? undefined : shownAs(value, type, format);
}

/** Without a format a value is shown as its type suggests; `text` shows it as it is stored. */
function shownAs(
  value: FieldValue,
  field: FieldDefinition,
  format: 'date' | 'text' | 'number' | 'dateTime' | undefined,
) {
  if (format === 'text' && field.type !== 'choice') return String(value);
  if (field.type === 'choice') return field.options[String(value)] ?? String(value);
  if (field.type === 'boolean') return value === true ? '예' : '아니요';
  if (typeof value === 'number') return grouped(value);
  if (field.type === 'date') return formatKorean(String(value));
  if (field.type === 'dateTime') {
    const moment = momentOfIso(String(value));
    return moment === undefined ? undefined : formatKoreanMoment(moment);
  }
  return String(value);
}

/** `12,000`: by hand, because number formats of the runtime depend on its locale data. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
