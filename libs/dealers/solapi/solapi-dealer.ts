import { CONTENT_LIMITS } from '#libs/content/alimtalk.js';
import { BRAND_IMAGE_LIMITS, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { accountFingerprint } from '../account-fingerprint.js';
import {
  DealerUnavailable,
  type CallOutcome,
  type CommittedAttempt,
  type Dealer,
  type DealerCapabilities,
  type DealerMessage,
  type DealerReceipt,
  type ListedPrices,
  type LookUpOutcome,
  type LookUpQuestion,
  type PictureToUpload,
  type PrepareOutcome,
  type ReceiptHeaders,
  type Rejected,
  type Transient,
  type UploadOutcome,
} from '../dealer.js';
import type { Answer } from '../exchange.js';
import { isRecord, textOf } from '../receipt-fields.js';
import { CONCERNS_ACCOUNT, resultOfCode } from './result-codes.js';
import { SolapiClient, type SolapiClientOptions } from './solapi-client.js';
import { uploadToSolapi } from './solapi-images.js';
import { pricesOfSolapi } from './solapi-prices.js';
import { parseSolapiReceipts, receiptOf } from './solapi-receipts.js';
import { wireMessage } from './wire-message.js';

export interface SolapiDealerOptions extends SolapiClientOptions {
  /** Compared with `X-Solapi-Secret` of each receipt. */
  readonly webhookSecret: string;
  /**
   * A group that is still PENDING so long after its commit was begun, and after the call's time-out, was not taken, ms;
   * 5 s unless given.
   */
  readonly settlingMs?: number;
}

/** A message in its group cannot leave before the group is committed, so this is never `unknown`. */
export type FillOutcome = { readonly kind: 'filled'; readonly messageId?: string } | Rejected | Transient;

const GROUPS = '/messages/v4/groups';
const SETTLING_MS = 5_000;
/** What only an operator can mend is asked again after a minute: soon enough, and no flood. */
const ACCOUNT_PAUSE_MS = 60_000;
const PAGE = 500;
/** A group of ours holds one message; more than this many pages would be another's. */
const MOST_PAGES = 20;
/** The large item and three others, as Solapi's own client asks (6.0.1). */
const LEAST_WIDE_ITEMS = 4;
/** Statuses of a group that has been sent; `COMPLETE` is not documented but seen. */
const SENT = new Set(['SENDING', 'COMPLETE', 'SCHEDULED']);
/** Statuses of a group that does not leave any more. */
const BROKEN = new Set(['FAILED', 'FAILURE', 'DELETED']);

/**
 * Solapi (CoolSMS) by its two-phase groups, which stand in for the idempotency key that it lacks: each attempt is the one
 * message of a group of its own, and what is called again is that group, which the dealer sends at most once.
 */
export class SolapiDealer implements Dealer {
  readonly name = 'solapi';
  readonly capabilities: DealerCapabilities = {
    channels: ['alimtalk', 'sms', 'lms', 'mms', 'brand'],
    rendersTemplates: true,
    alimtalkBodyLength: CONTENT_LIMITS.body,
    images: { mms: IMAGE_LIMITS.mms, ...BRAND_IMAGE_LIMITS },
    leastWideItems: LEAST_WIDE_ITEMS,
    lookUpByKey: true,
    duplicateGuardMs: null,
    receipts: 'both',
    ratePerSecond: null,
  };
  readonly #client: SolapiClient;
  readonly #webhookSecret: string;
  readonly #settlingMs: number;
  readonly images: NonNullable<Dealer['images']>;

  constructor(options: SolapiDealerOptions) {
    this.#client = new SolapiClient(options);
    this.#webhookSecret = options.webhookSecret;
    this.images = {
      account: accountFingerprint(options.apiKey),
      upload: (picture) => this.#upload(picture),
    };
    this.#settlingMs = options.settlingMs ?? SETTLING_MS;
  }

  /** A group of its own for each message, which is put into it. */
  async prepare(message: DealerMessage): Promise<PrepareOutcome> {
    const opened = await this.open();
    if (opened.kind !== 'prepared') return opened;
    const filled = await this.fill(opened.groupId, message);
    return filled.kind === 'filled' ? opened : filled;
  }

  /** Opens a group; nothing leaves. */
  async open(): Promise<PrepareOutcome> {
    const answer = await this.#client.call('POST', GROUPS, { allowDuplicates: false });
    if (answer.kind === 'success') {
      const groupId = isRecord(answer.body) ? textOf(answer.body['groupId']) : undefined;
      return groupId === undefined ? transient('ANSWER_UNREADABLE') : { kind: 'prepared', groupId };
    }
    // Nothing of a message is in this call: whatever is refused here is refused to the account.
    return passing(answer) ?? accountProblem(codeOf(answer));
  }

  /** Puts the one message into its group; nothing leaves. */
  async fill(groupId: string, message: DealerMessage): Promise<FillOutcome> {
    const answer = await this.#client.call('PUT', `${pathOf(groupId)}/messages`, { messages: [wireMessage(message)] });
    if (answer.kind === 'success') return registered(answer.body);
    const later = passing(answer) ?? accountRefusal(answer);
    if (later) return later;
    const code = codeOf(answer);
    // Gone, or no longer open: the next try begins with a new group.
    if (answer.kind !== 'refused' || answer.status === 404 || answer.status === 409) return transient(code);
    return { kind: 'rejected', class: 'permanent-input', code, fallback: 'policy' };
  }

  async commit(groupId: string): Promise<CallOutcome> {
    const answer = await this.#client.call('POST', `${pathOf(groupId)}/send`);
    if (answer.kind === 'success') return { kind: 'accepted', groupId };
    if (answer.kind === 'not-sent') return notSent(answer);
    if (answer.kind === 'refused' && answer.status === 429) return transient(codeOf(answer), answer.retryAfterMs);
    // Server errors may come after the deed. So may any other refusal: it is also what a second commit of the same
    // group gets, and only a look at the group tells the two apart.
    return accountRefusal(answer) ?? { kind: 'unknown', code: codeOf(answer) };
  }

  async lookUp({
    groupId,
    settledSinceMs,
  }: Pick<LookUpQuestion, 'groupId' | 'settledSinceMs'>): Promise<LookUpOutcome> {
    const answer = await this.#client.call('GET', pathOf(groupId));
    const status = answer.kind === 'success' && isRecord(answer.body) ? textOf(answer.body['status']) : undefined;
    if (status === undefined) return { kind: 'undecided', code: codeOf(answer) };
    if (status === 'PENDING') {
      return settledSinceMs >= this.#settlingMs ? { kind: 'not-taken' } : { kind: 'undecided', code: 'SETTLING' };
    }
    const sent = SENT.has(status);
    if (!sent && !BROKEN.has(status)) return { kind: 'undecided', code: `GROUP_${status}`.slice(0, 40) };
    const receipt = await this.#theMessageOf(groupId);
    if (receipt && !receipt.pending) return { kind: 'result', receipt };
    if (!sent) return { kind: 'undecided', code: `GROUP_${status}` };
    return { kind: 'accepted', ...(receipt?.messageId !== undefined && { messageId: receipt.messageId }) };
  }

  async receiptsOf({ groupId }: Pick<CommittedAttempt, 'groupId'>): Promise<DealerReceipt[]> {
    const receipts: DealerReceipt[] = [];
    let startKey: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ groupId, limit: String(PAGE), ...(startKey !== undefined && { startKey }) });
      const answer = await this.#client.call('GET', `/messages/v4/list?${query.toString()}`);
      if (answer.kind !== 'success' || !isRecord(answer.body)) throw new DealerUnavailable(codeOf(answer));
      const { messageList, nextKey } = answer.body;
      receipts.push(...Object.values(messageList ?? {}).flatMap((item: unknown) => receiptOf(item) ?? []));
      const next = textOf(nextKey);
      if (next === undefined || next === startKey) break;
      startKey = next;
    }
    return receipts;
  }

  async listedPrices(): Promise<ListedPrices> {
    const answer = await this.#client.call('GET', '/pricing/v1/messaging/default');
    if (answer.kind !== 'success') throw new DealerUnavailable(codeOf(answer));
    return pricesOfSolapi(answer.body);
  }

  async #upload(picture: PictureToUpload): Promise<UploadOutcome> {
    const answer = await uploadToSolapi(this.#client, picture);
    if (answer.kind === 'uploaded') return answer;
    const refused = passing(answer) ?? accountRefusal(answer);
    return refused ?? { kind: 'rejected', class: 'permanent-input', code: codeOf(answer), fallback: 'policy' };
  }

  parseReceipts(headers: ReceiptHeaders, body: unknown): DealerReceipt[] {
    return parseSolapiReceipts(this.#webhookSecret, headers, body);
  }

  /** The message of a group; one that was refused when it was added stays in the group but is never sent. */
  async #theMessageOf(groupId: string): Promise<DealerReceipt | undefined> {
    try {
      const receipts = await this.receiptsOf({ groupId });
      return receipts.find(({ code }) => !code.startsWith('1')) ?? receipts[0];
    } catch (error) {
      if (error instanceof DealerUnavailable) return undefined;
      throw error;
    }
  }
}

const pathOf = (groupId: string): string => `${GROUPS}/${encodeURIComponent(groupId)}`;

/** What became of the one message that was put into a group. A refusal stands in an answer that is 200 all the same. */
function registered(body: unknown): FillOutcome {
  const list = isRecord(body) && Array.isArray(body['resultList']) ? (body['resultList'] as unknown[]) : undefined;
  const item = list?.find(isRecord);
  const code = textOf(item?.['statusCode']);
  if (item === undefined || code === undefined) return transient('ANSWER_UNREADABLE');
  const result = resultOfCode(code);
  const messageId = textOf(item['messageId']);
  if (result.class === 'accepted') return { kind: 'filled', ...(messageId !== undefined && { messageId }) };
  // The group has this recipient: an earlier call of ours did its work and lost its answer.
  if (result.class === 'duplicate') return { kind: 'filled' };
  if (CONCERNS_ACCOUNT.has(code)) return accountProblem(code);
  if (result.class === 'transient') return transient(code);
  if (result.class !== 'unknown') {
    return { kind: 'rejected', class: result.class, code, fallback: result.fallback, detail: result.meaning };
  }
  // Nothing has left, so even a code that we do not know leaves no doubt; all 1xxx are refusals.
  return code.startsWith('1')
    ? { kind: 'rejected', class: 'permanent-input', code, fallback: 'policy', detail: result.meaning }
    : transient(code);
}

/** The dealer's own name for an error; without one, the status or what happened to the connection. */
function codeOf(answer: Answer): string {
  if (answer.kind === 'success') return 'ANSWER_UNREADABLE';
  if (answer.kind !== 'refused') return answer.code;
  const named = isRecord(answer.body) ? textOf(answer.body['errorCode']) : undefined;
  return named !== undefined && /^\w{1,60}$/.test(named) ? named : `HTTP_${answer.status}`;
}

const notSent = ({ code, unconnected }: Extract<Answer, { kind: 'not-sent' }>): Transient => ({
  ...transient(code),
  ...(unconnected && { unconnected }),
});

const transient = (code: string, retryAfterMs?: number): Transient => ({
  kind: 'transient',
  class: 'transient',
  code,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

const accountProblem = (code: string): Transient => ({
  kind: 'transient',
  class: 'permanent-config',
  code,
  retryAfterMs: ACCOUNT_PAUSE_MS,
});

/** While nothing can have left, a lost connection and a server's error are no more than an invitation to try again. */
function passing(answer: Answer): Transient | undefined {
  if (answer.kind !== 'refused') return transient(codeOf(answer));
  if (answer.status === 429 || answer.status >= 500 || answer.status === 408) {
    return transient(codeOf(answer), answer.retryAfterMs);
  }
  return undefined;
}

/** Refused before anything was looked at: the key, the clock or the balance. The message is not to blame and waits. */
function accountRefusal(answer: Answer): Transient | undefined {
  if (answer.kind !== 'refused' || ![401, 402, 403].includes(answer.status)) return undefined;
  const code = codeOf(answer);
  return code === 'DuplicatedSignature' ? transient(code) : accountProblem(code);
}
