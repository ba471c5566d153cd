import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from './configuration.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const complete = {
  DATABASE_URL: 'postgresql://app:hunter2@127.0.0.1:5432/bongsu',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  BONGSU_MASTER_KEYS: `new:${key(1)},old:${key(2)}`,
  BONGSU_LOOKUP_KEY: key(3),
  BONGSU_PAYLOAD_KEYS: `p1:${key(4)}`,
  SOLAPI_BASE_URL: 'http://127.0.0.1:9000',
  SOLAPI_API_KEY: 'NCSAAAAAAAAAAAAA',
  SOLAPI_API_SECRET: 'topsecretvalue',
  SOLAPI_WEBHOOK_SECRET: 'webhooksecretvalue',
};

function problemsOf(env: Record<string, string | undefined>, process: 'api' | 'worker' | 'codec'): readonly string[] {
  try {
    readConfiguration(env, process);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfiguration', () => {
  it('knows where operators of the API sign in, if anywhere, and takes no half of it', () => {
    expect(readConfiguration(complete, 'api').signIn).toBeUndefined();
    const given = { ...complete, OIDC_ISSUER: 'https://login.example', OIDC_JWKS_URL: 'https://login.example/jwks' };
    expect(readConfiguration(given, 'api').signIn).toEqual({
      issuer: 'https://login.example',
      jwksUrl: 'https://login.example/jwks',
      audience: 'bongsu',
    });
    expect(problemsOf({ ...given, OIDC_JWKS_URL: undefined }, 'api')).toEqual([
      'OIDC_JWKS_URL is missing beside OIDC_ISSUER',
    ]);
  });

  it('reads a complete environment for each process', () => {
    expect(readConfiguration(complete, 'worker').dealers).toMatchObject([{ apiSecret: 'topsecretvalue' }]);
    expect(readConfiguration({ ...complete, CODEC_SIGN_IN: 'off' }, 'codec').payloadKeys.map(({ id }) => id)).toEqual([
      'p1',
    ]);
    expect(readConfiguration(complete, 'api').http).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      trustedProxies: [],
    });
  });

  it('lets callbacks go to this machine in clear only where it says so', () => {
    expect(readConfiguration(complete, 'api').callbacksToLoopback).toBe(false);
    const allowed = { ...complete, CALLBACKS_TO_LOOPBACK: 'allowed' };
    expect(readConfiguration(allowed, 'worker').callbacksToLoopback).toBe(true);
    expect(problemsOf({ ...complete, CALLBACKS_TO_LOOPBACK: 'yes' }, 'api')).toHaveLength(1);
  });

  it('answers metrics nowhere unless a port is given, and then to this machine alone', () => {
    expect(readConfiguration(complete, 'api').metrics).toBeUndefined();
    expect(readConfiguration(complete, 'worker')).toMatchObject({ metrics: undefined, sdkMetrics: undefined });
    expect(readConfiguration({ ...complete, METRICS_PORT: '9464' }, 'api').metrics).toEqual({
      host: '127.0.0.1',
      port: 9464,
    });
    const inside = { METRICS_HOST: '0.0.0.0', WORKER_METRICS_PORT: '9465', WORKER_SDK_METRICS_PORT: '9466' };
    expect(readConfiguration({ ...complete, ...inside }, 'worker')).toMatchObject({
      metrics: { host: '0.0.0.0', port: 9465 },
      sdkMetrics: { host: '0.0.0.0', port: 9466 },
    });
    expect(problemsOf({ ...complete, METRICS_HOST: 'metrics.local', METRICS_PORT: '' }, 'api')).toEqual([
      'METRICS_HOST must be an IP address',
      'METRICS_PORT must be a port number between 0 and 65535',
    ]);
  });

  it('takes the first key of a ring as the current one', () => {
    expect(readConfiguration(complete, 'api').database.masterKeys.map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('does not ask a process for what it does not use', () => {
    expect(problemsOf({ BONGSU_PAYLOAD_KEYS: complete.BONGSU_PAYLOAD_KEYS, CODEC_SIGN_IN: 'off' }, 'codec')).toEqual(
      [],
    );
  });

  it('asks for all of a key management service, or none of it', () => {
    expect(readConfiguration(complete, 'api').database.keyManagement).toBeUndefined();
    expect(problemsOf({ ...complete, BONGSU_KMS_URL: 'https://kms.internal/v1/transit' }, 'worker')).toEqual([
      'BONGSU_KMS_TOKEN is missing beside BONGSU_KMS_URL',
    ]);
  });

  it('lets the codec endpoint run without sign-in only where that is said', () => {
    const problems = problemsOf({ BONGSU_PAYLOAD_KEYS: complete.BONGSU_PAYLOAD_KEYS }, 'codec');
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'OIDC_ISSUER',
      'OIDC_JWKS_URL',
    ]);
  });

  it('lists every problem at once, by the name of the variable', () => {
    const problems = problemsOf(
      { ...complete, DATABASE_URL: undefined, PORT: '99999', BONGSU_LOOKUP_KEY: 'short' },
      'api',
    );
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'BONGSU_LOOKUP_KEY',
      'DATABASE_URL',
      'PORT',
    ]);
  });

  it('finds a key ring that names an id twice', () => {
    const problems = problemsOf({ ...complete, BONGSU_PAYLOAD_KEYS: `a:${key(1)},a:${key(2)}` }, 'api');
    expect(problems).toEqual(['BONGSU_PAYLOAD_KEYS entry 2 repeats an id']);
  });

  it('leads links to this machine unless it is told another address', () => {
    const told = { ...complete, BONGSU_PUBLIC_URL: 'https://msg.example.go.kr/bongsu/' };
    expect([complete, told].map((env) => readConfiguration(env, 'worker').linkBase)).toEqual([
      'http://127.0.0.1:8080',
      'https://msg.example.go.kr/bongsu',
    ]);
  });

  it.each(['http://msg.example.go.kr', 'https://msg.example.go.kr/?a=1', 'https://msg.example.go.kr/#a', 'msg'])(
    'sends no link to %s',
    (address) => {
      const problems = problemsOf({ ...complete, BONGSU_PUBLIC_URL: address }, 'worker');
      expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['BONGSU_PUBLIC_URL']);
    },
  );

  it('never shows a value', () => {
    const planted = 'planted-secret-8861';
    const env = Object.fromEntries(Object.keys(complete).map((name) => [name, planted]));
    const wrong = { ...env, PORT: planted, LOG_LEVEL: planted, PUBLIC_URL: planted, DEALER_TIMEOUT_MS: planted };
    for (const process of ['api', 'worker', 'codec'] as const) {
      expect(problemsOf(wrong, process).length).toBeGreaterThan(0);
      expect(() => readConfiguration(wrong, process)).not.toThrow(planted);
    }
  });
});
