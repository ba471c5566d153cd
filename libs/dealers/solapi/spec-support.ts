import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DealerMessage } from '../dealer.js';
import { SolapiDealer, type SolapiDealerOptions } from './solapi-dealer.js';

/** A server that answers as a test says and writes down what it was asked. */

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
export const refusal = (status: number, errorCode = 'SomeError', headers: Record<string, string> = {}): Reply =>
  json(status, { errorCode, errorMessage: '010-1234-5678 홍길동' }, headers);
/** The request was read to its end; then the connection breaks. */
export const reset: Reply = (_response, request) => request.socket.resetAndDestroy();
/** Accepts the request and says nothing. */
export const silence: Reply = () => undefined;
/** A status line, and then the body breaks off. */
export const brokenBody =
  (status: number): Reply =>
  (response, request) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"groupId":', () => request.socket.destroy());
  };

export class StubServer {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  #replies: Reply[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { method = '', url = '', headers } = request;
        this.asked.push({ method, path: url, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
        (this.#replies.shift() ?? refusal(599, 'NothingPlanned'))(response, request);
      });
    });
  }

  static async start(): Promise<StubServer> {
    const stub = new StubServer();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the next calls are answered, one each. */
  plan(...replies: Reply[]): void {
    this.#replies = replies;
    this.asked.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const NOW = Date.UTC(2026, 11, 7, 1, 0, 0);
export const dealerAt = (baseUrl: string, change: Partial<SolapiDealerOptions> = {}): SolapiDealer =>
  new SolapiDealer({
    baseUrl,
    apiKey: 'NCSKEY',
    apiSecret: 'test-secret',
    webhookSecret: 'shared-secret',
    timeoutMs: 1_000,
    now: () => NOW,
    ...change,
  });

export const alimtalk: DealerMessage = {
  key: 'city/0198c0de-0000-8000-8000-000000000000/1',
  channel: 'alimtalk',
  to: '01012345678',
  from: '0212345678',
  text: '홍길동님, 반납일입니다.',
  template: { id: 'KA01TP1', channelId: 'KA01PF1', variables: { 이름: '홍길동' } },
};
