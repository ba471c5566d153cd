import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CALLBACK_PAUSES_MS } from '#activities/callback-patience.js';
import { isGenuine as isGenuineByUs } from '../harness/callback-receiver.js';

type Verify = (headers: Record<string, string>, body: string, secret: string, nowMs: number) => boolean;

/** What integrators copy from docs/integration.md: the call, the secret and the code stand there, and are taken from there. */
describe('the pasted callback of docs/integration.md', () => {
  let section: string;
  let verify: Verify;
  let headers: Record<string, string>;
  let body: string;
  let secret: string;
  let sentAt: number;

  beforeAll(async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/integration.md'), 'utf8');
    section = /^## Callbacks$.*?(?=^## )/ms.exec(page)![0];
    const [, head = '', said = ''] = /```http\nPOST \/bongsu\n(.*?)\n\n(.*?)\n```/s.exec(section)!;
    headers = Object.fromEntries(head.split('\n').map((line) => line.split(': ') as [string, string]));
    body = said;
    secret = /whsec_[A-Za-z0-9+/]{43}=/.exec(section)![0];
    sentAt = Number(headers['webhook-timestamp']) * 1000;
    const code = /```js\n(.*?)```/s
      .exec(section)![1]!
      .replace(/^import .*$/m, '')
      .replace('export function', 'function');
    verify = runInNewContext(`${code}\nisGenuine;`, { createHmac, timingSafeEqual, Buffer }) as Verify;
  });

  it('is genuine by the pasted code', () => {
    expect(verify(headers, body, secret, sentAt)).toBe(true);
  });

  it('is genuine by the tests’ own reading', () => {
    expect(isGenuineByUs({ headers, body }, secret, sentAt)).toBe(true);
  });

  it('is not genuine by the pasted code once it has been changed, or is repeated later', () => {
    const changed = body.replace('"sequence":1', '"sequence":2');
    expect(verify(headers, changed, secret, sentAt)).toBe(false);
    expect(verify(headers, body, secret, sentAt + 301_000)).toBe(false);
    expect(verify({ ...headers, 'webhook-timestamp': 'now' }, body, secret, sentAt)).toBe(false);
  });

  it('is repeated after the pauses that stand there', () => {
    const [, listed] = /called again after (.*?), then given up/.exec(section)!;
    const unit: Record<string, number> = { s: 1_000, min: 60_000, h: 3_600_000 };
    const pauses = listed!.split(', ').map((pause) => {
      const [amount, name] = pause.split(' ');
      return Number(amount) * unit[String(name)]!;
    });
    expect(pauses).toEqual(CALLBACK_PAUSES_MS);
  });
});
