import { z } from 'zod';
import { isDay, momentOfIso } from '#libs/calendar/korean-time.js';
import { jeonOfKrw } from '#libs/message/money.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';

/** Schemas that several resources share. A message that begins with an error code becomes a problem with that code. */

/** Control characters are refused: PostgreSQL and dealers cannot keep them. */
export const lineOfText = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters')
    .regex(/\S/, 'must not be blank');

export const reference = lineOfText(100).describe(
  'The number that your own system knows the affair by. Never anything personal.',
);

export const typeName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9/-]+$/, 'is lower-case letters, digits and hyphens, as in library-loan');

export const id = z.uuid({ error: 'ID_INVALID: must be a UUID' });

/** The same in paths, with what the examples are about. */
export const lifecycleIdParam = id.meta({ examples: [EXAMPLE_IDS.lifecycle] });
export const messageIdParam = id.meta({ examples: [EXAMPLE_IDS.message] });
export const typeParam = typeName.meta({ examples: ['library-loan'] });
export const referenceParam = reference.meta({ examples: [EXAMPLE_IDS.reference] });

export const day = z
  .string()
  .refine(isDay, 'DATE_INVALID: must be a day that exists, as YYYY-MM-DD')
  .meta({ format: 'date' });

/** Answered moments: Korean time with its offset. */
export const moment = z.iso.datetime({ offset: true }).describe('ISO 8601 in Korean time, +09:00.');

export const givenMoment = z
  .string()
  .refine(
    (text) => momentOfIso(text) !== undefined,
    'MOMENT_INVALID: must be ISO 8601 with an offset, as 2026-12-07T10:00:00+09:00',
  )
  .meta({ format: 'date-time', description: 'ISO 8601 with an offset, as 2026-12-07T10:00:00+09:00.' });

export const pageSize = z.coerce
  .number({ error: 'PAGE_SIZE_INVALID: must be a whole number from 1 to 100' })
  .int('PAGE_SIZE_INVALID: must be a whole number from 1 to 100')
  .min(1, 'PAGE_SIZE_INVALID: must be at least 1')
  .max(100, 'PAGE_SIZE_INVALID: must be at most 100')
  .default(50)
  .describe('Entries on a page.');

export const cursor = z
  .string()
  .max(500, 'CURSOR_INVALID: must be `next` of the page before')
  .regex(/^[A-Za-z0-9_-]+$/, 'CURSOR_INVALID: must be `next` of the page before')
  .describe('`next` of the page before; leave it out for the first page.');

/** What was charged, and what perhaps is. */
export const money = z.object({
  krw: z.number().describe('Charged, KRW without VAT.'),
  perhapsKrw: z.number().describe('Of attempts of which nobody can say yet whether they are charged.'),
});

/** A price or an amount, KRW without VAT. */
export const krw = (most: number) =>
  z
    .number()
    .min(0)
    .max(most)
    .refine((amount) => jeonOfKrw(amount) !== undefined, 'has at most two decimals');

export const department = lineOfText(60).describe(
  'Whose costs its messages are: a short label of your own, as 문화체육과. Never anything personal.',
);

/** A page of a list; `next` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Cursor of the next page, null on the last.'),
  });
