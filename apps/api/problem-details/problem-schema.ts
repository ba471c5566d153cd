import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '#libs/contracts/error-codes.js';

const code = z
  .enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: 'ErrorCode', description: 'Stable code of an error; docs/errors.md explains each.' });

/** What every error answer holds. */
export const problemSchema = z
  .object({
    type: z.url().describe('Address of the page that explains the code.'),
    title: z.string(),
    status: z.int(),
    code,
    detail: z.string().describe('What went wrong this time.'),
    remedy: z.string().describe('What to do about it.'),
    retryable: z.boolean().describe('Whether the same request may succeed later without being changed.'),
    instance: z.string().describe('Names this occurrence; give it to the operator.'),
    problems: z
      .array(
        z.object({
          path: z.string().describe('Leads into the body, or names a header or parameter.'),
          code,
          message: z.string(),
        }),
      )
      .describe('Every place that is wrong; empty where the error has no place.'),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });
