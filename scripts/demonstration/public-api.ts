import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import { PRICED_CHANNELS } from '#libs/message/cost.js';

/** What the demonstration reads of the API's answers; everything else in them may be there or not. */

const moment = z.string().transform((text, issues) => {
  const read = momentOfIso(text);
  if (read !== undefined) return read;
  issues.addIssue('is no moment');
  return z.NEVER;
});

const loanView = z.object({
  id: z.string(),
  reference: z.string(),
  state: z.string(),
  stage: z.string(),
  stageTitle: z.string(),
  planned: z.array(z.object({ at: moment, timer: z.string() })),
});
const lifecyclePage = z.object({ items: z.array(z.object({ id: z.string() })) });
const eventAnswer = z.object({
  outcome: z.enum(['accepted', 'pending']),
  lifecycle: loanView.optional(),
});
const timeline = z.object({ entries: z.array(z.object({ messageId: z.string().optional() })) });
const message = z.object({
  id: z.string(),
  template: z.string().nullable(),
  title: z.string(),
  state: z.string(),
  stateText: z.string(),
  plannedAt: moment,
  bundle: z.object({ messageId: z.string(), closesAt: moment }).nullable(),
  items: z.array(z.object({ withdrawnAt: z.string().nullable() })),
  attempts: z.array(
    z.object({
      number: z.int(),
      channel: z.enum(PRICED_CHANNELS),
      state: z.string(),
      stateText: z.string(),
      resultCode: z.string().nullable(),
      reservedAt: moment,
      callingAt: moment.nullable(),
      receipts: z.array(z.object({ statusCode: z.string(), applied: z.boolean() })),
    }),
  ),
});
/** Those that the demonstration lays its own over. */
export const settings = z.object({
  reminderTime: z.string(),
  quietHours: z.object({ from: z.string(), to: z.string() }).nullable(),
  visitSettle: z.int(),
  closedDays: z.array(z.string()),
});
const problem = z.object({
  code: z.string(),
  detail: z.string(),
  retryable: z.boolean(),
  problems: z.array(z.object({ path: z.string(), code: z.string() })),
});

/** A loan as the API tells of it, whether it has just been started or has a past. */
export type LoanView = z.output<typeof loanView>;
export type EventAnswer = z.output<typeof eventAnswer>;
export type MessageView = z.output<typeof message>;
export type Settings = z.output<typeof settings>;

/** An error answer of the API: problem details (RFC 9457). */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Each place that is wrong, as `path: CODE`. */
  readonly places: readonly string[];
  /** The whole answer as it came. */
  readonly body: string;
}

export type Answered<T> =
  { readonly kind: 'ok'; readonly status: number; readonly value: T } | ({ readonly kind: 'refused' } & Refusal);

export interface LoanStart {
  readonly reference: string;
  readonly name: string;
  readonly phone: string;
  readonly bookTitle: string;
  /** YYYY-MM-DD in Korea. */
  readonly dueDate: string;
}

const TYPE = 'library-loan';
const CALL_TIMEOUT_MS = 10_000;
const RETRY_MS = 500;

/**
 * The platform as a library's own system calls it: over HTTP, with its key. What could not be answered, or is answered
 * as passing, is asked again with the same Idempotency-Key or eventId until the platform is back or `ended` is aborted.
 */
export class PublicApi {
  constructor(
    private readonly apiUrl: string,
    private readonly apiKey: string,
    private readonly ended: AbortSignal,
  ) {}

  start({ reference, name, phone, bookTitle, dueDate }: LoanStart, key: string): Promise<Answered<LoanView>> {
    const body = { type: TYPE, reference, recipient: { name, phone }, data: { bookTitle, dueDate } };
    return this.call('POST', '/v1/lifecycles', loanView, body, { 'idempotency-key': key });
  }

  /** Reports an event until its outcome is known: a pending one is asked for again. */
  async report(id: string, event: { type: string; eventId: string; data?: object }): Promise<Answered<EventAnswer>> {
    for (;;) {
      const answer = await this.call('POST', `/v1/lifecycles/${id}/events`, eventAnswer, event);
      if (answer.kind === 'refused' || answer.value.outcome === 'accepted') return answer;
      await pause(RETRY_MS, undefined, { signal: this.ended });
    }
  }

  async loan(id: string): Promise<LoanView> {
    return expected(await this.call('GET', `/v1/lifecycles/${id}`, loanView));
  }

  /** The ids of all loans that were ever started under a reference. */
  async loansCalled(reference: string): Promise<string[]> {
    const query = new URLSearchParams({ type: TYPE, reference });
    const { items } = expected(await this.call('GET', `/v1/lifecycles?${query.toString()}`, lifecyclePage));
    return items.map(({ id }) => id);
  }

  /** Every message that the timeline of a loan names, oldest first. */
  async messagesOf(id: string): Promise<MessageView[]> {
    const { entries } = expected(await this.call('GET', `/v1/lifecycles/${id}/timeline`, timeline));
    const ids = new Set(entries.flatMap(({ messageId }) => messageId ?? []));
    const answers = await Promise.all([...ids].map((each) => this.call('GET', `/v1/messages/${each}`, message)));
    return answers.map(expected).sort((a, b) => a.plannedAt - b.plannedAt);
  }

  async settings(): Promise<Settings> {
    return expected(await this.call('GET', '/v1/settings', settings));
  }

  async changeSettings(patch: Partial<Settings>): Promise<Settings> {
    return expected(await this.call('PATCH', '/v1/settings', settings, patch));
  }

  private async call<T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answered<T>> {
    for (;;) {
      this.ended.throwIfAborted();
      const answer = await this.callOnce(method, path, schema, body, headers);
      if (answer !== 'passing') return answer;
      await pause(RETRY_MS, undefined, { signal: this.ended });
    }
  }

  /** `passing`: no answer, or one that says that the same request may succeed later. */
  private async callOnce<T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    body: object | undefined,
    headers: Record<string, string>,
  ): Promise<Answered<T> | 'passing'> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${this.apiKey}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.ended, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
      });
      status = response.status;
      text = await response.text();
    } catch {
      return 'passing';
    }
    const json: unknown = JSON.parse(text);
    if (status < 300) return { kind: 'ok', status, value: schema.parse(json) };
    const { code, detail, retryable, problems } = problem.parse(json);
    if (retryable) return 'passing';
    return {
      kind: 'refused',
      status,
      code,
      detail,
      places: problems.map((each) => `${each.path}: ${each.code}`),
      body: text,
    };
  }
}

function expected<T>(answer: Answered<T>): T {
  if (answer.kind === 'ok') return answer.value;
  throw new Error(`The API refused: ${answer.status} ${answer.code}. ${answer.detail}`);
}
