import { createServer as createTcpServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CallbackReceiver } from '../test/harness/callback-receiver.js';
import { leadsAstray, mayBeCalled, postCallback, type CallLimits, type Resolve } from './callback-http.js';

const REQUEST = { body: '{}', headers: { 'webhook-id': 'one' } };
const limits = (change: Partial<CallLimits> = {}): CallLimits => ({ timeoutMs: 2_000, toLoopback: true, ...change });
/** Answers with each of these in turn, and counts how often it was asked. */
function answering(...answers: string[][]): Resolve & { asked: number } {
  const resolve = (): ReturnType<Resolve> => {
    const addresses = answers[Math.min(resolve.asked, answers.length - 1)]!;
    resolve.asked += 1;
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  resolve.asked = 0;
  return resolve;
}

describe('postCallback', () => {
  let receiver: CallbackReceiver;
  beforeEach(async () => {
    receiver = await CallbackReceiver.start();
  });
  afterEach(() => receiver.close());

  const byName = (name: string): string => receiver.url.replace('127.0.0.1', name);

  it('connects to the address that was checked, and keeps to the name in the Host header', async () => {
    const resolve = answering(['127.0.0.1']);
    expect(await postCallback(byName('localhost'), REQUEST, limits({ resolve }))).toEqual({
      result: 'delivered',
      status: 204,
    });
    expect(receiver.calls[0]!.headers['host']).toMatch(/^localhost:\d+$/);
  });

  it('looks a name up once, so that it has no second answer to give', async () => {
    const resolve = answering(['127.0.0.1'], ['10.0.0.1']);
    await postCallback(byName('localhost'), REQUEST, limits({ resolve }));
    expect(resolve.asked).toBe(1);
  });

  for (const inside of ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', 'fd00::1', '::ffff:127.0.0.1']) {
    it(`connects to nobody where a name leads to ${inside}`, async () => {
      const url = byName('library.example.go.kr').replace('http:', 'https:');
      const resolve = answering([inside]);
      expect(await postCallback(url, REQUEST, limits({ resolve, toLoopback: false }))).toEqual({
        result: 'not-allowed',
      });
      expect(receiver.calls).toEqual([]);
    });
  }

  it('connects to nobody where one of several addresses of a name is not public', async () => {
    const resolve = answering(['203.0.113.7', '93.184.215.14', '192.168.0.1']);
    const url = 'https://library.example.go.kr/';
    expect(await postCallback(url, REQUEST, limits({ resolve, toLoopback: false }))).toEqual({ result: 'not-allowed' });
  });

  it('goes in clear to no other machine, whatever localhost is said to be', async () => {
    const resolve = answering(['93.184.215.14']);
    expect(await postCallback(byName('localhost'), REQUEST, limits({ resolve }))).toEqual({ result: 'not-allowed' });
  });

  it('looks nothing up for an address that is given by its number', async () => {
    const resolve = answering(['93.184.215.14']);
    const written = ['https://127.0.0.1/', 'https://2130706433/', 'https://[::1]/', 'https://[::ffff:a00:1]/'];
    for (const url of written)
      expect(await postCallback(url, REQUEST, limits({ resolve, toLoopback: false }))).toEqual({
        result: 'not-allowed',
      });
    expect(resolve.asked).toBe(0);
  });

  it('is over in time where looking up never ends', async () => {
    const resolve: Resolve = () => new Promise(() => undefined);
    const answer = await postCallback('https://library.example.go.kr/', REQUEST, limits({ resolve, timeoutMs: 100 }));
    expect(answer).toEqual({ result: 'timed-out' });
  });

  it('takes no answer with endless headers', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.write(`X-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`);
    });
    const port = await listening(server);
    expect(await postCallback(`http://127.0.0.1:${port}/`, REQUEST, limits())).toEqual({ result: 'unreachable' });
    await closed(server);
  });

  it('asks by TLS for the name, though it connects to the address that was checked', async () => {
    const greetings: Buffer[] = [];
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (hello) => {
        greetings.push(hello);
        socket.destroy();
      });
    });
    const port = await listening(server);
    const resolve = answering(['127.0.0.1']);
    const url = `https://library.example.go.kr:${port}/`;
    expect(await postCallback(url, REQUEST, limits({ resolve }))).toEqual({ result: 'unreachable' });
    expect(Buffer.concat(greetings).toString('latin1')).toContain('library.example.go.kr');
    await closed(server);
  });
});

describe('mayBeCalled', () => {
  it('opens this machine only where that is allowed', () => {
    const urls = ['http://127.0.0.1:1/', 'http://localhost/', 'https://127.0.0.1/', 'https://[::1]/'];
    expect(urls.map((url) => mayBeCalled(url, true))).toEqual([true, true, true, true]);
    expect(urls.map((url) => mayBeCalled(url, false))).toEqual([false, false, false, false]);
  });
});

describe('leadsAstray', () => {
  const url = 'https://library.example.go.kr/';
  const closed = (resolve: Resolve): CallLimits => limits({ resolve, toLoopback: false, timeoutMs: 50 });

  it('is so for a name that leads into the house', async () => {
    expect(await leadsAstray(url, closed(answering(['10.1.2.3'])))).toBe(true);
  });

  it('is not for a public one, nor for one that leads nowhere or takes too long: the call will tell', async () => {
    const nowhere: Resolve = () => Promise.reject(new Error('ENOTFOUND'));
    const never: Resolve = () => new Promise(() => undefined);
    const said = [];
    for (const resolve of [answering(['93.184.215.14']), nowhere, never])
      said.push(await leadsAstray(url, closed(resolve)));
    expect(said).toEqual([false, false, false]);
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const closed = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));
