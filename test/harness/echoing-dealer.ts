import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Before the dealer: refuses whatever speaks of one number, and repeats in its refusals all that it was told. */
export class EchoingDealer {
  /** Refusals so far. */
  echoes = 0;
  private address = '';

  private constructor(
    private readonly server: Server,
    private readonly digits: string,
  ) {}

  static async before(digits: string): Promise<EchoingDealer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const dealer = new EchoingDealer(server, digits);
    server.on('request', (asked, answer) => void dealer.take(asked, answer));
    return dealer;
  }

  /** @param address host:port of the dealer itself @returns where to go instead */
  lead(address: string): string {
    this.address = address;
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (body.includes(this.digits)) this.refuse(body.toString(), answer);
    else this.pass(asked, body, answer);
  }

  /** First as a gateway does that broke down, then as the dealer does, by turns. */
  private refuse(told: string, answer: ServerResponse): void {
    this.echoes += 1;
    if (this.echoes % 2 === 1) answer.writeHead(500, { 'content-type': 'text/html' }).end(`<h1>${told}</h1>`);
    else
      answer
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errorCode: 'ValidationError', errorMessage: `잘못된 요청입니다: ${told}` }));
  }

  private pass({ method, url, headers }: IncomingMessage, body: Buffer, answer: ServerResponse): void {
    const [host, port] = this.address.split(':');
    const passed = request({ host, port, method, path: url, headers: { ...headers, host: this.address } }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    passed.end(body);
  }
}
