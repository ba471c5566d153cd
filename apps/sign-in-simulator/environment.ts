import { z } from 'zod';
import { systemClock } from '#libs/platform/clock.js';
import type { SignInOptions } from './sign-in-simulator.js';

const schema = z.object({
  SIGN_IN_PORT: z.coerce.number().int().min(0).max(65_535).default(4011),
  SIGN_IN_SECRET: z.string().min(16),
  OIDC_AUDIENCE: z.string().min(1).default('bongsu'),
});

/** Lists every problem by the name of its variable; never a value. */
export class EnvironmentError extends Error {}

/** @throws EnvironmentError */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): SignInOptions {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(['The sign-in simulator cannot start:', ...problems].join('\n'));
  }
  const { SIGN_IN_PORT: port, SIGN_IN_SECRET: secret, OIDC_AUDIENCE: audience } = parsed.data;
  return { port, secret, audience, clock: systemClock };
}
