import { z } from 'zod';
import type { TokenIssuer } from './access-tokens.js';
import { httpUrl } from './variables.js';

/** Where operators sign in: an OpenID Connect provider, whose access tokens are then believed. */
export const tokenIssuer = {
  OIDC_ISSUER: httpUrl('the issuer of the operators’ access tokens').optional(),
  OIDC_JWKS_URL: httpUrl('where the issuer publishes its keys').optional(),
  OIDC_AUDIENCE: z.string().min(1, 'is empty').default('bongsu'),
};
type IssuerEnvironment = z.output<z.ZodObject<typeof tokenIssuer>>;

/** Both or neither: one of them alone is a mistake. */
export function tokenIssuerComplete(
  { OIDC_ISSUER: issuer, OIDC_JWKS_URL: jwksUrl }: IssuerEnvironment,
  context: z.RefinementCtx,
): void {
  if ((issuer === undefined) === (jwksUrl === undefined)) return;
  const [missing, given] = issuer === undefined ? ['OIDC_ISSUER', 'OIDC_JWKS_URL'] : ['OIDC_JWKS_URL', 'OIDC_ISSUER'];
  context.addIssue({ code: 'custom', path: [missing], message: `is missing beside ${given}` });
}

/** Undefined where no operator can sign in. */
export function tokenIssuerOf({
  OIDC_ISSUER: issuer,
  OIDC_JWKS_URL: jwksUrl,
  OIDC_AUDIENCE: audience,
}: IssuerEnvironment): TokenIssuer | undefined {
  return issuer === undefined || jwksUrl === undefined ? undefined : { issuer, jwksUrl, audience };
}
