import { dayOf, momentOfIso, timeOf } from '#libs/calendar/korean-time.js';
import { INSTITUTION_NAME } from '#libs/content/institution-name.js';
import type { Definition, FieldDefinition, TemplateVariable } from './definition.js';
import { languageForms, type LanguageForms } from './language-forms.js';
import { fromNearest } from './language-tags.js';
import { STOPPED, type Fields, type FieldValue, type SendEffect } from './state.js';
import { baseField, storedFields } from './visibility.js';

/** What a message may say. */
export interface TemplateSources {
  /** The stored data; the decision's own snapshot (`SendEffect.fields`) laid over it says what was true then. */
  readonly fields: Fields;
  readonly parties: Readonly<Record<string, { readonly name: string }>>;
  /** Under which name the tenant writes (institutionNameOf): every template may show it. Undefined where its place is to stay. */
  readonly institution: string | undefined;
  /** The sender's own reference of the affair. */
  readonly reference?: string | undefined;
  /** Of a bundle's message: how many items it tells of. Its fields are those of the first. */
  readonly bundle?: { readonly count: number } | undefined;
  /** How clocks stood at the decision, by name (`SendEffect.clockEnds`). */
  readonly clockEnds?: SendEffect['clockEnds'] | undefined;
  /** Addresses of the definition's links, by name. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /** In which days, sums and the like are written; Korean, if left out. */
  readonly language?: string | undefined;
}

/**
 * The values of a template's variables, by the name in `#{…}`. A variable whose source is absent is left out: rendering
 * then refuses the message rather than showing `#{…}` to a person.
 * @throws Error when the definition has no such template.
 */
export function templateValues(definition: Definition, code: string, sources: TemplateSources): Record<string, string> {
  if (!Object.hasOwn(definition.templates, code))
    throw new Error(`The lifecycle ${definition.name} has no template ${code}.`);
  const { institution } = sources;
  const values: Record<string, string> = institution === undefined ? {} : { [INSTITUTION_NAME]: institution };
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
  if ('clock' in variable) return clockText(variable, sources);
  const { count } = sources.bundle ?? {};
  if (count === undefined) return undefined;
  return String(variable.bundle === 'count' ? count : count - 1);
}

type ClockVariable = Extract<TemplateVariable, { clock: string }>;

/** The words of a stopped one are the definition's in Korean, and in other languages that language's own. */
function clockText(
  { clock, format, stopped }: ClockVariable,
  { clockEnds = {}, language }: TemplateSources,
): string | undefined {
  const end = Object.hasOwn(clockEnds, clock) ? clockEnds[clock] : undefined;
  const forms = languageForms(language);
  if (end === undefined) return undefined;
  if (end === STOPPED) return (language === undefined ? stopped : undefined) ?? forms.stopped;
  if (typeof end === 'string') return forms.day(end);
  return format === 'date' ? forms.day(dayOf(end)) : forms.moment(end);
}

type FieldVariable = Extract<TemplateVariable, { field: string }>;

function fieldText(
  definition: Definition,
  { field, format }: FieldVariable,
  { fields, language }: TemplateSources,
): string | undefined {
  const stored = baseField(definition, field);
  const value = fields[field] ?? fields[stored];
  const type = storedFields(definition)[stored];
  return value === undefined || type === undefined ? undefined : shownAs(value, type, format, language);
}

/** Without a format a value is shown as its type suggests; `text` shows it as it is stored. */
function shownAs(
  value: FieldValue,
  field: FieldDefinition,
  format: FieldVariable['format'],
  language: string | undefined,
): string | undefined {
  if (field.type === 'choice') return optionTitle(field, String(value), language);
  if (format === 'text') return String(value);
  const forms = languageForms(language);
  if (field.type === 'boolean') return value === true ? forms.yes : forms.no;
  if (typeof value === 'number')
    return format === 'won' || (field.type === 'amount' && format === undefined)
      ? forms.won(value)
      : forms.number(value);
  if (field.type === 'date') return forms.day(String(value));
  return field.type === 'dateTime' ? momentText(String(value), format, forms) : String(value);
}

/** In Korean where the definition has no other title. */
function optionTitle(
  { options, in: titles = {} }: Extract<FieldDefinition, { type: 'choice' }>,
  option: string,
  language: string | undefined,
): string {
  const nearest = language === undefined ? undefined : fromNearest(language).find((tag) => Object.hasOwn(titles, tag));
  return (nearest === undefined ? undefined : titles[nearest]?.[option]) ?? options[option] ?? option;
}

function momentText(value: string, format: FieldVariable['format'], forms: LanguageForms): string | undefined {
  const moment = momentOfIso(value);
  if (moment === undefined) return undefined;
  if (format === 'date') return forms.day(dayOf(moment));
  return format === 'time' ? timeOf(moment).slice(0, 5) : forms.moment(moment);
}
