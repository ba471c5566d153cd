import { z } from 'zod';
import type { SimulatorOptions } from './options.js';

const milliseconds = z.coerce.number().int().min(0);
const environmentSchema = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
    SIMULATOR_API_KEY: z.string().min(1),
    SIMULATOR_API_SECRET: z.string().min(1),
    SIMULATOR_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
    SIMULATOR_WEBHOOK_SECRET: z.string().optional(),
    SIMULATOR_STATE_FILE: z.string().min(1).optional(),
    SIMULATOR_SENDER_NUMBERS: z
      .string()
      .regex(/^\d{7,12}(,\d{7,12})*$/)
      .optional(),
    SIMULATOR_RECEIPT_DELAY_MS: milliseconds.optional(),
    SIMULATOR_LATE_RECEIPT_DELAY_MS: milliseconds.optional(),
  })
  .refine((env) => env.SIMULATOR_WEBHOOK_URL === undefined || env.SIMULATOR_WEBHOOK_SECRET !== undefined, {
    path: ['SIMULATOR_WEBHOOK_SECRET'],
    message: 'is needed with SIMULATOR_WEBHOOK_URL',
  });

/** Lists every problem by the name of its variable; never a value. */
export class EnvironmentError extends Error {}

/** @throws EnvironmentError */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): SimulatorOptions {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(['The simulator cannot start:', ...problems].join('\n'));
  }
  const values = parsed.data;
  return {
    host: values.HOST,
    port: values.SIMULATOR_PORT,
    accounts: [{ apiKey: values.SIMULATOR_API_KEY, apiSecret: values.SIMULATOR_API_SECRET }],
    webhookUrl: values.SIMULATOR_WEBHOOK_URL,
    webhookSecret: values.SIMULATOR_WEBHOOK_SECRET,
    stateFile: values.SIMULATOR_STATE_FILE,
    senderNumbers: values.SIMULATOR_SENDER_NUMBERS?.split(',') ?? [],
    settings: {
      ...(values.SIMULATOR_RECEIPT_DELAY_MS === undefined ? {} : { receiptDelayMs: values.SIMULATOR_RECEIPT_DELAY_MS }),
      ...(values.SIMULATOR_LATE_RECEIPT_DELAY_MS === undefined
        ? {}
        : { lateReceiptDelayMs: values.SIMULATOR_LATE_RECEIPT_DELAY_MS }),
    },
  };
}
