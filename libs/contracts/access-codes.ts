import type { ErrorCodeEntry } from './error-codes.js';

const entry = (status: number, title: string, remedy: string, retryable = false): ErrorCodeEntry => ({
  group: 'Access',
  status,
  title,
  remedy,
  retryable,
});

/** Errors of who may ask for what, and how often; part of ERROR_CODES. */
export const ACCESS_CODES = {
  API_KEY_MISSING: entry(
    401,
    'No API key was given',
    'Send the header Authorization: Bearer <key>; operators send their access token in its place.',
  ),
  API_KEY_UNKNOWN: entry(
    401,
    'The API key is not known',
    'Check the key; it may be mistyped or revoked. Ask the operator for a new one.',
  ),
  API_KEY_EXPIRED: entry(
    401,
    'The API key has expired',
    'Use the key that has taken its place, or have one drawn: POST /v1/keys, or POST /v1/keys/{id}/rotate before it expires.',
  ),
  KEY_SCOPE_MISSING: entry(
    403,
    'The API key is not let through for this',
    'Use a key with the scope that `detail` names; GET /v1/keys lists what each may do.',
  ),
  KEY_KIND_REFUSED: entry(
    403,
    'The kind of the API key does not allow this',
    'What bears on the whole tenant is changed with a live key. Team and test keys begin and change affairs of their own.',
  ),
  KEY_TYPE_REFUSED: entry(
    403,
    'The API key is not for this lifecycle type',
    'Use a key for all types, or one that names this type.',
  ),
  KEY_ADDRESS_REFUSED: entry(
    403,
    'The API key may not be used from this address',
    'Call from one of the networks that the key allows. Behind a proxy the operator has to name it in TRUSTED_PROXIES.',
  ),
  KEY_TENANT_REFUSED: entry(
    403,
    'The API key is not of the tenant that is named',
    'Leave the header Bongsu-Tenant out, which is for operators, or use a key of the tenant that it names.',
  ),
  ACCESS_TOKEN_INVALID: entry(
    401,
    'The access token is not to be believed',
    'Sign in again and send the access token as it was given: for this service, by the issuer that it knows, with its signature.',
  ),
  ACCESS_TOKEN_EXPIRED: entry(401, 'The access token has expired', 'Have it renewed, or sign in again.'),
  TENANT_NOT_NAMED: entry(
    400,
    'It is not clear which tenant is meant',
    'You are an operator of several tenants: name one in the header Bongsu-Tenant.',
  ),
  OPERATOR_UNKNOWN: entry(
    403,
    'You are no operator of this tenant',
    'Ask one of its administrators to grant you a role: POST /v1/operators. Check the header Bongsu-Tenant.',
  ),
  OPERATOR_ROLE_MISSING: entry(
    403,
    'Your roles do not let you do this',
    'Ask somebody who has one of the roles that `detail` names, or have it granted: PATCH /v1/operators/{id}.',
  ),
  SYSTEM_KEY_NEEDED: entry(
    403,
    'Only a system does this, with its API key',
    'Let the system that keeps the affair’s records do it. What operators do is in the role that they have.',
  ),
  OPERATOR_NOT_FOUND: entry(404, 'There is no such operator', 'Use an id that GET /v1/operators lists.'),
  OPERATOR_EXISTS: entry(
    409,
    'They are an operator already',
    'Change their roles: PATCH /v1/operators/{id} with an id that GET /v1/operators lists.',
  ),
  OPERATOR_WITHDRAWN: entry(409, 'They are no operator any more', 'Grant them anew: POST /v1/operators.'),
  OPERATOR_OWN_RIGHTS: entry(
    403,
    'Nobody changes or withdraws themselves',
    'Ask another administrator, or use an API key that may write operators.',
  ),
  OPERATOR_EXCEEDS_OWN: entry(
    403,
    'They would be allowed more than the key that asks',
    'Leave out the roles that `problems` lists, or ask with a key that may do it all.',
  ),
  SIGN_IN_MISSING: entry(
    409,
    'Operators cannot sign in here',
    'Whoever runs the service has to set OIDC_ISSUER and OIDC_JWKS_URL first.',
  ),
  KEY_NOT_FOUND: entry(404, 'There is no such API key', 'Use an id that GET /v1/keys lists.'),
  KEY_REVOKED: entry(409, 'The API key has been revoked or has expired', 'Draw a new one: POST /v1/keys.'),
  KEY_EXCEEDS_OWN: entry(
    403,
    'The new key would be allowed more than the one that asks',
    'Leave out what `problems` lists, or ask with a key that may do it.',
  ),
  TEAM_NUMBER_NOT_FOUND: entry(
    404,
    'There is no such number on the team list',
    'Use an id that GET /v1/team-numbers lists.',
  ),
  TEAM_LIST_FULL: entry(
    409,
    'The team list is full',
    'Take numbers off it that are no longer needed: DELETE /v1/team-numbers/{id}.',
  ),
  RATE_LIMITED: entry(
    429,
    'Too many requests',
    'Wait as long as Retry-After says, then send the same request again; RateLimit and RateLimit-Policy say what is left.',
    true,
  ),
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;
