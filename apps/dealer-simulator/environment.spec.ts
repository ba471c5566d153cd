import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from './environment.js';

const keys = { SIMULATOR_API_KEY: 'KEY', SIMULATOR_API_SECRET: 'SECRET' };

describe('readEnvironment', () => {
  it('needs only the account', () => {
    expect(readEnvironment(keys)).toMatchObject({
      host: '127.0.0.1',
      port: 4010,
      accounts: [{ apiKey: 'KEY', apiSecret: 'SECRET' }],
    });
  });

  it('lists all problems at once', () => {
    expect(() => readEnvironment({ SIMULATOR_PORT: 'x' })).toThrow(
      /SIMULATOR_PORT[^]*SIMULATOR_API_KEY[^]*SIMULATOR_API_SECRET/,
    );
  });

  it('wants a secret for a webhook', () => {
    const env = { ...keys, SIMULATOR_WEBHOOK_URL: 'http://127.0.0.1:1/receipts' };
    expect(() => readEnvironment(env)).toThrow(/SIMULATOR_WEBHOOK_SECRET/);
  });

  it('does not repeat values in its complaint', () => {
    const env = { ...keys, SIMULATOR_WEBHOOK_URL: 'not-an-address-4711', SIMULATOR_WEBHOOK_SECRET: 'abc' };
    expect(() => readEnvironment(env)).not.toThrow(/4711/);
  });
});
