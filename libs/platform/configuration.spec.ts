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
  it('reads a complete environment for each process', () => {
    expect(readConfiguration(complete, 'worker').dealers).toMatchObject([{ apiSecret: 'topsecretvalue' }]);
    expect(readConfiguration(complete, 'codec').payloadKeys.map(({ id }) => id)).toEqual(['p1']);
    expect(readConfiguration(complete, 'api').http).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
    });
  });

  it('lets callbacks go to this machine in clear only where it says so', () => {
    expect(readConfiguration(complete, 'api').callbacksToLoopback).toBe(false);
    const allowed = { ...complete, CALLBACKS_TO_LOOPBACK: 'allowed' };
    expect(readConfiguration(allowed, 'worker').callbacksToLoopback).toBe(true);
    expect(problemsOf({ ...complete, CALLBACKS_TO_LOOPBACK: 'yes' }, 'api')).toHaveLength(1);
  });

  it('takes the first key of a ring as the current one', () => {
    expect(readConfiguration(complete, 'api').database.masterKeys.map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('does not ask a process for what it does not use', () => {
    expect(problemsOf({ BONGSU_PAYLOAD_KEYS: complete.BONGSU_PAYLOAD_KEYS }, 'codec')).toEqual([]);
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
