import type { Definition, FieldDefinition } from './definition.js';
import type { MigrationMapping } from './migration.js';
import { storedFields } from './visibility.js';

export interface MappingProblem {
  readonly path: string;
  readonly code: 'MIGRATION_STAGE_UNMAPPED' | 'MIGRATION_FIELD_MISSING' | 'FIELD_INVALID';
  readonly message: string;
}

/**
 * What is wrong with a mapping between two versions, whatever lifecycle is moved: names that do not exist, fields of
 * another type, and what the new version needs and cannot get. Whether a stage is left without a counterpart shows only
 * with the lifecycles that stand in it.
 */
export function mappingProblems(before: Definition, after: Definition, mapping: MigrationMapping): MappingProblem[] {
  return [
    ...stageProblems(before, after, mapping),
    ...fieldProblems(before, after, mapping),
    ...partyProblems(before, after),
  ];
}

function stageProblems(before: Definition, after: Definition, { stages }: MigrationMapping): MappingProblem[] {
  return Object.entries(stages).flatMap(([from, to]): MappingProblem[] => {
    if (!Object.hasOwn(before.stages, from))
      return [
        { path: 'stages', code: 'FIELD_INVALID', message: `maps a stage that the old version does not have: ${from}` },
      ];
    const target = Object.hasOwn(after.stages, to) ? after.stages[to] : undefined;
    return target && !target.final
      ? []
      : [
          {
            path: `stages.${from}`,
            code: 'MIGRATION_STAGE_UNMAPPED',
            message: `must be mapped to a stage of the new version that is not final, not to: ${to}`,
          },
        ];
  });
}

function fieldProblems(before: Definition, after: Definition, { fields }: MigrationMapping): MappingProblem[] {
  const old = storedFields(before);
  const fresh = storedFields(after);
  const mapped = Object.entries(fields).flatMap(([name, source]): MappingProblem[] => {
    const [target, origin] = [own(fresh, name), own(old, source)];
    if (!target)
      return [
        { path: 'fields', code: 'FIELD_INVALID', message: `names a field that the new version does not have: ${name}` },
      ];
    if (!origin)
      return [{ path: `fields.${name}`, code: 'FIELD_INVALID', message: `the old version has no field: ${source}` }];
    return sameKind(target, origin) ? [] : [otherKind(name)];
  });
  const needed = Object.entries(after.input).flatMap(([name, field]): MappingProblem[] => {
    if (Object.hasOwn(fields, name)) return [];
    const origin = own(old, name);
    if (origin) return sameKind(field, origin) ? [] : [otherKind(name)];
    return field.optional
      ? []
      : [
          {
            path: `fields.${name}`,
            code: 'MIGRATION_FIELD_MISSING',
            message: `‘${field.title}’ is needed by the new version and unknown to the old one`,
          },
        ];
  });
  return [...mapped, ...needed];
}

const partyProblems = (before: Definition, after: Definition): MappingProblem[] =>
  Object.entries(after.parties)
    .filter(([role, { optional }]) => !optional && !Object.hasOwn(before.parties, role))
    .map(([role]) => ({
      path: 'toVersion',
      code: 'MIGRATION_FIELD_MISSING',
      message: `needs a party that the old version does not have: ${role}`,
    }));

const own = (fields: Readonly<Record<string, FieldDefinition>>, name: string): FieldDefinition | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** Amounts are whole numbers, and a choice may be read as the same choice only. */
const sameKind = (one: FieldDefinition, other: FieldDefinition): boolean => {
  if (one.type === 'choice' && other.type === 'choice')
    return Object.keys(other.options).every((option) => Object.hasOwn(one.options, option));
  return one.type === other.type;
};

const otherKind = (name: string): MappingProblem => ({
  path: `fields.${name}`,
  code: 'FIELD_INVALID',
  message: 'is of another type in the old version, or lacks one of its choices',
});
