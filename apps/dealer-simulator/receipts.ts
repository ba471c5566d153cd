import { Injectable } from '@nestjs/common';
import { RECEIPT_DIALECTS } from './receipt-dialects.js';
import type { ReceiptDialect, ReceiptPost } from './receipt-dialects.js';
import { SimulatorStore } from './store.js';
import type { Job } from './state.js';

/** A receipt is posted up to so many times until it is answered 200 (dealer-api §1.1, Webhook). */
export const RECEIPT_TRIES = 5;

type ReceiptJob = Job & { work: Extract<Job['work'], { kind: 'receipt' }> };

/** Posts receipts to the webhook of the dealer that took the messages, in its own words. */
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
    const { messages, groups } = this.store.state;
    const dealer = groups[job.groupId]?.dealer ?? 'solapi';
    const dialect = RECEIPT_DIALECTS[dealer];
    if (!dialect) return undefined;
    const told = job.messageIds.flatMap((id) => messages[id] ?? []);
    if (told.length === 0) return undefined;
    const at = this.store.now();
    for (const message of told) message.dateReported ??= at;
    const tries = job.work.tries + 1;
    const webhook = this.store.webhookOf(dealer);
    const group = groups[job.groupId];
    const post = dialect.post({ group, messages: told, code: job.work.code, secret: webhook?.secret ?? '' });
    const outcome = webhook ? await this.#call(webhook.url, post, dialect.taken) : 'no target';
    this.store.noteReceipt({
      at,
      groupId: job.groupId,
      messageIds: job.messageIds,
      statusCodes: told.map(({ statusCode }) => job.work.code ?? statusCode),
      try: tries,
      outcome,
    });
    if (outcome === 200 || (tries >= RECEIPT_TRIES && !this.#stop.signal.aborted)) return undefined;
    const pauses = this.store.settings.receiptRetryDelaysMs;
    const pause = pauses[Math.min(tries, pauses.length) - 1] ?? 0;
    return { ...job, at: this.store.now() + pause, work: { ...job.work, tries } };
  }

  async #call(url: string, post: ReceiptPost, taken: ReceiptDialect['taken']): Promise<number | 'no answer'> {
    const { receiptTimeoutMs } = this.store.settings;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...post.headers },
        body: JSON.stringify(post.body),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(receiptTimeoutMs)]),
      });
      const text = await response.text();
      // What a dealer does not take for an answer is none, whatever its status.
      return response.status !== 200 || taken(text) ? response.status : 'no answer';
    } catch {
      return 'no answer';
    }
  }
}
