import { Injectable } from '@nestjs/common';
import { receiptBody } from './solapi/wire.js';
import { SimulatorStore } from './store.js';
import type { Job } from './state.js';

/** A receipt is posted up to so many times until it is answered 200 (dealer-api §1.1, Webhook). */
export const RECEIPT_TRIES = 5;

type ReceiptJob = Job & { work: Extract<Job['work'], { kind: 'receipt' }> };

/** Posts receipts to the webhook: a JSON array, with the event's name and the static secret in headers. */
@Injectable()
export class ReceiptPoster {
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(private readonly store: SimulatorStore) {}

  /**
   * Posts once.
   * @returns the job to be done later when it was not answered 200 and tries are left.
   */
  async post(job: ReceiptJob): Promise<ReceiptJob | undefined> {
    const posting = this.#post(job);
    this.#underWay.add(posting);
    try {
      return await posting;
    } finally {
      this.#underWay.delete(posting);
    }
  }

  /** Resolves once no post is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Breaks off what is under way; those posts count as unanswered and are made again after a restart. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  async #post(job: ReceiptJob): Promise<ReceiptJob | undefined> {
    const { messages, webhook } = this.store.state;
    const told = job.messageIds.flatMap((id) => messages[id] ?? []);
    if (told.length === 0) return undefined;
    const at = this.store.now();
    for (const message of told) message.dateReported ??= at;
    const body = told.map((message) => receiptBody(message, job.work.code));
    const tries = job.work.tries + 1;
    const outcome = webhook ? await this.#call(webhook, body) : 'no target';
    this.store.noteReceipt({
      at,
      groupId: job.groupId,
      messageIds: job.messageIds,
      statusCodes: body.map((one) => one.statusCode),
      try: tries,
      outcome,
    });
    if (outcome === 200 || (tries >= RECEIPT_TRIES && !this.#stop.signal.aborted)) return undefined;
    const pauses = this.store.settings.receiptRetryDelaysMs;
    const pause = pauses[Math.min(tries, pauses.length) - 1] ?? 0;
    return { ...job, at: this.store.now() + pause, work: { ...job.work, tries } };
  }

  async #call(webhook: { url: string; secret: string }, body: unknown): Promise<number | 'no answer'> {
    const { receiptTimeoutMs } = this.store.settings;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-solapi-event-name': 'SINGLE-REPORT',
          'x-solapi-secret': webhook.secret,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(receiptTimeoutMs)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 'no answer';
    }
  }
}
