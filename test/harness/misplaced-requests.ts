import { randomUUID } from 'node:crypto';

/** What somebody puts where it does not belong. The number is digits alone. */
export interface Misplaced {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
}

export interface MisplacedRequest {
  readonly method: string;
  readonly path: string;
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Requests that the API refuses, each with somebody's data in another wrong place. `right`: a start that would be accepted. */
export function misplacedRequests(
  { name, phone, email, address }: Misplaced,
  right: { readonly data: object; readonly [field: string]: unknown },
): MisplacedRequest[] {
  const dashed = phone.replace(/^(...)(....)/, '$1-$2-');
  const named = encodeURIComponent(name);
  const starts: readonly unknown[] = [
    { ...right, reference: `${name}${phone}`.repeat(10) },
    { ...right, type: dashed },
    { ...right, type: name },
    { ...right, recipient: { name, phone: `${dashed}999` } },
    { ...right, recipient: { name: [name], phone: { phone } } },
    { ...right, recipient: { name, phone, email } },
    { ...right, recipient: { name, phone, language: address } },
    { ...right, parties: { [name]: { name, phone } } },
    { ...right, [phone]: name },
    { ...right, data: { ...right.data, dueDate: `${address} ${phone}` } },
    { ...right, data: { ...right.data, [name]: phone } },
    { ...right, version: `${name} ${dashed}` },
    `{"type": "library-loan", "recipient": {"name": "${name}", "phone": ${dashed}`,
    `${name} ${dashed}`,
    [name, phone],
  ];
  const get = (path: string, headers?: Record<string, string>): MisplacedRequest => ({
    method: 'GET',
    path,
    ...(headers && { headers }),
  });
  const post = (path: string, body: unknown, headers?: Record<string, string>): MisplacedRequest => ({
    ...get(path, headers),
    method: 'POST',
    body,
  });
  return [
    ...starts.map((start) => post('/v1/lifecycles', start)),
    get(`/v1/${named}/${dashed}`),
    get(`/v1/lifecycles/${named}/${dashed}`),
    get(`/v1/lifecycles/by-reference/library-loan/${named}`),
    get(`/v1/lifecycles?stage=${encodeURIComponent(name.repeat(50))}&cursor=${dashed}`),
    get(`/v1/messages?phone=${encodeURIComponent(`+82 ${phone.slice(1)}`)}&${named}=1`),
    get('/v1/lifecycles', { authorization: `Bearer ${dashed}` }),
    post('/v1/lifecycles', {}, { 'idempotency-key': dashed }),
    post('/v1/lifecycles', right, { 'content-type': `text/plain; name=${phone}` }),
    post('/v1/receipts/solapi', [{ to: phone, name }], { 'x-solapi-secret': phone }),
    post(`/v1/lifecycles/${randomUUID()}/events`, { type: name, eventId: 'wrong-1', data: { phone } }),
    { method: 'PATCH', path: '/v1/settings', body: { senderNumber: dashed, [name]: phone } },
    post('/v1/lifecycle-types', `name: ${name}\nversion: ${dashed}: [`, { 'content-type': 'application/yaml' }),
  ];
}
