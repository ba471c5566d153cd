import { z } from 'zod';

/** Kinds of environment variables. Their complaints name what is wrong and never the value. */

export const required = (what: string): z.ZodString =>
  z.string({ error: `is missing: ${what}` }).min(1, `is empty: ${what}`);

export const whole = (fallback: number, min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = Number(text);
      if (/^\d+$/.test(text) && value >= min && value <= max) return value;
      context.addIssue({ code: 'custom', message: `must be a whole number between ${min} and ${max}` });
      return z.NEVER;
    });

export const httpUrl = (what: string): z.ZodType<string> =>
  required(what).refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'must be an http or https URL',
    abort: true,
  });
