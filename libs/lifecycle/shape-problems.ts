/** What a definition's schema finds wrong, each with its place and what to do about it. Values are never repeated. */
import type { z } from 'zod';
import type { Problem } from './definition.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `json`: what was read, to tell what is missing from what is wrong. Each place is named once. */
export function shapeProblems(issues: readonly Issue[], json: unknown): Problem[] {
  const found = issues.flatMap((issue) => problemsOf(issue, json, []));
  return [...new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}

function problemsOf(issue: Issue, json: unknown, root: Path): Problem[] {
  const place = [...root, ...issue.path];
  const path = pathText(place);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return problemsOfUnion(issue.errors, json, place);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: pathText([...place, key]),
      message: 'is not known here; leave it out or correct its spelling',
    }));
  if (isMissing(issue, valueAt(json, root))) return [{ path, message: 'is missing; add it' }];
  return [{ path, message: remedyFor(issue) }];
}

/** Of the forms that a value may have, the one that was meant: whose own keys fit best. Several alike are all named. */
function problemsOfUnion(forms: readonly (readonly Issue[])[], json: unknown, place: Path): Problem[] {
  const value = valueAt(json, place);
  const distances = forms.map((issues) => distance(issues, value));
  const least = Math.min(...distances);
  const [meant, ...alike] = forms.filter((_, index) => distances[index] === least);
  if (meant !== undefined && (alike.length === 0 || least === 0))
    return meant.flatMap((issue) => problemsOf(issue, json, place));
  const rivals = rivalKeys(
    forms.filter((_, index) => distances[index] === least),
    value,
  );
  if (rivals.length > 1)
    return [{ path: pathText(place), message: `holds ${rivals.join(' and ')}, of which only one may stand; keep one` }];
  const keys = forms.flatMap((issues) => issues.find((issue) => isMissing(issue, value))?.path.map(String) ?? []);
  const message =
    isObject(value) && keys.length > 0
      ? `must hold exactly one of: ${[...new Set(keys)].join(', ')}`
      : `must be ${[...new Set(forms.flatMap((issues) => issues.flatMap(expectedBy)))].join(' or ')}`;
  return [{ path: pathText(place), message }];
}

/** Of the keys that a value has, those that some of the forms know and others do not: each would be right by itself. */
function rivalKeys(forms: readonly (readonly Issue[])[], value: unknown): string[] {
  if (!isObject(value)) return [];
  const refused = forms.map(
    (issues) =>
      new Set(
        issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [])),
      ),
  );
  return Object.keys(value as object).filter(
    (key) => refused.some((keys) => keys.has(key)) && refused.some((keys) => !keys.has(key)),
  );
}

/** How far a value is from a form: keys that it lacks or has beside it. A value of another type is further than any. */
const distance = (issues: readonly Issue[], value: unknown): number =>
  issues.reduce((sum, issue) => {
    if (issue.path.length === 0 && issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    if (issue.path.length === 0) return sum + 1_000;
    return isMissing(issue, value) ? sum + 1 : sum;
  }, 0);

/** `value`: what the issue's path begins from. */
const isMissing = (issue: Issue, value: unknown): boolean =>
  issue.path.length > 0 && issue.code !== 'custom' && valueAt(value, issue.path) === undefined;

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

const expectedBy = (issue: Issue): string[] => {
  if (issue.code === 'invalid_type') return [TYPES[issue.expected] ?? issue.expected];
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
  return issue.code === 'invalid_union' ? issue.errors.flatMap((issues) => issues.flatMap(expectedBy)) : [];
};

function remedyFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${expectedBy(issue).join('')}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return `must be one of: ${('options' in issue && Array.isArray(issue.options) ? issue.options : []).join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return `must be written as ${'pattern' in issue ? issue.pattern : issue.format}`;
    case 'invalid_key': {
      const [own] = issue.issues;
      return `has a name that is not allowed here${own ? `: it ${remedyFor(own)}` : ''}`;
    }
    case 'custom':
      return issue.message;
    default:
      return 'does not have the form that the language gives it';
  }
}

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries' : '';
};

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );

/** Names of the language and template variables are repeated, whatever else stands for a key is not. */
const pathText = (path: Path): string =>
  path
    .map((part) => (/^([0-9]{1,5}|[\p{L}_][\p{L}\p{N}_-]{0,49})$/u.test(String(part)) ? String(part) : '(unnamed)'))
    .join('.');
