import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { z } from 'zod';
import { isCheckedByHandler } from './checked-by-handler.js';
import { inputError } from './problem-error.js';
import { problemsOfIssues } from './schema-problems.js';

/** Validates what a handler declares a zod schema for, and answers all problems at once with our own codes. */
@Injectable()
export class InputPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema } = metadata;
    if (!(schema instanceof z.ZodType) || isCheckedByHandler(schema)) return value;
    this.stripProtoKeys(value);
    const result = await schema.safeParseAsync(value);
    if (result.success) return result.data as T;
    const root = metadata.type === 'body' ? '' : (metadata.data ?? '');
    throw inputError(problemsOfIssues(result.error.issues, value, root));
  }
}
