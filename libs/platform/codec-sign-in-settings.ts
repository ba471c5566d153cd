import { z } from 'zod';
import { tokenIssuer, tokenIssuerOf } from './token-issuer-settings.js';

/** Who may use the codec endpoint: operators whom an OpenID Connect provider has signed in. */
export const codecSignIn = {
  CODEC_SIGN_IN: z.enum(['required', 'off'], { error: 'must be required or off' }).default('required'),
  ...tokenIssuer,
  OIDC_ROLES_CLAIM: z.string().min(1, 'is empty').default('roles'),
  CODEC_ROLE: z.string().min(1, 'is empty').default('administrator'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
};

type SignInEnvironment = z.output<z.ZodObject<typeof codecSignIn>>;

const NEEDED = {
  OIDC_ISSUER: 'the issuer of the operators’ access tokens',
  OIDC_JWKS_URL: 'where the issuer publishes its keys',
  DATABASE_URL: 'where each decoding is written down',
} as const;

/** What is missing unless nobody has to sign in. */
export function signInComplete(env: SignInEnvironment, context: z.RefinementCtx): void {
  if (env.CODEC_SIGN_IN === 'off') return;
  for (const [name, what] of Object.entries(NEEDED)) {
    if (env[name as keyof typeof NEEDED] !== undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `is missing: ${what} (or CODEC_SIGN_IN=off on your own machine)`,
    });
  }
}

/** Undefined where nobody has to sign in. */
export function codecSignInOf(env: SignInEnvironment) {
  const { CODEC_SIGN_IN, DATABASE_URL: databaseUrl } = env;
  const issuer = tokenIssuerOf(env);
  if (CODEC_SIGN_IN === 'off' || issuer === undefined || databaseUrl === undefined) return undefined;
  return { ...issuer, databaseUrl, rolesClaim: env.OIDC_ROLES_CLAIM, role: env.CODEC_ROLE };
}
