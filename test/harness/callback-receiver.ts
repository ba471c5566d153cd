import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What a receiver does with a call: answers with a status, never answers, breaks the connection, sends elsewhere, never stops
 * answering, or begins to answer and then falls silent.
 */
export type Behaviour = number | 'hang' | 'reset' | 'redirect' | 'endless' | 'fall-silent';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly json: CallbackBody;
}

export interface CallbackBody {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly lifecycle: { readonly id: string; readonly type: string; readonly reference: string };
  readonly keyKind: string;
  readonly stage: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sequence: number;
}

/** A sender's system that is called: a real HTTP server which writes down what comes in. */
export class CallbackReceiver {
  readonly calls: ReceivedCall[] = [];
  /** What it does with the next calls, one each; afterwards `always`. */
  readonly behaviours: Behaviour[] = [];
  always: Behaviour = 204;
  /** Calls that speak of this it refuses with 422. */
  refusing: string | undefined;
  private readonly open = new Set<ServerResponse>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<CallbackReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new CallbackReceiver(server, `http://127.0.0.1:${port}/bongsu`);
    server.on('request', (request, response) => void receiver.take(request, response));
    return receiver;
  }

  async close(): Promise<void> {
    for (const response of this.open) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    this.calls.push({
      path: request.url ?? '',
      headers: request.headers,
      body,
      json: (body === '' ? {} : JSON.parse(body)) as CallbackBody,
    });
    this.open.add(response);
    response.on('close', () => this.open.delete(response));
    const refused = this.refusing !== undefined && body.includes(this.refusing);
    this.answer(refused ? 422 : (this.behaviours.shift() ?? this.always), response);
  }

  private answer(behaviour: Behaviour, response: ServerResponse): void {
    if (behaviour === 'hang') return;
    if (behaviour === 'reset') {
      response.destroy();
      return;
    }
    if (behaviour === 'redirect') {
      response.writeHead(307, { location: `${this.url}/elsewhere` }).end();
    } else if (behaviour === 'fall-silent') {
      response.writeHead(200, { 'content-length': '100' }).write('taken');
    } else if (behaviour === 'endless') {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    } else {
      response.writeHead(behaviour).end();
    }
  }
}

const TOLERANCE_S = 5 * 60;

/** Whether a call is what it claims to be, by a receiver's own reading of Standard Webhooks with nothing but node:crypto. */
export function isGenuine(
  { headers, body }: Pick<ReceivedCall, 'headers' | 'body'>,
  secret: string,
  nowMs = Date.now(),
): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name]),
  );
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return String(signatures)
    .split(' ')
    .map((signature) => Buffer.from(signature))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}
