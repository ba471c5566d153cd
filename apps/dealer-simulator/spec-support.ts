import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_ACCOUNT } from './options.js';
import type { SimulatorOptions } from './options.js';
import { createSimulator } from './simulator.js';
import type { Simulator } from './simulator.js';

/** Helpers of this room's tests: a dealer's client written by hand, and a webhook that writes down what it hears. */

export const FROM = '0212345678';
export const TEMPLATE = { templateId: 'T1', pfId: 'P1', content: '#{이름}님, 안녕하세요.' };

export const alimtalk = (to: string, customFields: Record<string, string> = {}): Record<string, unknown> => ({
  to,
  type: 'ATA',
  kakaoOptions: { pfId: 'P1', templateId: 'T1', variables: { '#{이름}': '김하늘' }, disableSms: true },
  customFields,
});
export const sms = (to: string): Record<string, unknown> => ({ to, from: FROM, type: 'SMS', text: '안녕하세요.' });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export const startSimulator = (options: SimulatorOptions = {}): Promise<Simulator> =>
  createSimulator({
    templates: [TEMPLATE],
    senderNumbers: [FROM],
    ...options,
    settings: { receiptDelayMs: 0, ...options.settings },
  });

export function authorisation(now = Date.now(), salt = randomBytes(16).toString('hex')): string {
  const date = new Date(now).toISOString();
  const signature = createHmac('sha256', DEFAULT_ACCOUNT.apiSecret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${DEFAULT_ACCOUNT.apiKey}, date=${date}, salt=${salt}, signature=${signature}`;
}

/** One signed call. Rejects when the connection breaks or `timeoutMs` pass. */
export async function call(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
  { headers = {}, timeoutMs = 10_000 }: { headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.url}/${path}`, {
    method,
    headers: { authorization: authorisation(), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

/** A group with these messages, ready to be sent. */
export async function filledGroup(simulator: Simulator, messages: readonly unknown[]): Promise<string> {
  const created = await call(simulator, 'POST', 'messages/v4/groups', {});
  const groupId = String(created.body['groupId']);
  await call(simulator, 'PUT', `messages/v4/groups/${groupId}/messages`, { messages });
  return groupId;
}

export const send = (simulator: Simulator, groupId: string, timeoutMs?: number): Promise<Answer> =>
  call(simulator, 'POST', `messages/v4/groups/${groupId}/send`, {}, timeoutMs === undefined ? {} : { timeoutMs });

export const groupStatus = async (simulator: Simulator, groupId: string): Promise<unknown> =>
  (await call(simulator, 'GET', `messages/v4/groups/${groupId}`)).body['status'];

export interface Webhook {
  readonly url: string;
  /** What was posted, in order: the codes of each post, and its headers. */
  readonly heard: { headers: IncomingHttpHeaders; body: Record<string, unknown>[] }[];
  /** Status codes to answer with, in turn; afterwards 200. */
  readonly answers: number[];
  codes(): unknown[];
  close(): Promise<void>;
}

export async function startWebhook(): Promise<Webhook> {
  const heard: Webhook['heard'] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>[];
      heard.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts`,
    heard,
    answers,
    codes: () => heard.flatMap(({ body }) => body.map((receipt) => receipt['statusCode'])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until something is so, for what passes in real time. */
export async function until(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
