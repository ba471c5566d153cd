import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLogger, NestLogger, temporalLogger, type Logger } from './logging.js';
import { redactText } from './redaction.js';

function captured(use: (logger: Logger) => void): string {
  const lines: string[] = [];
  use(createLogger('test', 'trace', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('redactText', () => {
  it('removes a mobile number however it is written', () => {
    const digits = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 })
      .map((list) => list.join(''));
    const prefix = fc.constantFrom('010', '011', '+8210', '+82 10', '82-10');
    const joint = fc.constantFrom('', '-', ' ', '.');
    fc.assert(
      fc.property(prefix, joint, digits, (start, between, rest) => {
        const number = `${start}${between}${rest.slice(0, 4)}${between}${rest.slice(4)}`;
        expect(redactText(`sent to ${number}, failed`)).toBe('sent to [phone], failed');
      }),
    );
  });

  it('removes safe numbers, API keys, access tokens and passwords in URLs', () => {
    expect(redactText('0504-1234-5678')).toBe('[phone]');
    expect(redactText('key bgs_dev_abc-DEF_123')).toBe('key [api key]');
    expect(redactText('connect postgresql://app:hunter2@db/x')).toBe('connect postgresql://app:[redacted]@db/x');
    expect(redactText('token eyJhbGciOiJFUzI1NiJ9.eyJzdWIi-x.c2ln_x was refused')).toBe(
      'token [access token] was refused',
    );
    expect(redactText('Authorization: Bearer abc')).toBe('Authorization: Bearer [redacted]');
  });

  it('removes the token of a link in a message, wherever the address stands', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
    const before = fc.constantFrom('GET ', 'https://bongsu.example.go.kr', '{"url":"');
    const after = fc.constantFrom('', ' 500', '"}', '?x=1');
    fc.assert(
      fc.property(before, token, after, (start, secret, end) => {
        expect(redactText(`${start}/l/${secret}${end}`)).toBe(`${start}/l/[token]${end}`);
      }),
    );
  });

  it('leaves moments, UUIDs and counts as they are', () => {
    const text = '2026-12-07T10:00:00+09:00 0193a5b0-0101-7234-8345-0123456789ab took 1050123 ms at 1765069200000';
    expect(redactText(text)).toBe(text);
  });
});

describe('createLogger', () => {
  it('drops what stands under a personal or secret key, at any depth', () => {
    const out = captured((logger) =>
      logger.info({ job: { recipient: { name: '김하나' }, api_key: 'k-1', count: 3 } }, 'done'),
    );
    expect(out).not.toMatch(/김하나|k-1/);
    expect(out).toContain('"count":3');
  });

  it('keeps of an error its class, message, code and stack, never the query that failed', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      parameters: ['이두리'],
      detail: 'Key (x)=(이두리)',
    });
    const out = captured((logger) => {
      logger.error({ err: error }, 'failed');
    });
    expect(out).not.toContain('이두리');
    expect(out).toContain('"code":"23505"');
  });

  it('redacts messages from Nest and from Temporal alike', () => {
    const out = captured((logger) => {
      new NestLogger(logger).error('no route to 010-5500-1234', 'stack 01055001234', 'Router');
      temporalLogger(logger).warn('activity failed for 010 5500 1234', { error: new Error('01055001234'), phone: '1' });
    });
    expect(out).not.toMatch(/5500.?1234/);
    expect(out.trim().split('\n')).toHaveLength(2);
  });
});
