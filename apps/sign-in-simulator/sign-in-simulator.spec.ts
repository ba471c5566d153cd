import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { AccessTokens, TokenRefused } from '#libs/platform/access-tokens.js';
import { EnvironmentError, readEnvironment } from './environment.js';
import { SignInSimulator } from './sign-in-simulator.js';

const SECRET = 'a secret of the test';
const NOW = Date.parse('2030-11-18T09:30:00+09:00');
const HOUR = 3_600_000;

let simulator: SignInSimulator;
beforeAll(async () => {
  simulator = await SignInSimulator.start({ port: 0, audience: 'bongsu', secret: SECRET, clock: { now: () => NOW } });
});
afterAll(() => simulator.stop());

interface Given {
  readonly status: number;
  readonly body: { readonly access_token: string; readonly error: string };
}

async function ask(subject: string, secret = SECRET, body = 'grant_type=client_credentials'): Promise<Given> {
  const response = await fetch(`${simulator.url}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${subject}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Given['body'] };
}

/** As the API believes tokens, after it was told only where the provider is. */
async function checking(audience = 'bongsu'): Promise<AccessTokens> {
  const response = await fetch(`${simulator.url}/.well-known/openid-configuration`);
  const { issuer, jwks_uri: jwksUrl } = (await response.json()) as { issuer: string; jwks_uri: string };
  return new AccessTokens({ issuer, jwksUrl, audience });
}

const problemOf = async (checked: Promise<unknown>): Promise<string | undefined> => {
  try {
    await checked;
  } catch (error) {
    if (error instanceof TokenRefused) return error.problem;
    throw error;
  }
  return undefined;
};

describe('The sign-in simulator', () => {
  it('gives whoever knows the secret a token that the API believes', async () => {
    const { status, body } = await ask('approver');
    const { sub } = await (await checking()).claimsOf(body.access_token, NOW);
    expect([status, sub]).toEqual([200, 'approver']);
  });

  it('gives tokens that hold for an hour', async () => {
    const { access_token: token } = (await ask('viewer')).body;
    const tokens = await checking();
    expect(await problemOf(tokens.claimsOf(token, NOW + HOUR - 1_000))).toBeUndefined();
    expect(await problemOf(tokens.claimsOf(token, NOW + HOUR))).toBe('expired');
  });

  it('gives tokens for its audience alone', async () => {
    const { access_token: token } = (await ask('viewer')).body;
    expect(decodeJwt(token).aud).toBe('bongsu');
    expect(await problemOf((await checking('other')).claimsOf(token, NOW))).toBe('invalid');
  });

  it.each<[string, () => Promise<Given>, number, string]>([
    ['a wrong secret', () => ask('viewer', 'another secret'), 401, 'invalid_client'],
    ['no secret', () => ask('viewer', ''), 401, 'invalid_client'],
    ['a name with other characters', () => ask('김하나'), 401, 'invalid_client'],
    ['another grant', () => ask('viewer', SECRET, 'grant_type=password'), 400, 'unsupported_grant_type'],
    ['too long a request', () => ask('viewer', SECRET, 'x'.repeat(5_000)), 413, 'invalid_request'],
  ])('refuses %s', async (_, asked, status, error) => {
    const given = await asked();
    expect([given.status, given.body.error, given.body.access_token]).toEqual([status, error, undefined]);
  });

  it('listens on this machine alone', () => {
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('readEnvironment', () => {
  it('needs a secret that is not guessed at once, and does not say it', () => {
    const read = () => readEnvironment({ SIGN_IN_SECRET: 'short' });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(/^(?![\s\S]*short\b)[\s\S]*SIGN_IN_SECRET/);
  });
});
