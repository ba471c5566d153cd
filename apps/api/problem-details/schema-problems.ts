import type { z } from 'zod';
import { isErrorCode, type Problem } from '#libs/contracts/error-codes.js';

/** What zod puts into an issue, as far as we read it; a check may name its own code. */
type Issue = z.core.$ZodIssue;

/**
 * A schema's issues as problems with stable codes. zod's own messages are not passed on where they could repeat what was
 * sent; a key that is not known is named only when it looks like a key, because people paste numbers into wrong places.
 */
export function problemsOfIssues(issues: readonly Issue[], input: unknown, root = ''): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, input, root));
}

function problemsOfIssue(issue: Issue, input: unknown, root: string): Problem[] {
  const path = pathOf(root, issue.path);
  if (valueAt(input, issue.path) === undefined && issue.code !== 'custom') {
    return [{ path, code: path === '' ? 'BODY_MISSING' : 'FIELD_MISSING', message: `is required${expectedBy(issue)}` }];
  }
  const own = ownProblem(issue.message, path);
  if (own) return [own];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: join(path, isPlainKey(key) ? key : '(unnamed)'),
        code: 'FIELD_UNKNOWN',
        message: 'is not known here; leave it out or correct its spelling',
      }));
    case 'invalid_type':
      return [{ path, code: 'FIELD_TYPE_WRONG', message: `must be of type ${issue.expected}` }];
    case 'invalid_union': {
      const value = valueAt(input, issue.path);
      const inner = issue.errors.map((errors) => problemsOfIssues(errors, value, path));
      // the branch that got furthest is the one that was meant
      const meant = inner.filter((problems) => problems.length > 0).sort((a, b) => depth(b) - depth(a))[0];
      return meant ?? [{ path, code: 'FIELD_INVALID', message: 'has none of the forms that are allowed' }];
    }
    case 'invalid_key':
      return [
        {
          path: pathOf(root, issue.path.slice(0, -1)),
          code: 'FIELD_UNKNOWN',
          message: 'holds a key that is not allowed',
        },
      ];
    case 'custom':
      return [{ path, code: 'FIELD_INVALID', message: issue.message }];
    default:
      return [{ path, code: 'FIELD_INVALID', message: limitOf(issue) }];
  }
}

/** Schemas of ours may begin a message with `CODE: `, which then becomes the problem's code. */
function ownProblem(message: string, path: string): Problem | undefined {
  const [, code, text] = /^([A-Z_]+): (.+)$/s.exec(message) ?? [];
  return code !== undefined && text !== undefined && isErrorCode(code) ? { path, code, message: text } : undefined;
}

function limitOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    default:
      return 'does not have the form that is documented';
  }
}

const unitOf = (origin: string): string =>
  origin === 'string' ? ' characters long' : origin === 'array' ? ' entries' : '';

const expectedBy = (issue: Issue): string => (issue.code === 'invalid_type' ? ` (${issue.expected})` : '');

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );

const depth = (problems: readonly Problem[]): number => Math.max(...problems.map(({ path }) => path.split('.').length));

const isPlainKey = (key: string): boolean => /^[A-Za-z_][A-Za-z0-9_-]{0,49}$/.test(key);

function pathOf(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, part) => join(whole, nameOf(part)), root);
}

const nameOf = (part: PropertyKey): string =>
  typeof part === 'number' || isPlainKey(String(part)) ? String(part) : '(unnamed)';

const join = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`);
