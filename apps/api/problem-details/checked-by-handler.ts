import type { z } from 'zod';
import type { Problem } from '#libs/contracts/error-codes.js';
import { problemsOfIssues } from './schema-problems.js';

const schemas = new WeakSet<z.ZodType>();

/**
 * Marks a schema whose handler reads the body itself, because what is allowed also depends on a lifecycle's definition
 * and the caller shall hear of all problems at once. It documents the body all the same.
 */
export function checkedByHandler<T extends z.ZodType>(schema: T): T {
  schemas.add(schema);
  return schema;
}

export const isCheckedByHandler = (schema: z.ZodType): boolean => schemas.has(schema);

/** What such a handler reads with: the value, or the problems of its shape. */
export function readShape<T extends z.ZodType>(
  schema: T,
  body: unknown,
): { readonly value: z.output<T> } | { readonly problems: readonly Problem[] } {
  const result = schema.safeParse(body);
  return result.success ? { value: result.data } : { problems: problemsOfIssues(result.error.issues, body) };
}
