import supertest from 'supertest';

/** What tests look at of answers' bodies; which of it is there depends on the call. */
export interface Seen {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly problems: readonly { readonly path: string; readonly code: string }[];
  readonly eventId: string;
  readonly links: { readonly self: string };
  readonly state: string;
  readonly outcome: string;
  readonly planned: readonly { readonly at: string }[];
  readonly lifecycle: { readonly stage: string; readonly planned: readonly { readonly at: string }[] };
  readonly data: Readonly<Record<string, unknown>>;
  readonly parties: unknown;
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly entries: readonly { readonly at: string; readonly code: string }[];
  readonly templates: readonly { readonly code: string; readonly buttons: readonly object[] }[];
  readonly attempts: readonly { readonly text: string | null; readonly receipts: readonly unknown[] }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly body: Seen;
}

/** A request under way; awaiting it sends it. */
export interface Asked extends PromiseLike<Answer> {
  set(header: string, value: string): Asked;
  query(parameters: object): Asked;
  send(body: object | string): Asked;
  expect(status: number, body?: object): Asked;
}

export interface ApiClient {
  get(path: string): Asked;
  post(path: string): Asked;
  put(path: string): Asked;
  patch(path: string): Asked;
  delete(path: string): Asked;
}

/** supertest with typed answers, each request with the key if one is given. */
export function apiClient(url: string, key?: string): ApiClient {
  const agent = supertest.agent(url);
  return key === undefined ? agent : agent.set('Authorization', `Bearer ${key}`);
}
